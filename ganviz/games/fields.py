"""A game as a vector field on the plane (theta, psi): the direction in which both players move.

theta is G's parameter, psi is D's, and the equilibrium is (0, 0). A field takes two numbers, or two
arrays of one shape, and returns two of the same kind.
"""

import abc
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

Matrix = tuple[tuple[Any, Any], tuple[Any, Any]]

_STEP = 1e-100  # its square is 0 in floating point, so a complex step has no truncation error


def complex_step(function: Callable[..., tuple[Any, ...]], theta: Any, psi: Any) -> Any:
    """The Jacobian of an analytic function of (theta, psi), exact to rounding; a row per output.

    d/dx F(x) = Im F(x + i h) / h (Squire and Trapp 1998).

    >>> complex_step(lambda theta, psi: (theta * psi, theta + 2 * psi), 3.0, 4.0)
    ((4.0, 3.0), (1.0, 2.0))
    """
    by_theta = function(theta + 1j * _STEP, psi)
    by_psi = function(theta, psi + 1j * _STEP)
    return tuple(
        (np.imag(a) / _STEP, np.imag(b) / _STEP) for a, b in zip(by_theta, by_psi, strict=True)
    )


class Field(abc.ABC):
    """(theta, psi) -> (v_theta, v_psi), the direction in which each player's own payoff grows."""

    @abc.abstractmethod
    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """(d G's payoff / d theta, d D's payoff / d psi)."""

    @abc.abstractmethod
    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """((dv_theta/dtheta, dv_theta/dpsi), (dv_psi/dtheta, dv_psi/dpsi)), in closed form."""

    @abc.abstractmethod
    def pull(self, theta: Any, psi: Any) -> Any:
        """d G's payoff / d psi; only `Unrolled` needs it."""

    def project(self, psi: float) -> float:
        """The allowed psi nearest to this one."""
        return psi

    def linearised(self) -> "Linear":
        """The first-order expansion of this field at the equilibrium (0, 0)."""
        [pull] = complex_step(lambda theta, psi: (self.pull(theta, psi),), 0.0, 0.0)
        return Linear(self.jacobian(0.0, 0.0), pull)


@final
@dataclass(frozen=True)
class Linear(Field):
    """v = J (theta, psi): a linear field.

    Attributes:
        matrix: J, by rows.
        pull_row: the derivatives of `pull` with respect to theta and to psi.

    >>> Linear(((0.0, -1.0), (1.0, 0.0)), (-1.0, 0.0))(2.0, 3.0)
    (-3.0, 2.0)
    """

    matrix: Matrix
    pull_row: tuple[Any, Any]

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """J (theta, psi)."""
        (a, b), (c, d) = self.matrix
        return a * theta + b * psi, c * theta + d * psi

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """J at every point."""
        return self.matrix

    def pull(self, theta: Any, psi: Any) -> Any:
        """The product of ``pull_row`` and (theta, psi)."""
        return self.pull_row[0] * theta + self.pull_row[1] * psi
