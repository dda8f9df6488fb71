"""A number that is known up to an error."""

import math
import operator
from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real
from typing import Any, final


def _comparing(relation: Callable[[float, float], bool]) -> Callable[[Any, Any], bool]:
    """A comparison method of `Estimate`: ``relation`` of its value and another's, or a number."""

    def compare(self: "Estimate", other: "Estimate | float") -> bool:
        b = _known(other)
        return NotImplemented if b is None else bool(relation(self.value, b.value))

    return compare


@final
@dataclass(frozen=True)
class Estimate:
    """A computed number, such as an integral, and an estimate of its absolute error.

    It can be added to, subtracted from and multiplied by numbers and other estimates; errors add up
    as upper bounds do. ``<``, ``<=``, ``>`` and ``>=`` compare values only; ``==`` compares value
    and error. ``x in estimate`` tells whether x lies within the error.

    Attributes:
        value: the number; it may be infinite.
        error: how far from the truth the value may be, >= 0.

    >>> jsd = Estimate(0.25, 1e-9)
    >>> print(2 * jsd - 1)
    -0.5 ± 2e-09
    >>> f"{jsd:.3f}", round(jsd, 1), float(jsd)
    ('0.250', 0.2, 0.25)
    >>> jsd < 0.3, 0.25 + 1e-10 in jsd
    (True, True)
    """

    value: float
    error: float

    # numpy scalars leave the operation to this class; numpy arrays raise TypeError.
    __array_ufunc__ = None

    def __float__(self) -> float:
        return float(self.value)

    def __str__(self) -> str:
        if not self.error or not math.isfinite(self.value) or not math.isfinite(self.error):
            return f"{self.value:.15g}"
        digits = 1 - math.floor(math.log10(self.error))
        digits += math.floor(math.log10(abs(self.value))) if self.value else 0
        return f"{self.value:.{min(max(digits, 1), 15)}g} ± {self.error:.1g}"

    def __format__(self, spec: str) -> str:
        return format(float(self.value), spec) if spec else str(self)

    def __round__(self, digits: int | None = None) -> Any:
        return round(float(self.value), digits)

    @property
    def interval(self) -> tuple[float, float]:
        """value - error and value + error."""
        return self.value - self.error, self.value + self.error

    def __contains__(self, x: float) -> bool:
        low, high = self.interval
        return bool(low <= x <= high)

    def __neg__(self) -> "Estimate":
        return Estimate(-self.value, self.error)

    def __abs__(self) -> "Estimate":
        return Estimate(abs(self.value), self.error)

    def __add__(self, other: "Estimate | float") -> "Estimate":
        if (b := _known(other)) is None:
            return NotImplemented
        return Estimate(self.value + b.value, self.error + b.error)

    def __mul__(self, other: "Estimate | float") -> "Estimate":
        if (b := _known(other)) is None:
            return NotImplemented
        error = abs(b.value) * self.error
        if b.error:
            error += abs(self.value) * b.error + self.error * b.error
        return Estimate(self.value * b.value, error)

    def __sub__(self, other: "Estimate | float") -> "Estimate":
        return NotImplemented if (b := _known(other)) is None else self + -b

    def __rsub__(self, other: float) -> "Estimate":
        return NotImplemented if (b := _known(other)) is None else b + -self

    def __truediv__(self, divisor: float) -> "Estimate":
        if not isinstance(divisor, Real):
            return NotImplemented
        return Estimate(self.value / float(divisor), self.error / abs(float(divisor)))

    __radd__, __rmul__ = __add__, __mul__

    __lt__, __le__ = _comparing(operator.lt), _comparing(operator.le)
    __gt__, __ge__ = _comparing(operator.gt), _comparing(operator.ge)


def _known(other: Any) -> Estimate | None:
    """An estimate itself, or a number as an estimate with error 0; None for anything else."""
    if isinstance(other, Estimate):
        return other
    return Estimate(float(other), 0.0) if isinstance(other, Real) else None


def clip(estimate: Estimate, low: float, high: float) -> Estimate:
    """The estimate, moved into [low, high] if it is outside by no more than its error."""
    value = min(max(estimate.value, low), high)
    excess = abs(value - estimate.value)
    return Estimate(value, estimate.error) if excess <= estimate.error + 1e-12 else estimate
