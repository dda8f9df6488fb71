"""Algorithm 1 of Goodfellow et al. (2014) on the line, seeded and resumable bit for bit."""

from dataclasses import fields, replace
from typing import Any, final

import numpy as np
import torch
from scipy.special import expit
from torch import Tensor

from ganviz import _check
from ganviz.distributions import Distribution, Univariate
from ganviz.objectives import OBJECTIVES
from ganviz.toy.networks import MLP
from ganviz.toy.optimizers import Learner
from ganviz.toy.samples import SampleStream
from ganviz.toy.settings import Player, ToySettings, needs_new_run
from ganviz.toy.snapshot import Losses, Observer, Snapshot, default_view
from ganviz.toy.threads import one_thread


class Diverged(RuntimeError):
    """A run whose parameters or losses are no longer finite; it cannot go on."""


@final
class ToyGAN:
    """A generator and a discriminator, both small MLPs, playing the game of the paper on R.

    Synchronous and deterministic: everything follows from ``settings.seed``, torch's global RNG is
    neither read nor written. Steps run on one torch thread, which is fastest for such networks and
    gives the same bits whatever the number of cores.

    ``steps`` counts what was done: a round, a lone discriminator update and a lone generator update
    count one each, so that every state of a run has its own number.

    Args:
        p_data: the target.
        p_z: the prior of z.
        settings: networks, optimisers, objective, k, batch, seed.
        view: (low, high) of the x axis of snapshots; by default :func:`default_view` of p_data.

    Raises:
        ValueError: a distribution is not one-dimensional, or the view is not an interval.

    Attributes:
        p_data, p_z, settings: as they are now; change them through :meth:`configure`.
        steps: see above.

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
        p_z: Distribution,
        settings: ToySettings | None = None,
        *,
        view: tuple[float, float] | None = None,
    ) -> None:
        self.p_data = _univariate("p_data", p_data)
        self.p_z = _univariate("p_z", p_z)
        self.settings = ToySettings() if settings is None else settings
        self.steps = 0
        self._view = None if view is None else _interval(view)
        seeds = np.random.SeedSequence(self.settings.seed).spawn(4)
        g_rng, d_rng, z_rng, x_rng = map(np.random.default_rng, seeds)
        self._generator = _learner(self.settings.generator, g_rng)
        self._discriminator = _learner(self.settings.discriminator, d_rng)
        self._z = SampleStream(self.p_z, z_rng)
        self._x = SampleStream(self.p_data, x_rng)
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
        """G(z) as it is now: (n,) -> (n,), computed in float64."""
        return self._generator.network.at(z)

    def discriminator(self, x: np.ndarray) -> np.ndarray:
        """D(x) as it is now, a probability: (n,) -> (n,), computed in float64."""
        return expit(self._discriminator.network.at(x))

    @one_thread()
    def snapshot(self) -> Snapshot:
        """What there is to see now; leaves the run as it is; raises as :meth:`step` does."""
        self._require_finite()
        losses = Losses(
            d_loss=self._d_loss.item(),
            g_loss=self._g_loss.item(),
            d_grad_norm=torch.linalg.vector_norm(self._discriminator.gradient).item(),
            g_grad_norm=torch.linalg.vector_norm(self._generator.gradient).item(),
        )
        return self._observer.look(
            self.steps, self._generator.network, self._discriminator.network, losses
        )

    def configure(self, *, p_data: Distribution | None = None, **changes: Any) -> None:
        """Change p_data or live fields of the settings, from the next step on.

        Args:
            p_data: another target.
            changes: fields of :class:`ToySettings`. Live are objective, k, batch, update and,
                within the players, lr, momentum and beta2 (see :func:`needs_new_run`).

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
            self.p_data = _univariate("p_data", p_data)
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
        if self.p_data != self._observer.p_data:
            self._observe()
        self._d_loss, self._g_loss = map(torch.tensor, state["losses"])
        self._resolve()

    def _resolve(self) -> None:
        """Turn the settings into the objects that a step uses."""
        s = self.settings
        self._objective = OBJECTIVES[s.objective]
        self._round = {"alternating": self._alternate, "simultaneous": self._join}[s.update]
        for learner, player in (
            (self._generator, s.generator),
            (self._discriminator, s.discriminator),
        ):
            learner.configure(player.lr, player.momentum, player.beta2)

    def _observe(self) -> None:
        view = self._view or default_view(self.p_data)
        self._observer = Observer(self.p_data, self.p_z, view)

    def _alternate(self) -> None:
        for _ in range(self.settings.k):
            self._descend_d()
        self._descend_g()

    def _join(self) -> None:
        for _ in range(self.settings.k - 1):
            self._descend_d()
        batch = self.settings.batch
        fake = self._generator.network(self._z.take(batch))
        real_logits, fake_logits = self._judge(self._x.take(batch), fake)
        self._d_loss = self._objective.d_loss(real_logits, fake_logits)
        self._g_loss = self._objective.g_loss(fake_logits)
        d_gradient = self._discriminator.gradient_of(self._d_loss, keep_graph=True)
        g_gradient = self._generator.gradient_of(self._g_loss)
        self._discriminator.update(d_gradient)
        self._generator.update(g_gradient)

    def _descend_d(self) -> None:
        batch = self.settings.batch
        with torch.no_grad():
            fake = self._generator.network(self._z.take(batch))
        self._d_loss = self._objective.d_loss(*self._judge(self._x.take(batch), fake))
        self._discriminator.update(self._discriminator.gradient_of(self._d_loss))

    def _descend_g(self) -> None:
        fake = self._generator.network(self._z.take(self.settings.batch))
        logits = self._discriminator.network.frozen(fake).squeeze(-1)
        self._g_loss = self._objective.g_loss(logits)
        self._generator.update(self._generator.gradient_of(self._g_loss))

    def _judge(self, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of two minibatches, (B, 1) each, in one pass."""
        logits = self._discriminator.network(torch.cat([real, fake]))
        real_logits, fake_logits = logits.view(2, -1).unbind()
        return real_logits, fake_logits

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


def _learner(player: Player, rng: np.random.Generator) -> Learner:
    network = MLP(player.hidden, player.activation, rng)
    return Learner(network, player.optimizer, player.lr, player.momentum, player.beta2)


def _univariate(name: str, distribution: Distribution) -> Univariate:
    if not isinstance(distribution, Univariate):
        raise _check.refuse(name, distribution, "a distribution on the line")
    return distribution


def _interval(view: tuple[float, float]) -> tuple[float, float]:
    low, high = _check.finite_array("view", view, ndim=1)
    if not low < high:
        raise _check.refuse("view", view, "two numbers, low < high")
    return float(low), float(high)


def _same_run(old: ToySettings, new: ToySettings) -> None:
    fixed = needs_new_run(old, new)
    if fixed:
        raise ValueError(
            f"{', '.join(fixed)} cannot change during a run: make a new ToyGAN with these settings"
        )
