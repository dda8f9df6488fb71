"""The training loop: play rounds, say how they went, and lose nothing."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, final

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from ganviz import _check
from ganviz._capture import CapturedRound
from ganviz.images import checkpoint, figures, lock, preprocess, run
from ganviz.images.data import ImageData
from ganviz.images.draws import Draws
from ganviz.images.gan import STATS, ImageGAN
from ganviz.images.interrupts import StopRequest, stopping_on_signals
from ganviz.images.log import Diverged, Health, Rate, RunLog
from ganviz.images.machine import Machine
from ganviz.images.recipe import Recipe

GRID = 64  # samples that are looked at, always for the same z
SCORED = 1000  # samples and validation images of the score that picks the best checkpoint
# What a run that goes on may change: the data are known by their hash, wherever they lie.
_OPEN = ("epochs", "data", "note")


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
        out: the run's folder; it must be new, unless ``resume``. None is a new one, whose name
            tells the recipe and the time, in ``runs``.
        validation: images that score the checkpoints; without them none is called the best.
        resume: go on from the last whole checkpoint in ``out``: on the CPU, bit for bit as if the
            run had never stopped.
        machine: where to train.
        habits: how often to log and to save.
        command: how the run was started, for its README.

    Attributes:
        game: the players, for those who want to look inside.

    Raises:
        ValueError: ``out`` holds another run or, with ``resume``, none, or one of another recipe
            (but for its epochs), on other data, or on another kind of device.

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
        out: str | Path | None,
        *,
        validation: ImageData | None = None,
        resume: bool = False,
        machine: Machine | None = None,
        habits: Habits | None = None,
        command: Sequence[str] = (),
    ) -> None:
        self.recipe, self._machine = recipe, machine or Machine()
        self._habits, self._data, self._validation = habits or Habits(), data, validation
        self._request = StopRequest()
        folder = None if out is None else Path(out)
        _check_folder(folder, recipe, resume=resume)
        fabric = self._fabric = self._machine.fabric()
        self.game = ImageGAN(
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
            if self.game.average is not None:
                self.game.average.load_state_dict(self.game.generator.network.state_dict())
        self._seconds, self._refused = 0.0, dict[int, str]()
        if folder is not None and resume:
            self._resume(folder)
        if self._machine.cuda_graph:
            self.game.play = CapturedRound(self.game.play_round, self.game.draws.generator)
        self._fixed_z = Draws(recipe.seed + 1).z(recipe.z, GRID, recipe.z_dim)
        self._health = Health(_variation(data.images[:10_000] / np.float32(255)))
        self.steps = recipe.epochs * self.game.steps_per_epoch
        every = self._habits.checkpoint_every
        self._checkpoint_every = every or max(500, self.game.steps_per_epoch)
        self._main = fabric.is_global_zero
        if self._main and not resume:
            folder = run.create(folder, recipe, self._meta(), command or sys.argv)
        folder = fabric.broadcast(folder)
        assert folder is not None
        self.path = folder

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
            "machine": asdict(self._machine),
            "habits": asdict(self._habits),
            "versions": run.versions(),
            "git_revision": run.git_revision(),
        }

    def _resume(self, folder: Path) -> None:
        found, self._refused = checkpoint.latest(folder)
        here, there = self.game.device.type, torch.device(found.meta["device"]).type
        if here != there:
            raise _check.refuse("device", here, "rule_device_of_run", device=there)
        if found.meta["data_sha256"] != self._data.sha256:
            raise _check.refuse("data", self._data.name, "rule_data_of_run")
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
            ValueError: another process trains in the folder, or has gone on with the run.
        """
        game, start, request = self.game, time.perf_counter() - self._seconds, self._request
        with (
            stopping_on_signals(request),
            self._claim(),
            self._log() as log,
            self._bar() as bar,
        ):
            rate = Rate(self._seen())
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
        self._request = StopRequest()  # the next sitting is another one's to stop
        return Outcome(
            self.path, game.step_count, game.epoch, finished, request.signal, self._seconds
        )

    @contextmanager
    def _claim(self) -> Iterator[None]:
        """The folder for this process alone, without what was refused in it; its recipe is ours."""
        if not self._main:
            yield
            return
        with lock.held(self.path):
            _check_folder(self.path, self.recipe, resume=True)
            checkpoint.set_aside(self.path, self._refused)
            newest = max(checkpoint.steps(self.path), default=0)
            if newest > self.game.step_count:
                raise _check.refuse("run", str(self.path), "rule_resumed_anew", step=newest)
            if run.read_recipe(self.path) != self.recipe:
                text = self.recipe.to_json() + "\n"
                (self.path / run.RECIPE).write_text(text, encoding="utf-8")
            yield

    def _seen(self) -> int:
        """Images of all minibatches so far."""
        return self.game.step_count * self.recipe.batch * self.recipe.k

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
        game = self.game
        *sums, count = game.sums.tolist()
        game.sums.zero_()
        metrics = {name: total / count for name, total in zip(STATS, sums, strict=True)}
        samples = game.sample(self._fixed_z).numpy()
        warnings = self._health.diagnose(metrics, _variation(samples))
        metrics["lr"], metrics["momentum"] = game.rates.tolist()
        metrics["images_per_second"] = rate(self._seen())
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
        meta = {**self._meta(), "seconds": seconds}
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
        for why in self._refused.values():
            log.event(self.game.step_count, f"refused a checkpoint: {why}")
        self._refused = {}  # what this sitting saves under the same steps is whole
        return log

    def _bar(self) -> tqdm:
        return tqdm(
            total=self.steps * self.recipe.batch * self.recipe.k,
            initial=self._seen(),
            unit="img",
            unit_scale=True,
            desc=self.recipe.name,
            disable=None if self._habits.bar and self._main else True,
        )


def _check_folder(folder: Path | None, recipe: Recipe, *, resume: bool) -> None:
    """A new run needs a new folder, a run that goes on one of its own recipe."""
    if resume and folder is None:
        raise _check.refuse("out", folder, "rule_folder_to_resume")
    if folder is None:
        return
    if resume:
        kept = run.read_recipe(folder)
        names = [f.name for f in fields(Recipe) if f.name not in _OPEN]
        others = [name for name in names if getattr(kept, name) != getattr(recipe, name)]
        if others:
            raise _check.refuse(
                "recipe", recipe.name, "rule_recipe_of_run", run=folder, fields=", ".join(others)
            )
    elif folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise run.taken(folder)


def _variation(images: np.ndarray) -> float:
    """Mean over the pixels of the standard deviation over the images."""
    return float(images.std(axis=0).mean())
