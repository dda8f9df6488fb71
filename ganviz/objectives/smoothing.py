"""Label smoothing: D is trained with a share of its labels flipped."""

from dataclasses import dataclass
from typing import final

from ganviz import _check
from ganviz.objectives.arrays import Logits
from ganviz.objectives.base import Objective, Unpaired
from ganviz.theory.smoothing import label_shares


@final
@dataclass(frozen=True)
class Smoothed(Unpaired):
    """An objective with shares of D's real and fake labels flipped; :func:`smoothed` makes it."""

    objective: Unpaired
    real: float
    fake: float

    def __post_init__(self) -> None:
        label_shares(self.real, self.fake)

    def d_real(self, logits: Logits) -> Logits:
        """``(1 - real) d_real + real d_fake`` of the objective."""
        return self._mix(logits, self.real)

    def d_fake(self, logits: Logits) -> Logits:
        """``fake d_real + (1 - fake) d_fake`` of the objective."""
        return self._mix(logits, 1 - self.fake)

    def g_cost(self, logits: Logits) -> Logits:
        """That of the objective, since only D uses labels."""
        return self.objective.g_cost(logits)

    def d_real_slope(self, logits: Logits) -> Logits:
        """The derivative of the mixture."""
        return self._mix_slope(logits, self.real)

    def d_fake_slope(self, logits: Logits) -> Logits:
        """The derivative of the mixture."""
        return self._mix_slope(logits, 1 - self.fake)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """That of the objective."""
        return self.objective.g_cost_slope(logits)

    def _mix(self, logits: Logits, share: float) -> Logits:
        real, fake = self.objective.d_real(logits), self.objective.d_fake(logits)
        return (1 - share) * real + share * fake

    def _mix_slope(self, logits: Logits, share: float) -> Logits:
        real, fake = self.objective.d_real_slope(logits), self.objective.d_fake_slope(logits)
        return (1 - share) * real + share * fake


def smoothed(objective: Objective, real: float = 0.0, fake: float = 0.0) -> Objective:
    """``objective`` with D's labels smoothed; G's loss is unchanged.

    With cross-entropy D's optimum becomes ``((1 - real) p_data + fake p_g) / (p_data + p_g)``
    (Goodfellow 2016, tutorial, section 4.2). ``real`` = .1 is the usual one-sided smoothing, with
    the targets .9 and 0.

    Args:
        objective: an unpaired one; it is returned itself if both shares are 0.
        real: alpha in [0, 1], the share of real samples that are labelled fake.
        fake: beta in [0, 1], the share of fake samples that are labelled real.

    Raises:
        ValueError: a share outside its bounds, real + fake >= 1, or an objective that is paired.

    >>> from ganviz.objectives import Minimax
    >>> import torch
    >>> sure, undecided = torch.full((4,), 100.0), torch.zeros(4)
    >>> round(smoothed(Minimax(), real=0.1).d_loss(sure, undecided).item(), 4)  # 10 + log 2
    10.6931
    """
    if real == 0 and fake == 0:
        return objective
    unpaired = _check.kind_of("objective", objective, Unpaired, "rule_each_by_itself")
    return Smoothed(unpaired, real, fake)
