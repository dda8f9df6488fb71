"""Pictures: pure functions from a snapshot or a theory object to a plotly figure."""

from ganviz.plots.by_hand import by_hand
from ganviz.plots.classifier import Labelled, classifier
from ganviz.plots.convergence import convergence
from ganviz.plots.convexity import convexity
from ganviz.plots.critical_points import critical_points
from ganviz.plots.discriminator import discriminator
from ganviz.plots.figure1 import figure1
from ganviz.plots.fitting import fitting
from ganviz.plots.fixed_point import fixed_point
from ganviz.plots.four_panels import four_panels
from ganviz.plots.games import games
from ganviz.plots.games_table import games_table
from ganviz.plots.images import images
from ganviz.plots.landscape import landscape
from ganviz.plots.lemma import lemma
from ganviz.plots.likelihood import likelihood
from ganviz.plots.losses import losses
from ganviz.plots.optimum import optimum
from ganviz.plots.orders import orders
from ganviz.plots.playground import compare, playground
from ganviz.plots.saturation import saturation
from ganviz.plots.sharp import sharp
from ganviz.plots.smoothing import smoothing
from ganviz.plots.supports import supports
from ganviz.plots.training import training, value_bars

__all__ = [
    "Labelled",
    "by_hand",
    "classifier",
    "compare",
    "convergence",
    "convexity",
    "critical_points",
    "discriminator",
    "figure1",
    "fitting",
    "fixed_point",
    "four_panels",
    "games",
    "games_table",
    "images",
    "landscape",
    "lemma",
    "likelihood",
    "losses",
    "optimum",
    "orders",
    "playground",
    "saturation",
    "sharp",
    "smoothing",
    "supports",
    "training",
    "value_bars",
]
