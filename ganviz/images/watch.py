"""Measurements of a run while it trains: losses, samples for fixed z, signs of collapse."""

import math
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, final

import numpy as np

from ganviz.images import figures
from ganviz.images.draws import Draws
from ganviz.images.gan import STATS, ImageGAN
from ganviz.texts import text

GRID = 64  # number of samples shown, always for the same z
CURVES = ("d_loss", "g_loss", "d_real", "d_fake")
"""The metrics that are drawn over the rounds."""
_SHOWN = 500  # most points of a curve: a panel has hardly more pixels


@dataclass(frozen=True, eq=False)
class Progress:
    """A run at one moment, from `Trainer.snapshot` or for a callback after a logging interval.

    Attributes:
        step, steps: rounds played, and rounds of the whole run.
        epoch: the epoch of the last round, from 1; 0 before the first one.
        metrics: means over the last complete logging interval: losses in nats, D(x), D(G(z)), norms
            of gradients; also the rates, and in a callback images per second. Empty at first.
        d_real, d_fake: (B,) D(x) and D(G(z)) of the last minibatch; (0,) before the first one.
        samples: uint8 (64, h, w, c), always for the same z.
        warnings: for instance of a collapsed network; in a callback only the new ones.
        score: Parzen score of the last checkpoint in nats; nan if none was scored.
        curves: "step" and each of `CURVES`, (n,), at the ends of all logging intervals, also those
            before a resume; thinned out in a long run.
        path: the run's folder.
        d_loss, g_loss, mean_d_real, mean_d_fake: from ``metrics``; nan if that is empty.
    """

    step: int
    steps: int
    epoch: int
    metrics: dict[str, float]
    d_real: np.ndarray
    d_fake: np.ndarray
    samples: np.ndarray
    warnings: tuple[str, ...]
    score: float = math.nan
    curves: Mapping[str, np.ndarray] = field(default_factory=dict)
    path: Path | None = field(default=None, compare=False)

    d_loss = property(lambda self: self.metrics.get("d_loss", math.nan))
    g_loss = property(lambda self: self.metrics.get("g_loss", math.nan))
    mean_d_real = property(lambda self: self.metrics.get("d_real", math.nan))
    mean_d_fake = property(lambda self: self.metrics.get("d_fake", math.nan))


@final
class Watch:
    """Measures a run without changing it.

    Args:
        game: the networks and their round.
        images: uint8 (n, h, w, c), the training images.

    Attributes:
        fixed_z: (64, z_dim), the z of the samples that are shown.
        seconds: time of training in total, with that before a resume.
        metrics: those of the last complete logging interval, as in :class:`Progress`.
        warnings: all warnings so far.
    """

    def __init__(self, game: ImageGAN, images: np.ndarray) -> None:
        recipe = game.recipe
        self._game = game
        self._health = Health(variation(images[:10_000] / np.float32(255)))
        self.fixed_z = Draws(recipe.seed + 1).z(recipe.z, GRID, recipe.z_dim)
        self.metrics: dict[str, float] = {}
        self.warnings: tuple[str, ...] = ()
        self._rows: list[tuple[float, ...]] = []
        self._drawn = -1, np.empty(0)
        self.seconds = self._since = 0.0
        self.begin()

    def begin(self) -> None:
        """Start a new interval for the measurement of speed."""
        self._mark = self._game.step_count, self.seconds

    def tick(self, *, count: bool = True) -> None:
        """Add the time since the last call to ``seconds``, unless ``count`` is False."""
        before, self._since = self._since, time.perf_counter()
        self.seconds += (self._since - before) * count

    def samples(self) -> np.ndarray:
        """G's images for ``fixed_z``: float32 (64, h, w, c) in [0, 1], not clipped."""
        if self._drawn[0] != self._game.step_count:
            self._drawn = self._game.step_count, self._game.sample(self.fixed_z).numpy()
        return self._drawn[1]

    def measure(self) -> tuple[float, list[str]]:
        """End a logging interval, and put its means into ``metrics``.

        Returns:
            Images per second, and the new warnings.
        """
        self.tick()
        game, (before, then) = self._game, self._mark
        *sums, count = game.sums.tolist()
        game.sums.zero_()
        metrics = {name: total / count for name, total in zip(STATS, sums, strict=True)}
        noticed = self._health.diagnose(metrics, variation(self.samples()))
        self._rows.append((game.step_count, *(metrics[name] for name in CURVES)))
        metrics["lr"], metrics["momentum"] = game.rates.tolist()
        images = (game.step_count - before) * game.recipe.batch * game.recipe.k
        speed = images / max(self.seconds - then, 1e-9)
        self.metrics, self.warnings = metrics, (*self.warnings, *noticed)
        self.begin()
        return speed, noticed

    def earlier(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Start the curves with the logged metrics of a run that is resumed."""
        told = [row for row in rows if "d_loss" in row and row["step"] <= self._game.step_count]
        self._rows = [(row["step"], *(row[name] for name in CURVES)) for row in told]

    def curves(self) -> dict[str, np.ndarray]:
        """The curves of :class:`Progress`; a null in the log becomes nan."""
        rows = self._rows[:: 1 + len(self._rows) // _SHOWN]
        if self._rows and rows[-1] is not self._rows[-1]:
            rows.append(self._rows[-1])
        table = np.array(rows, dtype=float).reshape(-1, 1 + len(CURVES))
        return dict(zip(("step", *CURVES), table.T, strict=True))

    def progress(self, total: int, score: float) -> Progress:
        """A :class:`Progress` of a run of ``total`` rounds whose last score is ``score``."""
        game = self._game
        real, fake = (logit.float().sigmoid().cpu().numpy() for logit in game.logits)
        return Progress(
            step=game.step_count,
            steps=total,
            epoch=game.epoch,
            metrics=self.metrics,
            d_real=real,
            d_fake=fake,
            samples=figures.to_uint8(self.samples()),
            warnings=self.warnings,
            score=score,
            curves=self.curves(),
        )

    def state_dict(self) -> dict[str, Any]:
        """A copy of all measurements that later ones depend on."""
        logits = tuple(logit.clone() for logit in self._game.logits)
        seen = {"metrics": dict(self.metrics), "warnings": self.warnings, "logits": logits}
        return seen | {"health": asdict(self._health), "rows": list(self._rows)}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Restore what :meth:`state_dict` returned."""
        real, fake = state["logits"]
        self._game.logits, self._drawn = (real.clone(), fake.clone()), (-1, np.empty(0))
        self.metrics, self.warnings = dict(state["metrics"]), tuple(state["warnings"])
        self._health = Health(**state["health"])
        self._rows = [tuple(row) for row in state["rows"]]


@final
@dataclass
class Health:
    """Detects failures of training: numbers that are not finite, a network that has collapsed.

    Attributes:
        variation: mean over the pixels of the standard deviation over the training images.
        patience: logging intervals in a row before a collapse is reported, once for each kind.
        won, same: the last intervals in a row in which D had won, and in which G had collapsed.
        highest: the highest norm of G's gradient so far.
        named: warnings given so far.
    """

    variation: float
    patience: int = 5
    won: int = 0
    same: int = 0
    highest: float = 0.0
    named: tuple[str, ...] = ()

    def diagnose(self, metrics: Mapping[str, float], sample_variation: float) -> list[str]:
        """New warnings as texts: each kind of collapse once, numbers that are not finite always.

        Args:
            metrics: means over the interval, with the names of :data:`ganviz.images.gan.STATS`.
            sample_variation: like ``variation``, but of the samples.
        """
        if bad := [name for name, value in metrics.items() if not math.isfinite(value)]:
            return [text("run_not_finite", names=", ".join(bad))]
        self.highest = max(self.highest, metrics["g_grad_norm"])
        no_gradient = metrics["g_grad_norm"] < 1e-4 * self.highest
        self.won = self.won + 1 if metrics["d_loss"] < 1e-3 and no_gradient else 0
        self.same = self.same + 1 if sample_variation < 0.02 * self.variation else 0
        found = [text("run_d_has_won")] if self.won >= self.patience else []
        found += [text("run_g_collapsed")] if self.same >= self.patience else []
        new = [warning for warning in found if warning not in self.named]
        self.named = (*self.named, *new)
        return new


def variation(images: np.ndarray) -> float:
    """Mean over the pixels of the standard deviation over the images (n, h, w, c)."""
    return float(images.std(axis=0).mean())
