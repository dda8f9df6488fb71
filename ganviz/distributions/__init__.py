"""Densities that are known exactly: 1-D, 2-D, and real data."""

from ganviz.distributions.base import Box, Distribution, Univariate
from ganviz.distributions.catalogue import DESCRIPTIONS, NAMES_1D, named
from ganviz.distributions.mixture import Mixture
from ganviz.distributions.piecewise import PiecewiseConstant, PiecewiseLinear
from ganviz.distributions.univariate import Gaussian, Laplace, StudentT, Uniform

__all__ = [
    "DESCRIPTIONS",
    "NAMES_1D",
    "Box",
    "Distribution",
    "Gaussian",
    "Laplace",
    "Mixture",
    "PiecewiseConstant",
    "PiecewiseLinear",
    "StudentT",
    "Uniform",
    "Univariate",
    "named",
]
