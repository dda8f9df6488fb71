"""Maximum likelihood on the line: the fit, and the forces that data and model exert on it.

Write the density as exp(f(x)) / Z. The mean log-likelihood of n points then has the gradient

    sum_i f'(x_i) / n - E_model[f'(x)]:

each point pushes log p up where it lies with a force 1/n, and the partition function Z pushes it
down everywhere with a force p(x) dx. Both add up to 1; at the fit they balance in every direction
that the parameters can move. Goodfellow 2016 (tutorial), section 2.1, Figures 1 and 8.
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
"""The least std of a fitted component. Without a floor the likelihood of a mixture is unbounded: a
component that shrinks onto one point raises it without limit."""


@final
@dataclass(frozen=True)
class GaussianMixture:
    """k Gaussians by parameters that a gradient can move freely: every real value is allowed.

    theta, (3k,), holds k logits of the weights, k means and k logarithms of stds. One Gaussian is
    k = 1.

    >>> model = GaussianMixture.of(Gaussian(1, 2))
    >>> model.theta.round(4)
    array([0.    , 1.    , 0.6931])
    """

    theta: np.ndarray

    @classmethod
    def of(cls, model: Gaussian | Mixture) -> "GaussianMixture":
        """The parameters of a Gaussian, or of a mixture of Gaussians."""
        parts = list(model.components) if isinstance(model, Mixture) else [model]
        weights = model.weights if isinstance(model, Mixture) else np.ones(1)
        if not all(isinstance(part, Gaussian) for part in parts):
            raise _check.refuse("model", model, "rule_gaussians")
        mean, std = np.array([(g.mean, g.std) for g in parts]).T  # type: ignore[union-attr]
        return cls(np.concatenate([np.log(weights), mean, np.log(std)]))

    def _split(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
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
    """What each of the n points adds to d log_likelihood / d theta: (3k, n).

    theta as in `GaussianMixture`. The sum over the points is the gradient.

    >>> gradient(Gaussian(0, 1), [-1.0, 1.0]).sum(axis=1)  # in balance
    array([0., 0., 0.])
    """
    data = _check.finite_array("data", data, ndim=1)
    return GaussianMixture.of(model).score(data) / data.size


def fisher_information(model: Gaussian | Mixture) -> np.ndarray:
    """The mean of s(x) s(x)^T under the model, with the score s: (3k, 3k), by quadrature.

    Singular: a number added to all logits changes nothing.

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
    """How fast p(x) changes uphill in likelihood, and which point does it: (n, len(x)).

    Row i is p(x) s(x)^T F^+ s(x_i) / n with the score s and the Fisher information F: the natural
    gradient (Amari 1998), the part of the forces above that the model can follow, which does not
    depend on how its parameters are written. Each row is positive around its point, that of a
    point far out in the opposite tail as well, and its integral is 0. At a maximum of the
    likelihood the rows add up to 0 for every x.

    >>> x = np.array([-1.0, 0.5, 1.0])
    >>> density_change(Gaussian(0, 1), [-1.0, 1.0], x).round(3)
    array([[ 0.121, -0.088, -0.121],
           [-0.121,  0.088,  0.121]])
    """
    s = GaussianMixture.of(model).score(x)
    uphill = np.linalg.pinv(fisher_information(model), rcond=1e-9, hermitian=True)
    return gradient(model, data).T @ uphill @ s * model.pdf(x)


def gaussian_mle(data: Any) -> Gaussian:
    """The Gaussian of maximum likelihood: mean and root mean square deviation (n, not n - 1).

    The std is at least `STD_FLOOR`. ValueError for data that are empty or not finite.

    >>> gaussian_mle([-1.0, 1.0])
    Gaussian(mean=0.0, std=1.0)
    """
    data = _check.finite_array("data", data, ndim=1)
    return Gaussian(float(data.mean()), max(float(data.std()), STD_FLOOR))


def mixture_em(data: Any, k: int = 2, *, rounds: int = 2000) -> Mixture:
    """k Gaussians of (locally) maximum likelihood by EM, Dempster, Laird and Rubin 1977.

    It starts from k equal shares of the sorted points and stops when a round gains less than 1e-13
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
    """The M step: weights, means and stds, (k,) each, from the shares (k, n)."""
    mass = share.sum(axis=1) + np.finfo(float).tiny
    mean = share @ data / mass
    variance = (share * (data - mean[:, None]) ** 2).sum(axis=1) / mass
    return mass / mass.sum(), mean, np.maximum(np.sqrt(variance), STD_FLOOR)
