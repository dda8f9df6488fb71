"""Algorithm 1 line by line, on numbers small enough to check with a pencil.

G(z) = a z + b and D(x) = sigmoid(w x + c): two parameters each, gradients in closed form, so that
every line of the algorithm can be shown with its numbers. No autograd: that it agrees with autograd
is a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

from ganviz import _check
from ganviz.distributions import Gaussian, Uniform, Univariate


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


LINES = tuple(f"algorithm1_{number}" for number in range(7))
"""Keys of the catalogue of words: the listing, line by line, from the outer loop to G's step."""


@dataclass(frozen=True)
class ByHand:
    """Settings of the run by hand.

    Attributes:
        m: size of a minibatch.
        k: steps of D per round.
        lr: learning rate of both players.
        saturating: G's loss: log(1 - D(G(z))) as in eq. 1, or -log D(G(z)) as section 3 advises.
        start: the parameters before the first round.
        p_data, p_z: the distributions that are drawn from.
        seed: of the draws.

    Raises:
        ValueError: m, k or lr is not positive.
    """

    m: int = 4
    k: int = 1
    lr: float = 0.5
    saturating: bool = False
    start: Parameters = field(default_factory=Parameters)
    p_data: Univariate = field(default_factory=lambda: Gaussian(1.0, 0.5))
    p_z: Univariate = field(default_factory=lambda: Uniform(-1.0, 1.0))
    seed: int = 0

    def __post_init__(self) -> None:
        _check.integer("m", self.m, at_least=1)
        _check.integer("k", self.k, at_least=1)
        _check.number("lr", self.lr, above=0)

    def lines(self) -> Iterator[Line]:
        """Run Algorithm 1 for ever, yielding after each line that does something.

        Source: Goodfellow et al. 2014, Algorithm 1.

        >>> run = ByHand(m=2).lines()
        >>> [next(run).number for _ in range(6)]
        [2, 3, 4, 5, 6, 2]
        """
        rng = np.random.default_rng(self.seed)
        now = self.start
        number = 0
        while True:
            number += 1
            for _ in range(self.k):
                z = self.p_z.sample(self.m, rng)
                yield _line(2, number, now, z=z, G_z=now.G(z))
                x = self.p_data.sample(self.m, rng)
                yield _line(3, number, now, x=x)
                now, found = d_step(now, x, now.G(z), self.lr)
                yield _line(4, number, now, **found)
            z = self.p_z.sample(self.m, rng)
            yield _line(5, number, now, z=z, G_z=now.G(z))
            now, found = g_step(now, z, self.lr, saturating=self.saturating)
            yield _line(6, number, now, **found)


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
