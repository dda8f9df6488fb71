"""A table of many runs: how games end, over grids of settings and over seeds."""

import csv
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganviz import _check
from ganviz._files import whole
from ganviz.distributions import Distribution, named
from ganviz.settings import change, look_up
from ganviz.toy.prior import Noise, Prior
from ganviz.toy.sweeps.players import Players, Row, ToyGANs

if TYPE_CHECKING:
    import pandas as pd


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
    known: str | Path | None = None,
    workers: int | str | Executor = 1,
    progress: Callable[[int, int], None] | None = None,
) -> "pd.DataFrame":
    """Play every combination of some settings with several seeds and table how it ends.

    Toy GANs are played as members of `ganviz.toy.Ensemble`; other ``players`` play other runs.

    Args:
        settings: those that all runs share, by default of a toy GAN; they have a field ``seed``.
            Or several by name, such as methods, which are no grid: the table begins with ``name``.
        over: paths of settings and the values that they take: ``{"generator.lr": (1e-3, 1e-2)}``;
            paths that take the same value are joined: ``"generator.lr, discriminator.lr"``.
        rounds: how long each run is, 2 or more.
        seeds: how many, from 0, or which.
        p_data, p_z: of the toy GANs; a distribution or its name; by default z is N(0, I) in as many
            dimensions as the data.
        players: who plays the settings, in place of toy GANs: `Each` of any runs, or a class of
            your own below `Players`.
        path: a file that keeps the rows, ``.parquet``, or ``.csv`` with six digits of each number.
            It is read first, so that no row that it has is played again, and written after each
            block of runs: an interruption loses one block.
        known: another such file, which is only read.
        workers: where blocks are played: so many processes of dask.distributed on this machine (1:
            here, in turn, without it); the workers of a scheduler, by its address,
            ``"tcp://10.0.0.1:8786"``; or any executor, as ``ProcessPoolExecutor()``. dask plays the
            block of a worker that dies again on another. A script that starts processes calls this
            below ``if __name__ == "__main__":``.
        progress: told how many rows there are so far, and how many there will be.

    Returns:
        A row for each run: ``name``, if any; the settings in ``over`` and ``seed``; the means over
        the second half of ``jsd`` and ``value`` (nats), ``modes`` and ``high_quality`` (share of
        the fakes); True for each finding of `ganviz.toy.snapshots.diagnosis` at the end;
        ``diverged``, whether it stopped (or what else the ``players`` return); its share of the
        ``seconds``; and ``key``, a digest of all that decides it.

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
    asked = combined(settings, over, seeds)
    keys = [players.key(one, rounds) for _, one in asked]
    first = {key: own for key, (own, _) in zip(keys, asked, strict=True)}
    kept = {key: row for file in (known, path) if file for key, row in read_rows(file).items()}
    missing = {key: one for key, (_, one) in zip(keys, asked, strict=True) if key not in kept}
    for rows in _played(players, players.blocks(list(missing.values())), rounds, workers):
        kept |= {key: first[key] | row for key, row in rows.items()}
        if path:
            _write(Path(path), kept)
        if progress:
            progress(sum(key in kept for key in keys), len(keys))
    # Its own columns come first, and with their own types: a file has words for some.
    return _table(
        [own | kept[key] | own | {"key": key} for (own, _), key in zip(asked, keys, strict=True)]
    )


def combined(
    settings: Any, over: Mapping[str, Sequence[Any]], seeds: int | Sequence[int]
) -> list[tuple[Row, Any]]:
    """The first columns of each row of a sweep, and the settings of its run.

    >>> from ganviz.toy import ToySettings
    >>> [first for first, _ in combined(ToySettings(), {"k": (1, 2)}, 1)]
    [{'k': 1, 'seed': 0}, {'k': 2, 'seed': 0}]
    """
    named = settings if isinstance(settings, Mapping) else {None: settings}
    names, found = [*over, "seed"], []
    each = range(seeds) if isinstance(seeds, int) else seeds
    for name, base in named.items():
        first = {} if name is None else {"name": name}
        for values in itertools.product(*over.values(), each):
            given = dict(zip(names, values, strict=True))
            one = change(base, {path: v for key, v in given.items() for path in key.split(", ")})
            own = {key: look_up(one, key.split(", ")[0]) for key in names}
            found.append((first | own, one))
    return found


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


def read_rows(path: str | Path) -> dict[str, Row]:
    """The rows of a table that `sweep` wrote, by their keys; none if there is no such file."""
    path = Path(path)
    if not path.exists():
        return {}
    if path.suffix == ".csv":  # without pandas, which takes long to load
        with path.open(newline="", encoding="utf-8") as file:
            read = csv.DictReader(file)
            rows: Any = [{name: _value(told) for name, told in row.items()} for row in read]
    else:
        import pandas as pd

        rows = pd.read_parquet(path).to_dict("records")
    return {row.pop("key"): row for row in rows}


def _value(told: str) -> Any:
    """What a place in a .csv table holds: a truth value, a number, nan if empty, or words."""
    if told in ("True", "False"):
        return told == "True"
    try:
        return float(told or "nan")
    except ValueError:
        return told


def _write(path: Path, kept: Mapping[str, Row]) -> None:
    """All rows."""
    table = _table([{"key": key} | row for key, row in kept.items()])
    with whole(path) as work:
        if path.suffix == ".csv":
            table.to_csv(work, index=False, float_format="%.6g")
        else:
            table.to_parquet(work)


def _table(rows: list[Row]) -> "pd.DataFrame":
    import pandas as pd

    return pd.DataFrame(rows)
