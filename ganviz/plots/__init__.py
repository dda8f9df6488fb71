"""Pictures for people: functions from a snapshot or a theory object to a plotly figure.

A picture is a plain dict, made of panels by a function in a module of this folder, such as
``ganviz.plots.figure1.figure1``; the function of the same name here draws it as a plotly figure.
"""

from ganviz.plots.by_hand import by_hand
from ganviz.plots.classifier import Labelled, classifier
from ganviz.plots.convergence import convergence
from ganviz.plots.convexity import convexity
from ganviz.plots.critical_points import critical_points
from ganviz.plots.discriminator import discriminator
from ganviz.plots.edge import public
from ganviz.plots.figure1 import figure1 as _figure1
from ganviz.plots.fitting import fitting as _fitting
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
from ganviz.plots.smoothing import smoothing as _smoothing
from ganviz.plots.supports import supports
from ganviz.plots.training import training as _training
from ganviz.plots.training import value_bars as _value_bars

figure1 = public(_figure1)
fitting = public(_fitting)
smoothing = public(_smoothing)
training = public(_training)
value_bars = public(_value_bars)

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
