"""A game as a run: the point (theta, psi) moves by one step of a method at a time."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.games.fields import Field
from ganviz.games.methods import ESCAPE, Method, State
from ganviz.run import Run


@final
@dataclass(frozen=True, eq=False)
class GameMoment:
    """The point at one moment, and its path; arrays are read-only.

    Attributes:
        step: steps so far.
        theta, psi: the point.
        distance: from the equilibrium, sqrt(theta^2 + psi^2).
        energy: `ganviz.games.Method.energy`, constant along the flow of V = theta psi.
        path: (2, step + 1) theta and psi at every step; it jumps where `configure` moved the point.
    """

    step: int
    theta: float
    psi: float
    distance: float
    energy: float
    path: np.ndarray


@final
class GameRun(Run[GameMoment]):
    """A method that follows a field from a start, with the points of `ganviz.games.trajectory`.

    It has finished once |theta| or |psi| is at least 1e6, or nan.

    Args:
        field: the game, with or without a regulariser.
        method: how both players move.
        theta, psi: the start.

    Raises:
        ValueError: theta or psi is not finite, or no field or method is given.

    >>> from ganviz.games import Alternating, field
    >>> run = GameRun(field("dirac", "r1", gamma=1.0), Alternating(h=0.2), theta=1.0, psi=0.5)
    >>> run.step(100)
    >>> moment = run.snapshot()
    >>> moment.distance < 0.02, moment.path.shape
    (True, (2, 101))
    """

    def __init__(self, field: Field, method: Method, theta: float = 1.0, psi: float = 1.0) -> None:
        self.steps = 0
        self._field, self._method = _field(field), _method(method)
        self._path = np.empty((2, 256))  # columns 0 to `steps` are filled, and never change
        self._rest(_check.number("theta", theta), _check.number("psi", psi))

    @property
    def finished(self) -> bool:
        """Whether |theta| or |psi| is at least 1e6, or nan."""
        return not max(map(abs, self._state[:2])) < ESCAPE

    def step(self, n: int = 1) -> None:
        """Take ``n`` steps, or fewer if the run finishes."""
        for _ in range(_check.integer("n", n, at_least=1)):
            if self.finished:
                break
            # Python floats, as in a state that is loaded from a file.
            self._state = tuple(map(float, self._method.step(self._field, self._state)))
            self.steps += 1
            if self.steps == self._path.shape[1]:
                self._path = np.concatenate([self._path, np.empty_like(self._path)], axis=1)
            self._path[:, self.steps] = self._state[:2]

    def snapshot(self) -> GameMoment:
        """The present moment; the run is left as it is."""
        theta, psi = self._state[:2]
        return GameMoment(
            step=self.steps,
            theta=theta,
            psi=psi,
            distance=float(np.hypot(theta, psi)),
            energy=float(self._method.energy(theta, psi)),
            path=self._past(),
        )

    def configure(
        self,
        *,
        field: Field | None = None,
        method: Method | None = None,
        theta: float | None = None,
        psi: float | None = None,
        **unknown: Any,
    ) -> None:
        """Change the game or the method, or move the point.

        If the method changes or the point is moved, velocities start from 0 again.

        Raises:
            ValueError: an unknown name, or a value that is not allowed; then nothing has changed.
        """
        _check.no_others("changes", unknown, ("field", "method", "theta", "psi"))
        new_field = self._field if field is None else _field(field)
        new_method = self._method if method is None else _method(method)
        there = (
            self._state[0] if theta is None else _check.number("theta", theta),
            self._state[1] if psi is None else _check.number("psi", psi),
        )
        at_rest = there != self._state[:2] or new_method != self._method
        self._field, self._method = new_field, new_method
        if at_rest:
            self._path = self._path.copy()  # earlier moments keep their path
            self._rest(*there)

    def state_dict(self) -> dict[str, Any]:
        """All that the run depends on, and its path."""
        return {
            "steps": self.steps,
            "field": self._field,
            "method": self._method,
            "state": self._state,
            "path": self._past(),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``, bit for bit as the run that it was taken from."""
        self.steps, self._state = state["steps"], state["state"]
        self._field, self._method = state["field"], state["method"]
        self._path = np.concatenate([state["path"], np.empty((2, 256))], axis=1)

    def _rest(self, theta: float, psi: float) -> None:
        """Put the point there, in the first state of the method."""
        self._state: State = tuple(map(float, self._method.start(self._field, theta, psi)))
        self._path[:, self.steps] = self._state[:2]

    def _past(self) -> np.ndarray:
        """The path so far, read-only."""
        path = self._path[:, : self.steps + 1]
        path.flags.writeable = False
        return path


def _field(field: Any) -> Field:
    return _check.kind_of("field", field, Field, "rule_field")


def _method(method: Any) -> Method:
    return _check.kind_of("method", method, Method, "rule_method")
