"""The divergences behind an objective: the one that D measures, and the one that G minimises.

D measures the maximum of its payoff. G follows the gradient of its cost with D fixed at the
optimum; that is the gradient of a functional of p_g, which G "descends". For a zero-sum objective
both are the same up to a constant, otherwise they differ. With r = p_data / p_g and G's cost c(r)
under the best critic, G descends the integral of p_g h(r), where ``h(r) - r h'(r) = c(r)`` up to a
constant: a divergence if h is convex.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.distributions.base import Distribution, Univariate
from ganviz.theory.divergences import (
    hellinger,
    js_divergence,
    kl_divergence,
    kl_integrands,
    neyman_chi2,
    pearson_chi2,
    total_variation,
    wasserstein1,
)
from ganviz.theory.estimate import Estimate
from ganviz.theory.game import criterion_kl_terms
from ganviz.theory.quadrature import integrate, integrate_over, pair

Functional = Callable[..., float]
"""(p_data, p_g) -> a number, in nats where logarithms are taken."""


@dataclass(frozen=True)
class Implied:
    """What an objective implies about p_data and p_g.

    Attributes:
        measures: (p_data, p_g) -> the most that D can earn.
        descends: (p_data, p_g) -> the functional whose gradient G follows; 0 if p_g = p_data.
    """

    measures: Functional
    descends: Functional


def mixture_chi2(p: Distribution, q: Distribution) -> Estimate:
    """Pearson's chi2(q || m), m = (p + q) / 2: half the integral of (p - q)^2 / (p + q).

    Symmetric, between 0 (p = q) and 1 (disjoint supports). The least squares objective measures it.

    >>> from ganviz.distributions import Uniform
    >>> mixture_chi2(Uniform(0, 1), Uniform(1, 2)).value
    1.0
    """
    pair(p, q)

    def integrand(x: np.ndarray) -> np.ndarray:
        a, b = p.pdf(x), q.pdf(x)
        both = a + b
        return np.divide((a - b) ** 2, 2 * both, out=np.zeros_like(both), where=both > 0)

    return integrate_over(integrand, p, q)[0]


def paired_js(p: Univariate, q: Univariate) -> Estimate:
    """JSD, in nats, between the distributions of the pairs (x, y) and (y, x), x from p, y from q.

    The relativistic objective measures it: how well one can tell which of the two came from p.
    Between 0 (p = q) and log 2 (disjoint supports), at least JSD(p, q). 1-D distributions only.

    >>> from ganviz.distributions import Gaussian
    >>> paired_js(Gaussian(0, 1), Gaussian(0, 1)).value
    0.0
    """
    pair(p, q)
    edges = np.unique(np.concatenate([*p.breaks, *q.breaks, p.support.low, q.support.high]))

    def integrand(xy: np.ndarray) -> np.ndarray:
        x, y = xy.T
        return kl_integrands(p.pdf(x) * q.pdf(y), p.pdf(y) * q.pdf(x))[0]

    return integrate(integrand, (edges, edges), 1e-7)[0]


def _minus_log4(p: Distribution, q: Distribution) -> float:
    return 2 * js_divergence(p, q).value - math.log(4)


def _both(divergence: Callable[..., Any], scale: float = 1.0) -> Implied:
    """A zero-sum objective: D measures ``scale`` times the divergence, and G descends it."""

    def value(p: Distribution, q: Distribution) -> float:
        return scale * float(divergence(p, q))

    return Implied(value, value)


IMPLIED: dict[str, Implied] = {
    "minimax": Implied(_minus_log4, lambda p, q: 2 * js_divergence(p, q).value),
    "non_saturating": Implied(
        _minus_log4, lambda p, q: kl_divergence(q, p).value - 2 * js_divergence(p, q).value
    ),
    "maximum_likelihood": Implied(_minus_log4, lambda p, q: kl_divergence(p, q).value),
    "least_squares": Implied(
        lambda p, q: mixture_chi2(p, q).value - 1,
        lambda p, q: 2 * criterion_kl_terms(p, q).kl_data.value - mixture_chi2(p, q).value,
    ),
    "hinge": Implied(
        lambda p, q: 2 * total_variation(p, q).value - 2,
        lambda p, q: 2 * total_variation(p, q).value,
    ),
    "wasserstein": _both(wasserstein1),
    "relativistic": Implied(
        lambda p, q: paired_js(p, q).value - math.log(2),
        lambda p, q: kl_divergence(q, p).value - paired_js(p, q).value,
    ),
    "kl": _both(kl_divergence),
    "reverse_kl": _both(lambda p, q: kl_divergence(q, p)),
    "pearson": _both(pearson_chi2),
    "neyman": _both(neyman_chi2),
    "hellinger": _both(lambda p, q: hellinger(p, q).value ** 2, 2),
    "js": _both(js_divergence, 2),
    "total_variation": _both(total_variation),
}
"""Both divergences of each objective, by its name in `ganviz.objectives.OBJECTIVES`.

========================  ===========================  =======================================
objective                 D measures                   G descends
========================  ===========================  =======================================
minimax                   2 JSD - log 4                2 JSD
non_saturating            2 JSD - log 4                KL(p_g || p_data) - 2 JSD
maximum_likelihood        2 JSD - log 4                KL(p_data || p_g)
least_squares             chi2(p_g || m) - 1           2 KL(p_data || m) - chi2(p_g || m)
hinge                     2 TV - 2                     2 TV
wasserstein               W1                           W1
relativistic              JSD of pairs - log 2         KL(p_g || p_data) - JSD of pairs
kl, reverse_kl            the KL of that name          the same
pearson, neyman           the chi2 of that name        the same
hellinger                 2 H^2                        the same
js                        2 JSD                        the same
total_variation           TV                           the same
========================  ===========================  =======================================

Here m = (p_data + p_g) / 2. Under least squares G does not descend a divergence: its h is concave
where p_data > p_g.
"""
