"""Phase diagrams: how a game ends, over two of its settings, as a table of runs and as a run."""

import math
import multiprocessing
import os
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np
from numpy.typing import NDArray

from ganviz import _check
from ganviz.distributions import named
from ganviz.metrics.interval import mean_interval
from ganviz.run import Run
from ganviz.toy.prior import Noise
from ganviz.toy.settings import ToySettings
from ganviz.toy.sweeps.players import Row, ToyGANs
from ganviz.toy.sweeps.table import combined, read_rows, sweep

if TYPE_CHECKING:
    import pandas as pd

TOGETHER = 2
"""Cells whose runs are played together: more are faster, and are longer waited for."""
MOST = 4
"""Processes at most: each takes 90 MB, and a machine on Binder shows more cores than it lends."""


@final
@dataclass(frozen=True)
class PhaseMap:
    """Two settings of a game in the plane, with the values that each takes, and seeds.

    Attributes:
        settings: what all runs share.
        x, y: paths of the settings, one or several joined by ", "; from left to right and from
            below.
        xs, ys: their values.
        rounds: how long each run is.
        seeds: runs of each cell, from seed 0.
        target: p_data by name.

    >>> rates = PhaseMap(ToySettings(), "generator.lr", (1e-3, 1e-2), "k", (1, 2, 5), 10, seeds=2)
    >>> rates.shape, rates.at(2, 1, 0).k
    ((3, 2, 2), 5)
    """

    settings: ToySettings
    x: str
    xs: tuple[Any, ...]
    y: str
    ys: tuple[Any, ...]
    rounds: int
    seeds: int = 3
    target: str = "ring"

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many values of y, values of x, and seeds."""
        return len(self.ys), len(self.xs), self.seeds

    def all(self) -> list[ToySettings]:
        """The settings of every run, row by row from below, the seeds of a cell together."""
        return self._combined(self.ys, self.xs, range(self.seeds))

    def at(self, row: int, column: int, seed: int) -> ToySettings:
        """The settings of one run."""
        return self._combined(self.ys[row : row + 1], self.xs[column : column + 1], [seed])[0]

    def players(self) -> ToyGANs:
        """Who plays the runs."""
        return ToyGANs(named(self.target), Noise())

    def table(self, **how: Any) -> "pd.DataFrame":
        """The map as a `ganviz.sweep`; ``how`` are its further arguments, such as ``path``."""
        over = {self.y: self.ys, self.x: self.xs}
        asked = {"rounds": self.rounds, "seeds": self.seeds, "p_data": self.target}
        return sweep(self.settings, over, **asked, **how)

    def read(self, path: str | Path) -> list[Row]:
        """The outcomes of all runs from a file of a table.

        Raises:
            ValueError: the table lacks a run.
        """
        kept, players = read_rows(path), self.players()
        keys = [players.key(one, self.rounds) for one in self.all()]
        if missing := sum(key not in kept for key in keys):
            raise _check.refuse("path", str(path), "rule_whole_table", n=missing)
        return [kept[key] for key in keys]

    def _combined(self, ys: Any, xs: Any, seeds: Any) -> list[ToySettings]:
        return [one for _, one in combined(self.settings, {self.y: ys, self.x: xs}, seeds)]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """One outcome of all runs of a map.

    Attributes:
        values: (rows, columns, seeds); nan where it is not known, or the run has diverged.
        mean, half: over the seeds, and half its 95% interval, (rows, columns) each.
        stopped: whether all runs of a cell have diverged, (rows, columns).
    """

    values: NDArray[np.float64]
    mean: NDArray[np.float64]
    half: NDArray[np.float64]
    stopped: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class MapMoment:
    """How much of a phase map is known.

    Attributes:
        step: blocks of runs so far.
        shape: of the map: rows, columns, seeds.
        rows: the outcomes of the runs so far, in the order of `PhaseMap.all`.
    """

    step: int
    shape: tuple[int, int, int]
    rows: tuple[Row, ...]

    def values(self, name: str) -> NDArray[np.float64]:
        """An outcome of all runs, (rows, columns, seeds); nan where it is not known."""
        whole = np.full(int(np.prod(self.shape)), np.nan)
        whole[: len(self.rows)] = [row[name] for row in self.rows]
        return whole.reshape(self.shape)

    def outcomes(self, name: str) -> Outcomes:
        """An outcome with its means over the seeds."""
        values, stopped = self.values(name), self.values("diverged") == 1
        return Outcomes(values, *mean_interval(values), stopped.all(axis=2))


@final
class MapRun(Run[MapMoment]):
    """The runs of a phase map, as a run: each step plays those of the next few cells.

    Args:
        phases: the map.
        rows: outcomes that are known already, in the order of `PhaseMap.all`.
        processes: how many play at a time; 0 plays here. By default one for each core, `MOST` at
            most, or 0 where there is only one, or no process can be started.

    >>> tiny = PhaseMap(ToySettings(batch=16), "k", (1, 2), "seed", (0,), rounds=2, seeds=1)
    >>> run = MapRun(tiny, processes=0)
    >>> run.step()
    >>> run.finished, run.snapshot().values("modes").shape
    (True, (1, 2, 1))
    """

    def __init__(
        self, phases: PhaseMap, rows: Sequence[Row] = (), *, processes: int | None = None
    ) -> None:
        self.phases, self._players = phases, phases.players()
        size, runs = TOGETHER * phases.seeds, phases.all()
        self._blocks = [runs[i : i + size] for i in range(0, len(runs), size)]
        self._rows = list(rows)
        self._processes = _cores() if processes is None else processes
        self._pool: ProcessPoolExecutor | None = None
        self._ahead: list[Future[list[Row]]] = []

    @property
    def steps(self) -> int:  # type: ignore[override]
        """Blocks of runs so far."""
        return math.ceil(len(self._rows) / len(self._blocks[0]))

    def step(self, n: int = 1) -> None:
        """Play the next ``n`` blocks, or as many as are left."""
        for _ in range(_check.integer("n", n, at_least=1)):
            if self.finished:
                break
            self._rows += self._next()
        if self.finished:
            self.close()

    def snapshot(self) -> MapMoment:
        """What is known."""
        return MapMoment(self.steps, self.phases.shape, tuple(self._rows))

    def configure(self, **changes: Any) -> None:
        """Refuse: nothing about it can change."""
        for name in changes:
            _check.one_of("changes", name, ())

    def state_dict(self) -> dict[str, Any]:
        """The outcomes so far."""
        return {"rows": [dict(row) for row in self._rows]}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        """Go on from there."""
        self.close()
        self._rows = [dict(row) for row in state["rows"]]

    def __deepcopy__(self, memo: dict[int, Any]) -> "MapRun":
        """A run of its own, with processes of its own, that goes on from here."""
        return MapRun(self.phases, self._rows, processes=self._processes)

    @property
    def finished(self) -> bool:
        """Whether all is known."""
        return self.steps >= len(self._blocks)

    def close(self) -> None:
        """End the processes; the next step starts others."""
        self._ahead = []
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _next(self) -> list[Row]:
        """The outcomes of the next block; the processes go ahead of it."""
        if not self._processes:
            return self._players.play(self._blocks[self.steps], self.phases.rounds)
        if self._pool is None:
            # A kernel has threads, and a copy of a process with threads may never end.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, spawn, _end_with_parent)
        done = self.steps + len(self._ahead)
        for block in self._blocks[done : self.steps + self._processes + 1]:
            played = self._pool.submit(self._players.play, block, self.phases.rounds)
            self._ahead.append(played)
        return self._ahead.pop(0).result()


def _end_with_parent() -> None:
    """In a process that plays: end it when the kernel is killed, which else it would not notice."""

    def watch() -> None:
        multiprocessing.parent_process().join()  # type: ignore[union-attr]
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _cores() -> int:
    """How many processes play at a time: 0 where more than one bring nothing."""
    if sys.platform == "emscripten":
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(cores or 1, MOST) if (cores or 1) > 1 else 0
