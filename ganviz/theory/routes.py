"""Theorem 1 checked: C(G) computed in three independent ways."""

from dataclasses import dataclass

import numpy as np

from ganviz.distributions.base import Distribution
from ganviz.theory.estimate import Estimate
from ganviz.theory.game import (
    KLTerms,
    MonteCarloEstimate,
    criterion,
    criterion_kl_terms,
    optimal_discriminator,
    value_monte_carlo,
)


@dataclass(frozen=True)
class Routes:
    """C(G) in nats: by quadrature of V(G, D*), by the divergences of eq. 5, and by sampling."""

    quadrature: Estimate
    """V(G, D*), integrated in the form of eq. 4."""
    kl_terms: KLTerms
    """KL(p_data || m) and KL(p_g || m), m = (p_data + p_g) / 2: C = -log 4 + their sum."""
    monte_carlo: MonteCarloEstimate
    """The means of log D* over real and of log(1 - D*) over fake draws."""


def routes(p_data: Distribution, p_g: Distribution, *, n: int = 10_000, seed: int = 0) -> Routes:
    """C(G) by quadrature, by eq. 5, and from n draws of each density (Theorem 1, eq. 4 to 6).

    ValueError if the dimensions differ or n < 2.

    >>> from ganviz.distributions import Gaussian
    >>> found = routes(Gaussian(0, 1), Gaussian(1, 1))
    >>> abs(found.quadrature - found.kl_terms.criterion) < 1e-8
    True
    >>> error = abs(found.monte_carlo.value - found.quadrature)
    >>> error < 4 * found.monte_carlo.standard_error
    True
    """
    d_star = optimal_discriminator(p_data, p_g)
    return Routes(
        quadrature=criterion(p_data, p_g),
        kl_terms=criterion_kl_terms(p_data, p_g),
        monte_carlo=value_monte_carlo(p_data, p_g, d_star, n, np.random.default_rng(seed)),
    )
