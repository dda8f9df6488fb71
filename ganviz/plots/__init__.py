"""Pictures: pure functions from a snapshot or a theory object to a plotly figure."""

from ganviz.plots.by_hand import by_hand
from ganviz.plots.classifier import Labelled, classifier
from ganviz.plots.discriminator import discriminator
from ganviz.plots.figure1 import figure1
from ganviz.plots.four_panels import four_panels
from ganviz.plots.images import images
from ganviz.plots.landscape import landscape
from ganviz.plots.lemma import lemma
from ganviz.plots.optimum import optimum
from ganviz.plots.training import training, value_bars

__all__ = [
    "Labelled",
    "by_hand",
    "classifier",
    "discriminator",
    "figure1",
    "four_panels",
    "images",
    "landscape",
    "lemma",
    "optimum",
    "training",
    "value_bars",
]
