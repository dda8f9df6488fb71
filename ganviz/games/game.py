"""The Dirac-GAN (Mescheder, Geiger and Nowozin 2018) and the bilinear game V = theta psi.

The data are one point at 0, the generator is one point at theta, and D_psi(x) = psi x. All payoffs
are functions of t = theta psi, D's output at the fake point.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz.games.fields import Field, Matrix


@final
@dataclass(frozen=True)
class Payoff:
    """A player's payoff as a function of t = D_psi(x), with its first two derivatives.

    All three take numbers or arrays; ``slope`` and ``curvature`` also complex ones.
    """

    value: Callable[[Any], Any]
    slope: Callable[[Any], Any]
    curvature: Callable[[Any], Any]


LOGISTIC = Payoff(  # f(t) = -log(1 + exp(-t)); tanh does not overflow, and takes complex numbers
    lambda t: -np.logaddexp(0, -t),
    lambda t: (1 - np.tanh(t / 2)) / 2,
    lambda t: (np.tanh(t / 2) ** 2 - 1) / 4,
)
IDENTITY = Payoff(lambda t: t, lambda t: 1 + 0 * t, lambda t: 0 * t)


def opposed(payoff: Payoff) -> Payoff:
    """g(t) = -f(t): the other player's payoff in a zero-sum game."""
    return Payoff(
        lambda t: -payoff.value(t),
        lambda t: -payoff.slope(t),
        lambda t: -payoff.curvature(t),
    )


def mirrored(payoff: Payoff) -> Payoff:
    """g(t) = f(-t): the non-saturating generator's payoff, equal to D's at a real point."""
    return Payoff(
        lambda t: payoff.value(-t),
        lambda t: -payoff.slope(-t),
        lambda t: payoff.curvature(-t),
    )


@final
@dataclass(frozen=True)
class Game(Field):
    """D earns V = f(theta psi) + f(0), G earns g(theta psi).

    Attributes:
        f: D's payoff; it increases with D's output at the fake point, as in Mescheder et al.
        g: G's payoff.

    >>> GAMES["bilinear"](2.0, 3.0)  # V = theta psi: theta falls by psi, psi grows by theta
    (-3.0, 2.0)
    """

    f: Payoff
    g: Payoff

    def value(self, theta: Any, psi: Any) -> Any:
        """V(theta, psi), in nats."""
        return self.f.value(theta * psi) + self.f.value(0.0)

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """(psi g'(theta psi), theta f'(theta psi))."""
        t = theta * psi
        return psi * self.g.slope(t), theta * self.f.slope(t)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """By the chain rule."""
        t = theta * psi
        f2, g2 = self.f.curvature(t), self.g.curvature(t)
        return (
            (psi**2 * g2, self.g.slope(t) + t * g2),
            (self.f.slope(t) + t * f2, theta**2 * f2),
        )

    def pull(self, theta: Any, psi: Any) -> Any:
        """theta g'(theta psi)."""
        return theta * self.g.slope(theta * psi)


GAMES = {
    "dirac": Game(LOGISTIC, opposed(LOGISTIC)),
    "non_saturating": Game(LOGISTIC, mirrored(LOGISTIC)),
    "bilinear": Game(IDENTITY, opposed(IDENTITY)),
}
"""The games by name: minimax and non-saturating GAN, with logistic f, and WGAN, with f(t) = t."""
