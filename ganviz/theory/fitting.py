"""A Gaussian fitted to p_data under a divergence: all local minima, and the landscape.

If no Gaussian equals p_data, the best one, q, depends on the divergence: KL(p_data || q) makes q
cover all modes, KL(q || p_data) lets it choose one. Goodfellow 2016 (tutorial), section 3.2.5
and Figure 14; Minka 2005, Figure 1.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, final

import numpy as np
from scipy.special import ndtr

from ganviz import _check
from ganviz.distributions.base import Univariate
from ganviz.distributions.univariate import Gaussian
from ganviz.theory import divergences as exact
from ganviz.theory.estimate import Estimate

MEANS = np.linspace(-4.0, 4.0, 41)
STDS = np.linspace(0.2, 3.6, 35)
_COARSE, _FINE = 0.1, 0.02  # steps in x of the tables for the landscape and for the descent
_REACH = 4.0 * STDS[-1]  # how far the tables go beyond the means
_SAME = 0.02  # minima nearer to each other than this count as one
_WALL = 800.0  # stands for log(inf): more than the logarithm of any double


@final
@dataclass(frozen=True)
class Table:
    """A density on an even grid of x: log p(x) and F(x), each (..., n)."""

    log_pdf: np.ndarray
    cdf: np.ndarray

    @property
    def pdf(self) -> np.ndarray:
        """p(x), (..., n)."""
        return np.exp(self.log_pdf)


@final
@dataclass(frozen=True)
class Divergence:
    """A divergence between densities on the line, computed in two ways.

    Attributes:
        exact: (p_data, q) -> its value, by adaptive quadrature.
        cost: (p_data, q) as tables -> (..., n), of either sign: the divergence is the integral of
            |cost|.
    """

    exact: Callable[[Univariate, Univariate], Estimate]
    cost: Callable[[Table, Table], np.ndarray]


def alpha_family(alpha: float, factor: float = 1.0) -> Divergence:
    """The divergence D_alpha(p_data || q) times a factor: see `ganviz.theory.alpha_divergence`.

    >>> from ganviz.distributions import Gaussian
    >>> round(alpha_family(1).exact(Gaussian(0, 1), Gaussian(1, 1)), 12)  # KL
    0.5
    """
    alpha = _check.number("alpha", alpha)

    def value(p: Univariate, q: Univariate) -> Estimate:
        return factor * exact.alpha_divergence(p, q, alpha)

    return Divergence(
        value, lambda p, q: factor * exact.alpha_integrand(p.log_pdf, q.log_pdf, alpha)
    )


def _js(p: Table, q: Table) -> np.ndarray:
    to_p, to_q = exact.kl_integrands(p.pdf, q.pdf)
    return (to_p + to_q) / 2


DIVERGENCES: dict[str, Divergence] = {
    "kl": alpha_family(1),
    "reverse_kl": alpha_family(0),
    "js": Divergence(exact.js_divergence, _js),
    "hellinger": alpha_family(0.5, 0.25),
    "pearson": alpha_family(2, 2.0),
    "neyman": alpha_family(-1, 2.0),
    "total_variation": Divergence(exact.total_variation, lambda p, q: (p.pdf - q.pdf) / 2),
    "wasserstein1": Divergence(exact.wasserstein1, lambda p, q: p.cdf - q.cdf),
}
"""Divergences by name. "kl" is KL(p_data || q), "reverse_kl" KL(q || p_data), "hellinger" H^2."""


@final
@dataclass(frozen=True)
class Minimum:
    """A local minimum: the Gaussian q, and its divergence from p_data by adaptive quadrature."""

    q: Gaussian
    value: float


@final
@dataclass(frozen=True)
class Fit:
    """All local minima of a divergence over Gaussians, lowest first, and its landscape.

    Attributes:
        minima: at least one; means are in [-4, 4], stds in [0.2, 3.6].
        surface: (35, 41), the divergence on `STDS` x `MEANS`, to about 2e-3; it may be inf.
    """

    minima: tuple[Minimum, ...]
    surface: np.ndarray

    @property
    def best(self) -> Gaussian:
        """The global minimum."""
        return self.minima[0].q


def tabulate(p: Univariate, x: np.ndarray) -> Table:
    """The density on the points x, (n,)."""
    return Table(p.log_pdf(x), p.cdf(x))


def _gaussians(mean: np.ndarray, std: np.ndarray, x: np.ndarray) -> Table:
    """Densities of the Gaussians with these means and stds, (...), on x: (..., n)."""
    t = (x - mean[..., None]) / std[..., None]
    return Table(-0.5 * t * t - np.log(std * math.sqrt(2 * math.pi))[..., None], ndtr(t))


def _single(table: Table) -> Table:
    """The same in single precision, which is enough for the landscape and takes half the time."""
    return Table(table.log_pdf.astype(np.float32), table.cdf.astype(np.float32))


@cache
def _landscape_table() -> Table:
    mean, std = np.meshgrid(MEANS, STDS)
    return _single(_gaussians(mean, std, _nodes(_COARSE)))


def _integral(cost: np.ndarray, step: float) -> np.ndarray:
    """The integral of |cost| over the last axis, if the cost is linear between nodes.

    Where the cost changes sign between two nodes, the trapezoid rule for |cost| is too large;
    ``cut`` corrects that. Without it the sum would ripple as sign changes move across nodes.
    """
    size = np.abs(cost)
    left, right = size[..., :-1], size[..., 1:]
    crossed = cost[..., :-1] * cost[..., 1:] < 0
    cut = np.divide(left * right, left + right, out=np.zeros_like(left), where=crossed)
    return step * (size.sum(axis=-1) - cut.sum(axis=-1))


def _nodes(step: float) -> np.ndarray:
    return np.arange(MEANS[0] - _REACH, MEANS[-1] + _REACH, step)


def fit_gaussian(p_data: Univariate, divergence: Divergence) -> Fit:
    """Every local minimum of divergence(p_data, q) over Gaussians q.

    The landscape is tabulated on a grid of means and stds. From each local minimum of the grid,
    L-BFGS-B descends on a table whose steps are a tenth of the smallest std; the divergence at its
    end is by adaptive quadrature. p_data should be smooth on the scale of 0.1. Where the minimum is
    a plateau, as total variation can have, one point of it is found.

    ValueError unless p_data is on the line.

    >>> from ganviz.distributions import Gaussian, named
    >>> fit = fit_gaussian(named("two_modes"), DIVERGENCES["kl"])
    >>> round(abs(fit.best.mean), 3), round(fit.best.std, 3)  # the moments of p_data
    (0.0, 1.581)
    >>> fit = fit_gaussian(named("two_modes"), DIVERGENCES["reverse_kl"])
    >>> len(fit.minima)  # on either mode, and over both
    3
    """
    _check.kind_of("p_data", p_data, Univariate, "rule_distribution_cdf")
    x = _nodes(_COARSE)
    with np.errstate(over="ignore", invalid="ignore"):
        cost = divergence.cost(_single(tabulate(p_data, x)), _landscape_table())
        surface = np.nan_to_num(_integral(cost, _COARSE), nan=np.inf, posinf=np.inf)
    found: list[Gaussian] = []
    descend = _descent(p_data, divergence)
    for i, j in np.argwhere(_hollows(surface)):
        q = descend(MEANS[j], STDS[i])
        if all(math.hypot(q.mean - r.mean, q.std - r.std) > _SAME for r in found):
            found.append(q)
    minima = [Minimum(q, divergence.exact(p_data, q).value) for q in found]
    return Fit(tuple(sorted(minima, key=lambda minimum: minimum.value)), surface)


def criterion_surface(p_data: Univariate, means: np.ndarray, stds: np.ndarray) -> np.ndarray:
    """C(G) for p_g = N(mean, std^2) on a grid, (len(stds), len(means)), in nats.

    By the trapezoid rule with steps of a quarter of the smallest std, enough for a plot: p_data
    should be smooth on that scale. Goodfellow et al. 2014, eq. 6.

    >>> from ganviz.distributions import Gaussian
    >>> criterion_surface(Gaussian(0, 1), np.array([0.0, 4.0]), np.array([1.0])).round(6)
    array([[-1.386294, -0.120854]])
    """
    step, reach = float(np.min(stds)) / 4, 6 * float(np.max(stds))
    low, high = p_data.quantile(np.array([1e-9, 1 - 1e-9]))
    x = np.arange(min(means[0] - reach, low), max(means[-1] + reach, high), step)
    mean, std = np.meshgrid(means, stds)
    jsd = _integral(_js(tabulate(p_data, x), _gaussians(mean, std, x)), step)
    return 2 * jsd - math.log(4)


def _hollows(surface: np.ndarray) -> np.ndarray:
    """Where the surface is finite and no higher than at its eight neighbours: local minima."""
    padded = np.pad(surface, 1, constant_values=np.inf)
    around = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))
    return np.isfinite(surface) & (surface <= around.min(axis=(-2, -1)))


def _descent(p_data: Univariate, divergence: Divergence) -> Callable[[Any, Any], Gaussian]:
    """The function that goes from a mean and a std to the local minimum below."""
    from scipy import optimize

    x = _nodes(_FINE)
    p = tabulate(p_data, x)

    def height(theta: np.ndarray) -> float:
        """log(1 + divergence): it has the same minima, and does not overflow."""
        with np.errstate(over="ignore", invalid="ignore"):
            value = float(_integral(divergence.cost(p, _gaussians(theta[0], theta[1], x)), _FINE))
        return math.log1p(value) if value < math.inf else _WALL

    def descend(mean: Any, std: Any) -> Gaussian:
        bounds = [(MEANS[0], MEANS[-1]), (STDS[0], STDS[-1])]
        end = optimize.minimize(height, (mean, std), method="L-BFGS-B", bounds=bounds)
        return Gaussian(*end.x)

    return descend
