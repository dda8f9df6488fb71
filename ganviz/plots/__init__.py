"""Pictures: functions from a snapshot or a theory object to a plotly figure.

Each module of this package has a function that returns a picture as a plain dict, for example
``ganviz.plots.figure1.figure1``. The function of the same name here returns a plotly figure.
"""

from ganviz.plots.by_hand import by_hand as _by_hand
from ganviz.plots.classifier import Labelled
from ganviz.plots.classifier import classifier as _classifier
from ganviz.plots.convergence import convergence as _convergence
from ganviz.plots.convexity import convexity as _convexity
from ganviz.plots.critical_points import critical_points as _critical_points
from ganviz.plots.discriminator import discriminator as _discriminator
from ganviz.plots.edge import public
from ganviz.plots.figure1 import figure1 as _figure1
from ganviz.plots.fitting import fitting as _fitting
from ganviz.plots.fixed_point import fixed_point as _fixed_point
from ganviz.plots.four_panels import four_panels as _four_panels
from ganviz.plots.games import games as _games
from ganviz.plots.games_table import games_table as _games_table
from ganviz.plots.images import images as _images
from ganviz.plots.landscape import landscape as _landscape
from ganviz.plots.lemma import lemma as _lemma
from ganviz.plots.likelihood import likelihood as _likelihood
from ganviz.plots.losses import losses as _losses
from ganviz.plots.optimum import optimum as _optimum
from ganviz.plots.orders import orders as _orders
from ganviz.plots.parzen import parzen as _parzen
from ganviz.plots.phases import phases as _phases
from ganviz.plots.playground import compare as _compare
from ganviz.plots.playground import playground as _playground
from ganviz.plots.saturation import saturation as _saturation
from ganviz.plots.sharp import sharp as _sharp
from ganviz.plots.smoothing import smoothing as _smoothing
from ganviz.plots.supports import supports as _supports
from ganviz.plots.training import training as _training
from ganviz.plots.training import value_bars as _value_bars

by_hand = public(_by_hand)
classifier = public(_classifier)
compare = public(_compare)
convergence = public(_convergence)
convexity = public(_convexity)
critical_points = public(_critical_points)
discriminator = public(_discriminator)
figure1 = public(_figure1)
fitting = public(_fitting)
fixed_point = public(_fixed_point)
four_panels = public(_four_panels)
games = public(_games)
games_table = public(_games_table)
images = public(_images)
landscape = public(_landscape)
lemma = public(_lemma)
likelihood = public(_likelihood)
losses = public(_losses)
optimum = public(_optimum)
orders = public(_orders)
parzen = public(_parzen)
phases = public(_phases)
playground = public(_playground)
saturation = public(_saturation)
sharp = public(_sharp)
smoothing = public(_smoothing)
supports = public(_supports)
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
    "parzen",
    "phases",
    "playground",
    "saturation",
    "sharp",
    "smoothing",
    "supports",
    "training",
    "value_bars",
]
