"""Algorithm 1 of Goodfellow et al. (2014), seeded and resumable bit for bit."""

import math
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, final

import numpy as np
import torch
from scipy.special import expit
from torch import Tensor

from ganviz import _check, penalties
from ganviz.distributions import Box, Distribution, Planar, Uniform, Univariate
from ganviz.objectives import OBJECTIVES, smoothed
from ganviz.toy.judging import DiscriminatorLoss, Penalty, apart, judge, together
from ganviz.toy.layers import Map
from ganviz.toy.networks import MLP
from ganviz.toy.observer import PlaneObserver
from ganviz.toy.optimizers import Learner
from ganviz.toy.plane import Plane, default_box, make_plane
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.samples import SampleStream
from ganviz.toy.settings import Player, ToySettings, needs_new_run
from ganviz.toy.snapshot import Losses, Observer, default_view
from ganviz.toy.threads import one_thread

LOOKS = 4096
"""Samples of each kind that a snapshot measures with, and that training never sees."""


class Diverged(RuntimeError):
    """A run whose parameters or losses are no longer finite; it cannot go on."""


@final
class ToyGAN:
    """A generator and a discriminator, both small MLPs, playing the game on a line or in a plane.

    Synchronous and deterministic: everything follows from ``settings.seed``, torch's global RNG is
    neither read nor written. Steps run on one torch thread, which is fastest for such networks and
    gives the same bits whatever the number of cores.

    ``steps`` counts what was done: a round, a lone discriminator update and a lone generator update
    count one each, so that every state of a run has its own number.

    Where G has batch normalisation, minibatches are standardised by their own mean and variance,
    and in a snapshot by those of a large fixed sample of z: there G is a function of z alone, so
    that p_g exists. Where the settings ask for an average of theta_g, snapshots show that.

    Args:
        p_data: the target, on the line or in the plane.
        p_z: the prior of z: a distribution or :class:`Noise`. On the line z has one dimension.
        settings: networks, optimisers, objective, k, batch, seed ...
        view: what snapshots show of the axis of x, (low, high), or of the plane, a square Box; by
            default :func:`default_view` or :func:`default_box` of p_data.

    Raises:
        ValueError: p_z does not fit p_data, or the view is not an interval or a square.

    Attributes:
        p_data, p_z, settings: as they are now; change them through :meth:`configure`.
        steps: see above.
        plane: the :class:`Plane` behind the snapshots; None for a game on the line.

    >>> from ganviz.distributions import Uniform, named
    >>> gan = ToyGAN(named("two_modes"), Uniform(-1, 1), ToySettings(seed=3))
    >>> gan.step(10)
    >>> gan.configure(k=2, objective="minimax")
    >>> gan.step(10)
    >>> snapshot = gan.snapshot()
    >>> snapshot.step, snapshot.p_g.shape
    (20, (240,))
    """

    def __init__(
        self,
        p_data: Distribution,
        p_z: Prior,
        settings: ToySettings | None = None,
        *,
        view: tuple[float, float] | Box | None = None,
    ) -> None:
        dim = 2 if isinstance(p_data, Planar) else 1
        self.p_data = _of_dim("p_data", p_data, dim)
        self.p_z = _prior(p_z, dim)
        self.settings = s = ToySettings() if settings is None else settings
        self.steps = 0
        self._view = None if view is None else _VIEWS[dim](view)
        seeds = np.random.SeedSequence(s.seed).spawn(7)
        g_rng, d_rng, z_rng, x_rng, noise_rng, mix_rng = map(np.random.default_rng, seeds[:6])
        self._look = seeds[6]
        self._width = s.pack * dim
        self._generator = _learner(s.generator, g_rng, self.p_z.dim, dim)
        self._discriminator = _learner(s.discriminator, d_rng, self._width, 1)
        self._z = SampleStream(self.p_z, z_rng)
        self._x = SampleStream(self.p_data, x_rng)
        self._noise = SampleStream(Noise("gaussian", dim), noise_rng)
        self._mix = SampleStream(Uniform(0, 1), mix_rng)
        self._average: Tensor | None = None
        self.plane: Plane | None = None
        self._d_loss = self._g_loss = torch.tensor(torch.nan)
        self._observe()
        self._resolve()

    @one_thread()
    def step(self, n: int = 1) -> None:
        """Play ``n`` rounds: k discriminator steps, each on fresh minibatches, then one of G.

        With ``update="simultaneous"`` the last of the k steps and that of G are one joint step.

        Raises:
            Diverged: at the end of the call, where a parameter or a loss is no longer finite.
        """
        for _ in range(_check.integer("n", n, at_least=1)):
            self._round()
        self._done(n)

    @one_thread()
    def step_discriminator(self, n: int = 1) -> None:
        """Train D alone for ``n`` steps while G stands still; raises as :meth:`step` does."""
        for _ in range(_check.integer("n", n, at_least=1)):
            self._descend_d()
        self._done(n)

    @one_thread()
    def step_generator(self, n: int = 1) -> None:
        """Train G alone for ``n`` steps while D stands still; raises as :meth:`step` does."""
        for _ in range(_check.integer("n", n, at_least=1)):
            self._descend_g()
        self._done(n)

    def generator(self, z: np.ndarray) -> np.ndarray:
        """G(z) as a snapshot shows it: (n,) or (n, dim) -> (n,) or (n, 2), computed in float64."""
        return _on_arrays(self._generator_map(torch.float64), z, self.p_data.dim)

    def discriminator(self, x: np.ndarray) -> np.ndarray:
        """D(x) as a snapshot shows it, a probability: (n,) or (n, 2) -> (n,), in float64."""
        return expit(self._logits(x))

    @one_thread()
    def snapshot(self) -> Any:
        """What there is to see now; leaves the run as it is; raises as :meth:`step` does.

        A :class:`Snapshot` on the line, a :class:`PlaneSnapshot` in the plane.
        """
        self._require_finite()
        losses = Losses(
            d_loss=self._d_loss.item(),
            g_loss=self._g_loss.item(),
            d_grad_norm=torch.linalg.vector_norm(self._discriminator.gradient).item(),
            g_grad_norm=torch.linalg.vector_norm(self._generator.gradient).item(),
        )
        if isinstance(self._observer, Observer):
            return self._observer.look(self.steps, self.generator, self._logits, losses)
        seen = self._observer.fakes(self._generator_map(torch.float32))
        d = judge(self._discriminator.network, self.settings.pack, lambda: (self._real, seen[0]))
        return self._observer.look(self.steps, seen, d, self._objective, losses)

    def fresh(
        self, settings: ToySettings | None = None, p_data: Distribution | None = None
    ) -> "ToyGAN":
        """A new run with the same prior and view and, by default, the same settings and target."""
        return ToyGAN(p_data or self.p_data, self.p_z, settings or self.settings, view=self._view)

    def configure(self, *, p_data: Distribution | None = None, **changes: Any) -> None:
        """Change p_data or live fields of the settings, from the next step on.

        Args:
            p_data: another target.
            changes: fields of :class:`ToySettings`. Live are objective, k, k_g, batch, update,
                regularisation, unroll, ema and, within the players, lr, momentum and beta2 (see
                :func:`needs_new_run`).

        Raises:
            ValueError: an unknown field, a bad value, or a field that needs a new run; then nothing
                has changed.

        >>> from ganviz.distributions import Gaussian, Uniform
        >>> gan = ToyGAN(Gaussian(), Uniform(-1, 1))
        >>> gan.configure(discriminator=replace(gan.settings.discriminator, lr=0.01))
        >>> gan.configure(seed=1)
        Traceback (most recent call last):
            ...
        ValueError: seed cannot change during a run: make a new ToyGAN with these settings
        """
        for name in changes:
            _check.one_of("changes", name, [f.name for f in fields(ToySettings)])
        settings = replace(self.settings, **changes)
        _same_run(self.settings, settings)
        if p_data is not None:
            self.p_data = _of_dim("p_data", p_data, self.p_data.dim)
            self._x.restart(self.p_data)
            self._observe()
        self.settings = settings
        self._resolve()

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the run depends on, the live settings included."""
        return {
            "settings": self.settings,
            "p_data": self.p_data,
            "steps": self.steps,
            "generator": self._generator.state_dict(),
            "discriminator": self._discriminator.state_dict(),
            "z": self._z.state_dict(),
            "x": self._x.state_dict(),
            "noise": self._noise.state_dict(),
            "mix": self._mix.state_dict(),
            "average": None if self._average is None else self._average.clone(),
            "losses": (self._d_loss.item(), self._g_loss.item()),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``: the same bits as the run it was taken from, with the same p_z.

        Raises:
            ValueError: the state is of a run with other networks, optimisers or seed.
        """
        _same_run(self.settings, state["settings"])
        self.settings, self.p_data, self.steps = state["settings"], state["p_data"], state["steps"]
        self._generator.load_state_dict(state["generator"])
        self._discriminator.load_state_dict(state["discriminator"])
        self._z.load_state_dict(state["z"])
        self._x.restart(self.p_data)
        self._x.load_state_dict(state["x"])
        self._noise.load_state_dict(state["noise"])
        self._mix.load_state_dict(state["mix"])
        average = state["average"]
        self._average = None if average is None else average.clone()
        if self.p_data != self._observer.p_data:
            self._observe()
        self._d_loss, self._g_loss = map(torch.tensor, state["losses"])
        self._resolve()

    def _resolve(self) -> None:
        """Turn the settings into the objects that a step uses."""
        s, r = self.settings, self.settings.regularisation
        self._objective = smoothed(OBJECTIVES[s.objective], r.smooth_real, r.smooth_fake)
        joint = s.update == "simultaneous" and s.k > 0 and s.k_g > 0
        self._round = self._join if joint else self._alternate
        self._rows = s.batch * s.pack
        self._show = self._packs if r.instance_noise == 0 else self._noisy_packs
        logits = together if self._discriminator.network.pointwise else apart
        self._criticism = DiscriminatorLoss(self._objective, logits, self._penalties())
        one_kind = self._objective.paired is False and logits is together
        self._blame = self._by_fakes if one_kind else self._by_both
        if s.unroll:
            self._blame = self._looking_ahead
        for learner, player in (
            (self._generator, s.generator),
            (self._discriminator, s.discriminator),
        ):
            learner.configure(player.lr, player.momentum, player.beta2)
        clip = (lambda theta: theta.clamp(-r.clip, r.clip),)
        self._discriminator.projections = clip if r.clip else ()
        self._start_average()

    def _penalties(self) -> tuple[tuple[float, Penalty], ...]:
        r = self.settings.regularisation

        def between(penalty: Callable[..., Tensor]) -> Penalty:
            return lambda critic, real, fake: penalty(critic, real, fake, self._mix.take(len(real)))

        all_ = (
            (r.r1, penalties.r1),
            (r.r2, penalties.r2),
            (r.gradient_penalty, between(penalties.gradient_penalty)),
            (r.zero_centred, between(penalties.zero_centred)),
        )
        return tuple((weight, penalty) for weight, penalty in all_ if weight)

    def _observe(self) -> None:
        look = np.random.default_rng(self._look)
        real, z = self.p_data.sample(LOOKS, look), self.p_z.sample(LOOKS, look)
        self._real, self._company_z = (
            torch.from_numpy(a.reshape(LOOKS, -1).astype(np.float32)) for a in (real, z)
        )
        if isinstance(self.p_data, Planar):
            box = self._view or default_box(self.p_data)
            self.plane = plane = make_plane(self.p_data, box)
            self._observer = PlaneObserver(
                self.p_data, self.p_z, plane, self._real, self._company_z, look
            )
        else:
            view = self._view or default_view(self.p_data)
            self._observer = Observer(self.p_data, _of_dim("p_z", self.p_z, 1), view)

    def _alternate(self) -> None:
        for _ in range(self.settings.k):
            self._descend_d()
        for _ in range(self.settings.k_g):
            self._descend_g()

    def _join(self) -> None:
        for _ in range(self.settings.k - 1):
            self._descend_d()
        critic, criticism = self._discriminator.network, self._criticism
        fake = self._show(self._generator.network(self._z.take(self._rows)))
        real = self._show(self._x.take(self._rows))
        real_logits, fake_logits = criticism.logits(critic, real, fake)
        self._d_loss = self._objective.d_loss(real_logits, fake_logits)
        self._g_loss = self._objective.g_loss(fake_logits, real=real_logits)
        total = criticism.penalised(self._d_loss, critic, real, fake.detach())
        d_gradient = self._discriminator.gradient_of(total, keep_graph=True)
        g_gradient = self._generator.gradient_of(self._g_loss)
        self._discriminator.update(d_gradient)
        self._generator.update(g_gradient)
        for _ in range(self.settings.k_g - 1):
            self._descend_g()

    def _descend_d(self) -> None:
        with torch.no_grad():
            fake = self._show(self._generator.network(self._z.take(self._rows)))
        real = self._show(self._x.take(self._rows))
        self._d_loss, total = self._criticism(self._discriminator.network, real, fake)
        self._discriminator.update(self._discriminator.gradient_of(total))

    def _descend_g(self) -> None:
        fake = self._show(self._generator.network(self._z.take(self._rows)))
        self._g_loss = self._blame(fake)
        self._generator.update(self._generator.gradient_of(self._g_loss))

    def _by_fakes(self, fake: Tensor) -> Tensor:
        """G's loss where D judges the fakes alone."""
        return self._objective.g_loss(self._discriminator.network.frozen(fake).view(-1))

    def _by_both(self, fake: Tensor) -> Tensor:
        """G's loss where it compares with real samples."""
        return self._compared(self._discriminator.network.frozen, self._real_packs(), fake)

    def _looking_ahead(self, fake: Tensor) -> Tensor:
        """G's loss under the D that the next steps on this minibatch would make of it."""
        real = self._real_packs()
        theta = self._discriminator.unrolled(
            lambda critic: self._criticism(critic, real, fake)[1], self.settings.unroll
        )
        return self._compared(self._discriminator.network.with_theta(theta), real, fake)

    def _compared(self, critic: Map, real: Tensor, fake: Tensor) -> Tensor:
        real_logits, fake_logits = self._criticism.logits(critic, real, fake)
        return self._objective.g_loss(fake_logits, real=real_logits)

    def _real_packs(self) -> Tensor:
        return self._show(self._x.take(self._rows))

    def _packs(self, samples: Tensor) -> Tensor:
        return samples.view(-1, self._width)

    def _noisy_packs(self, samples: Tensor) -> Tensor:
        noise = self._noise.take(len(samples))
        return self._packs(samples + self.settings.regularisation.instance_noise * noise)

    def _start_average(self) -> None:
        """Begin, keep or drop the moving average of theta_g."""
        decay = self.settings.ema
        if not decay:
            self._average = None
            self._generator.projections = ()
            return
        if self._average is None:
            self._average = self._generator.network.theta.clone()
        average = self._average

        def fold_in(theta: Tensor) -> Tensor:
            average.lerp_(theta, 1 - decay)
            return theta

        self._generator.projections = (fold_in,)

    def _generator_map(self, dtype: torch.dtype) -> Map:
        return self._generator.network.settled(self._company_z.to(dtype), self._average)

    def _logits(self, x: np.ndarray) -> np.ndarray:
        def company() -> tuple[Tensor, Tensor]:
            z = self._company_z.double()
            with torch.no_grad():
                return self._real.double(), self._generator_map(torch.float64)(z)

        d = judge(self._discriminator.network, self.settings.pack, company)
        return _on_arrays(d.points, x, 1)

    def _done(self, n: int) -> None:
        self.steps += n
        self._require_finite()

    def _require_finite(self) -> None:
        # A loss that is nan has made the parameters nan; one that is inf need not have.
        for player, learner, loss in (
            ("generator", self._generator, self._g_loss),
            ("discriminator", self._discriminator, self._d_loss),
        ):
            for what, broken in (
                ("parameters are", not learner.network.theta.isfinite().all()),
                ("loss is", loss.isinf()),
            ):
                if broken:
                    raise Diverged(f"the {player}'s {what} not finite at step {self.steps}")


def _learner(player: Player, rng: np.random.Generator, inputs: int, outputs: int) -> Learner:
    network = MLP(
        player.hidden,
        player.activation,
        rng,
        inputs=inputs,
        outputs=outputs,
        batch_norm=player.batch_norm,
        spectral_norm=player.spectral_norm,
        minibatch_features=player.minibatch_features,
    )
    return Learner(network, player.optimizer, player.lr, player.momentum, player.beta2)


def _prior(p_z: Prior, dim: int) -> Prior:
    """p_z, if a game in ``dim`` dimensions can be played with it."""
    if dim == 2:
        return p_z
    if isinstance(p_z, Noise) and p_z.dim == 1:
        return p_z.coordinate
    return _of_dim("p_z", p_z, 1)


def _of_dim(name: str, distribution: Any, dim: int) -> Any:
    if not isinstance(distribution, _KINDS[dim]):
        raise _check.refuse(name, distribution, f"a distribution {_PLACES[dim]}")
    return distribution


_KINDS = {1: Univariate, 2: Planar}
_PLACES = {1: "on the line", 2: "in the plane"}


def _on_arrays(f: Map, x: np.ndarray, dim: int) -> np.ndarray:
    """f on an array, (n,) or (n, a), in float64: (n,) if ``dim`` is 1, else (n, dim)."""
    x = np.asarray(x, dtype=np.float64)
    with torch.no_grad():
        y = f(torch.from_numpy(x if x.ndim == 2 else x[:, None])).numpy()
    return y.reshape(-1) if dim == 1 else y


def _interval(view: Any) -> tuple[float, float]:
    low, high = _check.finite_array("view", view, ndim=1)
    if not low < high:
        raise _check.refuse("view", view, "two numbers, low < high")
    return float(low), float(high)


def _square(view: Any) -> Box:
    if not isinstance(view, Box) or view.dim != 2 or not math.isclose(*view.width):
        raise _check.refuse("view", view, "a Box in the plane with equal sides")
    return view


_VIEWS: dict[int, Callable[[Any], Any]] = {1: _interval, 2: _square}


def _same_run(old: ToySettings, new: ToySettings) -> None:
    fixed = needs_new_run(old, new)
    if fixed:
        raise ValueError(
            f"{', '.join(fixed)} cannot change during a run: make a new ToyGAN with these settings"
        )
