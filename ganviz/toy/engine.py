"""Algorithm 1 of Goodfellow et al. (2014), seeded and resumable bit for bit."""

import math
from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, TypeVar, final, overload

import numpy as np
from scipy.special import expit

from ganviz import _check
from ganviz.distributions import Box, Distribution, Planar, Univariate
from ganviz.run import Diverged as Diverged
from ganviz.run import Run
from ganviz.toy.game import ToyGame
from ganviz.toy.network import Perceptron
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.settings import ToySettings, needs_new_run
from ganviz.toy.snapshots.moments import Losses
from ganviz.toy.snapshots.observer import PlaneObserver
from ganviz.toy.snapshots.plane import Plane, PlaneSnapshot, default_box, make_plane
from ganviz.toy.snapshots.points import DiscriminatorMap, PointMap
from ganviz.toy.snapshots.snapshot import Observer, Snapshot, default_view
from ganviz.toy.threads import one_thread

LOOKS = 4096
"""Samples of each kind that a snapshot measures with, and that training never sees."""
LOOK = 1 << 16  # the branch of the seed that they are drawn from


Seen = TypeVar("Seen", bound=Snapshot | PlaneSnapshot, covariant=True)


@final
class ToyGAN(Run[Seen]):
    """A generator and a discriminator, both small MLPs, playing the game on a line or in a plane.

    Synchronous and deterministic: everything follows from ``settings.seed``, no global RNG is read
    or written. Steps run on one thread, which is fastest for such networks and gives the same bits
    whatever the number of cores. They are computed in numpy (`ganviz.toy.rounds`), and torch is not
    imported, wherever nothing needs autograd: see :attr:`path`.

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
        view: as given.
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

    @overload
    def __init__(
        self: "ToyGAN[Snapshot]",
        p_data: Univariate,
        p_z: Prior,
        settings: ToySettings | None = None,
        *,
        view: tuple[float, float] | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self: "ToyGAN[PlaneSnapshot]",
        p_data: Planar,
        p_z: Prior,
        settings: ToySettings | None = None,
        *,
        view: Box | None = None,
    ) -> None: ...

    @overload
    def __init__(
        self: "ToyGAN[Any]",
        p_data: Distribution,
        p_z: Prior,
        settings: ToySettings | None = None,
        *,
        view: tuple[float, float] | Box | None = None,
    ) -> None: ...

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
        self.settings = ToySettings() if settings is None else settings
        self.steps = 0
        self.view = None if view is None else _VIEWS[dim](view)
        self.plane: Plane | None = None
        self._game = ToyGame(self.p_data, self.p_z, [self.settings])
        self._observe()

    @property
    def path(self) -> str:
        """Who plays the rounds: "explicit" (numpy, the faster), or "torch" where D is unrolled.

        Both play the same game with the same samples; they differ in rounding.
        """
        return self._game.path

    @one_thread()
    def step(self, n: int = 1) -> None:
        """Play ``n`` rounds: k discriminator steps, each on fresh minibatches, then k_g of G.

        With ``update="simultaneous"`` the last of D and the first of G are one joint step.

        Raises:
            Diverged: at the end of the call, where a parameter or a loss is no longer finite.
        """
        self._play("round", n)

    @one_thread()
    def step_discriminator(self, n: int = 1) -> None:
        """Train D alone for ``n`` steps while G stands still; raises as :meth:`step` does."""
        self._play("descend_d", n)

    @one_thread()
    def step_generator(self, n: int = 1) -> None:
        """Train G alone for ``n`` steps while D stands still; raises as :meth:`step` does."""
        self._play("descend_g", n)

    @one_thread()
    def step_both(self, n: int = 1) -> None:
        """Train both at once, as a round with ``update="simultaneous"`` does; raises as `step`."""
        self._play("descend_both", n)

    def generator(self, z: np.ndarray) -> np.ndarray:
        """G(z) as a snapshot shows it: (n,) or (n, dim) -> (n,) or (n, 2), computed in float64."""
        return _on_arrays(self._generator_map(double=True), z, self.p_data.dim)

    def discriminator(self, x: np.ndarray) -> np.ndarray:
        """D(x) as a snapshot shows it, a probability: (n,) or (n, 2) -> (n,), in float64."""
        return expit(self._logits(x))

    @one_thread()
    def snapshot(self) -> Seen:
        """What there is to see now; leaves the run as it is; raises as :meth:`step` does.

        A :class:`Snapshot` on the line, a :class:`PlaneSnapshot` in the plane.
        """
        self._require_finite()
        game = self._game
        losses = Losses(
            d_loss=float(game.d_loss),
            g_loss=float(game.g_loss),
            d_grad_norm=float(np.linalg.norm(game.discriminator.network.gradient)),
            g_grad_norm=float(np.linalg.norm(game.generator.network.gradient)),
        )
        if isinstance(self._observer, Observer):
            return self._observer.look(self.steps, self._finite_fakes, self._logits, losses)  # type: ignore[return-value]
        seen = self._observer.fakes(self._generator_map())
        self._require(all(np.isfinite(part).all() for part in seen), "generator's samples are")
        d = DiscriminatorMap(
            game.discriminator.network, self.settings.pack, lambda: (self._real, seen[0])
        )
        return self._observer.look(self.steps, seen, d, game.objective, losses)  # type: ignore[return-value]

    def __deepcopy__(self, memo: dict[int, Any]) -> "ToyGAN":
        """A run of its own that goes on from here, with the same target and prior."""
        other = ToyGAN(self.p_data, self.p_z, self.settings, view=self.view)
        other.load_state_dict(self.state_dict())
        return other

    def configure(
        self,
        *,
        p_data: Distribution | None = None,
        view: tuple[float, float] | Box | None = None,
        **changes: Any,
    ) -> None:
        """Change p_data or live fields of the settings, from the next step on.

        Args:
            p_data: another target.
            view: what snapshots show of that; by default as before.
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
        ganviz.Refusal: seed cannot change during a run: make a new ToyGAN with these settings
        """
        settings = changed(self.settings, changes)
        if p_data is not None:
            target = _of_dim("p_data", p_data, self.p_data.dim)
            self.view = self.view if view is None else _VIEWS[target.dim](view)
            self.p_data = target
            self._game.sources.x.restart(self.p_data)
            self._observe()
        self.settings = settings
        self._game.configure([settings])

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the run depends on, the live settings included."""
        return {
            "settings": self.settings,
            "p_data": self.p_data,
            "view": self.view,
            "steps": self.steps,
            **self._game.state_dict(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``: the same bits as the run it was taken from, with the same p_z.

        Raises:
            ValueError: the state is of a run with other networks, optimisers or seed, or another
                dimension of z; then nothing has changed.
        """
        require_same_run(self.settings, state["settings"])
        self._game.require_fit(state)
        self.settings, self.steps = state["settings"], state["steps"]
        self.p_data, self.view = state["p_data"], state["view"]
        self._game.sources.x.restart(self.p_data)
        self._game.load_state_dict(state, [self.settings])
        if (self.p_data, self.view) != self._observed:
            self._observe()

    def _observe(self) -> None:
        self._observed = self.p_data, self.view
        # A stream of its own: what is looked at never depends on how far the run has come.
        look = np.random.default_rng(np.random.SeedSequence(self.settings.seed, spawn_key=(LOOK,)))
        real, z = self.p_data.sample(LOOKS, look), self.p_z.sample(LOOKS, look)
        self._real, self._latent = (
            sample.reshape(LOOKS, -1).astype(np.float32) for sample in (real, z)
        )
        if isinstance(self.p_data, Planar):
            box = self.view or default_box(self.p_data)
            self.plane = plane = make_plane(self.p_data, box)
            kept = plane, self._real, self._latent
            self._observer = PlaneObserver(self.p_data, self.p_z, *kept, look)
        else:
            view = self.view or default_view(self.p_data)
            self._observer = Observer(self.p_data, _of_dim("p_z", self.p_z, 1), view)

    def _generator_map(self, *, double: bool = False) -> PointMap:
        """G, or the G of the average, in float32 or in float64."""
        network, average = self._game.generator.network, self._game.average
        if double:
            network = network.double(average)
        elif average is not None:
            network = Perceptron(network.player, network.inputs, network.outputs, average)
        return PointMap(network, None if network.pointwise else self._latent)

    def _logits(self, x: np.ndarray) -> np.ndarray:
        def minibatches() -> tuple[np.ndarray, np.ndarray]:
            return self._real, self._generator_map(double=True)(self._latent)

        network = self._game.discriminator.network.double()
        return _on_arrays(DiscriminatorMap(network, self.settings.pack, minibatches).points, x, 1)

    def _finite_fakes(self, z: np.ndarray) -> np.ndarray:
        """G(z) on the line."""
        fakes = self.generator(z)
        self._require(bool(np.isfinite(fakes).all()), "generator's samples are")
        return fakes

    def _play(self, move: str, n: int) -> None:
        self._game.play(move, _check.integer("n", n, at_least=1))
        self.steps += n
        self._require_finite()

    def _require_finite(self) -> None:
        # A loss that is nan has made the parameters nan; one that is inf need not have.
        for player, learner, loss in (
            ("generator", self._game.generator, self._game.g_loss),
            ("discriminator", self._game.discriminator, self._game.d_loss),
        ):
            theta = learner.network.theta
            self._require(bool(np.isfinite(theta).all()), f"{player}'s parameters are")
            self._require(not math.isinf(loss), f"{player}'s loss is")

    def _require(self, finite: Any, what: str) -> None:
        if not finite:
            raise Diverged(f"the {what} not finite at step {self.steps}")


def _prior(p_z: Prior, dim: int) -> Prior:
    """p_z, if a game in ``dim`` dimensions can be played with it."""
    if dim == 2:
        return p_z
    if isinstance(p_z, Noise) and p_z.dim == 1:
        return p_z.coordinate
    return _of_dim("p_z", p_z, 1)


def _of_dim(name: str, distribution: Any, dim: int) -> Any:
    if not isinstance(distribution, _KINDS[dim]):
        raise _check.refuse(name, distribution, _PLACES[dim])
    return distribution


_KINDS = {1: Univariate, 2: Planar}
_PLACES = {1: "rule_on_the_line", 2: "rule_in_the_plane"}


def _on_arrays(f: Callable[[np.ndarray], np.ndarray], x: np.ndarray, dim: int) -> np.ndarray:
    """f on an array, (n,) or (n, a), in float64: (n,) if ``dim`` is 1, else (n, dim)."""
    x = np.asarray(x, dtype=np.float64)
    y = f(x if x.ndim == 2 else x[:, None])
    return y.reshape(-1) if dim == 1 else y


def _interval(view: Any) -> tuple[float, float]:
    low, high = _check.finite_array("view", view, ndim=1)
    if not low < high:
        raise _check.refuse("view", view, "rule_interval")
    return float(low), float(high)


def _square(view: Any) -> Box:
    if not isinstance(view, Box) or view.dim != 2 or not math.isclose(*view.width):
        raise _check.refuse("view", view, "rule_square")
    return view


_VIEWS: dict[int, Callable[[Any], Any]] = {1: _interval, 2: _square}


def changed(settings: ToySettings, changes: dict[str, Any]) -> ToySettings:
    """The settings with live fields changed; raises ValueError as :meth:`ToyGAN.configure` does."""
    for name in changes:
        _check.one_of("changes", name, [f.name for f in fields(ToySettings)])
    new = replace(settings, **changes)
    require_same_run(settings, new)
    return new


def require_same_run(old: ToySettings, new: ToySettings) -> None:
    """Refuse what only a new run can have; raises ValueError."""
    fixed = needs_new_run(old, new)
    if fixed:
        raise _check.refuse(", ".join(fixed), None, "refused_new_run")
