"""Changes of a game that make it converge: penalties, noise, consensus, clipping.

Each is a field made from a field. D's gradient in x is psi everywhere, so a gradient penalty is the
same wherever it is taken: at the data (R1), at the fakes (R2) or between them.
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
    """D pays a gradient penalty, points gamma/2 (|psi| - target)^2; R1 with R2 has 2 points.

    With a target > 0 the field jumps at psi = 0, and its Jacobian there is nan.

    Sources: R1, R2: Mescheder et al. 2018, eq. 9, 10; WGAN-GP: Gulrajani et al. 2017, eq. 3.
    """

    field: Field
    gamma: float
    points: int = 1
    target: float = 0.0

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The field, with D drawn towards |psi| = target."""
        v_theta, v_psi = self.field(theta, psi)
        wanted = self.target * np.sign(np.real(psi))
        return v_theta, v_psi - self.points * self.gamma * (psi - wanted)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """The field's; only dv_psi / dpsi differs."""
        top, (c, d) = self.field.jacobian(theta, psi)
        jump = np.where((self.target > 0) & (np.real(psi) == 0), np.nan, 0.0)[()]
        return top, (c, d - self.points * self.gamma + jump)

    def pull(self, theta: Any, psi: Any) -> Any:
        """The field's: the penalty is D's alone."""
        return self.field.pull(theta, psi)


@final
@dataclass(frozen=True)
class Noisy(Field):
    """Real and fake points are seen with noise N(0, sigma^2): E[f(x' psi)] + E[f(-x psi)].

    The means are taken by Gauss-Hermite quadrature. Source: Mescheder et al. 2018, section 3.2.
    """

    game: Game
    sigma: float

    def _points(self, theta: Any, psi: Any) -> tuple[Any, Any, Any, Any]:
        """Fake and real points and what D says of each, (..., nodes)."""
        x = self.sigma * _nodes()[0]
        fake = np.asarray(theta)[..., None] + x
        slope = np.asarray(psi)[..., None]
        return fake, x, fake * slope, -x * slope

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The game's field, averaged."""
        f, g = self.game.f, self.game.g
        fake, real, t, s = self._points(theta, psi)
        v_psi = fake * f.slope(t) - real * f.slope(s)
        return psi * _mean(g.slope(t)), _mean(v_psi)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """The game's Jacobian, averaged, and the curvature that real points bring."""
        f, g = self.game.f, self.game.g
        fake, real, t, s = self._points(theta, psi)
        f2, g2 = f.curvature(t), g.curvature(t)
        return (
            (psi**2 * _mean(g2), _mean(g.slope(t) + t * g2)),
            (_mean(f.slope(t) + t * f2), _mean(fake**2 * f2 + real**2 * f.curvature(s))),
        )

    def pull(self, theta: Any, psi: Any) -> Any:
        """The game's, averaged."""
        fake, _, t, _ = self._points(theta, psi)
        return _mean(fake * self.game.g.slope(t))


@functools.cache
def _nodes() -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights for means over N(0, 1)."""
    x, w = np.polynomial.hermite_e.hermegauss(64)
    return x, w / w.sum()


def _mean(values: np.ndarray) -> Any:
    return values @ _nodes()[1]


@final
@dataclass(frozen=True)
class Consensus(Field):
    """Both players also pay gamma/2 |v|^2: v - gamma J^T v.

    Source: Mescheder, Nowozin and Geiger 2017, eq. 14.
    """

    field: Field
    gamma: float

    def __call__(self, theta: Any, psi: Any) -> tuple[Any, Any]:
        """The field, less gamma times the gradient of |v|^2 / 2."""
        x, y = self.field(theta, psi)
        (a, b), (c, d) = self.field.jacobian(theta, psi)
        return x - self.gamma * (a * x + c * y), y - self.gamma * (b * x + d * y)

    def jacobian(self, theta: Any, psi: Any) -> Matrix:
        """By complex steps through the exact Jacobian of the field."""
        return complex_step(self, theta, psi)

    def pull(self, theta: Any, psi: Any) -> Any:
        """The field's, less gamma times the derivative of |v|^2 / 2 by psi."""
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
        """The field's."""
        return self.field.jacobian(theta, psi)

    def pull(self, theta: Any, psi: Any) -> Any:
        """The field's."""
        return self.field.pull(theta, psi)

    def project(self, psi: float) -> float:
        """The nearest end of [-clip, clip], or psi itself."""
        return min(max(psi, -self.clip), self.clip)


@final
@dataclass(frozen=True)
class Regulariser:
    """A regulariser by name: its parameter (gamma, sigma, clip or none), and the field it makes."""

    parameter: str | None
    apply: Callable[..., Field]

    def strength(self, settings: Any) -> dict[str, float]:
        """What `field` takes out of settings that have gamma, sigma and clip."""
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
    """Return the field of a game by name (`GAMES`), regularised (`REGULARISERS`).

    Args:
        game: "dirac", "non_saturating" or "bilinear".
        regulariser: a key of `REGULARISERS`.
        strength: its parameter, > 0 for clip, >= 0 else: ``gamma``, ``sigma`` or ``clip``.

    Raises:
        ValueError: an unknown name (the nearest is suggested), or a parameter that the
            regulariser does not take.

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
