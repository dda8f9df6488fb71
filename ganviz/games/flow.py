"""The limit of small steps: both players follow an ordinary differential equation."""

from dataclasses import dataclass
from typing import final

import numpy as np

from ganviz.games.fields import Field
from ganviz.games.methods import Method, State


@final
@dataclass(frozen=True)
class Flow(Method):
    """d theta / dt = v_theta, d psi / dt = ratio v_psi; point n of a path is at time n h.

    >>> from ganviz.games.game import GAMES
    >>> theta, psi = Flow(h=np.pi / 2).path(GAMES["bilinear"], 1.0, 0.0, 2)  # a circle
    >>> bool(np.allclose(theta, [1, 0, -1]) and np.allclose(psi, [0, 1, 0]))
    True
    """

    def step(self, field: Field, state: State) -> State:
        """The state after a time of h."""
        theta, psi = self.path(field, state[0], state[1], 1)[:, 1].tolist()
        return theta, psi

    def path(self, field: Field, theta: float, psi: float, n: int) -> np.ndarray:
        """(theta, psi) at times 0, h, ... n h, by an explicit Runge-Kutta method of order 8."""
        from scipy.integrate import solve_ivp

        def velocity(_: float, z: np.ndarray) -> tuple[float, float]:
            theta, psi = float(z[0]), field.project(float(z[1]))
            v_theta, v_psi = field(theta, psi)
            held = field.project(psi + v_psi) == psi  # psi is at the end of its range
            return v_theta, 0.0 if held else self.ratio * v_psi

        times = self.h * np.arange(n + 1)
        start = (theta, field.project(psi))
        found = solve_ivp(
            velocity, (0.0, times[-1]), start, "DOP853", times, rtol=1e-10, atol=1e-11
        ).y
        return np.stack([found[0], [field.project(psi) for psi in found[1]]])

    def matrix(self, field: Field) -> np.ndarray:
        """The field's Jacobian at the equilibrium, with D's row times the ratio, (2, 2)."""
        top, bottom = field.jacobian(0.0, 0.0)
        return np.array([top, bottom], dtype=np.float64) * [[1.0], [self.ratio]]
