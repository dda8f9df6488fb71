"""Objectives at one point x: what D earns there, what G pays, and the best critic.

With a = p_data(x), b = p_g(x) and the critic's output v at x, D earns ``a real(v) + b fake(v)``
there, whatever its output elsewhere. So the best critic is found point by point, as in Proposition
1 of Goodfellow et al. (2014), and depends on x only through the log ratio ``log a - log b``.
`ganviz.objectives` has the same objectives as losses of minibatches; `ganviz.theory.IMPLIED` says
which divergence the best critic measures.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, log_expit

from ganviz import _check
from ganviz.distributions.base import Distribution
from ganviz.distributions.univariate import Gaussian
from ganviz.theory.estimate import Estimate
from ganviz.theory.game import optimal_discriminator
from ganviz.theory.quadrature import integrate_over

Map = Callable[[np.ndarray], np.ndarray]
LOG2 = math.log(2)


@dataclass(frozen=True)
class Critic:
    """An objective at one point, as functions of the critic's raw output v (for D: the logit).

    Attributes:
        real: v -> what D earns at a real sample.
        fake: v -> what D earns at a fake sample.
        cost: v -> what G pays at a fake sample.
        optimum: log p_data(x) - log p_g(x) -> v*(x), the best critic; may be infinite.
    """

    real: Map
    fake: Map
    cost: Map
    optimum: Map

    def payoff(self, a: Any, b: Any, v: Any) -> Any:
        """a real(v) + b fake(v), with 0 times anything = 0: what D earns where p_data = a, p_g = b.

        >>> float(CRITICS["minimax"].payoff(1, 1, 0.0))  # -log 4
        -1.3862943611198906
        """
        with np.errstate(invalid="ignore", over="ignore"):
            v = np.asarray(v, dtype=np.float64)
            terms = [np.where(w > 0, w * f(v), 0.0) for w, f in ((a, self.real), (b, self.fake))]
        return (terms[0] + terms[1])[()]


def _log_not_d(v: np.ndarray) -> np.ndarray:
    return log_expit(-v)


def _f_gan(activation: Map, conjugate: Map, optimum: Map) -> Critic:
    """The f-GAN with T = activation(v) and f*(T) = conjugate(v); G's cost is D's payoff."""
    return Critic(activation, lambda v: -conjugate(v), lambda v: -conjugate(v), optimum)


CRITICS: dict[str, Critic] = {
    "minimax": Critic(log_expit, _log_not_d, _log_not_d, np.positive),
    "non_saturating": Critic(log_expit, _log_not_d, lambda v: -log_expit(v), np.positive),
    "maximum_likelihood": Critic(log_expit, _log_not_d, lambda v: -np.exp(v), np.positive),
    "least_squares": Critic(
        lambda v: -((v - 1) ** 2) / 2,
        lambda v: -((v + 1) ** 2) / 2,
        lambda v: v**2 / 2,
        lambda log_r: 2 * expit(log_r) - 1,
    ),
    "hinge": Critic(
        lambda v: -np.maximum(0, 1 - v), lambda v: -np.maximum(0, 1 + v), np.negative, np.sign
    ),
    "kl": _f_gan(np.positive, lambda v: np.exp(v - 1), lambda log_r: 1 + log_r),
    "reverse_kl": _f_gan(lambda v: -np.exp(-v), lambda v: v - 1, np.positive),
    "pearson": _f_gan(np.positive, lambda v: v**2 / 4 + v, lambda log_r: 2 * np.expm1(log_r)),
    "neyman": _f_gan(
        lambda v: -np.expm1(-v), lambda v: -2 * np.expm1(-v / 2), lambda log_r: 2 * log_r
    ),
    "hellinger": _f_gan(lambda v: -np.expm1(-v), np.expm1, lambda log_r: log_r / 2),
    "js": _f_gan(lambda v: LOG2 + log_expit(v), lambda v: -LOG2 - log_expit(-v), np.positive),
    "total_variation": _f_gan(
        lambda v: np.tanh(v) / 2, lambda v: np.tanh(v) / 2, lambda log_r: np.copysign(np.inf, log_r)
    ),
}
"""Every objective that is a sum over single points, by name.

Two objectives are not here, since they cannot be maximised at each point separately: Wasserstein's
critic has a limited slope, and the relativistic one compares pairs.
Least squares has the labels -1 and 1, and G aims at 0. The f of the f-GANs, with u = p_data / p_g
(Nowozin et al. 2016, Table 1 and appendix): u log u for kl, -log u for reverse_kl, (u - 1)^2 for
pearson, (1 - u)^2 / u for neyman, (sqrt u - 1)^2 for hellinger, |u - 1| / 2 for total_variation,
u log u - (u + 1) log((u + 1) / 2) for js.
"""


def _named(name: str) -> Critic:
    return CRITICS[_check.one_of("name", name, CRITICS)]


def best_payoff(name: str, p_data: Distribution, p_g: Distribution) -> Estimate:
    """The most that D can earn: the integral of `Critic.payoff` at the best critic.

    For minimax it is `criterion`. inf where the integral diverges. ValueError for a name that is
    not in `CRITICS` or if the dimensions differ.

    >>> from ganviz.distributions import Gaussian
    >>> round(best_payoff("minimax", Gaussian(0, 1), Gaussian(0, 1)), 9)  # -log 4
    -1.386294361
    """
    found, log_ratio = _named(name), optimal_discriminator(p_data, p_g).logit

    def integrand(x: np.ndarray) -> np.ndarray:
        with np.errstate(over="ignore"):
            best = found.optimum(log_ratio(x))
        earned = found.payoff(p_data.pdf(x), p_g.pdf(x), best)
        return np.where(np.isfinite(earned), earned, np.inf)  # the best D's payoff is never -inf

    return integrate_over(integrand, p_data, p_g)[0]


def slope_in_mean(name: str, p_data: Distribution, p_g: Gaussian) -> Estimate:
    """The derivative of G's expected cost with respect to the mean of p_g, with D fixed at D*.

    It is the gradient of G in Algorithm 1 when D is optimal: the integral of cost(v*(x)) times the
    derivative of p_g(x) with respect to its mean; nan where that diverges. ValueError for a name
    that is not in `CRITICS` or if p_g is not a Gaussian.

    >>> from ganviz.distributions import Gaussian
    >>> round(slope_in_mean("maximum_likelihood", Gaussian(0, 1), Gaussian(0.7, 1)), 9)
    0.7
    """
    found, log_ratio = _named(name), optimal_discriminator(p_data, p_g).logit
    _check.kind_of("p_g", p_g, Gaussian, "rule_gaussian")

    def integrand(x: np.ndarray) -> np.ndarray:
        density = p_g.pdf(x)
        with np.errstate(over="ignore", invalid="ignore"):
            cost = found.cost(found.optimum(log_ratio(x)))
            y = np.where(density > 0, density * (x - p_g.mean) / p_g.std**2 * cost, 0.0)
        return np.where(np.isfinite(y), y, np.nan)

    return integrate_over(integrand, p_data, p_g)[0]


def cost_of_log_ratio(name: str, log_ratio: Any) -> np.ndarray:
    """G's cost under the best critic at points where log p_data - log p_g is ``log_ratio``.

    ``log_ratio`` is also the logit of D*. Plotted over D* = 1 / (1 + exp(-log_ratio)), the cost is
    the curve of Goodfellow's tutorial (2016), Figure 16. ValueError for an unknown name.

    >>> cost_of_log_ratio("non_saturating", [0.0]).round(6)  # log 2
    array([0.693147])
    """
    found = _named(name)
    with np.errstate(over="ignore"):
        return found.cost(found.optimum(np.asarray(log_ratio, dtype=np.float64)))


def cost_slope(name: str, log_ratio: Any, step: float = 1e-5) -> np.ndarray:
    """The derivative of `cost_of_log_ratio`, by central differences.

    The derivative with respect to D* is this divided by D* (1 - D*). ValueError for an unknown
    name.

    >>> cost_slope("minimax", [0.0]).round(6)  # -D
    array([-0.5])
    """
    log_ratio = np.asarray(log_ratio, dtype=np.float64)
    high, low = (cost_of_log_ratio(name, log_ratio + h) for h in (step, -step))
    return (high - low) / (2 * step)
