"""How a run in the plane ends, in a few numbers: for tables of many games."""

from dataclasses import dataclass

import numpy as np

from ganviz import _check
from ganviz.toy.engine import ToyGAN

MOMENTS = 5  # that an outcome is the mean of, over the second half: a run that wanders has no end


@dataclass(frozen=True)
class GameOutcome:
    """The means over the second half of a run.

    Attributes:
        modes: how many modes p_g covers (PacGAN's protocol); nan where p_data has none.
        high_quality: share of fakes within three standard deviations of a mode; nan likewise.
        jsd: JSD(p_data, p_g) in nats, as in a `PlaneSnapshot`.
    """

    modes: float
    high_quality: float
    jsd: float


def outcome(run: ToyGAN, rounds: int) -> GameOutcome:
    """Play ``rounds`` rounds and return how it went.

    Args:
        run: a game in the plane.
        rounds: of Algorithm 1, a multiple of 10.

    Raises:
        ValueError: another number of rounds, or a game on the line.
        Diverged: as `ToyGAN.step` does.

    >>> from ganviz.distributions import named
    >>> from ganviz.toy import Noise
    >>> outcome(ToyGAN(named("soft_ring"), Noise()), 10).jsd > 0.5
    True
    """
    if _check.integer("rounds", rounds, at_least=1) % (2 * MOMENTS):
        raise _check.refuse("rounds", rounds, "rule_multiple", n=2 * MOMENTS)
    if run.plane is None:
        raise _check.refuse("run", run.p_data, "rule_planar_game")
    run.step(rounds // 2)
    seen = []
    for _ in range(MOMENTS):
        run.step(rounds // (2 * MOMENTS))
        moment = run.snapshot()
        seen.append((moment.modes, moment.high_quality, moment.jsd))
    return GameOutcome(*np.mean(seen, axis=0).tolist())
