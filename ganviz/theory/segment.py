"""C(G) on the straight line between two densities: it is convex, as Proposition 2 requires."""

from typing import Any

import numpy as np
from scipy.special import xlogy

from ganviz import _check
from ganviz.distributions import Mixture, Univariate
from ganviz.theory.estimate import Estimate
from ganviz.theory.game import optimal_discriminator, value
from ganviz.theory.quadrature import integrate_over


def between(p: Univariate, q: Univariate, share: float) -> Mixture:
    """The density (1 - share) p + share q.

    Raises:
        ValueError: share outside [0, 1], or not two 1-D distributions.

    >>> from ganviz.distributions import Uniform
    >>> between(Uniform(0, 1), Uniform(0, 2), 0.5).pdf([0.5, 1.5])
    array([0.75, 0.25])
    """
    share = _check.number("share", share, at_least=0, at_most=1)
    return Mixture([p, q], [1 - share, share])


def criterion_between(p_data: Univariate, p: Univariate, q: Univariate, shares: Any) -> np.ndarray:
    """C((1 - share) p + share q) for every share: (k,) -> (k,), in nats.

    The values of `criterion` of `between`, by one adaptive quadrature of eq. 4 for all shares.

    Raises:
        ValueError: a share outside [0, 1], or distributions that are not 1-D.

    >>> from ganviz.distributions import Gaussian
    >>> left, right = Gaussian(-1, 1), Gaussian(1, 1)
    >>> c = criterion_between(Gaussian(0, 1), left, right, [0, 0.5, 1])
    >>> bool(c[1] < (c[0] + c[2]) / 2)
    True
    """
    shares = _check.finite_array("shares", shares, ndim=1)
    for share in (shares.min(), shares.max()):
        _check.number("share", share, at_least=0, at_most=1)
    lam = shares[:, None]
    tiny = np.finfo(float).tiny

    def integrand(x: np.ndarray) -> np.ndarray:
        a, b = p_data.pdf(x), (1 - lam) * p.pdf(x) + lam * q.pdf(x)
        both = a + b + tiny
        return xlogy(a, a / both) + xlogy(b, b / both)

    both_ends = Mixture([p, q])  # has the breaks and the tails of every mixture of p and q
    return np.array([float(c) for c in integrate_over(integrand, p_data, both_ends)])


def tangent_between(
    p_data: Univariate, p: Univariate, q: Univariate, share: float
) -> tuple[Estimate, Estimate]:
    """The tangent of C at ``share``: its values at p and at q; -inf where it is vertical.

    It is V(G, D) for p_g from p to q and a fixed D, the D* for p_g at ``share``. V is linear in p_g
    and at most C, its supremum over D, with equality at ``share``.

    >>> from ganviz.distributions import Gaussian
    >>> left, right = Gaussian(-1, 1), Gaussian(1, 1)
    >>> ends = tangent_between(Gaussian(0, 1), left, right, 0.5)
    >>> abs(ends[0] - ends[1]) < 1e-8  # flat in the middle, by symmetry
    True
    """
    D = optimal_discriminator(p_data, between(p, q, share))
    return value(p_data, p, D), value(p_data, q, D)
