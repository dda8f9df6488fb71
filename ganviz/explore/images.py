"""The image trainers, live: losses, what D says, and what G draws, while a run goes on."""

import logging
import threading
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, ClassVar, final

import ipywidgets
import numpy as np

from ganviz import images as experiments
from ganviz import plots
from ganviz.explore.explorer import Explorer, threads_show
from ganviz.explore.images_settings import ImagesSettings
from ganviz.images.figures import png
from ganviz.plots.images import CURVES, ranges, traces
from ganviz.texts import decimal, text
from ganviz.widgets import FigureView, History, button

if TYPE_CHECKING:
    from ganviz.images.recipe import Recipe
    from ganviz.images.trained import TrainedGenerator
    from ganviz.images.trainer import Trainer
    from ganviz.images.watch import Progress

FPS = 10
COLUMNS, SAMPLES, REAL = 8, 64, 32  # of the grids: their width, and how many images they show
SMALL = 500_000  # weights of both players up to which one thread is the fastest
_PULSE = 0.2  # seconds between two looks at a worker that is waited for

log = logging.getLogger("ganviz")


def images(
    recipe: str = "digits",
    changes: Iterable[str] = (),
    *,
    source: str | Path = "",
    out: str | Path = "",
    log_every: int = 20,
    device: str = "auto",
) -> "Images":
    """Return a live view of an image trainer; as the last line of a cell it shows itself.

    Training begins with the button, or with `Images.train`, which waits until it ends.

    Args:
        recipe, changes, source, out, log_every, device: see `ImagesSettings`.

    Raises:
        ValueError: settings, data or a folder that cannot be used.

    Source: Goodfellow et al. 2014, section 5.
    """
    settings = ImagesSettings(recipe, tuple(changes), str(source), str(out), log_every, device)
    return Images(settings)


@final
class Images(Explorer):
    """The explorer that `images` returns.

    Attributes:
        trainer: the run; while it trains, only `stop` may touch it.
        data: the training images.
        training: whether the run goes on at this moment.
    """

    name: ClassVar[str] = "images"

    def __init__(self, settings: ImagesSettings) -> None:
        super().__init__()
        self._settings = settings
        self.data = settings.load(settings.whole.split)
        self.trainer = settings.trainer(self.data)
        self._history = _history_of(self.trainer)
        self._progress = _before(self.trainer)
        self.training = False
        self._worker: threading.Thread | None = None
        self._lock = threading.Lock()  # a click and a cell may both start the run
        self._failure: Exception | None = None
        self._began, self._due = (0.0, 0), 0.0  # time and round of the start; when a frame may come
        figure = plots.images(self._progress, self._curves(), _undecided(self.trainer.recipe))
        self.view = FigureView(figure, alt=text("images_alt"))
        self._samples = ipywidgets.Image(layout={"width": "98%"})
        self._button = button(text("images_start"), text("images_start_tip"), "play", "104px")
        self._button.button_style = "primary"
        self._button.on_click(self.message.guard(lambda _: self._toggle()))
        self._bar = ipywidgets.IntProgress(
            max=self.trainer.total, layout={"flex": "1 1 0", "margin": "2px 8px"}
        )
        self._arrange(self._side(), [self._transport()])
        self._show(self._progress, live=False)
        self._label()

    @property
    def settings(self) -> ImagesSettings:
        """What is trained, and where."""
        return self._settings

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.trainer.path

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.trainer.game.step_count >= self.trainer.total

    def start(self) -> None:
        """Train on from where the run stands: on a thread where a page shows it, else here."""
        with self._lock:
            if self.training or self.finished or self._failure:
                return
            self._began = time.perf_counter(), self.trainer.game.step_count
            self._worker = threading.Thread(target=self._work, name="ganviz-images", daemon=True)
            self.training = True
            self._label()
            if threads_show():
                self._worker.start()
        if not threads_show():
            self.message.info(text("images_interrupt"))
            self._work()

    def stop(self) -> None:
        """Save and stop after the round that is being played."""
        if self.training:
            self.trainer.stop()

    def train(self) -> None:
        """Start if need be, and wait for the end; interrupting the kernel saves and stops the run.

        Raises:
            RuntimeError: the run failed; the message line says why.
        """
        self.start()
        while self._worker is not None and self._worker.is_alive():
            try:
                self._worker.join(_PULSE)
            except KeyboardInterrupt:
                self.stop()
        if self._failure is not None:
            raise RuntimeError(f"the run has failed: {self._failure}") from self._failure

    def generator(self) -> "TrainedGenerator":
        """G as it was last saved, ready for samples, figures and measures.

        Raises:
            ValueError: nothing has been trained yet.
        """
        return experiments.load_trained(self.path)

    def close(self) -> None:
        """Save and stop the run, and take the widgets off the page."""
        self.stop()
        if self._worker is not None and self._worker.is_alive():
            self._worker.join()
        super().close()

    # On the worker, where there is one.

    def _work(self) -> None:
        try:
            with _threads(self.trainer):
                self.trainer.fit(self._follow)
            if not threads_show():
                self.message.clear()
        except Exception as error:  # nobody sees what a thread raises
            log.warning("the run stopped", exc_info=error)
            self._failure = error
            self.message.error(str(error) or type(error).__name__)
        self.training = False
        self._show(self._progress, live=False)
        self._label()

    def _follow(self, progress: "Progress") -> None:
        """Keep every logged interval, show ten a second."""
        self._progress = progress
        self._history.append(_moment(progress.step, progress.metrics))
        for warning in progress.warnings:
            self.message.warning(text("images_warning", step=f"{progress.step:,}", what=warning))
        now = time.monotonic()
        if now >= self._due:
            self._due = now + 1 / FPS
            self._show(progress, live=True)

    def _show(self, progress: "Progress", *, live: bool) -> None:
        curves = self._curves()
        show = self.view.stream if live else self.view.settle
        show(
            traces(progress, curves),
            readout=self._readout(progress, curves),
            ranges=ranges(progress, curves),
            step=progress.step,
        )
        self._samples.value = png(experiments.grid(progress.samples, COLUMNS))
        self._bar.value = progress.step

    def _readout(self, progress: "Progress", curves: dict[str, np.ndarray]) -> str:
        began, first = self._began
        seconds, rounds = time.perf_counter() - began, progress.step - first
        recipe = self.trainer.recipe
        rate = rounds / seconds if rounds > 0 else float("nan")
        last = {name: float(curves[name][-1]) if len(curves[name]) else np.nan for name in CURVES}
        return text(
            "images_readout",
            step=f"{progress.step:,}",
            steps=f"{progress.steps:,}",
            epoch=progress.epoch,
            rate="–" if rate != rate else f"{rate * recipe.batch * recipe.k:,.0f}",
            left="–" if rate != rate else _clock((progress.steps - progress.step) / rate),
            d_real=decimal(last["d_real"], 2),
            d_fake=decimal(last["d_fake"], 2),
        )

    def _curves(self) -> dict[str, np.ndarray]:
        return self._history.curves(*CURVES)

    # The controls.

    def _toggle(self) -> None:
        if self.training:
            self.stop()
        else:
            self.start()

    def _label(self) -> None:
        """What the button does next."""
        word, icon = "images_resume" if self.trainer.game.step_count else "images_start", "play"
        if self.training:
            word, icon = "images_stop", "pause"
        elif self.finished or self._failure:
            word, icon = "images_finished" if self.finished else "images_failed", ""
        self._button.description, self._button.icon = text(word), icon
        self._button.tooltip = text(f"{word}_tip")
        self._button.disabled = not icon

    def _transport(self) -> ipywidgets.HBox:
        where = ipywidgets.HTML(f"<small>{text('images_saved', path=self.path)}</small>")
        where.layout = {"max_width": "45%", "margin": "2px 8px"}
        layout = ipywidgets.Layout(width="100%", align_items="center", padding="0 8px")
        return ipywidgets.HBox([self._button, self._bar, where], layout=layout)

    def _side(self) -> list[ipywidgets.Widget]:
        """What G draws, always out of the same z, and what it is to resemble."""
        chosen = np.random.default_rng(0).permutation(len(self.data))[:REAL]
        real = png(experiments.grid(self.data.images[chosen], COLUMNS))
        shown = {
            "images_samples": self._samples,
            "images_real": ipywidgets.Image(value=real, layout={"width": "98%"}),
        }
        headed = [(ipywidgets.HTML(f"<small>{text(key)}</small>"), it) for key, it in shown.items()]
        return [widget for pair in headed for widget in pair]


def _undecided(recipe: "Recipe") -> dict[str, float]:
    """Label -> the losses of D and of G where D says 1/2 of everything."""
    import torch

    from ganviz.objectives import OBJECTIVES

    objective, logits = OBJECTIVES[recipe.objective], torch.zeros(1, dtype=torch.float64)
    d_loss = recipe.d_weight * float(objective.d_loss(logits, logits))
    g_loss = float(objective.g_loss(logits, real=logits))
    if abs(d_loss - g_loss) < 1e-9:
        return {text("images_undecided"): d_loss}
    return {text("images_undecided_d"): d_loss, text("images_undecided_g"): g_loss}


def _before(trainer: "Trainer") -> "Progress":
    """What there is to see before the first round of this sitting."""
    from ganviz.images import figures
    from ganviz.images.draws import Draws

    recipe, game = trainer.recipe, trainer.game
    z = Draws(recipe.seed + 1).z(recipe.z, SAMPLES, recipe.z_dim)  # as in the frames to come
    return experiments.Progress(
        step=game.step_count,
        steps=trainer.total,
        epoch=game.epoch,
        metrics={},
        d_real=np.empty(0),
        d_fake=np.empty(0),
        samples=figures.to_uint8(game.sample(z).numpy()),
        warnings=(),
    )


def _history_of(trainer: "Trainer") -> History:
    """The curves of a run so far."""
    from ganviz.images.log import read_metrics

    history = History()
    for row in read_metrics(trainer.path):
        if "d_loss" in row and row["step"] <= trainer.game.step_count:
            history.append(_moment(row["step"], row))
    return history


def _moment(step: int, metrics: dict[str, float]) -> SimpleNamespace:
    return SimpleNamespace(step=step, **{name: metrics[name] for name in CURVES})


def _threads(trainer: "Trainer") -> AbstractContextManager:
    """One thread for small networks on the CPU, on which several are slower."""
    from ganviz.toy.threads import one_thread

    game = trainer.game
    weights = sum(p.numel() for who in (game.generator, game.discriminator) for p in who.theta)
    return one_thread() if game.device.type == "cpu" and weights <= SMALL else nullcontext()


def _clock(seconds: float) -> str:
    """A time for the eye.

    >>> _clock(35), _clock(3725)
    ('0:35', '1:02:05')
    """
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
