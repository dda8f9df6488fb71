"""Algorithm 1 line by line, on numbers small enough to check with a pencil.

G(z) = a z + b and D(x) = sigmoid(w x + c): two parameters each, gradients in closed form, so that
every line of the algorithm can be shown with its numbers. No autograd: that it agrees with autograd
is a test.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from types import MappingProxyType
from typing import Any, final

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from ganviz import _check
from ganviz.distributions import Gaussian, Uniform, Univariate
from ganviz.run import Run
from ganviz.settings import Settings, rate, seed, toggle, whole


@dataclass(frozen=True)
class Parameters:
    """The four numbers that are learned.

    Attributes:
        a, b: theta_g, of G(z) = a z + b.
        w, c: theta_d, of D(x) = sigmoid(w x + c).
    """

    a: float = 0.5
    b: float = -1.0
    w: float = 0.0
    c: float = 0.0

    def G(self, z: NDArray[Any]) -> NDArray[Any]:
        """G(z), of the shape of z."""
        return self.a * z + self.b

    def D(self, x: NDArray[Any]) -> NDArray[Any]:
        """D(x), the probability that x is real, of the shape of x."""
        return expit(self.w * x + self.c)


@dataclass(frozen=True)
class Line:
    """One executed line of Algorithm 1.

    Attributes:
        number: which of `LINES` was executed, from 0.
        round: the round of the outer loop, from 1.
        parameters: the parameters after this line.
        quantities: what the line drew or computed: name -> (m,) array or number, in the order in
            which a person would write it down.
    """

    number: int
    round: int
    parameters: Parameters
    quantities: MappingProxyType[str, Any]

    def __deepcopy__(self, memo: dict[int, Any]) -> "Line":
        """Itself: nothing in it can change."""
        return self


LINES = tuple(f"algorithm1_{number}" for number in range(7))
"""Keys of the catalogue of words: the listing, line by line, from the outer loop to G's step."""


@dataclass(frozen=True)
class ByHand(Settings):
    """Algorithm 1 on numbers small enough for a pencil, one line at a time.

    Source: Goodfellow et al. 2014, Algorithm 1; G and D have two parameters each.

    Attributes:
        m: size of a minibatch.
        k: steps of D per round.
        lr: learning rate of both players.
        saturating: G's loss: log(1 - D(G(z))) as in eq. 1, or -log D(G(z)) as section 3 advises.
        start: the parameters before the first round.
        p_data, p_z: the distributions that are drawn from.
        seed: of the draws.

    Raises:
        ValueError: m, k or lr is not positive, or the seed is negative.
    """

    m: int = whole(4, 1, ends=(1, 8))
    k: int = whole(1, 1, ends=(1, 5))
    lr: float = rate(0.5)
    saturating: bool = toggle(False)
    start: Parameters = field(default=Parameters())
    p_data: Univariate = field(default=Gaussian(1.0, 0.5))
    p_z: Univariate = field(default=Uniform(-1.0, 1.0))
    seed: int = seed()

    def lines(self) -> Iterator[Line]:
        """Run Algorithm 1 for ever, yielding after each line that does something.

        Source: Goodfellow et al. 2014, Algorithm 1.

        >>> run = ByHand(m=2).lines()
        >>> [next(run).number for _ in range(6)]
        [2, 3, 4, 5, 6, 2]
        """
        run = HandRun(self)
        while True:
            run.step()
            line = run.snapshot().line
            assert line is not None
            yield line


@dataclass(frozen=True, eq=False)
class HandMoment:
    """Where the run by hand stands.

    Attributes:
        step: executed lines so far.
        line: the last of them; None before the first.
        parameters: the parameters now.
        z, x: (m,) the noise and the data that were drawn last; (0,) before.
    """

    step: int
    line: Line | None
    parameters: Parameters
    z: NDArray[Any]
    x: NDArray[Any]


@final
class HandRun(Run[HandMoment]):
    """Algorithm 1 by hand, one executed line a step.

    Args:
        settings: those of the run; by default `ByHand`'s own.

    >>> run = HandRun(ByHand(m=2))
    >>> run.step(6)
    >>> run.snapshot().line.number, run.snapshot().line.round
    (2, 2)
    """

    def __init__(self, settings: ByHand | None = None) -> None:
        self.settings, self.steps = settings or ByHand(), 0
        self._rng = np.random.default_rng(self.settings.seed)
        self._now, self._round, self._left = self.settings.start, 0, 0
        self._next = _BEGIN
        self._z = self._x = np.empty(0)
        self._line: Line | None = None

    def step(self, n: int = 1) -> None:
        """Execute ``n`` lines."""
        for _ in range(_check.integer("n", n, at_least=1)):
            self._execute()
        self.steps += n

    def snapshot(self) -> HandMoment:
        """What there is to see now; leaves the run as it is."""
        return HandMoment(self.steps, self._line, self._now, self._z, self._x)

    def configure(self, **changes: Any) -> None:
        """Change fields of the settings, from the next line on; `start` and `seed` need a new run.

        Raises:
            ValueError: an unknown field, or a value that is not allowed; then nothing has changed.
        """
        live = ("k", "lr", "m", "saturating", "p_data", "p_z")
        _check.no_others("changes", changes, live)
        for name in ("p_data", "p_z"):
            if name in changes:
                _check.kind_of(name, changes[name], Univariate, "rule_distribution_1d")
        self.settings = replace(self.settings, **changes)

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the future of the run depends on, and of the last line."""
        s, line = self.settings, self._line
        return {
            "steps": self.steps,
            "live": {"k": s.k, "lr": s.lr, "m": s.m, "saturating": s.saturating},
            "p_data": s.p_data,
            "p_z": s.p_z,
            "rng": self._rng.bit_generator.state,
            "now": asdict(self._now),
            "place": (self._next, self._round, self._left),
            "z": self._z,
            "x": self._x,
            "line": None
            if line is None
            else (line.number, line.round, asdict(line.parameters), dict(line.quantities)),
        }

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from ``state``: the same bits as the run that it was taken from."""
        given = {"p_data": state["p_data"], "p_z": state["p_z"]}
        self.settings = replace(self.settings, **state["live"], **given)
        self._rng.bit_generator.state = state["rng"]
        self.steps, self._now = state["steps"], Parameters(**state["now"])
        self._next, self._round, self._left = state["place"]
        self._z, self._x = state["z"], state["x"]
        self._line = None
        if state["line"] is not None:
            number, round_, parameters, quantities = state["line"]
            self._line = _line(number, round_, Parameters(**parameters), **quantities)

    def _execute(self) -> None:
        """One line that does something; the two loops only say which one comes next."""
        s, found, number = self.settings, dict[str, Any](), self._next
        if number == _BEGIN:
            self._round, self._left, number = self._round + 1, s.k, _NOISE_D
        if number in (_NOISE_D, _NOISE_G):
            self._z = s.p_z.sample(s.m, self._rng)
            found = {"z": self._z, "G_z": self._now.G(self._z)}
        elif number == _DATA:
            self._x = s.p_data.sample(s.m, self._rng)
            found = {"x": self._x}
        elif number == _STEP_D:
            self._now, found = d_step(self._now, self._x, self._now.G(self._z), s.lr)
            self._left -= 1
        else:
            self._now, found = g_step(self._now, self._z, s.lr, saturating=s.saturating)
        self._line = _line(number, self._round, self._now, **found)
        self._next = number + 1
        if number == _STEP_D:
            self._next = _NOISE_D if self._left > 0 else _NOISE_G
        if number == _STEP_G:
            self._next = _BEGIN


_BEGIN, _NOISE_D, _DATA, _STEP_D, _NOISE_G, _STEP_G = 0, 2, 3, 4, 5, 6
"""Lines of the listing, as in `LINES`; 0 is the head of the outer loop."""


def d_step(
    now: Parameters, x: NDArray[Any], fake: NDArray[Any], lr: float
) -> tuple[Parameters, dict[str, Any]]:
    """Ascend V = mean log D(x) + mean log(1 - D(fake)) in (w, c) once.

    Returns the new parameters, and what a person would write down on the way.
    """
    real_logit, fake_logit = now.w * x + now.c, now.w * fake + now.c
    up, down = expit(-real_logit), expit(fake_logit)  # slopes of the two logarithms, by logit
    grad_w = float(np.mean(up * x) - np.mean(down * fake))
    grad_c = float(np.mean(up) - np.mean(down))
    found = {
        "D_x": now.D(x),
        "D_G_z": now.D(fake),
        "V": float(np.mean(log_expit(real_logit)) + np.mean(log_expit(-fake_logit))),
        "grad_w": grad_w,
        "grad_c": grad_c,
    }
    return replace(now, w=now.w + lr * grad_w, c=now.c + lr * grad_c), found


def g_step(
    now: Parameters, z: NDArray[Any], lr: float, *, saturating: bool
) -> tuple[Parameters, dict[str, Any]]:
    """Descend G's loss in (a, b) once, through D.

    Returns the new parameters, and what a person would write down on the way.
    """
    logit = now.w * now.G(z) + now.c
    loss = log_expit(-logit) if saturating else -log_expit(logit)
    by_logit = -expit(logit) if saturating else -expit(-logit)
    by_x = by_logit * now.w
    grad_a, grad_b = float(np.mean(by_x * z)), float(np.mean(by_x))
    found = {
        "D_G_z": now.D(now.G(z)),
        "loss": float(np.mean(loss)),
        "grad_a": grad_a,
        "grad_b": grad_b,
    }
    return replace(now, a=now.a - lr * grad_a, b=now.b - lr * grad_b), found


def _line(number: int, round_: int, now: Parameters, **quantities: Any) -> Line:
    return Line(number, round_, now, MappingProxyType(quantities))
