"""The value of the game, the optimal discriminator, and G's criterion against it.

Goodfellow et al. 2014, eq. 1 to 5. All values are in nats.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, log_expit, xlog1py, xlogy

from ganviz import _check
from ganviz.distributions.base import Distribution, generator
from ganviz.theory.divergences import kl_integrands
from ganviz.theory.estimate import Estimate
from ganviz.theory.quadrature import integrate_over, pair

Discriminator = Callable[[np.ndarray], Any]
"""x, (n,) or (n, 2) -> the probability that each point is real, (n,), in [0, 1].

If it has a method `logit(x)`, that is used instead: log(1 - D) is then accurate even where D rounds
to 1."""

_NAMES = ("p_data", "p_g")
_ROUNDED = -53 * math.log(2)  # stands for log 0 where D was only rounded to 0 or 1


def pointwise_value(a: Any, b: Any, y: Any) -> Any:
    """a log y + b log(1 - y), with 0 log 0 = 0: Proposition 1 maximises it at each point x.

    a = p_data(x) >= 0, b = p_g(x) >= 0 and y = D(x) in [0, 1]; arrays broadcast. ValueError for
    other numbers.

    >>> float(pointwise_value(1, 1, 0.5))
    -1.3862943611198906
    >>> float(pointwise_value(1, 0, 1.0))
    0.0
    """
    a, b, y = (*_densities(a, b), np.asarray(y, dtype=np.float64))
    if not ((y >= 0) & (y <= 1)).all():
        raise _check.refuse("y", y, "rule_probabilities")
    return (xlogy(a, y) + xlog1py(b, -y))[()]


def pointwise_argmax(a: Any, b: Any) -> Any:
    """a / (a + b), the y that maximises a log y + b log(1 - y); nan where a = b = 0 (any y does).

    >>> float(pointwise_argmax(3, 1))
    0.75
    """
    a, b = _densities(a, b)
    share = np.full(np.broadcast_shapes(a.shape, b.shape), np.nan)
    np.divide(a, a + b, out=share, where=a + b > 0)
    return share[()]


def _densities(a: Any, b: Any) -> tuple[np.ndarray, np.ndarray]:
    pair_ = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    for name, value in zip("ab", pair_, strict=True):
        if not ((value >= 0) & (value < math.inf)).all():
            raise _check.refuse(name, value, "rule_finite_not_negative")
    return pair_


@dataclass(frozen=True)
class OptimalDiscriminator:
    """D*(x) = p_data(x) / (p_data(x) + p_g(x)), eq. 2; called with x, (n,) or (n, 2) -> (n,).

    nan where both densities are 0: the paper leaves it undefined there.
    """

    p_data: Distribution
    p_g: Distribution

    def __post_init__(self) -> None:
        pair(self.p_data, self.p_g, _NAMES)

    def logit(self, x: Any) -> np.ndarray:
        """log p_data(x) - log p_g(x), accurate in the tails; +-inf where one density is 0."""
        with np.errstate(invalid="ignore"):  # -inf - -inf = nan where both densities are 0
            return self.p_data.log_pdf(x) - self.p_g.log_pdf(x)

    def __call__(self, x: Any) -> np.ndarray:
        """D*(x), (n,) or (n, 2) -> (n,)."""
        return expit(self.logit(x))


def optimal_discriminator(p_data: Distribution, p_g: Distribution) -> OptimalDiscriminator:
    """D*_G of Proposition 1 (eq. 2) as a callable, with a method `logit`.

    ValueError if the dimensions differ.

    >>> from ganviz.distributions import Gaussian, Uniform
    >>> optimal_discriminator(Gaussian(0, 1), Gaussian(2, 1))([1.0])
    array([0.5])
    >>> optimal_discriminator(Uniform(0, 1), Uniform(1, 2))([0.5, 1.5, 3.0])
    array([ 1.,  0., nan])
    """
    return OptimalDiscriminator(p_data, p_g)


def log_probabilities(D: Discriminator, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """log D(x) and log(1 - D(x)), (n,) each, through logits where D has them."""
    logit = getattr(D, "logit", None)
    out = np.asarray(D(x) if logit is None else logit(x), dtype=np.float64)
    if out.shape != (len(x),):
        raise _check.refuse("D(x)", out.shape, "refused_shape_points", shape=(len(x),))
    if np.isnan(out).any():
        raise _check.refuse("D(x)", math.nan, "rule_probability_where_density")
    if logit is not None:
        return log_expit(out), log_expit(-out)
    outside = out[(out < 0) | (out > 1)]
    if outside.size:
        raise _check.refuse("D(x)", float(outside[0]), "rule_between_0_and_1")
    with np.errstate(divide="ignore"):
        return np.log(out), np.log1p(-out)


def value(p_data: Distribution, p_g: Distribution, D: Discriminator) -> Estimate:
    """V(G, D) = E_data[log D(x)] + E_g[log(1 - D(x))], eq. 1 and 3.

    D maps points (n,) or (n, 2) to probabilities (n,); it is called only where a density is > 0.
    V is -inf if D is 0 on a set of p_data-probability over 1e-12, or 1 on one of p_g-probability
    over 1e-12. On smaller sets a D of 0 or 1 counts as 2^-53 or 1 - 2^-53 that was rounded.
    ValueError if D leaves [0, 1] or the dimensions differ.

    >>> from ganviz.distributions import Gaussian
    >>> p, q = Gaussian(0, 1), Gaussian(1, 1)
    >>> round(value(p, q, lambda x: np.full(len(x), 0.5)), 9)  # -log 4
    -1.386294361
    """
    real, fake = value_terms(p_data, p_g, D)
    return real + fake


def value_terms(
    p_data: Distribution, p_g: Distribution, D: Discriminator
) -> tuple[Estimate, Estimate]:
    """E_data[log D(x)] and E_g[log(1 - D(x))], whose sum is V(G, D).

    Arguments and errors are those of `value`; each term may be -inf by itself.

    >>> from ganviz.distributions import Gaussian
    >>> terms = value_terms(Gaussian(0, 1), Gaussian(1, 1), lambda x: np.full(len(x), 0.5))
    >>> [round(term, 9) for term in terms]
    [-0.693147181, -0.693147181]
    """
    pair(p_data, p_g, _NAMES)

    def integrand(x: np.ndarray) -> np.ndarray:
        a, b = p_data.pdf(x), p_g.pdf(x)
        y = np.zeros((4, len(a)))
        some = (a > 0) | (b > 0)
        if some.any():
            log_d, log_not_d = log_probabilities(D, x[some])
            y[:, some] = *_weighted(a[some], log_d), *_weighted(b[some], log_not_d)
        return y

    real, never_real, fake, never_fake = integrate_over(integrand, p_data, p_g)
    return _unless(never_real, real), _unless(never_fake, fake)


def _unless(never: Estimate, term: Estimate) -> Estimate:
    """The term, or -inf if ``never``, the probability of points at log 0, exceeds 1e-12."""
    return term if never <= 1e-12 else Estimate(-math.inf, 0.0)


def _weighted(weight: np.ndarray, log: np.ndarray) -> np.ndarray:
    """Two rows, (2, n): weight * log, with log 2^-53 for log 0; and weight where log is log 0."""
    never = np.isneginf(log)
    return weight * np.stack([np.where(never, _ROUNDED, log), never])


def criterion(p_data: Distribution, p_g: Distribution) -> Estimate:
    """C(G) = max_D V(G, D) = V(G, D*), eq. 4, integrated in this form (not through the JSD).

    Between -log 4 (p_g = p_data) and 0 (disjoint supports). ValueError if the dimensions differ.

    >>> from ganviz.distributions import Gaussian
    >>> round(criterion(Gaussian(0, 1), Gaussian(0, 1)), 9)  # -log 4
    -1.386294361
    """
    return value(p_data, p_g, optimal_discriminator(p_data, p_g))


@dataclass(frozen=True)
class KLTerms:
    """The two terms of eq. 5, with m = (p_data + p_g) / 2; JSD is half their sum."""

    kl_data: Estimate
    """KL(p_data || m)"""
    kl_g: Estimate
    """KL(p_g || m)"""

    @property
    def criterion(self) -> Estimate:
        """C(G) = -log 4 + KL(p_data || m) + KL(p_g || m), eq. 5."""
        return self.kl_data + self.kl_g - math.log(4)


def criterion_kl_terms(p_data: Distribution, p_g: Distribution) -> KLTerms:
    """KL(p_data || m) and KL(p_g || m), which add up to C(G) + log 4 (eq. 5).

    >>> from ganviz.distributions import Uniform
    >>> terms = criterion_kl_terms(Uniform(0, 1), Uniform(0, 2))
    >>> round(terms.kl_data, 9)  # log(4/3)
    0.287682072
    """
    pair(p_data, p_g, _NAMES)

    def integrand(x: np.ndarray) -> np.ndarray:
        return np.stack(kl_integrands(p_data.pdf(x), p_g.pdf(x)))

    return KLTerms(*integrate_over(integrand, p_data, p_g))


@dataclass(frozen=True)
class MonteCarloEstimate:
    """A mean over n real and n fake draws, with its standard error."""

    value: float
    standard_error: float
    n: int

    def __float__(self) -> float:
        return self.value


def value_monte_carlo(
    p_data: Distribution, p_g: Distribution, D: Discriminator, n: int, rng: np.random.Generator
) -> MonteCarloEstimate:
    """V(G, D) estimated from n real and n fake draws: mean log D(real) + mean log(1 - D(fake)).

    The standard error is sqrt(var_real / n + var_fake / n), infinite if the estimate is. ValueError
    if n < 2 or the dimensions differ.

    >>> from ganviz.distributions import Gaussian
    >>> p, q = Gaussian(0, 1), Gaussian(1, 1)
    >>> half = lambda x: np.full(len(x), 0.5)
    >>> value_monte_carlo(p, q, half, 10, np.random.default_rng(0)).standard_error
    0.0
    """
    pair(p_data, p_g, _NAMES)
    n = _check.integer("n", n, at_least=2)
    generator(rng)
    real = log_probabilities(D, p_data.sample(n, rng))[0]
    fake = log_probabilities(D, p_g.sample(n, rng))[1]
    total = float(real.mean() + fake.mean())
    if math.isinf(total):
        return MonteCarloEstimate(total, math.inf, n)
    error = math.sqrt((real.var(ddof=1) + fake.var(ddof=1)) / n)
    return MonteCarloEstimate(total, error, n)
