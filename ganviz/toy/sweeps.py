"""A table of many runs: how games end, over grids of settings and over seeds."""

import hashlib
import itertools
import json
import math
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
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

Make = Callable[[Any], Run[Any]]


def sweep(
    settings: Any,
    over: Mapping[str, Sequence[Any]],
    *,
    rounds: int,
    seeds: int | Sequence[int] = 10,
    p_data: Distribution | str = "ring",
    p_z: Prior | None = None,
    make: Make | None = None,
    path: str | Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> "pd.DataFrame":
    """Play every combination of some settings with several seeds and table how it ends.

    Toy GANs are played as members of `ganviz.toy.Ensemble`; with ``make`` it can be any run.

    Args:
        settings: those that all runs share, by default of a toy GAN; they have a field ``seed``.
            Or several by name, such as methods, which are no grid: the table begins with ``name``.
        over: paths of settings and the values that they take: ``{"generator.lr": (1e-3, 1e-2)}``.
        rounds: how long each run is, 2 or more.
        seeds: how many, from 0, or which.
        p_data, p_z: of the toy GANs; a distribution or its name; by default z is N(0, I) in as many
            dimensions as the data.
        make: what makes a run of settings, instead; a function at the top of a module.
        path: a parquet file that keeps the rows. It is read first, so that no row that it has is
            played again, and written after each block of runs: an interruption loses one block.
        executor: where blocks are played, as ``concurrent.futures.ProcessPoolExecutor()`` or
            ``dask.distributed.Client(address).get_executor()``; by default here, in turn.
        progress: told how many rows there are so far, and how many there will be.

    Returns:
        A row for each run: ``name``, if any; the settings in ``over`` and ``seed``; the means over
        the second half of ``jsd`` and ``value`` (nats), ``modes`` and ``high_quality`` (share of
        the fakes); True for each finding of `ganviz.toy.diagnosis` at the end; ``diverged``,
        whether it stopped; its share of the ``seconds``; and ``key``, a digest of all that decides
        it.

    Raises:
        ValueError: an unknown path, a value that is not allowed, or rounds below 2.
        ImportError: pandas is not installed.

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
    players = Players(data, Noise(dim=data.dim) if p_z is None else p_z, make)
    asked = _asked(settings, over, seeds)
    keys = [players.key(one, rounds) for _, one in asked]
    kept = _read(path)
    missing = {key: one for key, (_, one) in zip(keys, asked, strict=True) if key not in kept}
    for block, rows in _played(players, _blocks(list(missing.values()), make), rounds, executor):
        kept |= {players.key(one, rounds): row for one, row in zip(block, rows, strict=True)}
        _write(path, kept)
        if progress:
            progress(sum(key in kept for key in keys), len(keys))
    return _table(
        [own | kept[key] | {"key": key} for (own, _), key in zip(asked, keys, strict=True)]
    )


def _asked(
    settings: Any, over: Mapping[str, Sequence[Any]], seeds: int | Sequence[int]
) -> list[tuple[dict[str, Any], Any]]:
    """The first columns of each row, and the settings of its run."""
    named = settings if isinstance(settings, Mapping) else {None: settings}
    paths = [*over, "seed"]
    each = range(seeds) if isinstance(seeds, int) else seeds
    found = []
    for (name, base), *values in itertools.product(named.items(), *over.values(), each):
        one = change(base, dict(zip(paths, values, strict=True)))
        own = {} if name is None else {"name": name}
        found.append((own | {path: look_up(one, path) for path in paths}, one))
    return found


@final
@dataclass(frozen=True)
class Players:
    """Who plays the runs of a sweep: what toy GANs draw, or what makes other runs."""

    p_data: Distribution
    p_z: Prior
    make: Make | None

    def key(self, settings: Any, rounds: int) -> str:
        """A digest of all that decides a row."""
        who = [repr(self.p_data), repr(self.p_z)]
        if self.make is not None:
            who = [f"{self.make.__module__}.{self.make.__qualname__}"]
        decides = json.dumps([who, type(settings).__name__, to_json(settings), rounds])
        return hashlib.sha256(decides.encode()).hexdigest()[:20]

    def play(self, block: Sequence[Any], rounds: int) -> list[dict[str, Any]]:
        """The outcomes of runs that are played together."""
        start, seen = time.perf_counter(), [_Record() for _ in block]
        together = Ensemble(self.p_data, self.p_z, block) if self.make is None else None
        runs = [] if self.make is None else [self.make(one) for one in block]
        looks = np.unique(np.linspace(0, rounds, LOOKS + 1).round().astype(int))
        for n in np.diff(looks).tolist():
            if together:
                together.step(n)
                runs = together.alone()
            for run, record in zip(runs, seen, strict=True):
                record.follow(run, 0 if together else n)
        seconds = (time.perf_counter() - start) / len(block)
        return [record.outcome() | {"seconds": seconds} for record in seen]


class _Record:
    """What is kept of a run while it is played."""

    def __init__(self) -> None:
        self._moments: list[Any] = []
        self._stopped = ""

    def follow(self, run: Run[Any], n: int) -> None:
        """Take ``n`` steps, if any, and look; a run that has diverged is left alone."""
        if self._stopped:
            return
        try:
            if n:
                run.step(n)
            self._moments.append(run.snapshot())
        except Diverged as error:
            self._stopped = str(error)

    def outcome(self) -> dict[str, Any]:
        """Means over the second half, findings at the end, and whether it stopped."""
        late = self._moments[len(self._moments) // 2 :]
        row = {
            name: float(np.mean([getattr(m, name, math.nan) for m in late])) if late else math.nan
            for name in MEASURES
        }
        signs = [signs_of(m) for m in self._moments if isinstance(m, Snapshot | PlaneSnapshot)]
        found = {finding.name for finding in diagnose(signs, stopped=self._stopped)}
        return row | {name: name in found for name in RULES} | {"diverged": bool(self._stopped)}


def _blocks(missing: Sequence[Any], make: Make | None) -> list[tuple[Any, ...]]:
    """Runs that are played together: toy GANs of one form, so that each costs the same."""
    if make is not None:
        return [(one,) for one in missing]
    return [
        tuple(missing[place] for place in places[i : i + BLOCK])
        for places in by_form(missing)
        for i in range(0, len(places), BLOCK)
    ]


def _played(
    players: Players, blocks: Sequence[tuple[Any, ...]], rounds: int, executor: Executor | None
) -> Iterator[tuple[tuple[Any, ...], list[dict[str, Any]]]]:
    """Each block with its rows, as they are ready."""
    if executor is None:
        yield from ((block, players.play(block, rounds)) for block in blocks)
        return
    waiting = {executor.submit(players.play, block, rounds): block for block in blocks}
    try:
        for future in as_completed(waiting):
            yield waiting[future], future.result()
    finally:
        for future in waiting:
            future.cancel()


def _read(path: str | Path | None) -> dict[str, dict[str, Any]]:
    """The rows that a file has, by their keys."""
    if path is None or not Path(path).exists():
        return {}
    import pandas as pd

    rows: Any = pd.read_parquet(path).to_dict("records")
    return {row.pop("key"): row for row in rows}


def _write(path: str | Path | None, kept: Mapping[str, dict[str, Any]]) -> None:
    """All rows."""
    if path is not None:
        with whole(Path(path)) as work:
            _table([{"key": key} | row for key, row in kept.items()]).to_parquet(work)


def _table(rows: list[dict[str, Any]]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows)
