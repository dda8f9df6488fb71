"""Parzen-window log-likelihood: how Table 1 of Goodfellow et al. (2014) scores a generator.

A Gaussian window is put on every sample of G, and the mean log density of held-out data under
that mixture is reported (section 5; the procedure of Breuleux et al., 2011). The number has high
variance and says little in high dimensions: see :mod:`ganviz.metrics.baselines`.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from ganviz import _check
from ganviz.metrics._rows import (
    ROUNDING,
    Device,
    Examples,
    centre_of,
    device_for,
    floats,
    moved,
    same_layout,
    squared_distances,
)
from ganviz.metrics.table1 import with_error

SIGMAS = np.logspace(-1, 0, 10)
"""The authors' grid of window widths, .1 to 1."""

_BLOCK = 1024  # rows of a block: 8 MB of distances, which fit into the cache
_TOLERANCE = 1e-3  # largest rounding error of a log density, in nats


@dataclass(frozen=True, eq=False)
class ParzenEstimate:
    """Log density of data under a Parzen window, in nats.

    Attributes:
        mean: over the n examples.
        standard_error: ``std / sqrt(n)`` over the examples, the std computed with 1 / n.
        sigma: standard deviation of the window.
        per_example: (n,) float64, in the order of the data.
    """

    mean: float
    standard_error: float
    sigma: float
    per_example: np.ndarray

    def __str__(self) -> str:
        return f"{with_error(self.mean, self.standard_error)} nats (sigma = {self.sigma:.4g})"


@dataclass(frozen=True, eq=False)
class SigmaSelection:
    """Window width by cross-validation.

    Attributes:
        sigma: the width with the highest mean log-likelihood on the validation data.
        estimates: one for each width, in the given order.
    """

    sigma: float
    estimates: tuple[ParzenEstimate, ...]


@dataclass(frozen=True, eq=False)
class ParzenProtocol:
    """The paper's protocol: the width chosen on validation data, then the test data scored.

    Attributes:
        test: the number that Table 1 reports.
        selection: how its sigma was found.
    """

    test: ParzenEstimate
    selection: SigmaSelection


def parzen_log_likelihoods(
    samples: Examples,
    data: Examples,
    sigmas: Sequence[float] | np.ndarray,
    *,
    device: Device = None,
) -> tuple[ParzenEstimate, ...]:
    """Parzen-window log-likelihood of ``data`` for several widths; distances are computed once.

    ``log p(x) = log mean_j N(x; samples_j, sigma^2 I)``, computed in float64 and in blocks, so that
    the memory it needs does not depend on the number of samples and data.

    Args:
        samples: (m, ...) centres of the windows, floats; examples are flattened to d numbers.
        data: (n, ...) what is scored, floats. To compare with Table 1, pixels must be in [0, 1]: if
            samples, data and sigma are multiplied by c, the result is lower by d log c.
        sigmas: standard deviations of the window.
        device: where to compute; by default where ``samples`` are.

    Returns:
        One estimate for each width, in nats, within 1e-3 of exact arithmetic (1e-10 for MNIST at
        sigma = .1; relative 1e-11 where all samples are far from the data).

    Raises:
        ValueError: empty, non-finite or integer arrays, examples of different shapes, or a sigma
            that is not positive or too small, compared with the spread of the data, for float64.

    Reference: Goodfellow et al. (2014), section 5, and the authors' released ``parzen_ll.py``.

    >>> for estimate in parzen_log_likelihoods([[0.0], [2.0]], [[1.0]], [0.5, 1.0]):
    ...     print(round(estimate.mean, 6))
    -2.225791
    -1.418939
    """
    return _score(samples, "data", data, sigmas, device)


def _score(
    samples: Examples,
    name: str,
    data: Examples,
    sigmas: Sequence[float] | np.ndarray,
    device: Device,
) -> tuple[ParzenEstimate, ...]:
    """`parzen_log_likelihoods`, with ``name`` for the data in refusals."""
    centres, x = same_layout(("samples", name), floats("samples", samples), floats(name, data))
    where = device_for(centres, device)
    x_blocks = x.split(_BLOCK)
    centre = centre_of(x_blocks, where)
    floor = _smallest_sigma(x_blocks, centre)
    widths = [_check.number("sigma", s, at_least=floor, at_most=1e100) for s in sigmas]
    if not widths:
        raise _check.refuse("sigmas", sigmas, "rule_not_empty_sequence")

    sums = torch.full((len(widths), len(x)), -math.inf, dtype=torch.float64, device=where)
    for y_block in centres.split(_BLOCK):
        y = moved(y_block, centre)
        for x_block, total in zip(x_blocks, sums.split(_BLOCK, dim=1), strict=True):
            d2 = squared_distances(moved(x_block, centre), y)
            block = torch.stack([(d2 * (-0.5 / sigma**2)).logsumexp(1) for sigma in widths])
            torch.logaddexp(total, block, out=total)
    return tuple(
        _estimate(row.cpu().numpy(), sigma, len(centres), x.shape[1])
        for row, sigma in zip(sums, widths, strict=True)
    )


def _smallest_sigma(x_blocks: Sequence[Tensor], centre: Tensor) -> float:
    """The width below which rounding errors of distances may exceed the tolerance."""
    radius2 = max(float(moved(block, centre).square().sum(1).max()) for block in x_blocks)
    # |x|^2 + |y|^2 <= 5 radius^2 for a sample y within twice the radius. For a y farther out the
    # distance is comparable with |y|, so its rounding error is relative.
    error = ROUNDING * (len(centre) + 2) * 5 * radius2
    return max(1e-100, math.sqrt(error / (2 * _TOLERANCE)))


def _estimate(log_sum: np.ndarray, sigma: float, m: int, d: int) -> ParzenEstimate:
    log_p = log_sum - math.log(m) - d * (math.log(sigma) + 0.5 * math.log(2 * math.pi))
    return ParzenEstimate(
        mean=float(log_p.mean()),
        standard_error=float(log_p.std() / math.sqrt(len(log_p))),
        sigma=sigma,
        per_example=log_p,
    )


def parzen_log_likelihood(
    samples: Examples, data: Examples, sigma: float, *, device: Device = None
) -> ParzenEstimate:
    """Parzen-window log-likelihood of ``data`` for one width; see :func:`parzen_log_likelihoods`.

    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> print(parzen_log_likelihood(rng.random((500, 28, 28)), rng.random((100, 28, 28)), 0.4))
    -368.9 ± 0.8 nats (sigma = 0.4)
    """
    return parzen_log_likelihoods(samples, data, [sigma], device=device)[0]


def select_sigma(
    samples: Examples,
    validation: Examples,
    sigmas: Sequence[float] | np.ndarray = SIGMAS,
    *,
    device: Device = None,
) -> SigmaSelection:
    """The width out of ``sigmas`` under which ``validation`` is most likely.

    Arguments and errors are those of :func:`parzen_log_likelihoods`.

    >>> select_sigma([[0.0], [0.1]], [[0.5], [-0.5]], [0.1, 0.5, 1.0]).sigma
    0.5
    """
    estimates = _score(samples, "validation", validation, sigmas, device)
    return SigmaSelection(max(estimates, key=lambda e: e.mean).sigma, estimates)


def parzen_protocol(
    samples: Examples, validation: Examples, test: Examples, *, device: Device = None
) -> ParzenProtocol:
    """The paper's protocol, as released: sigma on 1,000 validation images, then the test set.

    Sigma is chosen out of :data:`SIGMAS` on the first 1,000 rows of ``validation`` (on MNIST:
    train[50000:60000], 10,000 samples of G, 10,000 test images). Shapes and errors are those of
    :func:`parzen_log_likelihoods`.

    >>> import numpy as np
    >>> x = np.random.default_rng(0).normal(0, 0.3, (3000, 2))
    >>> result = parzen_protocol(x[:1000], x[1000:2000], x[2000:])
    >>> print(result.test)
    -0.4 ± 0.03 nats (sigma = 0.1)
    """
    same_layout(("samples", "test"), floats("samples", samples), floats("test", test))
    selection = select_sigma(samples, floats("validation", validation)[:1000], device=device)
    (estimate,) = _score(samples, "test", test, [selection.sigma], device)
    return ParzenProtocol(estimate, selection)
