"""Changes of a game that make it converge: penalties, noise, consensus, clipping.

Each makes a new field from a field. D's gradient with respect to x is psi at every x, so a gradient
penalty is the same at the data (R1), at the fakes (R2) and between them.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.games.fields import Field, Matrix, complex_step
from ganviz.games.game import GAMES, Game


@final
@dataclass(frozen=True)
class Penalised(Field):
    """D pays the gradient penalty points * gamma / 2 * (|psi| - target)^2.

    ``points`` is 2 if both R1 and R2 are paid. With a target > 0 the field jumps at psi = 0, and
    its Jacobian there is nan.

    Sources: R1, R2: Mescheder et al. 2018, eq. 9, 10; WGAN-GP: Gulrajani et al. 2017, eq. 3.
    """

    field: Field
    gamma: float
    points: int = 1
    target: float = 0.0

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The field, with the slope of the penalty subtracted from D's part."""
        v_theta, v_psi = self.field(theta, psi)
        wanted = self.target * np.sign(np.real(psi))
        return v_theta, v_psi - self.points * self.gamma * (psi - wanted)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """The field's Jacobian, with another dv_psi / dpsi."""
        top, (c, d) = self.field.jacobian(theta, psi)
        jump = np.where((self.target > 0) & (np.real(psi) == 0), np.nan, 0.0)[()]
        return top, (c, d - self.points * self.gamma + jump)

    def pull(self, theta: Any, psi: Any) -> Any:
        """As without the penalty, which only D pays."""
        return self.field.pull(theta, psi)


@final
@dataclass(frozen=True)
class Noisy(Field):
    """Instance noise: N(0, sigma^2) is added to real points x and fake points x'.

    D earns E[f(x' psi)] + E[f(-x psi)]; the means are by Gauss-Hermite quadrature. Source:
    Mescheder et al. 2018, section 3.2.
    """

    game: Game
    sigma: float

    def _points(self, theta: Any, psi: Any) -> tuple[Any, Any, Any, Any]:
        """Fake points, real points, and the arguments of f at each: four arrays (..., nodes)."""
        x = self.sigma * _nodes()[0]
        fake = np.asarray(theta)[..., None] + x
        slope = np.asarray(psi)[..., None]
        return fake, x, fake * slope, -x * slope

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The mean of the game's field over the noise."""
        f, g = self.game.f, self.game.g
        fake, real, t, s = self._points(theta, psi)
        v_psi = fake * f.slope(t) - real * f.slope(s)
        return psi * _mean(g.slope(t)), _mean(v_psi)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """The mean of the game's Jacobian over the noise, plus the curvature at real points."""
        f, g = self.game.f, self.game.g
        fake, real, t, s = self._points(theta, psi)
        f2, g2 = f.curvature(t), g.curvature(t)
        return (
            (psi**2 * _mean(g2), _mean(g.slope(t) + t * g2)),
            (_mean(f.slope(t) + t * f2), _mean(fake**2 * f2 + real**2 * f.curvature(s))),
        )

    def pull(self, theta: Any, psi: Any) -> Any:
        """The mean of the game's `pull` over the noise."""
        fake, _, t, _ = self._points(theta, psi)
        return _mean(fake * self.game.g.slope(t))


@functools.cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights for means over N(0, 1)."""
    x, w = np.polynomial.hermite_e.hermegauss(64)
    return x, w / w.sum()


def _mean(values: np.ndarray) -> Any:
    """The mean over the nodes, the last axis."""
    return values @ _nodes()[1]


@final
@dataclass(frozen=True)
class Consensus(Field):
    """Both players also pay gamma/2 |v|^2, so the field is v - gamma J^T v.

    Source: Mescheder, Nowozin and Geiger 2017, eq. 14.
    """

    field: Field
    gamma: float

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The field minus gamma times the gradient of |v|^2 / 2."""
        x, y = self.field(theta, psi)
        (a, b), (c, d) = self.field.jacobian(theta, psi)
        return x - self.gamma * (a * x + c * y), y - self.gamma * (b * x + d * y)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """By `complex_step`."""
        return complex_step(self, theta, psi)

    def pull(self, theta: Any, psi: Any) -> Any:
        """The field's, minus gamma times the derivative of |v|^2 / 2 with respect to psi."""
        x, y = self.field(theta, psi)
        (_, b), (_, d) = self.field.jacobian(theta, psi)
        return self.field.pull(theta, psi) - self.gamma * (b * x + d * y)


@final
@dataclass(frozen=True)
class Clipped(Field):
    """D's parameter is kept within [-clip, clip] (Arjovsky et al. 2017, Algorithm 1)."""

    field: Field
    clip: float

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The field itself: only the range of psi is limited."""
        return self.field(theta, psi)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """As without clipping."""
        return self.field.jacobian(theta, psi)

    def pull(self, theta: Any, psi: Any) -> Any:
        """As without clipping."""
        return self.field.pull(theta, psi)

    def project(self, psi: float) -> float:
        """The nearest end of [-clip, clip], or psi itself."""
        return min(max(psi, -self.clip), self.clip)


@final
@dataclass(frozen=True)
class Regulariser:
    """The name of a regulariser's parameter, None if it has none, and the function to apply it."""

    parameter: str | None
    apply: Callable[..., Field]

    def strength(self, settings: Any) -> dict[str, float]:
        """The parameter by name, for `field`, out of settings that have gamma, sigma and clip."""
        return {} if self.parameter is None else {self.parameter: getattr(settings, self.parameter)}


REGULARISERS = {
    "none": Regulariser(None, lambda game: game),
    "r1": Regulariser("gamma", Penalised),
    "r2": Regulariser("gamma", Penalised),
    "r1_r2": Regulariser("gamma", functools.partial(Penalised, points=2)),
    "zero_centred": Regulariser("gamma", Penalised),
    "wgan_gp": Regulariser("gamma", functools.partial(Penalised, target=1.0)),
    "noise": Regulariser("sigma", Noisy),
    "consensus": Regulariser("gamma", Consensus),
    "clipping": Regulariser("clip", Clipped),
}


def field(game: str = "dirac", regulariser: str = "none", **strength: float) -> Field:
    """The field of a game with a regulariser, both by name.

    Args:
        game: a key of `GAMES`.
        regulariser: a key of `REGULARISERS`.
        strength: the regulariser's parameter: ``gamma`` >= 0, ``sigma`` >= 0 or ``clip`` > 0.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a parameter that is missing, not
            allowed or not the regulariser's.

    >>> np.array(field("dirac", "r1", gamma=1.0).jacobian(0.0, 0.0))
    array([[ 0. , -0.5],
           [ 0.5, -1. ]])
    """
    made = GAMES[_check.one_of("game", game, GAMES)]
    chosen = REGULARISERS[_check.one_of("regulariser", regulariser, REGULARISERS)]
    wanted = () if chosen.parameter is None else (chosen.parameter,)
    if tuple(strength) != wanted:
        rule = "rule_strength" if wanted else "rule_no_strength"
        own = {"parameter": chosen.parameter, "regulariser": regulariser}
        raise _check.refuse("strength", strength, rule, **own)
    for name, value in strength.items():
        _check.number(name, value, **{"above" if name == "clip" else "at_least": 0})
    return chosen.apply(made, *strength.values())
