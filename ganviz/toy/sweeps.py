"""A table of many runs: how games end, over grids of settings and over seeds."""

import hashlib
import itertools
import json
import math
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, final

import numpy as np

from ganviz import _check
from ganviz._files import whole
from ganviz.distributions import Distribution, named
from ganviz.run import Diverged, Run
from ganviz.settings import change, look_up, to_json
from ganviz.toy.diagnosis import RULES, diagnose
from ganviz.toy.ensemble import BLOCK, Ensemble
from ganviz.toy.plane import PlaneSnapshot
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.settings import by_form
from ganviz.toy.signs import signs_of
from ganviz.toy.snapshot import Snapshot

if TYPE_CHECKING:
    import pandas as pd

LOOKS = 20
"""Moments at which a run is looked at; an outcome is the mean over those of its second half."""
MEASURES = ("jsd", "value", "modes", "high_quality")
"""The numbers of a moment that are outcomes; nan where it has no such number."""

Row = dict[str, Any]


def sweep(
    settings: Any,
    over: Mapping[str, Sequence[Any]],
    *,
    rounds: int,
    seeds: int | Sequence[int] = 10,
    p_data: Distribution | str = "ring",
    p_z: Prior | None = None,
    players: "Players | None" = None,
    path: str | Path | None = None,
    workers: int | str | Executor = 1,
    progress: Callable[[int, int], None] | None = None,
) -> "pd.DataFrame":
    """Play every combination of some settings with several seeds and table how it ends.

    Toy GANs are played as members of `ganviz.toy.Ensemble`; other ``players`` play other runs.

    Args:
        settings: those that all runs share, by default of a toy GAN; they have a field ``seed``.
            Or several by name, such as methods, which are no grid: the table begins with ``name``.
        over: paths of settings and the values that they take: ``{"generator.lr": (1e-3, 1e-2)}``.
        rounds: how long each run is, 2 or more.
        seeds: how many, from 0, or which.
        p_data, p_z: of the toy GANs; a distribution or its name; by default z is N(0, I) in as many
            dimensions as the data.
        players: who plays the settings, in place of toy GANs: `Each` of any runs, or a class of
            your own below `Players`.
        path: a parquet file that keeps the rows. It is read first, so that no row that it has is
            played again, and written after each block of runs: an interruption loses one block.
        workers: where blocks are played: so many processes of dask.distributed on this machine (1:
            here, in turn, without it); the workers of a scheduler, by its address,
            ``"tcp://10.0.0.1:8786"``; or any executor, as ``ProcessPoolExecutor()``. dask plays the
            block of a worker that dies again on another. A script that starts processes calls this
            below ``if __name__ == "__main__":``.
        progress: told how many rows there are so far, and how many there will be.

    Returns:
        A row for each run: ``name``, if any; the settings in ``over`` and ``seed``; the means over
        the second half of ``jsd`` and ``value`` (nats), ``modes`` and ``high_quality`` (share of
        the fakes); True for each finding of `ganviz.toy.diagnosis` at the end; ``diverged``,
        whether it stopped (or what else the ``players`` return); its share of the ``seconds``; and
        ``key``, a digest of all that decides it.

    Raises:
        ValueError: an unknown path, a value that is not allowed, rounds below 2, or no workers.
        ImportError: pandas is not installed, or dask.distributed, which ``workers`` ask for.

    >>> from ganviz.toy import ToySettings
    >>> table = sweep(ToySettings(batch=16), {"k": (1, 2)}, rounds=4, seeds=2)
    >>> table[["k", "seed"]].values.tolist(), bool((table.jsd > 0).all())
    ([[1, 0], [1, 1], [2, 0], [2, 1]], True)
    >>> plain = ToySettings(batch=16)
    >>> methods = {"GAN": plain, "R1": plain.but(r1=0.1), "PacGAN": plain.but(pack=2)}
    >>> sweep(methods, {"k": (1, 2)}, rounds=2, seeds=1)[["name", "k"]].values.tolist()
    [['GAN', 1], ['GAN', 2], ['R1', 1], ['R1', 2], ['PacGAN', 1], ['PacGAN', 2]]
    """
    _check.integer("rounds", rounds, at_least=2)
    data = named(p_data) if isinstance(p_data, str) else p_data
    players = players or ToyGANs(data, Noise(dim=data.dim) if p_z is None else p_z)
    asked = _asked(settings, over, seeds)
    keys = [players.key(one, rounds) for _, one in asked]
    kept = _read(path)
    missing = {key: one for key, (_, one) in zip(keys, asked, strict=True) if key not in kept}
    for rows in _played(players, players.blocks(list(missing.values())), rounds, workers):
        kept |= rows
        _write(path, kept)
        if progress:
            progress(sum(key in kept for key in keys), len(keys))
    return _table(
        [own | kept[key] | {"key": key} for (own, _), key in zip(asked, keys, strict=True)]
    )


def _asked(
    settings: Any, over: Mapping[str, Sequence[Any]], seeds: int | Sequence[int]
) -> list[tuple[Row, Any]]:
    """The first columns of each row, and the settings of its run."""
    named = settings if isinstance(settings, Mapping) else {None: settings}
    paths, found = [*over, "seed"], []
    each = range(seeds) if isinstance(seeds, int) else seeds
    for name, base in named.items():
        first = {} if name is None else {"name": name}
        for values in itertools.product(*over.values(), each):
            one = change(base, dict(zip(paths, values, strict=True)))
            found.append((first | {path: look_up(one, path) for path in paths}, one))
    return found


class Players(ABC):
    """Who plays the settings of a sweep; it is pickled where others than this process play.

    >>> from ganviz.toy import ToySettings
    >>> class Loud(Players):
    ...     def who(self):
    ...         return ["loud"]
    ...     def play(self, block, rounds):
    ...         return [{"loudness": one.k * rounds} for one in block]
    >>> sweep(ToySettings(), {"k": (1, 2)}, rounds=9, seeds=1, players=Loud()).loudness.tolist()
    [9, 18]
    """

    @abstractmethod
    def who(self) -> list[str]:
        """What decides the rows besides settings and rounds: others have other keys."""

    def blocks(self, settings: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """The settings that are played together; here each is by itself."""
        return [[one] for one in settings]

    @abstractmethod
    def play(self, block: Sequence[Any], rounds: int) -> list[Row]:
        """What is found of each of a block, name -> value; perhaps ``seconds`` too."""

    @final
    def key(self, settings: Any, rounds: int) -> str:
        """A digest of all that decides a row."""
        decides = json.dumps([self.who(), type(settings).__name__, to_json(settings), rounds])
        return hashlib.sha256(decides.encode()).hexdigest()[:20]

    @final
    def rows(self, block: Sequence[Any], rounds: int) -> dict[str, Row]:
        """The rows of a block by their keys."""
        start = time.perf_counter()
        played = self.play(block, rounds)
        seconds = (time.perf_counter() - start) / len(block)
        return {
            self.key(one, rounds): row | {"seconds": row.get("seconds", seconds)}
            for one, row in zip(block, played, strict=True)
        }


@final
@dataclass(frozen=True)
class ToyGANs(Players):
    """Toy GANs of one form are played together, so that each costs the same."""

    p_data: Distribution
    p_z: Prior

    def who(self) -> list[str]:
        """The two distributions."""
        return [repr(self.p_data), repr(self.p_z)]

    def blocks(self, settings: Sequence[Any]) -> Sequence[Sequence[Any]]:
        """As many as an `Ensemble` computes in the same arrays."""
        return [
            [settings[place] for place in places[i : i + BLOCK]]
            for places in by_form(settings)
            for i in range(0, len(places), BLOCK)
        ]

    def play(self, block: Sequence[Any], rounds: int) -> list[Row]:
        """How the games end."""
        together, records = Ensemble(self.p_data, self.p_z, block), [_Record() for _ in block]
        for n in _looks(rounds):
            together.step(n)
            for run, record in zip(together.alone(), records, strict=True):
                record.follow(run)
        return [record.outcome() for record in records]


@final
@dataclass(frozen=True)
class Each(Players):
    """Any runs: ``make`` makes one of settings, and is a function at the top of a module."""

    make: Callable[[Any], Run[Any]]

    def who(self) -> list[str]:
        """The name of the function."""
        return [f"{self.make.__module__}.{self.make.__qualname__}"]

    def play(self, block: Sequence[Any], rounds: int) -> list[Row]:
        """How the runs end."""
        runs, records = [self.make(one) for one in block], [_Record() for _ in block]
        for run, record in zip(runs, records, strict=True):
            for n in _looks(rounds):
                record.follow(run, n)
        return [record.outcome() for record in records]


def _looks(rounds: int) -> list[int]:
    """The rounds before each look."""
    return np.diff(np.linspace(0, rounds, min(LOOKS, rounds) + 1).round().astype(int)).tolist()


class _Record:
    """What is kept of a run while it is played."""

    def __init__(self) -> None:
        self._moments: list[Any] = []
        self._stopped = ""

    def follow(self, run: Run[Any], n: int = 0) -> None:
        """Take ``n`` steps, if any, and look; a run that has diverged is left alone."""
        if self._stopped:
            return
        try:
            if n:
                run.step(n)
            self._moments.append(run.snapshot())
        except Diverged as error:
            self._stopped = str(error)

    def outcome(self) -> Row:
        """Means over the second half, findings at the end, and whether it stopped."""
        late = self._moments[len(self._moments) // 2 :]
        row = {
            name: float(np.mean([getattr(m, name, math.nan) for m in late])) if late else math.nan
            for name in MEASURES
        }
        signs = [signs_of(m) for m in self._moments if isinstance(m, Snapshot | PlaneSnapshot)]
        found = {finding.name for finding in diagnose(signs, stopped=self._stopped)}
        return row | {name: name in found for name in RULES} | {"diverged": bool(self._stopped)}


def _played(
    players: Players, blocks: Sequence[Any], rounds: int, workers: int | str | Executor
) -> Iterator[dict[str, Row]]:
    """The rows of each block, as they are ready."""
    alone = isinstance(workers, int) and _check.integer("workers", workers, at_least=1) == 1
    if alone or not blocks:
        yield from (players.rows(block, rounds) for block in blocks)
        return
    with _executor(workers) as executor:
        waiting = [executor.submit(players.rows, block, rounds) for block in blocks]
        try:
            yield from (future.result() for future in as_completed(waiting))
        finally:
            for future in waiting:
                future.cancel()


@contextmanager
def _executor(workers: int | str | Executor) -> Iterator[Executor]:
    """The executor as it was given, or dask's, which ends with its cluster."""
    if isinstance(workers, Executor):
        yield workers
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ImportError("workers need dask.distributed: pip install ganviz[cluster]") from error
    here = {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": None}
    with Client(workers) if isinstance(workers, str) else Client(**here) as client:
        yield client.get_executor()


def _read(path: str | Path | None) -> dict[str, Row]:
    """The rows that a file has, by their keys."""
    if path is None or not Path(path).exists():
        return {}
    import pandas as pd

    rows: Any = pd.read_parquet(path).to_dict("records")
    return {row.pop("key"): row for row in rows}


def _write(path: str | Path | None, kept: Mapping[str, Row]) -> None:
    """All rows."""
    if path is not None:
        with whole(Path(path)) as work:
            _table([{"key": key} | row for key, row in kept.items()]).to_parquet(work)


def _table(rows: list[Row]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows)
