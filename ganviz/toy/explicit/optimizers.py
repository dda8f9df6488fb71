"""SGD, momentum and Adam in place on one flat vector; the formulas are torch's."""

import abc
import math
from collections.abc import Sequence
from typing import ClassVar, final

import numpy as np

from ganviz.toy.explicit.layers import Array

EPSILON = 1e-8


class UpdateRule(abc.ABC):
    """What moves theta down a gradient.

    Args:
        theta, gradient: (P,) vectors; theta is changed in place.
        moments: what the rule remembers, an array for each name in ``remembers``, all 0 at first;
            changed in place. The number of steps is an array of no dimensions.

    Attributes:
        remembers: torch's names of the moments.
    """

    remembers: ClassVar[tuple[str, ...]]

    def __init__(self, theta: Array, gradient: Array, moments: Sequence[Array]) -> None:
        self._theta, self._gradient, self._moments = theta, gradient, moments
        self._work = np.empty_like(theta)

    @abc.abstractmethod
    def step(self, lr: float, momentum: float, beta2: float) -> None:
        """One update; the rates are those of :class:`ganviz.toy.NetworkSettings`."""


@final
class SGDRule(UpdateRule):
    """theta -= lr v with v = momentum v + gradient."""

    remembers = ("momentum_buffer",)

    def step(self, lr: float, momentum: float, beta2: float) -> None:
        """One update; without momentum v is neither read nor written."""
        velocity = self._gradient
        if momentum:
            (velocity,) = self._moments
            velocity *= momentum
            velocity += self._gradient
        self._theta -= np.multiply(velocity, lr, out=self._work)


@final
class AdamRule(UpdateRule):
    """Adam (Kingma & Ba 2015), ``momentum`` being beta_1."""

    remembers = ("exp_avg", "exp_avg_sq", "step")

    def step(self, lr: float, momentum: float, beta2: float) -> None:
        """One update."""
        (m, v, step), g, work = self._moments, self._gradient, self._work
        step += 1
        taken = float(step)
        if momentum:
            m *= momentum
            m += np.multiply(g, 1 - momentum, out=work)
        else:
            m[...] = g
        np.multiply(g, g, out=work)
        work *= 1 - beta2
        v *= beta2
        v += work
        np.sqrt(v, out=work)
        work *= 1 / math.sqrt(1 - beta2**taken)
        work += EPSILON
        np.divide(m, work, out=work)
        work *= lr / (1 - momentum**taken)
        self._theta -= work


OPTIMIZERS: dict[str, type[UpdateRule]] = {"adam": AdamRule, "sgd": SGDRule}
"""Every update rule by name."""
