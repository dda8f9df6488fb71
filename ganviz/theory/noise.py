"""Instance noise: densities convolved with a Gaussian, exactly.

Noise on real and fake points alike makes the two densities overlap, so that D can no longer tell
them apart for certain. Sønderby et al. 2017; Arjovsky and Bottou 2017, section 3.
"""

import math
from dataclasses import dataclass
from functools import cached_property, singledispatch
from typing import Any, final

import numpy as np
from scipy.special import log_ndtr, ndtr, ndtri

from ganviz import _check
from ganviz.distributions.base import Box, Univariate, generator, invert_cdf, levels, line, points
from ganviz.distributions.empirical import Empirical1D
from ganviz.distributions.mixture import Mixture
from ganviz.distributions.univariate import Gaussian, Uniform


def add_noise(p: Univariate, sigma: float) -> Univariate:
    """The density of X + sigma N(0, 1) with X from p: p convolved with N(0, sigma^2).

    p is a Gaussian, a Uniform, a kernel density, a mixture of these, or such a density with noise
    added before. ValueError for others, or unless sigma >= 0; sigma = 0 returns p itself.

    >>> add_noise(Gaussian(1, 3), 4)
    Gaussian(mean=1.0, std=5.0)
    >>> add_noise(Uniform(0, 1), 0.5)
    NoisyUniform(low=0.0, high=1.0, sigma=0.5)
    """
    sigma = _check.number("sigma", sigma, at_least=0)
    return _blurred(p, sigma) if sigma > 0 else p


@singledispatch
def _blurred(p: Any, sigma: float) -> Univariate:
    raise _check.refuse("p", p, "rule_smoothable")


@_blurred.register
def _(p: Gaussian, sigma: float) -> Univariate:
    return Gaussian(p.mean, math.hypot(p.std, sigma))


@_blurred.register
def _(p: Empirical1D, sigma: float) -> Univariate:
    return Empirical1D(p.data, math.hypot(p.bandwidth, sigma))


@_blurred.register
def _(p: Mixture, sigma: float) -> Univariate:
    return Mixture([_blurred(part, sigma) for part in p.components], p.weights)


@_blurred.register
def _(p: Uniform, sigma: float) -> Univariate:
    return NoisyUniform(p.low, p.high, sigma)


@final
@dataclass(frozen=True, eq=False, repr=False)
class NoisyUniform(Univariate):
    """The uniform distribution on [low, high] plus N(0, sigma^2).

    p(x) = (Phi((x - low) / sigma) - Phi((x - high) / sigma)) / (high - low). ValueError unless
    low < high, both finite, and sigma > 0.

    >>> NoisyUniform(0, 1, 0.1).pdf([0.0, 0.5]).round(6)
    array([0.5     , 0.999999])
    """

    low: float
    high: float
    sigma: float

    tail_power = 2.0

    def __post_init__(self) -> None:
        low = _check.number("low", self.low)
        for name, bound in (("low", -math.inf), ("high", low), ("sigma", 0.0)):
            value = _check.number(name, getattr(self, name), above=bound)
            object.__setattr__(self, name, value)

    @cached_property
    def support(self) -> Box:
        """The interval, widened so that all but 1e-9 of the mass lies inside."""
        reach = 6.2 * self.sigma
        return Box((self.low - reach,), (self.high + reach,))

    @property
    def domain(self) -> Box:
        """The line."""
        return line()

    @cached_property
    def breaks(self) -> tuple[np.ndarray, ...]:
        """Both ends, and 3 and 9 sigma either side of each."""
        around = self.sigma * np.array([-9.0, -3.0, 0.0, 3.0, 9.0])
        return (np.unique(np.concatenate([self.low + around, self.high + around])),)

    def _sides(self, x: Any) -> tuple[np.ndarray, np.ndarray]:
        """The distances of x from the nearer and the farther end, in sigma; < 0 outside the end."""
        middle, half = (self.low + self.high) / 2, (self.high - self.low) / 2
        inward = half - np.abs(points(x, 1) - middle)
        return inward / self.sigma, (inward - 2 * half) / self.sigma

    def log_pdf(self, x: Any) -> np.ndarray:
        """log p(x), accurate in both tails: (n,) -> (n,)."""
        near, far = self._sides(x)
        log_near = log_ndtr(near)
        # < 0, though far out it may round to 0.
        gap = np.minimum(log_ndtr(far) - log_near, -np.finfo(float).tiny)
        return log_near + np.log(-np.expm1(gap)) - math.log(self.high - self.low)

    def score(self, x: Any) -> np.ndarray:
        """d log p / dx: (n,) -> (n,), accurate in both tails."""
        near, far = self._sides(x)
        with np.errstate(divide="ignore"):  # log 0 in the middle, where the slope is 0
            log_slope = -near * near / 2 + np.log(-np.expm1((near * near - far * far) / 2))
        log_slope -= math.log(math.sqrt(2 * math.pi) * self.sigma * (self.high - self.low))
        inward = np.sign((self.low + self.high) / 2 - points(x, 1))
        return inward * np.exp(log_slope - self.log_pdf(x))

    def cdf(self, x: Any) -> np.ndarray:
        reach = 40 * self.sigma
        x = np.clip(points(x, 1), self.low - reach, self.high + reach)
        left = _ramp((x - self.low) / self.sigma) - _ramp((x - self.high) / self.sigma)
        return np.clip(left * self.sigma / (self.high - self.low), 0.0, 1.0)

    def sf(self, x: Any) -> np.ndarray:
        return self.cdf(self.low + self.high - points(x, 1))

    def quantile(self, u: Any) -> np.ndarray:
        """The smallest x with F(x) >= u, by bisection: (n,) -> (n,)."""
        u = levels(u)
        shift = self.sigma * ndtri(u)
        return invert_cdf(self.cdf, u, self.low + shift, self.high + shift)

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        n = _check.integer("n", n, at_least=1)
        clean = generator(rng).uniform(self.low, self.high, n)
        return clean + rng.normal(0.0, self.sigma, n)


def _ramp(t: np.ndarray) -> np.ndarray:
    """The integral of the normal cdf Phi from -inf to t: t Phi(t) + phi(t)."""
    return t * ndtr(t) + np.exp(-t * t / 2) / math.sqrt(2 * math.pi)


@_blurred.register
def _(p: NoisyUniform, sigma: float) -> Univariate:
    return NoisyUniform(p.low, p.high, math.hypot(p.sigma, sigma))
