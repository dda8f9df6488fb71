"""The tables that the notebooks read, made anew: rows that a table has already are not played.

python benchmarks/tables.py                   all of them
python benchmarks/tables.py rates --workers 4
"""

import argparse
import os
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a process for each core; more get in the way

from ganviz import sweep
from ganviz.explore.playground.presets import CURES, HELVETICA
from ganviz.toy.sweeps.tables import LIVE, MAPS, path_of


def helvetica(**how: Any) -> Any:
    """The disease and each remedy, with twenty seeds."""
    games = {name: game.toy for name, game in CURES.items()}
    return sweep(games, {}, rounds=400, seeds=20, p_data=HELVETICA.target, **how)


TABLES: dict[str, Callable[..., Any]] = {"helvetica": helvetica} | {
    name: phases.table for name, phases in MAPS.items() if name != LIVE
}


def main() -> None:
    """Play what the tables lack, and write them."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("names", nargs="*", help=f"of {', '.join(TABLES)}; by default all")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    with ProcessPoolExecutor(asked.workers) as pool:
        for name in asked.names or TABLES:
            table = TABLES[name](path=path_of(name), workers=pool, progress=_told(name))
            print(f"{name}: {len(table)} rows, {table.seconds.sum():.0f} s of one core")


def _told(name: str) -> Any:
    return lambda n, of: print(f"{name}: {n} of {of}", flush=True)


if __name__ == "__main__":
    main()
