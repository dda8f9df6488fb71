"""Maximum likelihood on the line: the fit, and what the data and the model contribute to it.

Write the density as exp(f(x)) / Z, with parameters theta. The gradient of the mean log-likelihood
of n points with respect to theta is, with f' = df / dtheta,

    sum_i f'(x_i) / n - E_model[f'(x)].

The first term pushes log p up at each point, with weight 1/n; the second, from the normalising
constant Z, pushes it down everywhere, with weight p(x) dx. At the fit they balance in every
direction in which the parameters can move. Goodfellow 2016 (tutorial), section 2.1, Figures 1 and
8.
"""

import math
from dataclasses import dataclass
from typing import Any, final

import numpy as np
from scipy.special import softmax

from ganviz import _check
from ganviz.distributions.base import points
from ganviz.distributions.mixture import Mixture
from ganviz.distributions.univariate import Gaussian
from ganviz.theory.quadrature import integrate

STD_FLOOR = 0.1
"""The smallest std of a fitted component. Without it the likelihood of a mixture is unbounded: a
component that shrinks onto one point raises it without limit."""


@final
@dataclass(frozen=True)
class GaussianMixture:
    """A mixture of k Gaussians with unconstrained parameters: every real theta is allowed.

    theta, (3k,), holds k logits of the weights, k means and k logarithms of stds.

    >>> model = GaussianMixture.of(Gaussian(1, 2))
    >>> model.theta.round(4)
    array([0.    , 1.    , 0.6931])
    """

    theta: np.ndarray

    @classmethod
    def of(cls, model: Gaussian | Mixture) -> "GaussianMixture":
        """The parameters of a Gaussian (k = 1) or of a mixture of Gaussians; else ValueError."""
        parts = list(model.components) if isinstance(model, Mixture) else [model]
        weights = model.weights if isinstance(model, Mixture) else np.ones(1)
        if not all(isinstance(part, Gaussian) for part in parts):
            raise _check.refuse("model", model, "rule_gaussians")
        mean, std = np.array([(g.mean, g.std) for g in parts]).T  # type: ignore[union-attr]
        return cls(np.concatenate([np.log(weights), mean, np.log(std)]))

    def _split(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Weights, means and stds, (k,) each."""
        logits, mean, log_std = np.split(self.theta, 3)
        return softmax(logits), mean, np.exp(log_std)

    @property
    def density(self) -> Gaussian | Mixture:
        """The distribution with these parameters."""
        weights, mean, std = self._split()
        parts = [Gaussian(m, s) for m, s in zip(mean, std, strict=True)]
        return parts[0] if len(parts) == 1 else Mixture(parts, weights)

    def score(self, x: Any) -> np.ndarray:
        """d log p(x) / d theta: (n,) -> (3k, n). Its mean under the model is 0."""
        weights, mean, std = (part[:, None] for part in self._split())
        t = (points(x, 1) - mean) / std
        share = softmax(np.log(weights) - np.log(std) - t * t / 2, axis=0)
        return np.concatenate([share - weights, share * t / std, share * (t * t - 1)])


def log_likelihood(model: Gaussian | Mixture, data: Any) -> float:
    """The mean of log p(x) over data (n,), in nats a point.

    >>> round(log_likelihood(Gaussian(0, 1), [0.0]), 6)
    -0.918939
    """
    return float(model.log_pdf(_check.finite_array("data", data, ndim=1)).mean())


def gradient(model: Gaussian | Mixture, data: Any) -> np.ndarray:
    """The part of each of the n points in d log_likelihood / d theta: (3k, n).

    theta is as in `GaussianMixture`. The sum over the points is the gradient.

    >>> gradient(Gaussian(0, 1), [-1.0, 1.0]).sum(axis=1)  # 0 at the maximum
    array([0., 0., 0.])
    """
    data = _check.finite_array("data", data, ndim=1)
    return GaussianMixture.of(model).score(data) / data.size


def fisher_information(model: Gaussian | Mixture) -> np.ndarray:
    """E[s(x) s(x)^T] under the model, with the score s = d log p / d theta: (3k, 3k).

    By quadrature. It is singular, since adding a number to all logits changes nothing.

    >>> fisher_information(Gaussian(0, 2)).diagonal().round(9)  # logit, mean, log std
    array([0.  , 0.25, 2.  ])
    """
    parameters = GaussianMixture.of(model)
    size = parameters.theta.size

    def integrand(x: np.ndarray) -> np.ndarray:
        s = parameters.score(x)
        return (s[:, None] * s * model.pdf(x)).reshape(size * size, -1)

    found = integrate(integrand, model.breaks)
    return np.array([estimate.value for estimate in found]).reshape(size, size)


def density_change(model: Gaussian | Mixture, data: Any, x: Any) -> np.ndarray:
    """The rate at which each of the n points changes p(x) in a natural gradient step: (n, len(x)).

    Row i is p(x) s(x)^T F^+ s(x_i) / n with the score s and the Fisher information F (Amari 1998).
    It does not depend on how the model is parameterised. Each row is positive near its point
    (for a point far out, also in the opposite tail), and its integral is 0. At a maximum of the
    likelihood the rows add up to 0 at every x.

    >>> x = np.array([-1.0, 0.5, 1.0])
    >>> density_change(Gaussian(0, 1), [-1.0, 1.0], x).round(3)
    array([[ 0.121, -0.088, -0.121],
           [-0.121,  0.088,  0.121]])
    """
    s = GaussianMixture.of(model).score(x)
    uphill = np.linalg.pinv(fisher_information(model), rcond=1e-9, hermitian=True)
    return gradient(model, data).T @ uphill @ s * model.pdf(x)


def gaussian_mle(data: Any) -> Gaussian:
    """The maximum likelihood Gaussian: mean and standard deviation (with 1 / n, not 1 / (n - 1)).

    The std is at least `STD_FLOOR`. ValueError for data that are empty or not finite.

    >>> gaussian_mle([-1.0, 1.0])
    Gaussian(mean=0.0, std=1.0)
    """
    data = _check.finite_array("data", data, ndim=1)
    return Gaussian(float(data.mean()), max(float(data.std()), STD_FLOOR))


def mixture_em(data: Any, k: int = 2, *, rounds: int = 2000) -> Mixture:
    """A mixture of k Gaussians at a local maximum of the likelihood, by EM (Dempster et al. 1977).

    It starts from k equal groups of the sorted points, and stops when a round gains less than 1e-13
    nats. Stds are at least `STD_FLOOR`. ValueError unless 1 <= k <= n.

    >>> fit = mixture_em([-2.2, -1.8, 1.8, 2.2])
    >>> [(round(g.mean, 6), round(g.std, 6)) for g in fit.components]
    [(-2.0, 0.2), (2.0, 0.2)]
    """
    data = _check.finite_array("data", data, ndim=1)
    k = _check.integer("k", k, at_least=1, at_most=data.size)
    share = np.zeros((k, data.size))
    for i, part in enumerate(np.array_split(np.argsort(data, kind="stable"), k)):
        share[i, part] = 1.0
    reached = -math.inf
    for _ in range(rounds):
        weights, mean, std = _maximise(data, share)
        t = (data - mean[:, None]) / std[:, None]
        terms = np.log(weights / std)[:, None] - t * t / 2
        reached, before = float(np.logaddexp.reduce(terms, axis=0).mean()), reached
        if reached - before < 1e-13:
            break
        share = softmax(terms, axis=0)
    return Mixture([Gaussian(m, s) for m, s in zip(mean, std, strict=True)], weights)


def _maximise(data: np.ndarray, share: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The M step: weights, means and stds, (k,) each, from the responsibilities (k, n)."""
    mass = share.sum(axis=1) + np.finfo(float).tiny
    mean = share @ data / mass
    variance = (share * (data - mean[:, None]) ** 2).sum(axis=1) / mass
    return mass / mass.sum(), mean, np.maximum(np.sqrt(variance), STD_FLOOR)
