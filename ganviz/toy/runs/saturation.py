"""Section 3 of the paper measured: D is trained ahead, G's gradient is taken under two costs."""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.distributions import Univariate
from ganviz.run import Run
from ganviz.toy.engine import ToyGAN
from ganviz.toy.settings import ToySettings

COSTS = ("minimax", "non_saturating")
"""The two costs of G that section 3 compares; D's loss is the same for both."""


@dataclass(frozen=True, eq=False)
class SaturationSnapshot:
    """One moment of a D that runs ahead of G.

    Attributes:
        step: updates of D since G stands still.
        x, d, p_data, p_g, d_star: (m,) as in `ganviz.toy.Snapshot`.
        d_fake: the mean of D(G(z)).
        minimax, non_saturating: Euclidean norms of G's gradient on one minibatch, under each cost
            at the same parameters.
    """

    step: int
    x: np.ndarray
    d: np.ndarray
    p_data: np.ndarray
    p_g: np.ndarray
    d_star: np.ndarray
    d_fake: float
    minimax: float
    non_saturating: float

    @property
    def ratio(self) -> float:
        """non_saturating / minimax; infinite where the minimax gradient has underflowed to 0."""
        return self.non_saturating / self.minimax if self.minimax else math.inf


def gradient_norms(gan: ToyGAN) -> dict[str, float]:
    """Norms of G's next gradient under each of `COSTS`, on the same minibatch; ``gan`` stays as is.

    >>> from ganviz.distributions import Uniform, named
    >>> gan = ToyGAN(named("far_modes"), Uniform(-1, 1))
    >>> gan.step_discriminator(200)
    >>> norms = gradient_norms(gan)
    >>> norms["minimax"] < norms["non_saturating"] / 100
    True
    """
    state, norms = gan.state_dict(), {}
    for cost in COSTS:
        gan.configure(objective=cost)
        gan.step_generator()
        norms[cost] = gan.snapshot().g_grad_norm
        gan.load_state_dict(state)
    return norms


@final
class SaturationRun(Run[SaturationSnapshot]):
    """A toy run in which, after some rounds of Algorithm 1, D alone is trained on.

    Args:
        p_data, p_z, settings, view: of the run, as for `ganviz.toy.ToyGAN`.
        rounds: of Algorithm 1 that are played first: how early it is.

    Raises:
        ValueError: as `ToyGAN` does, or rounds < 0.

    >>> from ganviz.distributions import Uniform, named
    >>> run = SaturationRun(named("far_modes"), Uniform(-1, 1), ToySettings())
    >>> run.step(100)
    >>> run.snapshot().step
    100
    """

    def __init__(
        self,
        p_data: Univariate,
        p_z: Univariate,
        settings: ToySettings,
        *,
        rounds: int = 0,
        view: tuple[float, float] | None = None,
    ) -> None:
        self._gan = ToyGAN(p_data, p_z, settings, view=view)
        self._rounds = _check.integer("rounds", rounds, at_least=0)
        if self._rounds:
            self._gan.step(self._rounds)

    @property
    def steps(self) -> int:  # type: ignore[override]
        """Updates of D since G stands still."""
        return self._gan.steps - self._rounds

    def step(self, n: int = 1) -> None:
        """Update D ``n`` times."""
        self._gan.step_discriminator(n)

    def snapshot(self) -> SaturationSnapshot:
        """What there is to see now; leaves the run as it is."""
        seen = self._gan.snapshot()
        critic, g_z = seen.critic, seen.g_z
        assert critic is not None  # a GAN has a D
        assert g_z is not None  # and a z
        return SaturationSnapshot(
            step=self.steps,
            x=seen.x,
            d=critic.d,
            p_data=seen.p_data,
            p_g=seen.p_g,
            d_star=critic.d_star,
            d_fake=float(self._gan.discriminator(g_z).mean()),
            **gradient_norms(self._gan),
        )

    def configure(self, **changes: Any) -> None:
        """Change the target or live settings of the game; raises as `ToyGAN.configure` does."""
        self._gan.configure(**changes)

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the run depends on."""
        return self._gan.state_dict()

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``: the same bits as the run that it was taken from."""
        self._gan.load_state_dict(state)


Saturation = SaturationRun
"""The former name."""
