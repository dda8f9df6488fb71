"""The paper's theory as functions: value, optimal discriminator, criterion, divergences."""

from ganviz.theory.chains import (
    Blurring,
    blurring,
    circle_log_pdf,
    metropolis,
    off_the_circle,
    parts_visited,
)
from ganviz.theory.classifier import label_log_likelihood, labelled_sample
from ganviz.theory.critics import CRITICS, Critic, best_payoff, slope_in_mean
from ganviz.theory.descent import METHODS, Descent, Method, descend, mass_jsd, subgradient
from ganviz.theory.divergences import (
    alpha_divergence,
    hellinger,
    js_divergence,
    kl_divergence,
    neyman_chi2,
    pearson_chi2,
    total_variation,
    wasserstein1,
)
from ganviz.theory.estimate import Estimate
from ganviz.theory.flow import DensityFlow, Flow, FlowSnapshot
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
from ganviz.theory.implied import IMPLIED, Implied, mixture_chi2, paired_js
from ganviz.theory.noise import add_noise
from ganviz.theory.orders import Order, best_generator, bumpy_data, game_value, max_min, min_max
from ganviz.theory.parametric import (
    ParameterFlow,
    ParameterMoment,
    ParametricDescent,
    TwoBumps,
    descend_parameters,
)
from ganviz.theory.parzen import (
    ParzenTable,
    blurred_log_likelihood,
    entropy,
    parzen_table,
    product_sample,
    window_log_pdf,
)
from ganviz.theory.routes import Routes, routes
from ganviz.theory.segment import between, criterion_between, tangent_between
from ganviz.theory.simplex import Grid, project_onto_simplex
from ganviz.theory.smoothing import SmoothedDiscriminator, sample_push, smoothed_discriminator

__all__ = [
    "CRITICS",
    "IMPLIED",
    "METHODS",
    "Blurring",
    "Critic",
    "DensityFlow",
    "Descent",
    "Estimate",
    "Flow",
    "FlowSnapshot",
    "Grid",
    "Implied",
    "KLTerms",
    "Method",
    "MonteCarloEstimate",
    "OptimalDiscriminator",
    "Order",
    "ParameterFlow",
    "ParameterMoment",
    "ParametricDescent",
    "ParzenTable",
    "Routes",
    "SmoothedDiscriminator",
    "TwoBumps",
    "add_noise",
    "alpha_divergence",
    "best_generator",
    "best_payoff",
    "between",
    "blurred_log_likelihood",
    "blurring",
    "bumpy_data",
    "circle_log_pdf",
    "criterion",
    "criterion_between",
    "criterion_kl_terms",
    "descend",
    "descend_parameters",
    "entropy",
    "game_value",
    "hellinger",
    "js_divergence",
    "kl_divergence",
    "label_log_likelihood",
    "labelled_sample",
    "mass_jsd",
    "max_min",
    "metropolis",
    "min_max",
    "mixture_chi2",
    "neyman_chi2",
    "off_the_circle",
    "optimal_discriminator",
    "paired_js",
    "parts_visited",
    "parzen_table",
    "pearson_chi2",
    "pointwise_argmax",
    "pointwise_value",
    "product_sample",
    "project_onto_simplex",
    "routes",
    "sample_push",
    "slope_in_mean",
    "smoothed_discriminator",
    "subgradient",
    "tangent_between",
    "total_variation",
    "value",
    "value_monte_carlo",
    "value_terms",
    "wasserstein1",
    "window_log_pdf",
]
