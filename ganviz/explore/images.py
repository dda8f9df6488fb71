"""The image trainers, live: losses, D(x) and D(G(z)), and samples of G, while a run goes on."""

import base64
import functools
import html
import math
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ganviz import _check
from ganviz import images as experiments
from ganviz._interrupts import StopRequest, stopping_on_signals
from ganviz.explore.explorer import explorer
from ganviz.host import Frame, Session, Shot
from ganviz.plots.images import images as picture
from ganviz.settings import Settings
from ganviz.texts import text

if TYPE_CHECKING:
    from ganviz.images.data import ImageData
    from ganviz.images.recipe import Recipe
    from ganviz.images.trained import TrainedGenerator
    from ganviz.images.trainer import Trainer

FPS = 10
COLUMNS, REAL = 8, 32  # of the grids: their width, and how many real images are shown
FINE, COARSE = 400, 200  # pixels of a grid's width at least, at rest and while the run goes on
WHOLE = 10**9  # rounds: without a thread Play goes on to the end of the run
_PULSE = 0.2  # seconds between two looks at the run while ``train()`` waits for it


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
        for name in ("source", "out"):  # a path is a text here
            object.__setattr__(self, name, str(getattr(self, name)))
        object.__setattr__(self, "changes", tuple(self.changes))
        _check.integer("log_every", self.log_every, at_least=1)
        _ = self.whole

    @functools.cached_property
    def whole(self) -> "Recipe":
        """The recipe with its changes; a path to its data is absolute."""
        from ganviz.images.data import absolute

        recipes = experiments.RECIPES
        recipe = recipes[_check.one_of("recipe", self.recipe, recipes)].override(self.changes)
        return recipe.but(data=absolute(self.source or recipe.data))

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
        from ganviz.images.play import open_run

        return open_run(
            self.whole, self.out, data=self.data, log_every=self.log_every, device=self.device
        )


def _url(images: np.ndarray, least: int) -> str:
    """Images (n, h, w, c) side by side as a data URL: a browser blurs what it has to enlarge."""
    from ganviz.images import figures

    pixels = figures.grid(images, COLUMNS)
    png = figures.png(pixels, math.ceil(least / pixels.shape[1]), level=1)
    return f"data:image/png;base64,{base64.b64encode(png).decode()}"


@functools.lru_cache(maxsize=16)
def _undecided(objective: str, d_weight: float) -> dict[str, float]:
    """Label -> the losses of D and of G where D says 1/2 of everything."""
    import torch

    from ganviz.objectives import OBJECTIVES

    chosen, logits = OBJECTIVES[objective], torch.zeros(1, dtype=torch.float64)
    d_loss = d_weight * float(chosen.d_loss(logits, logits))
    g_loss = float(chosen.g_loss(logits, real=logits))
    if abs(d_loss - g_loss) < 1e-9:
        return {text("images_undecided"): d_loss}
    return {text("images_undecided_d"): d_loss, text("images_undecided_g"): g_loss}


def _picture(s: ImagesSettings, shot: Shot) -> tuple[dict[str, Any], str]:
    now, recipe = shot.snapshot, s.whole
    shown = {
        text("images_samples"): _url(now.samples, COARSE if shot.frame.playing else FINE),
        text("images_real"): s.real,
    }
    made = picture(now, now.curves, _undecided(recipe.objective, recipe.d_weight), shown)
    left, rate = now.steps - now.step, shot.frame.rounds_per_second or math.nan
    readout = text(
        "images_readout",
        now=now,
        rate=rate * recipe.batch * recipe.k,
        left="–" if left and rate != rate else _clock(left / rate if left else 0),
        d_real=now.metrics.get("d_real", math.nan),
        d_fake=now.metrics.get("d_fake", math.nan),
    )
    return made, readout


def _clock(seconds: float) -> str:
    """A time for the eye.

    >>> _clock(35), _clock(3725)
    ('0:35', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _watch(session: Session, frame: Frame) -> None:
    """Say what the run has noticed; at rest it is saved, and lets go of its folder."""
    player, now, said = session.player, frame.snapshot, session.state["message"]["text"]
    assert player is not None
    waits = text("images_interrupt")  # without a thread no button is heard meanwhile
    if frame.playing and not player.live and not said:
        session.say(waits)
    before = player.past(1)
    for what in now.warnings[len(before[-1].warnings) if before else 0 :]:
        if what not in said:
            session.say(text("images_warning", step=f"{now.step:,}", what=what), "warning")
    if not frame.playing:
        player.run.close()  # type: ignore[attr-defined]
        if said in ("", waits):
            session.say(text("images_finished") if frame.finished else "")


def _note(_: ImagesSettings, shot: Shot) -> str:
    """How far the run is, and where it is kept."""
    now = shot.snapshot
    bar = f'<progress value="{now.step}" max="{now.steps}" style="width:100%"></progress>'
    return f"{bar}<br><small>{text('images_saved', path=html.escape(str(now.path)))}</small>"


def _stop(session: Session) -> None:
    """Stop after the round that is being played, saved."""
    session.player.pause()  # type: ignore[union-attr]
    session.player.wait()  # type: ignore[union-attr]


def _train(session: Session) -> None:
    """Start if need be, and wait for the end; interrupting the kernel stops the run, saved.

    Raises:
        RuntimeError: the run failed; the message line says why, too.
    """
    player = session.player
    assert player is not None
    player.play()
    with stopping_on_signals(request := StopRequest(), (signal.SIGINT,)):
        while not player.wait(_PULSE):
            if request.wanted:
                player.pause()
    if player.frame.level == "error":
        raise RuntimeError(player.frame.message)


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
    note=_note,
    watch=_watch,
    verbs={
        "train": _train,
        "start": lambda session: session.player.play(),  # type: ignore[union-attr]
        "stop": _stop,
        "generator": _generator,
        "trainer": property(lambda session: session.player.run),
        "path": property(lambda session: session.player.run.path),
        "finished": property(lambda session: session.player.run.finished),
        "training": property(lambda session: session.player.frame.playing),
        "data": property(lambda session: session.settings.data),
    },
    fps=FPS,
    per_click=WHOLE,
    closed=_stop,
    words={
        "play": "images_start",
        "play_tip": "images_start_tip",
        "play_n_tip": "images_start_tip",
        "pause": "images_stop",
        "pause_tip": "images_stop_tip",
        "reset_tip": "images_reset_tip",
    },
)
