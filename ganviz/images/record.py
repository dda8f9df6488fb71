"""The files that a run writes while it trains: metrics, events, checkpoints and pictures."""

import math
from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
import torch
from lightning.fabric import Fabric
from tqdm.auto import tqdm

from ganviz import _check
from ganviz.images import checkpoint, figures, folder
from ganviz.images.data import ImageData
from ganviz.images.draws import Draws
from ganviz.images.gan import ImageGAN
from ganviz.images.log import Log
from ganviz.images.machine import Machine
from ganviz.images.recipe import Recipe
from ganviz.images.watch import Watch
from ganviz.run import Diverged
from ganviz.settings import Settings, toggle, whole
from ganviz.texts import text

SCORED = 1000  # number of samples, and of validation images, that score a checkpoint


@dataclass(frozen=True)
class Habits(Settings):
    """How often a run logs and saves, and how much it keeps.

    Attributes:
        log_every: rounds between two lines of the metrics, and between two calls of the callback.
        checkpoint_every: rounds between two checkpoints; 0 for an epoch, but at least 500 rounds.
        keep: checkpoints kept, besides the best one.
        tensorboard: also write for TensorBoard.
        bar: show a progress bar, on a terminal or in a notebook.
    """

    log_every: int = whole(100, 1)
    checkpoint_every: int = whole(0, 0)
    keep: int = whole(3, 1)
    tensorboard: bool = toggle(True)
    bar: bool = toggle(True)


@dataclass(frozen=True)
class Outcome:
    """How :meth:`ganviz.images.Trainer.fit` ended.

    Attributes:
        path: the run's folder.
        step, epoch: rounds played, and the epoch of the last one.
        finished: whether all epochs are done.
        signal: the signal that stopped it, or None.
        seconds: time of training in total, with that before a resume.
    """

    path: Path
    step: int
    epoch: int
    finished: bool
    signal: int | None
    seconds: float


@final
class Record:
    """A run's folder. Of several processes only the first one writes.

    Args:
        game, watch: the networks and their measurements.
        fabric, machine: where the run is computed.
        habits: how often to write, and how much to keep.
        data: the training images.
        validation: held-out images to score checkpoints, or None.

    Attributes:
        path: the folder.
        refused: step -> why its checkpoint must not be used; `open` renames these.
        score: score of the last checkpoint, in nats.
        habits: as given.
    """

    path: Path

    def __init__(
        self,
        game: ImageGAN,
        watch: Watch,
        fabric: Fabric,
        machine: Machine,
        habits: Habits,
        data: ImageData,
        validation: ImageData | None,
    ) -> None:
        self.refused, self.score, self.habits = dict[int, str](), math.nan, habits
        self._game, self._watch, self._data, self._validation = game, watch, data, validation
        self._machine, self._fabric, self._main = machine, fabric, fabric.is_global_zero
        self._log: Log | None = None
        self._held = ExitStack()

    def create(self, path: Path | None, recipe: Recipe, command: Sequence[str]) -> None:
        """Make the folder of a new run, as :func:`ganviz.images.folder.create` does."""
        if self._main:
            path = folder.create(path, recipe, self._meta(), command)
        self.path = self._fabric.broadcast(path)  # type: ignore[assignment]

    def go_on(self, path: Path) -> None:
        """Load the last undamaged checkpoint of the run in ``path``.

        Raises:
            ValueError: no checkpoint, other data, or another kind of device.
        """
        game, (found, refused) = self._game, checkpoint.latest(path)
        here, there = game.device.type, torch.device(found.meta["device"]).type
        if here != there:
            raise _check.refuse("device", here, "rule_device_of_run", device=there)
        if found.meta["data_sha256"] != self._data.sha256:
            raise _check.refuse("data", self._data.name, "rule_data_of_run")
        game.load(found.tensors, found.step)
        self.path, self.refused, self._watch.seconds = path, refused, float(found.meta["seconds"])

    def went_back(self, score: float) -> None:
        """Set the score after a return to an earlier step; `open` renames later checkpoints."""
        self.score = score
        later = [step for step in checkpoint.steps(self.path) if step > self._game.step_count]
        why = text("run_went_back", step=self._game.step_count)
        self.refused |= dict.fromkeys(later, why)

    def _meta(self) -> dict[str, Any]:
        return {
            "recipe": self._game.recipe.name,
            "data": self._data.name,
            "data_sha256": self._data.sha256,
            "shape": list(self._game.shape),
            "preprocess": asdict(self._game.preprocess),
            "steps_per_epoch": self._game.steps_per_epoch,
            "device": str(self._game.device),
            "processes": self._fabric.world_size,
            "machine": asdict(self._machine),
            "habits": asdict(self.habits),
            "versions": folder.versions(),
            "git_revision": folder.git_revision(),
        }

    def open(self, recipe: Recipe) -> bool:
        """Lock the folder and continue its log; False if it is open, or for a further process.

        Raises:
            ValueError: another process trains in the folder, or has continued the run.
        """
        if self._log is not None or not self._main:
            return False
        step = self._game.step_count
        with ExitStack() as held:
            held.enter_context(folder.claimed(self.path, recipe, step, self.refused))
            self._log = Log(self.path, step, tensorboard=self.habits.tensorboard)
            held.callback(self._log.close)
            self._held = held.pop_all()
        for why in self.refused.values():
            self._log.event(step, text("run_refused", why=why))
        self.refused = {}  # later checkpoints of the same steps are good
        return True

    @property
    def saved(self) -> bool:
        """Whether there is a checkpoint of the present step."""
        return checkpoint.steps(self.path)[-1:] == [self._game.step_count]

    def bar(self, total: int) -> tqdm:
        """A progress bar for a run of ``total`` rounds; it counts images."""
        recipe = self._game.recipe
        images = recipe.batch * recipe.k
        return tqdm(
            total=total * images,
            initial=self._game.step_count * images,
            unit="img",
            unit_scale=True,
            desc=recipe.name,
            disable=None if self.habits.bar and self._main else True,
        )

    def write(self, values: Mapping[str, Any], warnings: Iterable[str] = ()) -> None:
        """Write a line of metrics, and one for each warning."""
        if self._log is not None:
            self._log.write(self._game.step_count, values)
            for warning in warnings:
                self._log.event(self._game.step_count, warning)

    def save(self) -> None:
        """Write a checkpoint, its score, and a picture of samples.

        Raises:
            Diverged: G's weights are not finite.
        """
        if self._log is None:
            return
        step = self._game.step_count
        if not all(torch.isfinite(p).all() for p in self._game.generator.theta):
            raise Diverged(text("run_not_saved", step=step))
        meta = {**self._meta(), "seconds": self._watch.seconds}
        checkpoint.save(self.path, step, self._game.tensors(), meta)
        if self._validation is not None:
            self._rate(self._validation)
        checkpoint.prune(self.path, self.habits.keep)
        picture = figures.grid(self._watch.samples(), 8)
        figures.save_png(picture, self.path / "samples" / f"step-{step:09d}.png", 2)

    def _rate(self, validation: ImageData) -> None:
        """Score the checkpoint just saved by a small Parzen window, and record the best one."""
        from ganviz.metrics import select_sigma

        recipe, step = self._game.recipe, self._game.step_count
        z = Draws(recipe.seed + 2).z(recipe.z, SCORED, recipe.z_dim)
        held_out = validation.images[:SCORED].astype(np.float32) / 255
        selection = select_sigma(self._game.sample(z).clamp(0, 1).numpy(), held_out)
        self.score = max(estimate.mean for estimate in selection.estimates)
        self.write({"parzen": self.score, "sigma": selection.sigma})
        best = checkpoint.best_record(self.path)
        if best is None or self.score > best[1]:
            checkpoint.mark_best(self.path, step, self.score)

    def close(self, *, finished: bool) -> None:
        """Write a checkpoint of the present step, if there is none, and unlock the folder."""
        if self._log is not None:
            try:
                if not self.saved:
                    self.save()
                end = "finished" if finished else "stopped"
                self._log.event(self._game.step_count, end, show=False)
            finally:
                self.leave()

    def leave(self) -> None:
        """Unlock the folder, without saving."""
        self._log = None
        self._held.close()
