"""Methods: how two players follow a field, as a map from one state to the next.

D's rate is ``ratio`` times G's rate ``h`` (two time scales). If the players move one after the
other, D is first, as in Algorithm 1. A state is a tuple that begins with theta and psi; after them
comes what a method keeps from one step to the next (velocities, an earlier field).
"""

import abc
from dataclasses import dataclass, fields
from typing import Any, Self, final

import numpy as np

from ganviz import _check
from ganviz.games.fields import Field

State = tuple[float, ...]

ESCAPE = 1e6
"""A path ends once |theta| or |psi| is larger: it diverges."""


@dataclass(frozen=True)
class Method(abc.ABC):
    """How both players move: in steps, or as a continuous flow.

    Attributes:
        h: G's rate, > 0; for a flow, the time between two points of a path.
        ratio: D's rate divided by G's, > 0.

    Raises:
        ValueError: a rate or ratio that is not positive and finite.
    """

    h: float = 0.2
    ratio: float = 1.0

    def __post_init__(self) -> None:
        _check.number("h", self.h, above=0)
        _check.number("ratio", self.ratio, above=0)

    @classmethod
    def out_of(cls, settings: Any) -> Self:
        """The method with its parameters out of settings that have them under the same names."""
        return cls(**{f.name: getattr(settings, f.name) for f in fields(cls)})

    @property
    def rates(self) -> tuple[float, float]:
        """(G's rate, D's rate)."""
        return self.h, self.h * self.ratio

    def start(self, field: Field, theta: float, psi: float) -> State:
        """The first state of a path that starts at (theta, psi)."""
        return theta, psi

    @abc.abstractmethod
    def step(self, field: Field, state: State) -> State:
        """The next state; for a flow, the state after a time of h."""

    @abc.abstractmethod
    def path(self, field: Field, theta: float, psi: float, n: int) -> np.ndarray:
        """(theta, psi) at steps 0 to n, (2, n + 1); it ends early past `ESCAPE`."""

    @abc.abstractmethod
    def matrix(self, field: Field) -> np.ndarray:
        """The Jacobian at the equilibrium, (s, s): of the map, or of a flow's field."""

    def energy(self, theta: Any, psi: Any) -> Any:
        """theta^2 + psi^2 / ratio, which is constant along the flow of V = theta psi."""
        return theta**2 + psi**2 / self.ratio


@dataclass(frozen=True)
class Steps(Method):
    """A method that moves in steps: a map from state to state."""

    @property
    def size(self) -> int:
        """How many numbers of the state the next state depends on."""
        return 2

    def path(self, field: Field, theta: float, psi: float, n: int) -> np.ndarray:
        """(theta, psi) at steps 0 to n, (2, n + 1); it ends early past `ESCAPE`."""
        state = self.start(field, theta, psi)
        points = [state[:2]]
        while len(points) <= n and max(map(abs, points[-1])) < ESCAPE:
            state = self.step(field, state)
            points.append(state[:2])
        return np.array(points, dtype=np.float64).T

    def matrix(self, field: Field) -> np.ndarray:
        """A step on the linearised field is linear: column i is the step from unit vector i."""
        linear = field.linearised()
        unit = np.eye(len(self.start(linear, 0.0, 0.0)))
        columns = [self.step(linear, tuple(unit[i])) for i in range(self.size)]
        return np.array(columns, dtype=np.float64).T[: self.size]


class _Heavy(Steps):
    """Steps with momentum; the state is (theta, psi, their velocities)."""

    momentum: float

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.number("momentum", self.momentum, above=-1)
        if self.momentum >= 1:
            raise _check.refuse("momentum", self.momentum, "rule_below", high=1)

    @property
    def size(self) -> int:
        """4; with momentum 0 it is 2, since velocities then do not matter."""
        return 4 if self.momentum else 2

    def start(self, field: Field, theta: float, psi: float) -> State:
        """At rest: both velocities are 0."""
        return theta, psi, 0.0, 0.0


@final
@dataclass(frozen=True)
class Simultaneous(_Heavy):
    """Both players step at once, with momentum (heavy ball) in (-1, 1).

    u <- momentum u + h v(z), z <- z + u. Without momentum it diverges for V = theta psi, for all h.

    >>> from ganviz.games.game import GAMES
    >>> Simultaneous(h=0.5).path(GAMES["bilinear"], 1.0, 0.0, 1)
    array([[1. , 1. ],
           [0. , 0.5]])
    """

    momentum: float = 0.0

    def step(self, field: Field, state: State) -> State:
        """Both players step from the same state."""
        theta, psi, x, y = state
        (a, b), (v_theta, v_psi) = self.rates, field(theta, psi)
        x, y = self.momentum * x + a * v_theta, self.momentum * y + b * v_psi
        return theta + x, field.project(psi + y), x, y


@final
@dataclass(frozen=True)
class Alternating(_Heavy):
    """Algorithm 1: k steps of D, then k_g steps of G against the new D; with momentum.

    For V = theta psi it circles the equilibrium; with negative momentum it converges (Gidel et al.
    2019).
    """

    k: int = 1
    k_g: int = 1
    momentum: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("k", self.k, at_least=1)
        _check.integer("k_g", self.k_g, at_least=1)

    def step(self, field: Field, state: State) -> State:
        """k steps of D, then k_g steps of G."""
        theta, psi, x, y = state
        a, b = self.rates
        for _ in range(self.k):
            y = self.momentum * y + b * field(theta, psi)[1]
            psi = field.project(psi + y)
        for _ in range(self.k_g):
            x = self.momentum * x + a * field(theta, psi)[0]
            theta = theta + x
        return theta, psi, x, y

    def energy(self, theta: Any, psi: Any) -> Any:
        """Constant along alternating steps for V = theta psi, k = k_g = 1, without momentum."""
        return super().energy(theta, psi) + self.h * theta * psi


@final
@dataclass(frozen=True)
class Extragradient(Steps):
    """Step from z along the field at the point one step ahead (Korpelevich 1976)."""

    def step(self, field: Field, state: State) -> State:
        """z + h v(z + h v(z))."""
        theta, psi = state
        a, b = self.rates
        v_theta, v_psi = field(theta, psi)
        v_theta, v_psi = field(theta + a * v_theta, field.project(psi + b * v_psi))
        return theta + a * v_theta, field.project(psi + b * v_psi)


@final
@dataclass(frozen=True)
class Optimistic(Steps):
    """Follow twice the present field minus the previous one: z + 2h v(z) - h v(previous z).

    Source: Daskalakis et al. 2018. The previous field is part of the state.
    """

    @property
    def size(self) -> int:
        """4: the state also holds the previous field."""
        return 4

    def start(self, field: Field, theta: float, psi: float) -> State:
        """The previous field is set to the present one."""
        return theta, psi, *field(theta, psi)

    def step(self, field: Field, state: State) -> State:
        """z + 2h v(z) - h v(previous z), with one evaluation of the field."""
        theta, psi, x, y = state
        (a, b), (v_theta, v_psi) = self.rates, field(theta, psi)
        psi = field.project(psi + b * (2 * v_psi - y))
        return theta + a * (2 * v_theta - x), psi, v_theta, v_psi


@final
@dataclass(frozen=True)
class Proximal(Steps):
    """The implicit step, z' = z + h v(z'), solved by Newton's method with the exact Jacobian.

    Far from the equilibrium, with a large h, there may be no solution near z; then the result is
    the 50th iterate.
    """

    def step(self, field: Field, state: State) -> State:
        """Solve z' = z + h v(z') for z'; a Newton step that overshoots is halved."""
        x, y = state
        gap = self._gap(field, state, x, y)
        for _ in range(50):
            dx, dy = self._newton(field, x, y, *gap)
            for size in (1.0, 0.5, 0.25, 0.125, 1.0):
                after = self._gap(field, state, x + size * dx, y + size * dy)
                if abs(after[0]) + abs(after[1]) <= abs(gap[0]) + abs(gap[1]):
                    break
            x, y, gap = x + size * dx, y + size * dy, after
            if not abs(dx) + abs(dy) > 1e-14 * (1 + abs(x) + abs(y)):
                break
        return x, field.project(y)

    def _gap(self, field: Field, state: State, x: float, y: float) -> tuple[float, float]:
        """z + h v(z') - z', which is 0 at the solution."""
        (a, b), (v_theta, v_psi) = self.rates, field(x, y)
        return state[0] - x + a * v_theta, state[1] - y + b * v_psi

    def _newton(self, field: Field, x: float, y: float, left: float, right: float) -> Any:
        """The Newton step for the gap (left, right), by Cramer's rule."""
        (a, b), ((p, q), (r, s)) = self.rates, field.jacobian(x, y)
        p, q, r, s = 1 - a * p, -a * q, -b * r, 1 - b * s
        determinant = p * s - q * r
        return (left * s - q * right) / determinant, (p * right - left * r) / determinant


@final
@dataclass(frozen=True)
class Unrolled(Steps):
    """G follows the total derivative of its payoff after ``depth`` further steps of D.

    Source: Metz et al. 2017, eq. 7 to 10. The players step at once; depth = 0 is `Simultaneous`.
    """

    depth: int = 3

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("depth", self.depth, at_least=0)

    def step(self, field: Field, state: State) -> State:
        """Unroll D's steps together with the derivative of D's parameter with respect to theta."""
        theta, psi = state
        a, b = self.rates
        later, turn = psi, 0.0  # psi after the unrolled steps, and its derivative
        for _ in range(self.depth):
            by_theta, by_psi = field.jacobian(theta, later)[1]
            turn += b * (by_theta + by_psi * turn)
            moved = later + b * field(theta, later)[1]
            later = field.project(moved)
            turn = turn if later == moved else 0.0
        total = field(theta, later)[0]
        if self.depth:
            total += field.pull(theta, later) * turn
        return theta + a * total, field.project(psi + b * field(theta, psi)[1])
