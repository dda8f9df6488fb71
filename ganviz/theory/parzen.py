"""The Parzen window on a known density: its bias and noise, which grow with the dimension.

A Gaussian N(0, sigma^2 I) is centred on each of n samples of a generator, and held-out data are
scored under that mixture (Goodfellow et al. 2014, section 5). Here samples and data come from the
same density, a product of d copies of a density on the line: the generator is perfect, and its true
log-likelihood is -d times the entropy of that density. `ganviz.metrics.parzen` scores images.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import xlogy

from ganviz import _check
from ganviz.distributions.base import Univariate
from ganviz.theory.divergences import kl_divergence
from ganviz.theory.noise import add_noise
from ganviz.theory.quadrature import Estimate, integrate_over


def entropy(p: Univariate) -> Estimate:
    """The differential entropy of p, -(integral of p log p), in nats.

    Its negative is the mean log-likelihood of data from p under p itself; no model does better.

    >>> from ganviz.distributions import Gaussian
    >>> round(float(entropy(Gaussian(3, 1))), 6)  # log(2 pi e) / 2
    1.418939
    """

    def integrand(x: NDArray[np.float64]) -> NDArray[np.float64]:
        density = p.pdf(x)
        return -xlogy(density, density)

    return integrate_over(integrand, p, p)[0]


def blurred_log_likelihood(p: Univariate, sigma: float) -> Estimate:
    """The Parzen log-likelihood of data from p with infinitely many samples, in nats.

    It is the mean of log q(x) for x from p, where q is p convolved with N(0, sigma^2): minus the
    entropy of p, minus KL(p || q). ValueError as `ganviz.theory.add_noise`.

    >>> from ganviz.distributions import Gaussian
    >>> round(float(blurred_log_likelihood(Gaussian(), 1.0)), 6)
    -1.515512
    """
    return -entropy(p) - kl_divergence(p, add_noise(p, sigma))


def window_log_pdf(
    samples: ArrayLike,
    data: ArrayLike,
    sigmas: ArrayLike,
    counts: Sequence[int] | None = None,
) -> NDArray[np.float64]:
    """The log density of ``data`` under Gaussian windows, in nats.

    Args:
        samples: (n, d), the centres of the windows.
        data: (m, d), what is scored.
        sigmas: (s,) widths > 0.
        counts: ascending numbers k of samples: only the first k are used. By default (n,).

    Returns:
        (len(counts), s, m): log of the mean over the samples of N(x; sample, sigma^2 I).

    Raises:
        ValueError: arrays of other shapes, a width that is not positive, or counts that do not
            ascend within 1 ... n.

    >>> window_log_pdf([[0.0], [2.0]], [[1.0]], [0.5, 1.0])[0, :, 0].round(6)
    array([-2.225791, -1.418939])
    """
    y, x = _check.finite_array("samples", samples, ndim=2), np.asarray(data, dtype=float)
    widths = _check.finite_array("sigmas", sigmas, ndim=1)
    n, d = y.shape
    if x.ndim != 2 or x.shape[1] != d:
        raise _check.refuse("data", x.shape, "refused_shape_as", shape=f"(m, {d})", other="samples")
    if not (widths > 0).all():
        raise _check.refuse("sigmas", sigmas, "rule_positive")
    ends = (n,) if counts is None else tuple(counts)
    if not ends or ends[0] < 1 or ends[-1] > n or min(np.diff(ends), default=1) < 1:
        raise _check.refuse("counts", counts, "rule_ascending_counts", n=n)

    d2 = np.square(x).sum(axis=1)[:, None] + np.square(y).sum(axis=1) - 2 * x @ y.T
    sums = np.empty((len(ends), len(widths), len(x)))
    for i, (start, end) in enumerate(zip((0, *ends[:-1]), ends, strict=True)):
        nearest = d2[:, start:end].min(axis=1)
        beyond = d2[:, start:end] - nearest[:, None]
        work = np.empty_like(beyond)
        for j, scale in enumerate(-0.5 / widths**2):
            np.exp(np.multiply(beyond, scale, out=work), out=work)
            sums[i, j] = np.log(work.sum(axis=1)) + nearest * scale
    sums = np.logaddexp.accumulate(sums, axis=0)
    constant = d * (np.log(widths) + 0.5 * math.log(2 * math.pi))
    return sums - np.log(ends)[:, None, None] - constant[:, None]


@dataclass(frozen=True, eq=False)
class ParzenTable:
    """The scores of a perfect generator under the paper's protocol, in several independent draws.

    Attributes:
        counts: (c,) numbers of samples.
        dimensions: (k,) numbers of copies of the density.
        sigmas: (s,) widths to choose from.
        truth: (k,) the mean log-likelihood under the density itself, in nats.
        endless: (k, s) the score with infinitely many samples, for each width, in nats.
        estimate: (draws, k, c) the score, in nats.
        sigma: (draws, k, c) the width under which the validation data were most likely.
    """

    counts: tuple[int, ...]
    dimensions: tuple[int, ...]
    sigmas: NDArray[np.float64]
    truth: NDArray[np.float64]
    endless: NDArray[np.float64]
    estimate: NDArray[np.float64]
    sigma: NDArray[np.float64]


def parzen_table(
    p: Univariate,
    counts: Sequence[int],
    dimensions: Sequence[int],
    sigmas: ArrayLike,
    rng: np.random.Generator,
    *,
    held_out: int = 100,
    draws: int = 4,
) -> ParzenTable:
    """Score samples of p by the paper's protocol: choose the width on validation data, then test.

    Args:
        p: a density on the line; in d dimensions its d-fold product.
        counts: ascending numbers of samples.
        dimensions: ascending numbers of dimensions.
        sigmas: (s,) widths to choose from.
        rng: the source of samples and data.
        held_out: validation points, and as many test points.
        draws: how often samples and data are drawn independently.

    Raises:
        ValueError: as `window_log_pdf`.
    """
    widths = np.asarray(sigmas, dtype=float)
    m = _check.integer("held_out", held_out, at_least=1)
    shape = (_check.integer("draws", draws, at_least=1), len(dimensions), len(counts))
    estimate, chosen = np.empty(shape), np.empty(shape)
    for draw in range(shape[0]):
        whole = product_sample(p, counts[-1] + 2 * m, dimensions[-1], rng)
        for i, d in enumerate(dimensions):
            validation, test, samples = np.split(whole[:, :d], [m, 2 * m])
            found = window_log_pdf(samples, validation, widths, counts).mean(axis=2)
            best = widths[found.argmax(axis=1)]
            chosen[draw, i] = best
            for j, (count, sigma) in enumerate(zip(counts, best, strict=True)):
                estimate[draw, i, j] = window_log_pdf(samples[:count], test, [sigma]).mean()
    copies = np.array(dimensions)
    endless = np.array([float(blurred_log_likelihood(p, sigma)) for sigma in widths])
    return ParzenTable(
        counts=tuple(counts),
        dimensions=tuple(dimensions),
        sigmas=widths,
        truth=-float(entropy(p)) * copies,
        endless=copies[:, None] * endless,
        estimate=estimate,
        sigma=chosen,
    )


def product_sample(p: Univariate, n: int, d: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """n points of the d-fold product of p, (n, d).

    >>> from ganviz.distributions import Gaussian
    >>> product_sample(Gaussian(), 5, 3, np.random.default_rng(0)).shape
    (5, 3)
    """
    return p.sample(n * d, rng).reshape(n, d)
