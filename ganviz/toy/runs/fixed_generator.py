"""The inner loop of Algorithm 1 alone: D is trained while G, and so p_g, stands still."""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from scipy.special import expit

from ganviz import _check
from ganviz.distributions import Univariate
from ganviz.objectives import OBJECTIVES
from ganviz.run import Run
from ganviz.theory import criterion, value
from ganviz.toy.game import TrainedNetwork
from ganviz.toy.snapshots.points import PointMap
from ganviz.toy.samples import SampleStream
from ganviz.toy.settings import MAX_BATCH, NetworkSettings
from ganviz.toy.threads import one_thread

D_PLAYER = NetworkSettings(activation="tanh", lr=3e-3, momentum=0.9)
CELLS = 240


@dataclass(frozen=True, eq=False)
class FixedSnapshot:
    """One moment of D's training against densities that are known exactly; numbers in nats.

    Attributes:
        step: updates of D so far.
        x: (m,) where D was read off.
        d: (m,) D(x).
        p_data, p_g: the densities.
        value: V(G, D), eq. 3.
        criterion: C(G) = V(G, D*), eq. 4: what ``value`` rises to and never exceeds.
        d_loss: of the last minibatch; nan before the first.
    """

    step: int
    x: np.ndarray
    d: np.ndarray
    p_data: Univariate
    p_g: Univariate
    value: float
    criterion: float
    d_loss: float


@final
class FixedGenerator(Run[FixedSnapshot]):
    """A discriminator that is trained on fresh samples of p_data and of a p_g that stands still.

    Proposition 1 says where it goes: to D* = p_data / (p_data + p_g). Deterministic and resumable
    as `ganviz.toy.ToyGAN` is.

    Args:
        p_data, p_g: distributions on the line.
        player: network and optimiser of D.
        batch: samples of each per update.
        seed: of the initial parameters and of every sample.
        view: (low, high) of the x axis of snapshots.

    Raises:
        ValueError: batch or seed is not a whole number that is allowed.

    >>> from ganviz.distributions import Gaussian
    >>> run = FixedGenerator(Gaussian(0, 1), Gaussian(1, 1))
    >>> run.step(400)
    >>> moment = run.snapshot()
    >>> 0 <= moment.criterion - moment.value < 0.05
    True
    """

    def __init__(
        self,
        p_data: Univariate,
        p_g: Univariate,
        player: NetworkSettings = D_PLAYER,
        *,
        batch: int = 128,
        seed: int = 0,
        view: tuple[float, float] = (-4.0, 4.0),
    ) -> None:
        self.p_data, self.p_g, self.steps = p_data, p_g, 0
        self._form = {"player": player, "batch": batch, "seed": seed, "view": view}
        self._batch = _check.integer("batch", batch, at_least=1, at_most=MAX_BATCH)
        seeds = np.random.SeedSequence(_check.integer("seed", seed, at_least=0)).spawn(3)
        d_rng, x_rng, g_rng = map(np.random.default_rng, seeds)
        self._learner = TrainedNetwork([player], 1, 1, [d_rng])
        self._pass = self._learner.network.at(2 * self._batch)
        self._real, self._fake = SampleStream(p_data, [x_rng]), SampleStream(p_g, [g_rng])
        self._objective = OBJECTIVES["minimax"]
        self._d_loss = math.nan
        edges = np.linspace(*view, CELLS + 1)
        self._x = (edges[1:] + edges[:-1]) / 2

    @one_thread()
    def step(self, n: int = 1) -> None:
        """Update D ``n`` times."""
        network, at, batch = self._learner.network, self._pass, self._batch
        slope = np.empty_like(at.output)
        for _ in range(_check.integer("n", n, at_least=1)):
            at.input[:, :batch] = self._real.take(batch)
            at.input[:, batch:] = self._fake.take(batch)
            (logits,) = at.forward()
            real, fake = logits[:batch], logits[batch:]
            slope[0, :batch], slope[0, batch:] = self._objective.d_slopes(real, fake)
            at.backward(slope)
            network.chain()
            self._learner.rule.step()
            network.refresh()
        self._d_loss = float(self._objective.d_loss(real, fake))
        self.steps += n

    @one_thread()
    def snapshot(self) -> FixedSnapshot:
        """What there is to see now; leaves the run as it is."""
        D = _Logistic(PointMap(self._learner.network.double()))
        return FixedSnapshot(
            step=self.steps,
            x=self._x,
            d=D(self._x),
            p_data=self.p_data,
            p_g=self.p_g,
            value=value(self.p_data, self.p_g, D).value,
            criterion=criterion(self.p_data, self.p_g).value,
            d_loss=self._d_loss,
        )

    def configure(
        self, *, p_data: Univariate | None = None, p_g: Univariate | None = None, **unknown: Any
    ) -> None:
        """Move a density; D goes on from where it is.

        Raises:
            ValueError: an unknown name, or no distribution on the line; then nothing has changed.
        """
        _check.no_others("changes", unknown, ("p_data", "p_g"))
        for name, given in (("p_data", p_data), ("p_g", p_g)):
            if given is not None:
                _check.kind_of(name, given, Univariate, "rule_distribution_1d")
        if p_data is not None:
            self.p_data = p_data
            self._real.restart(p_data)
        if p_g is not None:
            self.p_g = p_g
            self._fake.restart(p_g)

    def __deepcopy__(self, memo: dict[int, Any]) -> "FixedGenerator":
        """A run of its own that goes on from here."""
        other = FixedGenerator(self.p_data, self.p_g, **self._form)
        other.load_state_dict(self.state_dict())
        return other

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the run depends on."""
        return {
            "p_data": self.p_data,
            "p_g": self.p_g,
            "steps": self.steps,
            "learner": self._learner.state_dict(),
            "real": self._real.state_dict(),
            "fake": self._fake.state_dict(),
            "d_loss": self._d_loss,
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``: the same bits as the run that it was taken from."""
        self.configure(p_data=state["p_data"], p_g=state["p_g"])
        self.steps = state["steps"]
        self._learner.load_state_dict(state["learner"])
        self._real.load_state_dict(state["real"])
        self._fake.load_state_dict(state["fake"])
        self._d_loss = state["d_loss"]


@dataclass(frozen=True)
class _Logistic:
    """A network's logits as the D that the theory asks for."""

    network: PointMap

    def logit(self, x: np.ndarray) -> np.ndarray:
        return self.network(np.asarray(x).reshape(-1, 1)).reshape(np.shape(x))

    def __call__(self, x: np.ndarray) -> np.ndarray:
        return expit(self.logit(x))
