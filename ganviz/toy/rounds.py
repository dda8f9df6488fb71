"""The moves of Algorithm 1 without autograd: every array is made once, and filled anew.

Samples are columns: a minibatch is (dim, B), or (M, dim, B) where M members are trained side by
side. D's minibatches stand side by side as columns: real, fake, then a mixture of the two for each
penalty that looks between them; so real and fake go through D in one pass.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, final

import numpy as np

from ganviz.toy.arrays import Array, module_of, on_host, per_member
from ganviz.toy.network import NetworkPass
from ganviz.toy.penalties import Penalty, Term

if TYPE_CHECKING:
    from ganviz.toy.game import ToyGame

_BETWEEN = {"gradient_penalty": 1.0, "zero_centred": 0.0}
"""The norm of D's gradient that costs nothing, for the penalties that look at mixtures."""


@final
class Rounds:
    """The moves of a game without autograd, on the parameters of its players.

    Args:
        game: with its settings as they are now.
        sources: where to take samples from; None for the game's own.
    """

    path = "explicit"

    def __init__(self, game: "ToyGame", sources: Any = None) -> None:
        self._settings, self._objective = game.settings, game.objective
        self._generator, self._discriminator = game.generator, game.discriminator
        self._average, self._sources = game.average, sources or game.sources
        s, g, d = game.settings, game.generator.network, game.discriminator.network
        self._xp = module_of(d.theta)
        self._rows, b = s.batch * s.pack, s.batch
        weights = {
            name: tuple(getattr(member.regularisation, name) for member in game.members)
            for name in ("r1", "r2", *_BETWEEN, "instance_noise", "clip")
        }
        part = [slice(i * b, (i + 1) * b) for i in range(4)]
        between = [name for name in _BETWEEN if any(weights[name])]
        terms = [
            Term(at, weights[name], _BETWEEN.get(name, 0.0))
            for name, at in zip(("r1", "r2", *between), part, strict=False)
            if any(weights[name])
        ]
        # D's passes: in its own steps, and in those of G, which see real samples if paired.
        self._on_all = d.at((2 + len(between)) * b, groups=2)
        self._on_fakes = d.at(2 * b, groups=2) if self._objective.paired else d.at(b)
        self._penalty = Penalty(d, self._on_all, terms) if terms else None
        # What lies where in the arrays of D's passes: samples, logits and their slopes.
        real, fake = part[:2]
        fakes = fake if self._objective.paired else real
        self._columns_d, self._columns_g = (
            _Columns(at, real, columns)
            for at, columns in ((self._on_all, fake), (self._on_fakes, fakes))
        )
        self._mixtures = [self._on_all.input[..., at] for at in part[2 : 2 + len(between)]]
        self._noise, self._clip = (
            per_member(weights[name], d.theta, axes) if any(weights[name]) else None
            for name, axes in (("instance_noise", 2), ("clip", 1))
        )
        self._as_made = s.pack == 1 and self._noise is None  # then G writes where D reads
        places = self._columns_d.fake, self._columns_g.fake
        outs = places if self._as_made else (None, None)
        self._fakes_for_d, self._fakes_for_g = (g.at(self._rows, out=out) for out in outs)
        self._follow = per_member([1 - member.ema for member in game.members], g.theta)
        self._played = {"d": False, "g": False}

    def play(self, moves: Sequence[str], n: int) -> dict[str, Any]:
        """Make moves in turn, all ``n`` times: "descend_d", "descend_g" or "descend_both".

        Returns:
            The last ``d_loss`` and ``g_loss``, where there was one: numbers, or (M,) of members.
        """
        turn = self.turn(moves)
        with np.errstate(all="ignore"):  # what is no longer finite shows in the parameters
            for _ in range(n):
                for make in turn:
                    make()
            return self.losses()

    def turn(self, moves: Sequence[str]) -> list[Callable[[], None]]:
        """Moves by their names."""
        return [getattr(self, move) for move in moves]

    def losses(self) -> dict[str, Any]:
        """Those on the last minibatches, as `play` returns them."""
        return {f"{who}_loss": self._loss(who) for who in "dg" if self._played[who]}

    def descend_d(self) -> None:
        """Train D on a fresh minibatch."""
        self._make_fakes(self._fakes_for_d, self._columns_d.fake)
        self._find_d_gradient()
        self._update_d()

    def descend_g(self) -> None:
        """Train G on a fresh minibatch."""
        self._make_fakes(self._fakes_for_g, self._columns_g.fake)
        if self._objective.paired:
            self._draw_real(self._columns_g.real)
        self._find_g_gradient()
        self._update_g()

    def descend_both(self) -> None:
        """Train both at once, from where both are, on the same fresh minibatch."""
        d, g = self._columns_d, self._columns_g
        self._make_fakes(self._fakes_for_g, g.fake)
        d.fake[...] = g.fake
        self._find_d_gradient()
        if self._objective.paired:
            g.real[...] = d.real
        self._find_g_gradient()
        self._update_d()
        self._update_g()

    def _find_d_gradient(self) -> None:
        """For the fakes that D's input holds, and fresh real samples."""
        at = self._columns_d
        self._draw_real(at.real)
        for mixture in self._mixtures:  # fake + share (real - fake)
            self._xp.subtract(at.real, at.fake, out=mixture)
            mixture *= self._sources.mix.take(self._settings.batch)
            mixture += at.fake
        self._on_all.forward()
        at.real_slope[...], at.fake_slope[...] = self._objective.d_slopes(
            at.real_logits, at.fake_logits
        )
        if self._penalty:
            self._penalty.run()
        self._on_all.backward(at.slope)
        if self._penalty:
            self._penalty.add()
        self._discriminator.network.chain()
        self._played["d"] = True

    def _find_g_gradient(self) -> None:
        """For the fakes in D's input, which the pass ``_fakes_for_g`` has made."""
        at = self._columns_g
        self._on_fakes.forward()
        at.fake_slope[...] = self._objective.g_slope(at.fake_logits, real=at.real_logits)
        slope = self._on_fakes.backward(at.slope, parameters=False, inputs=True)
        self._fakes_for_g.backward(self._unpacked(slope[..., at.fakes]))
        self._played["g"] = True

    def _update_d(self) -> None:
        self._discriminator.rule.step()
        if self._clip is not None:
            theta = self._discriminator.network.theta
            module_of(theta).clip(theta, -self._clip, self._clip, out=theta)
        self._discriminator.network.refresh()

    def _update_g(self) -> None:
        self._generator.rule.step()
        if self._average is not None:
            self._average += self._follow * (self._generator.network.theta - self._average)

    def _make_fakes(self, by: NetworkPass, place: Array) -> None:
        by.input[...] = self._sources.z.take(self._rows)
        made = by.forward()
        if not self._as_made:
            self._show(made, place)

    def _draw_real(self, place: Array) -> None:
        self._show(self._sources.x.take(self._rows), place)

    def _show(self, samples: Array, place: Array) -> None:
        """Samples (dim, B pack) as D sees them: with noise, and in packs (pack dim, B)."""
        if self._noise is not None:
            samples = samples + self._noise * self._sources.noise.take(self._rows)
        if self._settings.pack == 1:
            place[...] = samples
            return
        *lead, dim, _ = samples.shape
        packs = samples.reshape(*lead, dim, -1, self._settings.pack)
        for i in range(self._settings.pack):
            place[..., i * dim : (i + 1) * dim, :] = packs[..., i]

    def _unpacked(self, slope: Array) -> Array:
        """The slope of packs, (pack dim, B), as that of samples, (dim, B pack)."""
        if self._settings.pack == 1:
            return slope
        *lead, _, b = slope.shape
        packs = slope.reshape(*lead, self._settings.pack, -1, b)
        return packs.swapaxes(-3, -2).swapaxes(-2, -1).reshape(*lead, -1, self._rows)

    def _loss(self, who: str) -> Any:
        """The loss on the last minibatch, from its logits."""
        d, g = self._columns_d, self._columns_g
        if who == "d":
            loss = self._objective.d_loss(d.real_logits, d.fake_logits)
        else:
            loss = self._objective.g_loss(g.fake_logits, real=g.real_logits)
        return on_host(loss).astype(float) if loss.ndim else float(loss)


class _Columns:
    """The real and the fake columns of a pass of D: inputs, logits, and slopes of the logits."""

    def __init__(self, at: NetworkPass, real: slice, fake: slice) -> None:
        self.fakes, self.slope = fake, module_of(at.output).zeros_like(at.output)
        self.real, self.fake = at.input[..., real], at.input[..., fake]
        self.real_logits, self.fake_logits = at.output[..., 0, real], at.output[..., 0, fake]
        self.real_slope, self.fake_slope = self.slope[..., 0, real], self.slope[..., 0, fake]
