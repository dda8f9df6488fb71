"""What the players minimise: one small class per objective, all on logits.

D returns logits of shape (B,), which give a scalar loss; leading axes, (..., B), are kept, so that
many games can be trained side by side. If D is a classifier, ``D(x) = sigmoid(logit)`` and losses
are in nats; if it is a critic (least squares, hinge, Wasserstein, f-GAN, relativistic), the logit
is the critic's raw output, before any output activation.

`ganviz.theory.CRITICS` has the same objectives as exact functions of the two densities, with their
optimal critics.
"""

from ganviz import _check
from ganviz.objectives.base import Objective, Unpaired
from ganviz.objectives.cross_entropy import MaximumLikelihood, Minimax, NonSaturating
from ganviz.objectives.f_gan import F_GANS, FGAN
from ganviz.objectives.hinge import Hinge
from ganviz.objectives.least_squares import LeastSquares
from ganviz.objectives.relativistic import Relativistic
from ganviz.objectives.smoothing import smoothed
from ganviz.objectives.wasserstein import Wasserstein

__all__ = [
    "FGAN",
    "OBJECTIVES",
    "Hinge",
    "LeastSquares",
    "MaximumLikelihood",
    "Minimax",
    "NonSaturating",
    "Objective",
    "Relativistic",
    "Unpaired",
    "Wasserstein",
    "objective",
    "smoothed",
]

OBJECTIVES: dict[str, Objective] = {
    "minimax": Minimax(),
    "non_saturating": NonSaturating(),
    "maximum_likelihood": MaximumLikelihood(),
    "least_squares": LeastSquares(),
    "hinge": Hinge(),
    "wasserstein": Wasserstein(),
    "relativistic": Relativistic(),
    **F_GANS,
}
"""Every objective by name."""


def objective(name: str) -> Objective:
    """The objective called ``name``, a key of :data:`OBJECTIVES`.

    Raises:
        ValueError: unknown name; the message suggests the nearest one.

    >>> objective("minimx")
    Traceback (most recent call last):
        ...
    ganviz.Refusal: objective = 'minimx' is not allowed: ...(did you mean 'minimax'?)
    """
    return OBJECTIVES[_check.one_of("objective", name, OBJECTIVES)]
