"""A density and a shifted copy of it: which divergences depend on how far apart they are.

If the supports do not overlap, the Jensen-Shannon divergence is log 2 at any shift and its gradient
0; the Wasserstein distance equals the shift. Arjovsky, Chintala and Bottou 2017, Example 1: two
parallel lines in the plane, which are two points across the lines.
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

REACH = 9.0  # in sigma: a Gaussian's mass beyond it is below a double's resolution


@final
@dataclass(frozen=True)
class Distances:
    """Divergences between p_data and p_g, or their derivatives with respect to theta; (n,) each.

    Attributes:
        js: Jensen-Shannon divergence, in nats.
        kl: KL(p_data || p_g), in nats.
        total_variation, wasserstein1: as in `ganviz.theory`.
    """

    js: np.ndarray
    kl: np.ndarray
    total_variation: np.ndarray
    wasserstein1: np.ndarray


@final
@dataclass(frozen=True)
class Translation:
    """p_data is uniform on an interval around 0, p_g on the same interval around theta.

    N(0, sigma^2) is added to both. Width 0 means a point; without noise that is Example 1 of
    Arjovsky et al. ValueError unless width and sigma are >= 0.

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
        """p_g; for theta = 0, p_data. None for a point without noise, which has no density."""
        if self.width == 0:
            return Gaussian(theta, self.sigma) if self.sigma > 0 else None
        box = Uniform(theta - self.width / 2, theta + self.width / 2)
        return add_noise(box, self.sigma)

    def distances(self, theta: Any) -> Distances:
        """All four divergences at each theta, (n,), by quadrature where there is no closed form."""
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
        """Their derivatives at each theta, (n,); 0 at theta = 0, nan if a divergence is infinite.

        Twice that of the JSD is G's gradient in the minimax game when D is optimal: the mean over
        p_g of the slope of log(1 - D*).
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
    """p_data of a translation with noise, sigma > 0."""
    density = pair.density(0.0)
    assert isinstance(density, Gaussian | NoisyUniform)
    return density


@lru_cache(maxsize=32)
def _integrals(pair: Translation, theta: tuple[float, ...]) -> np.ndarray:
    """JSD, KL and their derivatives at each theta >= 0, for sigma > 0: (4, n)."""
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
    """The share of an interval that its copy, shifted by ``far``, does not cover."""
    return np.minimum(far / width, 1.0) if width > 0 else np.where(far > 0, 1.0, 0.0)


def _score(p: Gaussian | NoisyUniform, x: np.ndarray) -> np.ndarray:
    """d log p / dx."""
    if isinstance(p, Gaussian):
        return (p.mean - x) / p.std**2
    return p.score(x)
