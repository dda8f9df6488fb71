"""Explorers: each is a function, to be called in the last line of a notebook cell."""

import importlib
from typing import TYPE_CHECKING, Any

from ganviz.explore.algorithm1 import algorithm1
from ganviz.explore.classifier import ClassifierSettings, classifier
from ganviz.explore.convergence import ConvergenceSettings, convergence
from ganviz.explore.convexity import ConvexitySettings, convexity
from ganviz.explore.critical_points import CriticalPointsSettings, critical_points
from ganviz.explore.discriminator import DiscriminatorSettings, discriminator
from ganviz.explore.exercise import ExerciseSettings, exercise
from ganviz.explore.explorer import Explorer
from ganviz.explore.figure1 import Figure1Settings, figure1
from ganviz.explore.fitting import FittingSettings, fitting
from ganviz.explore.fixed_point import FixedPointSettings, fixed_point
from ganviz.explore.games import GamesSettings, games
from ganviz.explore.games_table import games_table
from ganviz.explore.images import ImagesSettings, images
from ganviz.explore.landscape import LandscapeSettings, landscape
from ganviz.explore.lemma import LemmaSettings, lemma
from ganviz.explore.likelihood import LikelihoodSettings, likelihood
from ganviz.explore.losses import LossesSettings, losses
from ganviz.explore.optimum import OptimumSettings, optimum
from ganviz.explore.orders import OrdersSettings, orders
from ganviz.explore.panels import panels
from ganviz.explore.parzen import ParzenSettings, parzen
from ganviz.explore.phases import PhasesSettings, phases
from ganviz.explore.playground import (
    PRESETS,
    PlaygroundSettings,
    SideBySide,
    compare,
    load_playground,
    playground,
)
from ganviz.explore.saturation import SaturationSettings, saturation
from ganviz.explore.sharp import SharpSettings, sharp
from ganviz.explore.smoothing import SmoothingSettings, smoothing
from ganviz.explore.supports import SupportsSettings, supports
from ganviz.explore.training import TrainingSettings, training
from ganviz.explore.value import ValueSettings, value
from ganviz.settings import from_json

if TYPE_CHECKING:
    from ganviz.widgets.card import Card
    from ganviz.widgets.pixels import picture

EXPLORERS = {name: found for name, found in list(globals().items()) if isinstance(found, Explorer)}
"""Every explorer that is a scene, by name."""

__all__ = [
    "EXPLORERS",
    "PRESETS",
    "Card",
    "ClassifierSettings",
    "ConvergenceSettings",
    "ConvexitySettings",
    "CriticalPointsSettings",
    "DiscriminatorSettings",
    "ExerciseSettings",
    "Explorer",
    "Figure1Settings",
    "FittingSettings",
    "FixedPointSettings",
    "GamesSettings",
    "ImagesSettings",
    "LandscapeSettings",
    "LemmaSettings",
    "LikelihoodSettings",
    "LossesSettings",
    "OptimumSettings",
    "OrdersSettings",
    "ParzenSettings",
    "PhasesSettings",
    "PlaygroundSettings",
    "SaturationSettings",
    "SharpSettings",
    "SideBySide",
    "SmoothingSettings",
    "SupportsSettings",
    "TrainingSettings",
    "ValueSettings",
    "algorithm1",
    "classifier",
    "compare",
    "convergence",
    "convexity",
    "critical_points",
    "discriminator",
    "exercise",
    "figure1",
    "fitting",
    "fixed_point",
    "from_json",
    "games",
    "games_table",
    "images",
    "landscape",
    "lemma",
    "likelihood",
    "load_playground",
    "losses",
    "optimum",
    "orders",
    "panels",
    "parzen",
    "phases",
    "picture",
    "playground",
    "saturation",
    "sharp",
    "smoothing",
    "supports",
    "training",
    "value",
]


_LATE = {"Card": "ganviz.widgets.card", "picture": "ganviz.widgets.pixels"}


def __getattr__(name: str) -> Any:
    """What needs IPython or its widgets is loaded when it is asked for."""
    if name in _LATE:
        return getattr(importlib.import_module(_LATE[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
