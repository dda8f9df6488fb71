"""One density and its translate: which divergences see how far apart they are.

Where supports do not overlap, the Jensen-Shannon divergence is log 2 at any distance and its
gradient 0; the Wasserstein distance is the distance. Arjovsky, Chintala and Bottou 2017, Example 1:
two parallel lines, that is, two points in the direction that matters.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, final

import numpy as np
from scipy.special import xlogy

from ganviz import _check
from ganviz.distributions.base import Univariate
from ganviz.distributions.univariate import Gaussian, Uniform
from ganviz.theory.noise import NoisyUniform, add_noise
from ganviz.theory.quadrature import integrate

REACH = 9.0  # sigma beyond which a Gaussian is below a double's resolution


@final
@dataclass(frozen=True)
class Distances:
    """Divergences between p_data and p_g, or their derivatives by theta; each (n,), in nats.

    Attributes:
        js: Jensen-Shannon divergence.
        kl: KL(p_data || p_g).
        total_variation, wasserstein1: as in `ganviz.theory`.
    """

    js: np.ndarray
    kl: np.ndarray
    total_variation: np.ndarray
    wasserstein1: np.ndarray


@final
@dataclass(frozen=True)
class Translation:
    """p_data is a box of this width about 0, p_g the same box about theta, both with noise sigma.

    A box of width 0 is a point; without noise that is Example 1 of Arjovsky et al. ValueError
    unless width and sigma are >= 0.

    >>> Translation().distances([0.5, 2.0])  # doctest: +NORMALIZE_WHITESPACE
    Distances(js=array([0.69314718, 0.69314718]), kl=array([inf, inf]),
              total_variation=array([1., 1.]), wasserstein1=array([0.5, 2. ]))
    >>> Translation(sigma=1.0).distances([1.0]).js.round(10)
    array([0.11142148])
    """

    width: float = 0.0
    sigma: float = 0.0

    def __post_init__(self) -> None:
        for name in ("width", "sigma"):
            object.__setattr__(self, name, _check.number(name, getattr(self, name), at_least=0))

    def density(self, theta: float) -> Univariate | None:
        """p_g at theta, p_data at 0; None for a point, which has no density."""
        if self.width == 0:
            return Gaussian(theta, self.sigma) if self.sigma > 0 else None
        box = Uniform(theta - self.width / 2, theta + self.width / 2)
        return add_noise(box, self.sigma)

    def distances(self, theta: Any) -> Distances:
        """All four at each theta, (n,); by adaptive quadrature where there is no closed form."""
        theta = _check.finite_array("theta", theta, ndim=1)
        far = np.abs(theta)
        if self.sigma == 0:
            apart = _overlap_lost(far, self.width)
            kl = np.where(apart > 0, math.inf, 0.0)
            return Distances(math.log(2) * apart, kl, apart, far)
        js, kl = _integrals(self, tuple(far.tolist()))[:2]
        centred = _smooth(self)
        return Distances(js, kl, centred.cdf(far / 2) - centred.cdf(-far / 2), far)

    def slopes(self, theta: Any) -> Distances:
        """Their derivatives by theta; 0 at theta = 0, and nan where a divergence is infinite.

        That of the JSD is half the mean, over p_g, of the slope of log(1 - D*): what the minimax
        game gives G to follow when D is optimal.
        """
        theta = _check.finite_array("theta", theta, ndim=1)
        far, sign = np.abs(theta), np.sign(theta)
        if self.sigma == 0:
            tv = np.where(far < self.width, 1 / max(self.width, np.finfo(float).tiny), 0.0) * sign
            kl = np.where(far > 0, math.nan, 0.0)
            return Distances(math.log(2) * tv, kl, tv, sign)
        js, kl = _integrals(self, tuple(far.tolist()))[2:]
        return Distances(sign * js, sign * kl, sign * _smooth(self).pdf(far / 2), sign)


def _smooth(pair: Translation) -> Gaussian | NoisyUniform:
    """p_data, which noise has made smooth."""
    density = pair.density(0.0)
    assert isinstance(density, Gaussian | NoisyUniform)
    return density


@lru_cache(maxsize=32)
def _integrals(pair: Translation, theta: tuple[float, ...]) -> np.ndarray:
    """JSD, KL and their slopes at each theta >= 0, sigma > 0: (4, n), all in one quadrature."""
    p = _smooth(pair)
    reach, farthest = pair.width / 2 + REACH * pair.sigma, max(theta)

    def integrand(x: np.ndarray) -> np.ndarray:
        moved = (x - np.array(theta)[:, None]).ravel()
        log_a, log_b = p.log_pdf(x), p.log_pdf(moved).reshape(len(theta), -1)
        a, b = np.exp(log_a), np.exp(log_b)
        m = (a + b) / 2 + np.finfo(float).tiny
        score = _score(p, moved).reshape(b.shape)  # d log p_g / dx = -d log p_g / dtheta
        return np.concatenate(
            [
                (xlogy(a, a / m) + xlogy(b, b / m)) / 2,
                a * (log_a - log_b),
                -b * score * np.log(np.maximum(b, np.finfo(float).tiny) / m) / 2,
                a * score,
            ]
        )

    panels = math.ceil((2 * reach + farthest) / (2 * pair.sigma))
    found = integrate(integrand, (np.linspace(-reach, reach + farthest, panels + 1),))
    return np.array([estimate.value for estimate in found]).reshape(4, -1)


def _overlap_lost(far: np.ndarray, width: float) -> np.ndarray:
    """The share of a box that its translate does not cover."""
    return np.minimum(far / width, 1.0) if width > 0 else np.where(far > 0, 1.0, 0.0)


def _score(p: Gaussian | NoisyUniform, x: np.ndarray) -> np.ndarray:
    """d log p / dx."""
    if isinstance(p, Gaussian):
        return (p.mean - x) / p.std**2
    return p.score(x)
