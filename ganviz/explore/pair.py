"""What many explorers set: p_data by name, and beside it a Gaussian p_g."""

from dataclasses import dataclass
from typing import Any

from ganviz.distributions import NAMES_1D, Gaussian, Univariate, named
from ganviz.settings import Settings, choice, number

VIEW = (-4.0, 4.0)
STD = (0.1, 4.0)
TARGETS = tuple(name for name in NAMES_1D if not name.startswith("iris"))
"""The densities that live on [-4, 4]."""


@dataclass(frozen=True)
class TargetSettings(Settings):
    """A density of the data, by name.

    Attributes:
        target: p_data, one of `TARGETS`.

    Raises:
        ValueError: an unknown name.
    """

    target: str = choice("two_modes", TARGETS)

    @property
    def p_data(self) -> Univariate:
        """The data's density."""
        return named(self.target)  # type: ignore[return-value]


@dataclass(frozen=True)
class PairSettings(TargetSettings):
    """The two densities between which D decides.

    Attributes:
        target: p_data, one of `TARGETS`.
        mean, std: of p_g.

    Raises:
        ValueError: an unknown name, or a mean or std out of range.

    >>> PairSettings().p_g
    Gaussian(mean=0.5, std=1.2)
    """

    mean: float = number(0.5, *VIEW, step=0.05)
    std: float = number(1.2, *STD, step=0.05)

    @property
    def p_g(self) -> Gaussian:
        """The generator's density."""
        return Gaussian(self.mean, self.std)


def move_p_g(s: Any, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    """The fields that a handle of a Gaussian changes: 0 moves the mean, 1 the standard deviation.

    >>> move_p_g(PairSettings(), "handles", 1, 2.5, 0.2)
    {'std': 2.0}
    """
    return {"mean": x} if index == 0 else {"std": abs(x - s.mean)}
