"""Divergences and distances between two known distributions; those with logarithms are in nats.

Each is an integral by adaptive quadrature, returned with an estimate of its error. 0 log 0 = 0
where a density is 0. A divergence that is infinite is returned as inf.
"""

import math
from collections.abc import Callable

import numpy as np
from scipy.special import xlogy

from ganviz import _check
from ganviz.distributions.base import Distribution, Univariate
from ganviz.theory.estimate import Estimate, clip
from ganviz.theory.quadrature import integrate_over, pair

_INFINITE = Estimate(math.inf, 0.0)


def _covers(q: Distribution, p: Distribution) -> bool:
    """Whether p's domain lies within q's, up to rounding."""
    slack = 1e-12 * max(min(p.support.width), 1e-300)
    inner, outer = p.domain, q.domain
    return all(a >= b - slack for a, b in zip(inner.low, outer.low, strict=True)) and all(
        a <= b + slack for a, b in zip(inner.high, outer.high, strict=True)
    )


def kl_divergence(p: Distribution, q: Distribution) -> Estimate:
    """KL(p || q), the integral of p log(p / q), in nats.

    It is inf if p has mass outside q's support, or if q's tails are too light for p's: -log q grows
    like |x|^a, and the integral of p |x|^a diverges. ValueError if the dimensions differ.

    >>> from ganviz.distributions import Gaussian, Uniform
    >>> round(kl_divergence(Gaussian(0, 1), Gaussian(1, 1)), 12)
    0.5
    >>> float(kl_divergence(Gaussian(0, 1), Uniform(-1, 1)))
    inf
    """
    pair(p, q)
    if not _covers(q, p) or p.moment_order <= q.tail_power < math.inf:
        return _INFINITE

    def integrand(x: np.ndarray) -> np.ndarray:
        log_p, log_q = p.log_pdf(x), q.log_pdf(x)
        y = np.zeros_like(log_p)
        some = ~np.isneginf(log_p)
        y[some] = np.exp(log_p[some]) * (log_p[some] - np.maximum(log_q[some], -1e300))
        y[some & np.isneginf(log_q)] = math.inf
        return y

    return clip(integrate_over(integrand, p, q)[0], 0.0, math.inf)


def js_divergence(p: Distribution, q: Distribution) -> Estimate:
    """JSD(p, q) = KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, in nats.

    Symmetric, between 0 (p = q) and log 2 (disjoint supports). Goodfellow et al. 2014, eq. 6.

    >>> from ganviz.distributions import Gaussian, Uniform
    >>> round(js_divergence(Gaussian(0, 1), Gaussian(1, 1)), 10)
    0.1114214822
    >>> round(js_divergence(Uniform(0, 1), Uniform(2, 3)), 10)  # log 2
    0.6931471806
    """
    pair(p, q)

    def integrand(x: np.ndarray) -> np.ndarray:
        to_p, to_q = kl_integrands(p.pdf(x), q.pdf(x))
        return (to_p + to_q) / 2

    return clip(integrate_over(integrand, p, q)[0], 0.0, math.log(2))


def kl_integrands(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The integrands of KL(p || m) and KL(q || m), m = (p + q) / 2, from a = p(x) and b = q(x).

    >>> kl_integrands(np.array([1.0, 0.0]), np.array([1.0, 1.0]))[1].round(6)  # 0 and log 2
    array([0.      , 0.693147])
    """
    m = (a + b) / 2 + np.finfo(float).tiny
    return xlogy(a, a / m), xlogy(b, b / m)


def total_variation(p: Distribution, q: Distribution) -> Estimate:
    """TV(p, q), half the integral of |p - q|: the largest difference in probability of any event.

    Between 0 and 1. In the plane the tolerance is only 1e-4, since the kink at p = q is a curve.

    >>> from ganviz.distributions import Uniform
    >>> round(total_variation(Uniform(0, 1), Uniform(0.25, 1.25)), 10)
    0.25
    """
    pair(p, q)
    tolerance = None if p.dim == 1 else 1e-4
    found = integrate_over(lambda x: np.abs(p.pdf(x) - q.pdf(x)) / 2, p, q, tolerance)
    return clip(found[0], 0.0, 1.0)


def hellinger(p: Distribution, q: Distribution) -> Estimate:
    """The Hellinger distance H(p, q), with H^2 half the integral of (sqrt p - sqrt q)^2.

    Between 0 and 1.

    >>> from ganviz.distributions import Gaussian
    >>> h = float(hellinger(Gaussian(0, 1), Gaussian(1, 1)))
    >>> round(h**2, 10)  # 1 - exp(-1/8)
    0.1175030974
    """
    pair(p, q)
    square = clip(
        integrate_over(lambda x: (np.sqrt(p.pdf(x)) - np.sqrt(q.pdf(x))) ** 2 / 2, p, q)[0],
        0.0,
        1.0,
    )
    root = math.sqrt(square.value)
    # Finite also at 0, unlike error / (2 root).
    return Estimate(root, math.sqrt(square.value + square.error) - root)


def pearson_chi2(p: Distribution, q: Distribution) -> Estimate:
    """Pearson's chi2(p || q), the integral of (p - q)^2 / q = the integral of p^2 / q, minus 1.

    It is inf if p has mass outside q's support, or if p's tails are too heavy for q's (N(0, 2^2)
    against N(0, 1)), or if it exceeds the largest double.

    >>> from ganviz.distributions import Gaussian
    >>> round(pearson_chi2(Gaussian(1, 1), Gaussian(0, 1)), 8)  # e - 1
    1.71828183
    >>> float(pearson_chi2(Gaussian(0, 2), Gaussian(0, 1)))
    inf
    """
    pair(p, q)
    if not _covers(q, p) or _diverges(lambda x: 2 * p.log_pdf(x) - q.log_pdf(x), p, q):
        return _INFINITE

    def integrand(x: np.ndarray) -> np.ndarray:
        log_p, log_q = p.log_pdf(x), q.log_pdf(x)
        y = np.exp(log_q)
        some = ~np.isneginf(log_p)
        ratio = log_p[some] - log_q[some]
        with np.errstate(over="ignore"):
            far = np.exp(log_p[some] + ratio) - 2 * np.exp(log_p[some]) + y[some]
            near = y[some] * np.expm1(np.minimum(ratio, 1.0)) ** 2
        y[some] = np.where(ratio > 1, far, near)
        return y

    return clip(integrate_over(integrand, p, q)[0], 0.0, math.inf)


def neyman_chi2(p: Distribution, q: Distribution) -> Estimate:
    """Neyman's chi2(p || q), the integral of (p - q)^2 / p: Pearson's with p and q exchanged.

    >>> from ganviz.distributions import Gaussian
    >>> round(neyman_chi2(Gaussian(0, 1), Gaussian(1, 1)), 8)  # e - 1
    1.71828183
    """
    return pearson_chi2(q, p)


_TINY = 1e-100  # a smaller alpha counts as 0: its products would be subnormal, and lose digits


def alpha_divergence(p: Distribution, q: Distribution, alpha: float) -> Estimate:
    """D_a(p || q), the integral of (a p + (1 - a) q - p^a q^(1 - a)) / (a (1 - a)), a = alpha.

    Special cases: Neyman's chi2 / 2 at -1, KL(q || p) at 0, 4 H^2 at 1/2, KL(p || q) at 1,
    Pearson's chi2 / 2 at 2. Finite for 0 < a < 1; otherwise it can be inf. D_a(p || q) =
    D_(1 - a)(q || p). Minka 2005, "Divergence measures and message passing", section 2.

    ValueError if the dimensions differ or alpha is not finite.

    >>> from ganviz.distributions import Gaussian
    >>> p, q = Gaussian(0, 1), Gaussian(0, 2)
    >>> [round(alpha_divergence(p, q, a), 6) for a in (0, 0.5, 1)]
    [0.806853, 0.422291, 0.318147]
    """
    pair(p, q)
    alpha = _check.number("alpha", alpha)
    if alpha > 0.5:
        return alpha_divergence(q, p, 1 - alpha)
    if abs(alpha) < _TINY:
        return kl_divergence(q, p)

    def log_f(x: np.ndarray) -> np.ndarray:
        return alpha * p.log_pdf(x) + (1 - alpha) * q.log_pdf(x)

    if alpha < 0 and (not _covers(p, q) or _diverges(log_f, q, p)):
        return _INFINITE
    found = integrate_over(lambda x: alpha_integrand(p.log_pdf(x), q.log_pdf(x), alpha), p, q)
    return clip(found[0], 0.0, math.inf)


def alpha_integrand(log_p: np.ndarray, log_q: np.ndarray, alpha: float) -> np.ndarray:
    """The integrand of D_alpha(p || q), >= 0, from log densities, which broadcast.

    Accurate also near alpha = 0 and 1, where the definition is 0 / 0.

    >>> alpha_integrand(np.log(0.5), np.log([0.5, 0.25]), 2).round(6)  # (p - q)^2 / (2 q)
    array([0.   , 0.125])
    """
    if alpha > 0.5:
        log_p, log_q, alpha = log_q, log_p, 1 - alpha
    p, q = np.exp(log_p), np.exp(log_q)
    with np.errstate(invalid="ignore", over="ignore"):
        log_ratio = log_p - log_q
        if abs(alpha) < _TINY:
            grown = np.where(q > 0, q * log_ratio, 0.0)
        else:
            small = np.abs(alpha * log_ratio) < 1
            near = q * np.expm1(np.where(small, alpha * log_ratio, 0.0))
            far = np.exp(alpha * log_p + (1 - alpha) * log_q) - q
            grown = np.where(p + q > 0, np.where(small, near, far) / alpha, 0.0)
    return (p - q - grown) / (1 - alpha)


def _diverges(log_f: Callable[[np.ndarray], np.ndarray], p: Distribution, q: Distribution) -> bool:
    """Whether the integral of exp(log_f) diverges at infinity, within p's domain.

    It does if, along some ray, f falls no faster than r^-dim. The slope of log_f in log r is taken
    between two radii, far outside the support but small enough that log_f keeps three digits.
    """
    angle = np.arange(64) * (math.pi / 32)
    rays = np.stack([np.cos(angle), np.sin(angle)], axis=1) if p.dim == 2 else np.array([-1.0, 1.0])
    centre = np.add(p.support.low, p.support.high) / 2
    radius = 1e4 * max(*p.support.width, *q.support.width)
    near, far = centre + radius * rays, centre + 10 * radius * rays
    inside = p.domain.contains(far)
    slope = (log_f(far[inside]) - log_f(near[inside])) / math.log(10)
    return bool((slope >= -p.dim - 1e-3).any())


def wasserstein1(p: Distribution, q: Distribution) -> Estimate:
    """W1(p, q), the integral of |F_p - F_q|: the mean distance that mass must travel. 1-D only.

    inf if a mean does not exist, unless the tails of p and q cancel. ValueError in 2-D.

    >>> from ganviz.distributions import Gaussian
    >>> round(wasserstein1(Gaussian(0, 1), Gaussian(3, 1)), 10)
    3.0
    """
    pair(p, q)
    for name, d in (("p", p), ("q", q)):
        if not isinstance(d, Univariate):
            raise _check.refuse(name, d, "rule_distribution_cdf")
    assert isinstance(p, Univariate)
    assert isinstance(q, Univariate)
    heavy = [d.moment_order <= 1 for d in (p, q)]
    if p != q and any(heavy) and (not all(heavy) or _tails_differ(p, q)):
        return _INFINITE
    middle = (p.quantile(0.5) + q.quantile(0.5)) / 2

    def integrand(x: np.ndarray) -> np.ndarray:
        left = x < middle
        y = np.empty_like(x)
        y[left] = p.cdf(x[left]) - q.cdf(x[left])
        y[~left] = p.sf(x[~left]) - q.sf(x[~left])
        return np.abs(y)

    return integrate_over(integrand, p, q)[0]


def _tails_differ(p: Univariate, q: Univariate) -> bool:
    """Whether |F_p - F_q| falls no faster than 1/x: then its integral diverges."""
    far = 100 * (p.quantile(0.999) + q.quantile(0.999)) * np.array([1.0, 100.0])
    a, b = np.log(np.abs(p.sf(far) - q.sf(far)))
    return bool((b - a) / math.log(100) >= -1.02)
