"""The training loop around the round of `ganviz.images.gan`, with log, scores and checkpoints."""

import math
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any, final

import torch

from ganviz import _check
from ganviz._capture import Captured
from ganviz._interrupts import StopRequest, stopping_on_signals
from ganviz.images import folder, trained
from ganviz.images.data import ImageData
from ganviz.images.gan import ImageGAN
from ganviz.images.log import read_metrics
from ganviz.images.machine import Machine, threads_for
from ganviz.images.recipe import Recipe
from ganviz.images.record import Habits, Outcome, Record
from ganviz.images.watch import GRID, Progress, Watch
from ganviz.run import Diverged, Run
from ganviz.texts import text


@final
class Trainer(Run[Progress]):
    """A training run: a recipe, its data, a folder, and a machine.

    :meth:`fit` trains to the end. A `ganviz.host.Player` calls :meth:`step`,
    :meth:`snapshot` and :meth:`close` instead; the run is logged and saved in the same way.

    Args:
        recipe: what to train.
        data: the training images.
        out: the run's folder; it must be new, unless ``resume``. None for a new one in ``runs``,
            named by recipe and time.
        validation: images to score the checkpoints; without them there is no best one.
        resume: go on from the last undamaged checkpoint in ``out``; on the CPU, bit for bit as if
            the run had never stopped.
        machine, habits: where to train, and how often to log and to save.
        command: the command that started the run, for its README.

    Attributes:
        game: the networks and their round.
        total: rounds of the whole run.

    Raises:
        ValueError: ``out`` has another run or, with ``resume``, no run, or one of another recipe
            (apart from its epochs), on other data, or on another kind of device.

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
        self.recipe, self.machine, self.habits = recipe, machine or Machine(), habits or Habits()
        self._data, self._validation, self._request = data, validation, StopRequest()
        path = None if out is None else Path(out)
        folder.check(path, recipe, resume=resume)
        fabric = self._fabric = self.machine.fabric()
        rank, world = fabric.global_rank, fabric.world_size
        self._mean: Any = partial(fabric.all_reduce, reduce_op="mean")  # over all processes
        share: dict[str, Any] = {"rank": rank, "world": world, "autocast": fabric.autocast}
        share["reduce"] = self._mean if world > 1 else None
        self.game = ImageGAN(recipe, data.images, fabric.device, **share)
        weights = [*self.game.generator.theta, *self.game.discriminator.theta]
        self._threads = partial(threads_for, fabric.device, sum(w.numel() for w in weights))
        self.total = recipe.epochs * self.game.steps_per_epoch
        self.watch = Watch(self.game, data.images)
        own = fabric, self.machine, self.habits, data, validation
        self.record = Record(self.game, self.watch, *own)
        self._tell: Callable[[Progress], object] | None = None
        if path is not None and resume:
            self.record.go_on(path)
            self.watch.earlier(read_metrics(path))
        elif recipe.pretrained:
            trained.load_pretrained(self.game, recipe.pretrained)
        if self.machine.cuda_graph:
            held, generator = [*self.game.tensors().values()], self.game.draws.generator
            self.game.play = Captured(self.game.play_round, held, generator=generator)
        if not resume:
            self.record.create(path, recipe, command or sys.argv)

    @property
    def path(self) -> Path:
        """The run's folder."""
        return self.record.path

    @property
    def steps(self) -> int:  # type: ignore[override]
        """Rounds played."""
        return self.game.step_count

    @property
    def capacity(self) -> int:
        """Number of snapshots that a history may keep: their samples take at most 128 MiB."""
        return max(16, (1 << 27) // (GRID * torch.Size(self.game.shape).numel()))

    @property
    def finished(self) -> bool:
        """Whether all epochs are done."""
        return self.steps >= self.total

    def step(self, n: int = 1) -> None:
        """Play n rounds, or as many as are left; log and save by ``habits``.

        Raises:
            Diverged: losses or gradients are not finite; earlier checkpoints remain.
            ValueError: another process trains in the folder, or has continued the run.
        """
        n = min(_check.integer("n", n, at_least=1), self.total - self.steps)
        every = self.habits.checkpoint_every or max(500, self.game.steps_per_epoch)
        try:
            with self._threads():
                self._begin()
                for _ in range(n):
                    self.game.step()
                    if self.steps % self.habits.log_every == 0 or self.finished:
                        self._report()
                    if self.steps % every == 0:
                        self.record.save()
                self.watch.tick()
        except BaseException:
            self.record.leave()
            raise

    def snapshot(self) -> Progress:
        """The present moment, with newly generated samples."""
        with self._threads():
            return replace(self.watch.progress(self.total, self.record.score), path=self.path)

    def configure(self, **changes: Any) -> None:
        """Change ``epochs``, or a field of :class:`Habits`; everything else needs a new run.

        Raises:
            ValueError: another name, a value that is not allowed, or fewer epochs than were begun.
        """
        recipe = self.recipe.but(epochs=changes.pop("epochs", self.recipe.epochs))
        habits = self.habits.but(**changes)
        _check.integer("epochs", recipe.epochs, at_least=self.game.epoch)
        self.recipe, self.habits, self.record.habits = recipe, habits, habits
        self.total = recipe.epochs * self.game.steps_per_epoch
        folder.write_recipe(self.path, recipe)

    def state_dict(self) -> dict[str, Any]:
        """A copy of all that the run depends on, and of the last measurements."""
        tensors = {name: tensor.detach().clone() for name, tensor in self.game.tensors().items()}
        seen = {**self.watch.state_dict(), "score": self.record.score}
        changed = {"epochs": self.recipe.epochs, **asdict(self.habits)}
        return {"step": self.steps, "tensors": tensors, "seen": seen, "changed": changed}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from the :meth:`state_dict` of this run or of one with the same recipe.

        The next :meth:`step` renames checkpoints of later rounds.
        """
        self.record.leave()
        self.game.load(state["tensors"], int(state["step"]))
        self.watch.load_state_dict(state["seen"])
        self.record.went_back(state["seen"]["score"])
        self.configure(**state["changed"])

    def __deepcopy__(self, memo: dict[int, Any]) -> "Trainer":
        """A run that goes on from here in a new folder next to this one's."""
        own = {"validation": self._validation, "machine": self.machine, "habits": self.habits}
        twin = Trainer(self.recipe, self._data, folder.reserved(self.path), **own)
        twin.load_state_dict(self.state_dict())
        return twin

    def close(self) -> None:
        """Save a checkpoint of the present step, if there is none, and unlock the folder."""
        self.record.close(finished=self.finished)

    def stop(self) -> None:
        """Ask :meth:`fit`, from any thread, to save and return after the round being played."""
        self._request.wanted = True

    def fit(self, callback: Callable[[Progress], object] | None = None) -> Outcome:
        """Train until all epochs are done, or until a signal or :meth:`stop` asks to stop.

        SIGINT and SIGTERM save a checkpoint first; the outcome says which signal it was.

        Args:
            callback: called after each logging interval, in this thread.

        Raises:
            Diverged, ValueError: as :meth:`step`.
        """
        request, self._tell = self._request, callback
        with ExitStack() as stack:
            stack.enter_context(stopping_on_signals(request))
            stack.callback(self.record.leave)
            self._begin()
            bar = stack.enter_context(self.record.bar(self.total))
            while not self.finished and not self._stopping():
                self.step()
                bar.update(self.recipe.batch * self.recipe.k)
            self.close()
        self._fabric.barrier()
        self._request, self._tell = StopRequest(), None  # not for the next call
        done = self.path, self.steps, self.game.epoch, self.finished
        return Outcome(*done, request.signal, self.watch.seconds)

    def _begin(self) -> None:
        """Lock the folder, if it is not locked yet; save a checkpoint of step 0 of a new run."""
        self.watch.tick(count=False)
        if self.record.open(self.recipe):
            self.watch.begin()
            if self.steps == 0:
                self.record.save()

    def _report(self) -> None:
        """Log the last interval, with its warnings, and call the callback."""
        speed, warnings = self.watch.measure()
        metrics = {**self.watch.metrics, "images_per_second": speed}
        row = {"epoch": self.game.epoch, **metrics, "seconds": self.watch.seconds}
        self.record.write(row, warnings)
        if self._tell is not None:
            self._tell(replace(self.snapshot(), metrics=metrics, warnings=tuple(warnings)))
        if not all(map(math.isfinite, metrics.values())):
            raise Diverged(text("run_diverged", step=self.steps, what=warnings[0]))

    def _stopping(self) -> bool:
        """Whether to stop now; several processes decide together, every 10 rounds."""
        if self._fabric.world_size == 1:
            return self._request.wanted
        if self.steps % 10:
            return False
        wanted = torch.tensor(float(self._request.wanted), device=self._fabric.device)
        return bool(self._mean(wanted) > 0)
