"""Label smoothing in theory: the optimal D, and its gradient at a sample."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import expit, log_expit

from ganviz import _check
from ganviz.distributions.base import Distribution
from ganviz.theory.quadrature import pair


def label_shares(real: float, fake: float) -> None:
    """ValueError unless the shares of flipped labels are each in [0, 1] and together below 1.

    >>> label_shares(0.5, 0.5)
    Traceback (most recent call last):
        ...
    ganviz.Refusal: real + fake = 1.0 is not allowed: it must be < 1, or labels say nothing
    """
    for name, share in {"real": real, "fake": fake}.items():
        _check.number(name, share, at_least=0, at_most=1)
    if real + fake >= 1:
        raise _check.refuse("real + fake", real + fake, "rule_labels_say")


@dataclass(frozen=True)
class SmoothedDiscriminator:
    """((1 - real) p_data + fake p_g) / (p_data + p_g): the optimal D when labels are smoothed.

    Called with x, (n,) or (n, 2) -> (n,); nan where both densities are 0. With the D* of eq. 2 it
    is ``fake + (1 - real - fake) D*(x)``. `smoothed_discriminator` makes one.
    """

    p_data: Distribution
    p_g: Distribution
    real: float
    fake: float

    def __post_init__(self) -> None:
        pair(self.p_data, self.p_g, ("p_data", "p_g"))
        label_shares(self.real, self.fake)

    def logit(self, x: Any) -> np.ndarray:
        """The logit of D(x): (n,); +-inf where one density is 0 and no label is flipped."""
        log_a, log_b = self.p_data.log_pdf(x), self.p_g.log_pdf(x)
        with np.errstate(divide="ignore", invalid="ignore"):  # log 0 = -inf is intended
            keep, swap = np.log1p([-self.real, -self.fake]), np.log([self.real, self.fake])
            called_real = np.logaddexp(keep[0] + log_a, swap[1] + log_b)
            called_fake = np.logaddexp(swap[0] + log_a, keep[1] + log_b)
            return called_real - called_fake

    def __call__(self, x: Any) -> np.ndarray:
        """D(x), (n,) or (n, 2) -> (n,)."""
        return expit(self.logit(x))

    def push_kept(self, x: Any) -> np.ndarray:
        """The ratio of the gradients of log D and log D* at x, (n,) -> (n,).

        1 - fake / D(x): 1 if ``fake`` is 0; else near 0 where p_data is much smaller than p_g.
        """
        return 1 - self.fake / self(x) if self.fake else np.ones(len(np.atleast_1d(x)))


def smoothed_discriminator(
    p_data: Distribution, p_g: Distribution, *, real: float = 0.0, fake: float = 0.0
) -> SmoothedDiscriminator:
    """The optimal D when a share ``real`` of real and ``fake`` of fake labels is flipped.

    Source: Goodfellow 2016 (tutorial), section 4.2, with alpha = real and beta = fake. ValueError
    for a share outside [0, 1], for real + fake >= 1, or if the dimensions differ.

    >>> from ganviz.distributions import Gaussian
    >>> p_data, p_g = Gaussian(0, 1), Gaussian(2, 1)
    >>> smoothed_discriminator(p_data, p_g, real=0.1)([1.0])  # .9 of 1/2
    array([0.45])
    >>> smoothed_discriminator(p_data, p_g, real=0.1, fake=0.1)([20.0]).round(6)
    array([0.1])
    """
    return SmoothedDiscriminator(p_data, p_g, real, fake)


def sample_push(D: Any, x: Any, step: float = 1e-4) -> np.ndarray:
    """d/dx log D(x), (n,) -> (n,): the direction in which the cost -log D moves a sample at x.

    By central differences on the line; nan where D is 0 around x.

    Args:
        D: an optimal or smoothed discriminator, or anything else with a method ``logit``.
        x: points.
        step: the difference is taken between x - step and x + step.

    >>> from ganviz.distributions import Gaussian
    >>> from ganviz.theory import optimal_discriminator
    >>> sample_push(optimal_discriminator(Gaussian(0, 1), Gaussian(4, 1)), [6.0]).round(4)
    array([-4.])
    >>> from ganviz.distributions import Uniform
    >>> sample_push(optimal_discriminator(Uniform(0, 1), Uniform(2, 3)), [0.5, 2.5])
    array([ 0., nan])
    """
    x = np.asarray(x, dtype=np.float64)
    with np.errstate(invalid="ignore"):  # log 0 - log 0
        return (log_expit(D.logit(x + step)) - log_expit(D.logit(x - step))) / (2 * step)
