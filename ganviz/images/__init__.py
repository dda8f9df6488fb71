"""The paper's image experiments as runnable software: data, recipes, trainer, samples, figures.

>>> from ganviz.images import RECIPES, load
>>> RECIPES["mnist"].lr, load("digits").images.shape[1:]
(0.1, (8, 8, 1))

A name is imported when it is first used, so that loading data does not import the trainer.
"""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ganviz.images.data import ImageData, load
    from ganviz.images.figures import data_url, figure2, figure3, grid, save_png
    from ganviz.images.folder import summaries
    from ganviz.images.machine import Machine
    from ganviz.images.play import open_run
    from ganviz.images.recipe import Recipe
    from ganviz.images.recipes import RECIPES
    from ganviz.images.record import Diverged, Habits, Outcome
    from ganviz.images.trained import load_generator, load_trained, sample
    from ganviz.images.trainer import Trainer
    from ganviz.images.watch import Progress

_HOMES = {
    "data": ("ImageData", "load"),
    "figures": ("data_url", "figure2", "figure3", "grid", "save_png"),
    "folder": ("summaries",),
    "machine": ("Machine",),
    "play": ("open_run",),
    "recipe": ("Recipe",),
    "recipes": ("RECIPES",),
    "record": ("Diverged", "Habits", "Outcome"),
    "trained": ("load_generator", "load_trained", "sample"),
    "trainer": ("Trainer",),
    "watch": ("Progress",),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = [
    "RECIPES",
    "Diverged",
    "Habits",
    "ImageData",
    "Machine",
    "Outcome",
    "Progress",
    "Recipe",
    "Trainer",
    "data_url",
    "figure2",
    "figure3",
    "grid",
    "load",
    "load_generator",
    "load_trained",
    "open_run",
    "sample",
    "save_png",
    "summaries",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'ganviz.images' has no attribute {name!r}")
    return getattr(importlib.import_module(f"ganviz.images.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return __all__
