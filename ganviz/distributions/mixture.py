"""Mixtures of distributions on the line."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.distributions.base import (
    Box,
    Univariate,
    generator,
    invert_cdf,
    levels,
    log_sum_exp,
    pick,
    points,
    weights,
)


@dataclass(frozen=True, eq=False, repr=False)
class Mixture(Univariate):
    """p(x) = sum_i weights[i] p_i(x) over 1-D components; equal weights if None.

    ValueError unless there is a component, all are `Univariate` and the weights sum to 1.

    >>> from ganviz.distributions import Gaussian
    >>> Mixture([Gaussian(-1, 0.5), Gaussian(1, 0.5)]).pdf([0.0])
    array([0.10798193])
    """

    components: Sequence[Univariate]
    weights: Any = None

    def __post_init__(self) -> None:
        components = tuple(self.components)
        if not components:
            raise _check.refuse("components", self.components, "rule_a_component")
        for i, c in enumerate(components):
            _check.kind_of(f"components[{i}]", c, Univariate, "rule_distribution_1d")
        object.__setattr__(self, "components", components)
        object.__setattr__(self, "weights", weights("weights", self.weights, len(components)))

    @cached_property
    def _parts(self) -> list[tuple[float, Univariate]]:
        """Weight and component, where the weight is not 0."""
        pairs = zip(self.weights, self.components, strict=True)
        return [(float(w), c) for w, c in pairs if w > 0]

    @cached_property
    def moment_order(self) -> float:  # type: ignore[override]
        """The smallest of the components'."""
        return min(c.moment_order for _, c in self._parts)

    @cached_property
    def tail_power(self) -> float:  # type: ignore[override]
        """The smallest of the components'."""
        return min(c.tail_power for _, c in self._parts)

    @cached_property
    def support(self) -> Box:
        """The smallest box that holds the components' supports."""
        return reduce(Box.union, (c.support for _, c in self._parts))

    @cached_property
    def domain(self) -> Box:
        """The smallest box that holds the components' domains."""
        return reduce(Box.union, (c.domain for _, c in self._parts))

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """The breaks of all components."""
        return (np.unique(np.concatenate([c.breaks[0] for _, c in self._parts])),)

    def log_pdf(self, x: Any) -> np.ndarray:
        terms = [np.log(w) + c.log_pdf(x) for w, c in self._parts]
        return log_sum_exp(np.stack(terms, axis=-1))

    def pdf(self, x: Any) -> np.ndarray:
        x = points(x, 1)
        return sum((w * c.pdf(x) for w, c in self._parts), np.zeros_like(x))

    def cdf(self, x: Any) -> np.ndarray:
        x = points(x, 1)
        return sum((w * c.cdf(x) for w, c in self._parts), np.zeros_like(x))

    def sf(self, x: Any) -> np.ndarray:
        x = points(x, 1)
        return sum((w * c.sf(x) for w, c in self._parts), np.zeros_like(x))

    def quantile(self, u: Any) -> np.ndarray:
        """The smallest x with F(x) >= u, by bisection between the components' quantiles."""
        u = levels(u)
        ends = np.stack([c.quantile(u) for _, c in self._parts])
        return invert_cdf(self.cdf, u, ends.min(axis=0), ends.max(axis=0))

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        n = _check.integer("n", n, at_least=1)
        chosen = pick(self.weights, n, generator(rng))
        x = np.empty(n)
        for i, component in enumerate(self.components):
            mine = np.flatnonzero(chosen == i)
            if mine.size:
                x[mine] = component.sample(mine.size, rng)
        return x
