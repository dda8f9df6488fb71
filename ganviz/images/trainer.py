"""The training loop: play rounds, say how they went, and lose nothing."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, final

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from ganviz import _check
from ganviz._capture import CapturedRound
from ganviz.images import checkpoint, figures, preprocess, run
from ganviz.images.data import ImageData
from ganviz.images.draws import Draws
from ganviz.images.game import STATS, Game
from ganviz.images.interrupts import StopRequest, stopping_on_signals
from ganviz.images.log import Diverged, Health, Rate, RunLog
from ganviz.images.machine import Machine
from ganviz.images.recipe import Recipe

GRID = 64  # samples that are looked at, always for the same z
SCORED = 1000  # samples and validation images of the score that picks the best checkpoint


@dataclass(frozen=True)
class Habits:
    """How often a run says and saves what.

    Attributes:
        log_every: rounds between two lines of the metrics, and two calls of the callback.
        checkpoint_every: rounds between two checkpoints; 0 is an epoch, and at least 500 rounds.
        keep: checkpoints kept, besides the best one.
        tensorboard: also write for TensorBoard.
        bar: show a progress bar, on a terminal or in a notebook.
    """

    log_every: int = 100
    checkpoint_every: int = 0
    keep: int = 3
    tensorboard: bool = True
    bar: bool = True

    def __post_init__(self) -> None:
        _check.integer("log_every", self.log_every, at_least=1)
        _check.integer("checkpoint_every", self.checkpoint_every, at_least=0)
        _check.integer("keep", self.keep, at_least=1)


@dataclass(frozen=True, eq=False)
class Progress:
    """What a live view gets after each logging interval.

    Attributes:
        step, steps: rounds played, and of the whole run.
        epoch: of the last round, from 1.
        metrics: means over the interval: losses in nats, D(x), D(G(z)), norms of the gradients;
            rates and images per second.
        d_real, d_fake: (B,) D(x) and D(G(z)) of the last minibatch.
        samples: uint8 (64, h, w, c), always of the same z.
        warnings: what was noticed for the first time, such as a collapsed player.
    """

    step: int
    steps: int
    epoch: int
    metrics: dict[str, float]
    d_real: np.ndarray
    d_fake: np.ndarray
    samples: np.ndarray
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """How :meth:`Trainer.fit` ended.

    Attributes:
        path: the run's folder.
        step, epoch: where it stands.
        finished: whether all epochs are done.
        signal: the signal that asked to stop, if one did.
        seconds: of training, over all sittings.
    """

    path: Path
    step: int
    epoch: int
    finished: bool
    signal: int | None
    seconds: float


@final
class Trainer:
    """A run: a recipe, its data, a folder, and a machine.

    Args:
        recipe: what to train.
        data: the training images.
        out: the run's folder; it must be new, unless ``resume``.
        validation: images that score the checkpoints; without them none is called the best.
        resume: go on from the last whole checkpoint in ``out``: on the CPU, bit for bit as if the
            run had never stopped.
        machine: where to train.
        habits: how often to log and to save.
        command: how the run was started, for its README.

    Attributes:
        game: the players, for those who want to look inside.

    Raises:
        ValueError: ``out`` holds another run or, with ``resume``, none, or one on other data.

    >>> from tempfile import mkdtemp
    >>> from ganviz.images import RECIPES, Trainer, load
    >>> recipe = RECIPES["digits"].override(["epochs=1"])
    >>> run = Trainer(recipe, load("digits"), mkdtemp() + "/run", habits=Habits(bar=False))
    >>> run.fit().finished
    True
    """

    def __init__(
        self,
        recipe: Recipe,
        data: ImageData,
        out: str | Path,
        *,
        validation: ImageData | None = None,
        resume: bool = False,
        machine: Machine | None = None,
        habits: Habits | None = None,
        command: Sequence[str] = (),
    ) -> None:
        self.recipe, self.path = recipe, Path(out)
        self._habits, self._data, self._validation = habits or Habits(), data, validation
        self._request = StopRequest()
        machine = machine or Machine()
        self._check_folder(resume)
        fabric = self._fabric = machine.fabric()
        self.game = Game(
            recipe,
            data.images,
            fabric.device,
            rank=fabric.global_rank,
            world=fabric.world_size,
            reduce=self._all_mean if fabric.world_size > 1 else None,
            autocast=fabric.autocast,
        )
        if recipe.pretrained and not resume:
            run.load_pretrained(self.game.generator.network, recipe.pretrained)
        self._seconds, self._notes = 0.0, []
        if resume:
            self._resume()
        if machine.cuda_graph:
            self.game.play = CapturedRound(self.game.play_round, self.game.draws.generator)
        self._fixed_z = Draws(recipe.seed + 1).z(recipe.z, GRID, recipe.z_dim)
        self._health = Health(_variation(data.images[:10_000] / np.float32(255)))
        self.steps = recipe.epochs * self.game.steps_per_epoch
        every = self._habits.checkpoint_every
        self._checkpoint_every = every or max(500, self.game.steps_per_epoch)
        self._main = fabric.is_global_zero
        if self._main and not resume:
            run.create(self.path, recipe, self._meta(), command or sys.argv)
        elif self._main:
            (self.path / run.RECIPE).write_text(recipe.to_json() + "\n", encoding="utf-8")

    def _check_folder(self, resume: bool) -> None:
        if resume:
            run.read_recipe(self.path)
        elif self.path.exists() and (not self.path.is_dir() or any(self.path.iterdir())):
            raise _check.refuse("out", str(self.path), "a new folder, or the run to be resumed")

    def _all_mean(self, tensor: Tensor) -> Tensor:
        mean = self._fabric.all_reduce(tensor, reduce_op="mean")
        assert isinstance(mean, Tensor)
        return mean

    def _meta(self) -> dict[str, Any]:
        return {
            "recipe": self.recipe.name,
            "data": self._data.name,
            "data_sha256": self._data.sha256,
            "shape": list(self.game.shape),
            "preprocess": preprocess.to_dict(self.game.preprocess),
            "steps_per_epoch": self.game.steps_per_epoch,
            "device": str(self._fabric.device),
            "processes": self._fabric.world_size,
            "versions": run.versions(),
            "git_revision": run.git_revision(),
        }

    def _resume(self) -> None:
        found, self._notes = checkpoint.latest(self.path)
        if found.meta["data_sha256"] != self._data.sha256:
            raise _check.refuse("data", self._data.name, "what the run was started on")
        self.game.load(checkpoint.to_device(found.tensors, self.game.device), found.step)
        self._seconds = float(found.meta["seconds"])

    def stop(self) -> None:
        """Ask :meth:`fit`, from any thread, to save and return after the round being played."""
        self._request.wanted = True

    def fit(self, callback: Callable[[Progress], None] | None = None) -> Outcome:
        """Train until all epochs are done, or until a signal or :meth:`stop` asks to stop.

        SIGINT and SIGTERM save a checkpoint first; the outcome says which signal it was.

        Args:
            callback: called after each logging interval, in this thread.

        Raises:
            Diverged: losses or gradients are not finite. The checkpoints before that remain.
        """
        game, start = self.game, time.perf_counter() - self._seconds
        with stopping_on_signals(self._request), self._log() as log, self._bar() as bar:
            rate = Rate()
            if game.step_count == 0:
                self._save(log, 0.0)
            while game.step_count < self.steps and not self._stopping():
                game.step()
                bar.update(self.recipe.batch * self.recipe.k)
                if game.step_count % self._habits.log_every == 0:
                    self._report(log, rate, time.perf_counter() - start, callback)
                if game.step_count % self._checkpoint_every == 0:
                    self._save(log, time.perf_counter() - start)
            self._seconds = time.perf_counter() - start
            finished = game.step_count >= self.steps
            if checkpoint.steps(self.path)[-1:] != [game.step_count]:
                self._save(log, self._seconds)
            log.event(game.step_count, "finished" if finished else "stopped", show=False)
        self._fabric.barrier()
        self._request.wanted = False
        return Outcome(
            self.path, game.step_count, game.epoch, finished, self._request.signal, self._seconds
        )

    def _stopping(self) -> bool:
        """Whether to stop now; several processes must agree on the round."""
        if self._fabric.world_size == 1:
            return self._request.wanted
        if self.game.step_count % 10:
            return False
        wanted = torch.tensor(float(self._request.wanted), device=self._fabric.device)
        return bool(self._all_mean(wanted) > 0)

    def _report(
        self,
        log: RunLog,
        rate: Rate,
        seconds: float,
        callback: Callable[[Progress], None] | None,
    ) -> None:
        """Log the interval that has just ended, name what is wrong, and tell the callback."""
        game, habits = self.game, self._habits
        *sums, count = game.sums.tolist()
        game.sums.zero_()
        metrics = {name: total / count for name, total in zip(STATS, sums, strict=True)}
        samples = game.sample(self._fixed_z).numpy()
        warnings = self._health.diagnose(metrics, _variation(samples))
        metrics["lr"], metrics["momentum"] = game.rates.tolist()
        images = habits.log_every * self.recipe.batch * self.recipe.k
        metrics["images_per_second"] = rate(images)
        log.write(game.step_count, {"epoch": game.epoch, **metrics, "seconds": seconds})
        for text in warnings:
            log.event(game.step_count, text)
        if callback is not None:
            real, fake = (logit.float().sigmoid().cpu().numpy() for logit in game.logits)
            callback(
                Progress(
                    step=game.step_count,
                    steps=self.steps,
                    epoch=game.epoch,
                    metrics=metrics,
                    d_real=real,
                    d_fake=fake,
                    samples=figures.to_uint8(samples),
                    warnings=tuple(warnings),
                )
            )
        if any(text.startswith("diverged") for text in warnings):
            raise Diverged(f"step {game.step_count}: {warnings[0]}; older checkpoints remain")

    def _save(self, log: RunLog, seconds: float) -> None:
        """A checkpoint, its score, and a picture of samples; only one process writes."""
        game = self.game
        if not self._main:
            return
        if not all(torch.isfinite(p).all() for p in game.generator.theta):
            raise Diverged(f"step {game.step_count}: G's weights are not finite; nothing was saved")
        meta = {**self._meta(), "seconds": seconds, "habits": asdict(self._habits)}
        checkpoint.save(self.path, game.step_count, game.tensors(), meta)
        if self._validation is not None:
            self._score(log, self._validation)
        checkpoint.prune(self.path, self._habits.keep)
        picture = figures.grid(game.sample(self._fixed_z).numpy(), 8)
        figures.save_png(picture, self.path / "samples" / f"step-{game.step_count:09d}.png", 2)

    def _score(self, log: RunLog, validation: ImageData) -> None:
        from ganviz.metrics import select_sigma

        z = Draws(self.recipe.seed + 2).z(self.recipe.z, SCORED, self.recipe.z_dim)
        held_out = validation.images[:SCORED].astype(np.float32) / 255
        selection = select_sigma(self.game.sample(z).clamp(0, 1).numpy(), held_out)
        score = max(estimate.mean for estimate in selection.estimates)
        log.write(self.game.step_count, {"parzen": score, "sigma": selection.sigma})
        record = checkpoint.best_record(self.path)
        if record is None or score > record[1]:
            checkpoint.mark_best(self.path, self.game.step_count, score)

    def _log(self) -> RunLog:
        log = RunLog(
            self.path,
            self.game.step_count,
            main=self._main,
            tensorboard=self._habits.tensorboard,
        )
        for note in self._notes:
            log.event(self.game.step_count, f"refused a checkpoint: {note}")
        return log

    def _bar(self) -> tqdm:
        per_step = self.recipe.batch * self.recipe.k
        return tqdm(
            total=self.steps * per_step,
            initial=self.game.step_count * per_step,
            unit="img",
            unit_scale=True,
            desc=self.recipe.name,
            disable=None if self._habits.bar and self._main else True,
        )


def _variation(images: np.ndarray) -> float:
    """Mean over the pixels of the standard deviation over the images."""
    return float(images.std(axis=0).mean())
