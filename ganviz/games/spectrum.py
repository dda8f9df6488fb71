"""Whether a method converges: by its eigenvalues or, if these do not decide, by its path."""

from dataclasses import dataclass
from typing import Literal, final

import numpy as np

from ganviz import _check
from ganviz.games.fields import Field
from ganviz.games.flow import Flow
from ganviz.games.methods import ESCAPE, Method

Stability = Literal["stable", "unstable", "neutral", "undefined"]
Verdict = Literal["converges", "diverges", "cycles", "slow"]

TOLERANCE = 1e-9  # an eigenvalue nearer than this to the stability boundary counts as on it
WATCHED = 2_000  # steps of the path that decides if the eigenvalues do not
SHRINKS = 0.99  # it approaches if its largest distance falls by this factor in a quarter of them


@final
@dataclass(frozen=True)
class Spectrum:
    """The eigenvalues of the Jacobian at the equilibrium.

    Attributes:
        eigenvalues: complex, (s,); nan where the field jumps at the equilibrium (WGAN-GP).
        continuous: True for a flow (stable if Re < 0), False for a map (stable if |lambda| < 1).
    """

    eigenvalues: np.ndarray
    continuous: bool

    @property
    def rate(self) -> float:
        """The largest real part for a flow, the spectral radius for a map."""
        values = np.real(self.eigenvalues) if self.continuous else abs(self.eigenvalues)
        return float(values.max())

    @property
    def distinct(self) -> np.ndarray:
        """(d,) one eigenvalue of each conjugate pair, Im >= 0, largest modulus first; no nan."""
        upper = self.eigenvalues[np.imag(self.eigenvalues) >= 0]
        return upper[np.argsort(-abs(upper), kind="stable")]

    @property
    def stability(self) -> Stability:
        """By the eigenvalues: "neutral" if they are on the boundary, "undefined" if nan."""
        margin = self.rate if self.continuous else self.rate - 1.0
        if np.isnan(margin):
            return "undefined"
        if abs(margin) <= TOLERANCE:
            return "neutral"
        return "stable" if margin < 0 else "unstable"


def spectrum(field: Field, method: Method) -> Spectrum:
    """The eigenvalues of a method on a field, at the equilibrium (0, 0).

    >>> from ganviz.games import Flow, GAMES, Simultaneous
    >>> spectrum(GAMES["dirac"], Flow()).eigenvalues
    array([0.+0.5j, 0.-0.5j])
    >>> round(spectrum(GAMES["dirac"], Simultaneous(h=0.2)).rate, 5)
    1.00499
    """
    return Spectrum(eigenvalues(method.matrix(field)), isinstance(method, Flow))


def eigenvalues(matrix: np.ndarray) -> np.ndarray:
    """The eigenvalues of a square matrix, complex; for a 2 x 2 one by the quadratic formula.

    There a discriminant within its rounding error counts as 0, so that a double eigenvalue
    (critical damping) is accurate to all digits; a general solver loses half of them.

    >>> eigenvalues(np.array([[0.0, -0.5], [0.5, -1.0]]))
    array([-0.5+0.j, -0.5+0.j])
    """
    if not np.isfinite(matrix).all():
        return np.full(len(matrix), complex(np.nan, np.nan))
    if len(matrix) != 2:
        return np.linalg.eigvals(matrix).astype(complex)
    (a, b), (c, d) = matrix.tolist()
    discriminant = ((a - d) / 2) ** 2 + b * c
    noise = 4 * np.finfo(float).eps * (a**2 + d**2 + abs(b * c))
    root = 0.0 if abs(discriminant) <= noise else np.sqrt(complex(discriminant))
    return np.array([(a + d) / 2 + root, (a + d) / 2 - root], dtype=complex)


@final
@dataclass(frozen=True)
class Trajectory:
    """The path of a method: four arrays (n + 1,), shorter if it diverges.

    Attributes:
        theta: G's parameter.
        psi: D's parameter.
        distance: from the equilibrium, sqrt(theta^2 + psi^2).
        energy: `Method.energy`, constant for V = theta psi.
    """

    theta: np.ndarray
    psi: np.ndarray
    distance: np.ndarray
    energy: np.ndarray


def trajectory(field: Field, method: Method, theta: float, psi: float, n: int) -> Trajectory:
    """n steps of a method from (theta, psi); the path ends early once |theta| or |psi| is 1e6.

    ValueError if theta or psi is not finite, or n < 1.

    >>> from ganviz.games import Alternating, GAMES
    >>> path = trajectory(GAMES["bilinear"], Alternating(h=0.2), 1.0, 0.0, 1_000)
    >>> bool(np.ptp(path.energy) < 1e-12)
    True
    """
    theta, psi = _check.number("theta", theta), _check.number("psi", psi)
    x, y = method.path(field, theta, psi, _check.integer("n", n, at_least=1))
    return Trajectory(x, y, np.hypot(x, y), method.energy(x, y))


def verdict(field: Field, method: Method) -> Verdict:
    """Whether a method converges near the equilibrium, by computation.

    If the eigenvalues are stable it "converges", at a geometric rate; if unstable it "diverges". If
    they are on the boundary, or the field jumps, 2,000 steps from (1, 1) decide: "diverges",
    "slow" if the distance still falls, "cycles" if it stays about the same.

    >>> from ganviz.games import Alternating, Flow, GAMES, field
    >>> verdict(field("dirac", "r1", gamma=1.0), Alternating())
    'converges'
    >>> verdict(GAMES["dirac"], Flow()), verdict(GAMES["non_saturating"], Flow())
    ('cycles', 'slow')
    """
    decided = _DECIDED.get(spectrum(field, method).stability)
    return decided or _watched(trajectory(field, method, 1.0, 1.0, WATCHED).distance)


_DECIDED: dict[Stability, Verdict] = {"stable": "converges", "unstable": "diverges"}


def _watched(distance: np.ndarray) -> Verdict:
    """The verdict from the largest distances in the last two quarters of a path."""
    if distance[-1] >= ESCAPE:
        return "diverges"
    third, last = (part.max() for part in np.array_split(distance, 4)[2:])
    if last > third / SHRINKS:
        return "diverges"
    return "slow" if last < third * SHRINKS else "cycles"
