"""The round of Algorithm 1 without autograd.

It plays on the memory of a `ganviz.toy.game.ToyGame`: parameters, moments of the optimisers,
average, samples. So both can take turns, and a state does not say which one has played.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast, final

import numpy as np

from ganviz.toy.explicit.layers import Array
from ganviz.toy.explicit.network import NetworkPass, Perceptron
from ganviz.toy.explicit.optimizers import OPTIMIZERS, UpdateRule
from ganviz.toy.explicit.penalties import Penalty, Term
from ganviz.toy.settings import NetworkSettings, ToySettings

if TYPE_CHECKING:
    from ganviz.toy.game import ToyGame
    from ganviz.toy.optimizers import OptimizedNetwork
    from ganviz.toy.samples import SampleStream


def can_play(settings: ToySettings) -> bool:
    """Whether these settings need no autograd: all but those that unroll D."""
    return settings.unroll == 0


@final
class Descender:
    """A network with its optimiser, on the memory of a learner that is there already.

    Args:
        memory: whose parameters, gradient and moments are used.
        player: what the network is made of, and how it learns.
        outputs: its outputs.
    """

    def __init__(
        self, memory: "OptimizedNetwork[Any]", player: NetworkSettings, outputs: int
    ) -> None:
        theta, gradient = memory.network.theta.numpy(), memory.gradient.numpy()
        kind = OPTIMIZERS[player.optimizer]
        moments = [moment.numpy() for moment in memory.moments(kind.remembers)]
        self.network = Perceptron(
            theta,
            gradient,
            memory.network.inputs,
            outputs,
            player.hidden,
            player.activation,
            batch_norm=player.batch_norm,
            minibatch_features=player.minibatch_features,
            lefts=[left.numpy() for left in memory.network.memory],
        )
        self._optimizer: UpdateRule = kind(theta, gradient, moments)
        self._rates = player.lr, player.momentum, player.beta2

    def chain(self) -> None:
        """Complete the gradient that passes have written."""
        for norm in self.network.spectral:
            norm.chain()

    def update(self) -> None:
        """One step of the optimiser down the gradient."""
        self._optimizer.step(*self._rates)

    def refresh(self) -> None:
        """Bring what layers know of the parameters up to date."""
        for norm in self.network.spectral:
            norm.iterate()


@final
class ExplicitGame:
    """The moves of a game in numpy: those of `ganviz.toy.game.ToyGame` within rounding.

    D's minibatches stand side by side as columns: real, fake, then a mixture of the two for each
    penalty that looks between them.

    Args:
        game: whose memory it plays on.
        settings: as they are now.
    """

    def __init__(self, game: "ToyGame", settings: ToySettings) -> None:
        self._settings, self._objective = settings, game.objective
        self._z, self._x, self._noise, self._mix = (
            cast("SampleStream", getattr(game.sources, name)) for name in ("z", "x", "noise", "mix")
        )
        dim = game.discriminator.network.inputs // settings.pack
        self._generator = Descender(game.generator, settings.generator, dim)
        self._discriminator = Descender(game.discriminator, settings.discriminator, 1)
        self._average = None if game.average is None else game.average.numpy()
        self._rows = settings.batch * settings.pack
        b, r = settings.batch, settings.regularisation
        part = [slice(i * b, (i + 1) * b) for i in range(4)]
        self._real, self._fake = part[:2]
        between = [(w, t) for w, t in ((r.gradient_penalty, 1.0), (r.zero_centred, 0.0)) if w]
        self._between = part[2 : 2 + len(between)]
        terms = [Term(at, weight) for at, weight in zip(part, (r.r1, r.r2), strict=False) if weight]
        terms += [Term(at, *what) for at, what in zip(self._between, between, strict=True)]

        g, d = self._generator.network, self._discriminator.network
        self._for_d, self._for_g = g.at(self._rows), g.at(self._rows)
        self._on_all = d.at((2 + len(between)) * b, groups=2)
        self._on_fakes = d.at(2 * b, groups=2) if self._objective.paired else d.at(b)
        self._penalty = Penalty(d, self._on_all, terms) if terms else None
        self._d_slope = np.zeros_like(self._on_all.output)
        self._g_slope = np.zeros_like(self._on_fakes.output)
        self._fakes = self._fake if self._objective.paired else self._real  # columns of on_fakes
        self._played = {"d": False, "g": False}

    def play(self, move: str, n: int) -> dict[str, float]:
        """Make a move ``n`` times: "round", "descend_d", "descend_g" or "descend_both".

        Returns:
            The last ``d_loss`` and ``g_loss``, where there was one.
        """
        make: Callable[[], None] = getattr(self, move)
        with np.errstate(all="ignore"):  # what is no longer finite shows in the parameters
            for _ in range(n):
                make()
            return {f"{who}_loss": self._loss(who) for who in "dg" if self._played[who]}

    def round(self) -> None:
        """k steps of D, then k_g of G; if simultaneous, one of each is a joint step."""
        s = self._settings
        joint = s.update == "simultaneous" and s.k > 0 and s.k_g > 0
        for _ in range(s.k - joint):
            self.descend_d()
        if joint:
            self.descend_both()
        for _ in range(s.k_g - joint):
            self.descend_g()

    def descend_d(self) -> None:
        """Train D on a fresh minibatch."""
        self._draw_fakes(self._for_d, self._on_all.input[:, self._fake])
        self._find_d_gradient()
        self._update_d()

    def descend_g(self) -> None:
        """Train G on a fresh minibatch."""
        self._draw_fakes(self._for_g, self._on_fakes.input[:, self._fakes])
        if self._objective.paired:
            self._draw_real(self._on_fakes.input[:, self._real])
        self._find_g_gradient()
        self._update_g()

    def descend_both(self) -> None:
        """Train both at once, from where both are, on the same fresh minibatch."""
        on_all, on_fakes = self._on_all.input, self._on_fakes.input
        self._draw_fakes(self._for_g, on_all[:, self._fake])
        self._find_d_gradient()
        on_fakes[:, self._fakes] = on_all[:, self._fake]
        if self._objective.paired:
            on_fakes[:, self._real] = on_all[:, self._real]
        self._find_g_gradient()
        self._update_d()
        self._update_g()

    def _find_d_gradient(self) -> None:
        """For the fakes that D's input holds, and fresh real samples."""
        x, real, fake = self._on_all.input, self._real, self._fake
        self._draw_real(x[:, real])
        for columns in self._between:
            share = self._mix.array(self._settings.batch).T
            x[:, columns] = share * x[:, real] + (1 - share) * x[:, fake]
        (logits,) = self._on_all.forward()
        (slope,) = self._d_slope
        slope[real], slope[fake] = self._objective.d_slopes(logits[real], logits[fake])
        if self._penalty:
            self._penalty.run()
        self._on_all.backward(self._d_slope)
        if self._penalty:
            self._penalty.add()
        self._discriminator.chain()
        self._played["d"] = True

    def _find_g_gradient(self) -> None:
        """For the fakes that D's second input holds, which ``for_g`` has made."""
        (logits,) = self._on_fakes.forward()
        real, fake = logits[self._real], logits[self._fakes]
        self._g_slope[0, self._fakes] = self._objective.g_slope(fake, real=real)
        slope = self._on_fakes.backward(self._g_slope, parameters=False, inputs=True)
        self._for_g.backward(self._unpacked(slope[:, self._fakes]))
        self._played["g"] = True

    def _update_d(self) -> None:
        self._discriminator.update()
        if clip := self._settings.regularisation.clip:
            theta = self._discriminator.network.theta
            np.clip(theta, -clip, clip, out=theta)
        self._discriminator.refresh()

    def _update_g(self) -> None:
        self._generator.update()
        if self._average is not None:
            theta = self._generator.network.theta
            self._average += (1 - self._settings.ema) * (theta - self._average)

    def _draw_fakes(self, by: NetworkPass, place: Array) -> None:
        by.input[...] = self._z.array(self._rows).T
        self._show(by.forward(), place)

    def _draw_real(self, place: Array) -> None:
        self._show(self._x.array(self._rows).T, place)

    def _show(self, samples: Array, place: Array) -> None:
        """Samples (dim, B pack) as D sees them: with noise, and in packs (pack dim, B)."""
        if std := self._settings.regularisation.instance_noise:
            samples = samples + std * self._noise.array(self._rows).T
        if self._settings.pack == 1:
            place[...] = samples
            return
        packs = samples.reshape(len(samples), -1, self._settings.pack)
        place[...] = packs.transpose(2, 0, 1).reshape(place.shape)

    def _unpacked(self, slope: Array) -> Array:
        """The slope of packs, (pack dim, B), as that of samples, (dim, B pack)."""
        if self._settings.pack == 1:
            return slope
        packs = slope.reshape(self._settings.pack, -1, slope.shape[1])
        return packs.transpose(1, 2, 0).reshape(packs.shape[1], -1)

    def _loss(self, who: str) -> float:
        """The loss on the last minibatch, from its logits."""
        if who == "d":
            (logits,) = self._on_all.output
            loss = self._objective.d_loss(logits[self._real], logits[self._fake])
        else:
            (logits,) = self._on_fakes.output
            loss = self._objective.g_loss(logits[self._fakes], real=logits[self._real])
        return float(loss)
