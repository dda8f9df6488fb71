"""The paper's theory as functions: value, optimal discriminator, criterion, divergences."""

from ganviz.theory.classifier import label_log_likelihood, labelled_sample
from ganviz.theory.divergences import (
    hellinger,
    js_divergence,
    kl_divergence,
    pearson_chi2,
    total_variation,
    wasserstein1,
)
from ganviz.theory.game import (
    KLTerms,
    MonteCarloEstimate,
    OptimalDiscriminator,
    criterion,
    criterion_kl_terms,
    optimal_discriminator,
    pointwise_argmax,
    pointwise_value,
    value,
    value_monte_carlo,
    value_terms,
)
from ganviz.theory.quadrature import Estimate
from ganviz.theory.routes import Routes, routes

__all__ = [
    "Estimate",
    "KLTerms",
    "MonteCarloEstimate",
    "OptimalDiscriminator",
    "Routes",
    "criterion",
    "criterion_kl_terms",
    "hellinger",
    "js_divergence",
    "kl_divergence",
    "label_log_likelihood",
    "labelled_sample",
    "optimal_discriminator",
    "pearson_chi2",
    "pointwise_argmax",
    "pointwise_value",
    "routes",
    "total_variation",
    "value",
    "value_monte_carlo",
    "value_terms",
    "wasserstein1",
]
