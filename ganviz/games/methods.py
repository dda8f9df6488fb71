"""How two players follow a field: one map of the state for each method, built from any field.

D's rate is ``ratio`` times G's rate ``h`` (two time scales). Where the order matters, D moves
first, as in Algorithm 1. A state is a tuple that begins with theta and psi; what a method remembers
from one step to the next (velocities, an earlier field) comes after them.
"""

import abc
from dataclasses import dataclass, fields
from typing import Any, Self, final

import numpy as np

from ganviz import _check
from ganviz.games.fields import Field

State = tuple[float, ...]

ESCAPE = 1e6
"""Where a trajectory that diverges is ended: its distance from the equilibrium."""


@dataclass(frozen=True)
class Method(abc.ABC):
    """How both players move: in steps, or as a continuous flow.

    Attributes:
        h: G's rate, > 0; a point of the flow is drawn every h.
        ratio: D's rate over G's, > 0.

    Raises:
        ValueError: not positive and finite.
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
        """(G's, D's)."""
        return self.h, self.h * self.ratio

    def start(self, field: Field, theta: float, psi: float) -> State:
        """The state at rest in (theta, psi)."""
        return theta, psi

    @abc.abstractmethod
    def step(self, field: Field, state: State) -> State:
        """The next state; of a flow, the one after a time of h."""

    @abc.abstractmethod
    def path(self, field: Field, theta: float, psi: float, n: int) -> np.ndarray:
        """(theta, psi) at steps 0 to n, (2, n + 1); it ends early past `ESCAPE`."""

    @abc.abstractmethod
    def matrix(self, field: Field) -> np.ndarray:
        """The Jacobian at the equilibrium: of the map, or of the flow's field; (s, s)."""

    def energy(self, theta: Any, psi: Any) -> Any:
        """theta^2 + psi^2 / ratio, which is constant along the flow of V = theta psi."""
        return theta**2 + psi**2 / self.ratio


@dataclass(frozen=True)
class Steps(Method):
    """A method that moves in steps: a map from state to state."""

    @property
    def size(self) -> int:
        """How many numbers the map's next state depends on."""
        return 2

    def path(self, field: Field, theta: float, psi: float, n: int) -> np.ndarray:
        """(theta, psi) at steps 0 to n."""
        state = self.start(field, theta, psi)
        points = [state[:2]]
        while len(points) <= n and max(map(abs, points[-1])) < ESCAPE:
            state = self.step(field, state)
            points.append(state[:2])
        return np.array(points, dtype=np.float64).T

    def matrix(self, field: Field) -> np.ndarray:
        """On the linearised field a step is linear: each column is the step from a unit vector."""
        linear = field.linearised()
        unit = np.eye(len(self.start(linear, 0.0, 0.0)))
        columns = [self.step(linear, tuple(unit[i])) for i in range(self.size)]
        return np.array(columns, dtype=np.float64).T[: self.size]


class _Heavy(Steps):
    """Steps with momentum: two velocities belong to the state, beside theta and psi."""

    momentum: float

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.number("momentum", self.momentum, above=-1)
        if self.momentum >= 1:
            raise _check.refuse("momentum", self.momentum, "rule_below", high=1)

    @property
    def size(self) -> int:
        """4 with momentum, 2 where it is 0: then the next state does not depend on velocities."""
        return 4 if self.momentum else 2

    def start(self, field: Field, theta: float, psi: float) -> State:
        """At rest: both velocities are 0."""
        return theta, psi, 0.0, 0.0


@final
@dataclass(frozen=True)
class Simultaneous(_Heavy):
    """Both players step at once, with momentum (heavy ball; negative too).

    z <- z + u, u <- momentum u + h v(z). It diverges for V = theta psi, whatever h.

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

    For V = theta psi it circles the equilibrium for ever; with negative momentum it converges
    (Gidel et al. 2019).
    """

    k: int = 1
    k_g: int = 1
    momentum: float = 0.0

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("k", self.k, at_least=1)
        _check.integer("k_g", self.k_g, at_least=1)

    def step(self, field: Field, state: State) -> State:
        """One round."""
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
        """What alternating steps keep constant for V = theta psi, k = k_g = 1: another ellipse."""
        return super().energy(theta, psi) + self.h * theta * psi


@final
@dataclass(frozen=True)
class Extragradient(Steps):
    """Step from the present point by the field seen one step ahead (Korpelevich 1976)."""

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
    """Follow twice the present field less the previous one: z + 2h v(z) - h v(z before).

    Source: Daskalakis et al. 2018. The previous field is part of the state.
    """

    @property
    def size(self) -> int:
        """4: the previous field belongs to the state."""
        return 4

    def start(self, field: Field, theta: float, psi: float) -> State:
        """The previous field is taken to be the present one."""
        return theta, psi, *field(theta, psi)

    def step(self, field: Field, state: State) -> State:
        """One evaluation of the field; the other one is remembered."""
        theta, psi, x, y = state
        (a, b), (v_theta, v_psi) = self.rates, field(theta, psi)
        psi = field.project(psi + b * (2 * v_psi - y))
        return theta + a * (2 * v_theta - x), psi, v_theta, v_psi


@final
@dataclass(frozen=True)
class Proximal(Steps):
    """The implicit step, z' = z + h v(z'), solved by Newton's method with the exact Jacobian.

    Far from the equilibrium a large h may leave no solution near z: then Newton's 50th iterate is
    taken.
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
        """The step that closes the gap to first order, by Cramer's rule."""
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
        """Carry D's parameter and its derivative by theta through the unrolled steps."""
        theta, psi = state
        a, b = self.rates
        later, turn = psi, 0.0
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
