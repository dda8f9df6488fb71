"""Distributions with exactly known densities: in 1-D, in 2-D, and kernel densities of real data."""

from ganviz.distributions.base import Box, Distribution, Planar, Univariate
from ganviz.distributions.catalogue import NAMES_1D, NAMES_2D, named
from ganviz.distributions.empirical import Empirical, Empirical1D, Empirical2D
from ganviz.distributions.mixture import Mixture
from ganviz.distributions.piecewise import PiecewiseConstant, PiecewiseLinear
from ganviz.distributions.planar import (
    Checkerboard,
    GaussianMixture2D,
    circle,
    grid,
    ring,
    spiral,
    swiss_roll,
    two_moons,
)
from ganviz.distributions.univariate import Gaussian, Laplace, StudentT, Uniform

__all__ = [
    "NAMES_1D",
    "NAMES_2D",
    "Box",
    "Checkerboard",
    "Distribution",
    "Empirical",
    "Empirical1D",
    "Empirical2D",
    "Gaussian",
    "GaussianMixture2D",
    "Laplace",
    "Mixture",
    "PiecewiseConstant",
    "PiecewiseLinear",
    "Planar",
    "StudentT",
    "Uniform",
    "Univariate",
    "circle",
    "grid",
    "named",
    "ring",
    "spiral",
    "swiss_roll",
    "two_moons",
]
