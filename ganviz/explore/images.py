"""The image trainers, live: losses, D(x) and D(G(z)), and samples of G, while a run goes on."""

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ganviz import _check
from ganviz import images as experiments
from ganviz.explore.explorer import explorer
from ganviz.explore.long_run import long_run
from ganviz.host import Session, Shot
from ganviz.plots.images import images as picture
from ganviz.settings import Settings
from ganviz.texts import duration, text

if TYPE_CHECKING:
    from ganviz.images import ImageData, Recipe, TrainedGenerator, Trainer

COLUMNS, REAL = 8, 32  # of the grids: their width, and how many real images are shown
FINE, COARSE = 400, 200  # pixels of a grid's width at least, at rest and while the run goes on


@dataclass(frozen=True)
class ImagesSettings(Settings):
    """A live view of an image trainer: its samples, its losses, and D of real and fake images.

    Training begins with the button, or with ``train()``, which waits until it ends; interrupting
    the kernel stops the run, saved. The slider goes back through what G drew.

    Source: Goodfellow et al. 2014, section 5.

    Attributes:
        recipe: a name out of `ganviz.images.RECIPES`.
        changes: of the recipe, as for ``ganviz train --set``: ``("epochs=20", "lr=0.05")``.
        source: data in place of the recipe's: a name, or a folder or zip of images.
        out: the run's folder, "" for a new temporary one; a run that is there already goes on.
        log_every: rounds over which losses and the means of D are averaged.
        device: "auto", "cpu", "cuda" or "mps".

    Raises:
        ValueError: settings, data or a folder that cannot be used.
    """

    recipe: str = "digits"
    changes: tuple[str, ...] = ()
    source: str = ""
    out: str = ""
    log_every: int = 20
    device: str = "auto"

    def __post_init__(self) -> None:
        for name, kind in (("source", str), ("out", str), ("changes", tuple)):  # paths are texts
            object.__setattr__(self, name, kind(getattr(self, name)))
        _check.integer("log_every", self.log_every, at_least=1)
        _ = self.whole

    @functools.cached_property
    def whole(self) -> "Recipe":
        """The recipe with its changes; a path to its data is absolute."""
        named = experiments.RECIPES[_check.one_of("recipe", self.recipe, experiments.RECIPES)]
        return named.override(self.changes).on(self.source)

    @functools.cached_property
    def data(self) -> "ImageData":
        """The training images."""
        return self.whole.load(self.whole.split)

    @functools.cached_property
    def real(self) -> str:
        """Some of the training images, as a data URL."""
        chosen = np.random.default_rng(0).permutation(len(self.data))[:REAL]
        return _url(self.data.images[chosen], FINE)

    def run(self) -> "Trainer":
        """The run, new or to be resumed, with checkpoints scored where there is a validation set.

        Raises:
            ValueError: ``out`` is a run of another recipe.
        """
        how = {"log_every": self.log_every, "device": self.device}
        return experiments.open_run(self.whole, self.out, data=self.data, **how)


def _url(images: np.ndarray, width: int) -> str:
    return experiments.data_url(experiments.grid(images, COLUMNS), width)


def _levels(recipe: "Recipe") -> dict[str, float]:
    """Label -> loss in nats of D and of G where D says 1/2 of everything; one if they are equal."""
    d_loss, g_loss = recipe.undecided()
    if abs(d_loss - g_loss) < 1e-9:
        return {text("images_undecided"): d_loss}
    return {text("images_undecided_d"): d_loss, text("images_undecided_g"): g_loss}


def _picture(s: ImagesSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    now, recipe = shot.snapshot, s.whole
    shown = {
        text("images_samples"): _url(now.samples, COARSE if shot.frame.playing else FINE),
        text("images_real"): s.real,
    }
    left, rate = now.steps - now.step, shot.frame.rounds_per_second or math.nan
    readout = text(
        "images_readout",
        now=now,
        rate=rate * recipe.batch * recipe.k,
        left=duration(left / rate if left else 0),
    )
    return picture(now, now.curves, _levels(recipe), shown), readout


def _generator(session: Session) -> "TrainedGenerator":
    """G as it was last saved, ready for samples, figures and measures.

    Raises:
        ValueError: nothing has been trained yet.
    """
    return experiments.load_trained(session.player.run.path)  # type: ignore[union-attr]


images = explorer(
    "images",
    ImagesSettings,
    _picture,
    run=ImagesSettings.run,
    fps=10,
    **long_run(
        generator=_generator,
        trainer=property(lambda session: session.player.run),
        data=property(lambda session: session.settings.data),
    ),
)
