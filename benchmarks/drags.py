"""What a move of a slider costs in Python: from the new value to the picture that is to be sent.

Processor time in the median and at the 95th percentile of forty moves, for the dearest slider of
every explorer in which nothing runs. Run: python benchmarks/drags.py [name ...]
"""

import sys
import time
from typing import Any

import numpy as np

from ganviz import explore
from ganviz.host.controls import listed
from ganviz.settings import Number

TARGET = 20.0  # ms at the 95th percentile
MOVES = 40


def sliders(session: Any) -> dict[str, list[float]]:
    """Path of each slider -> places to put it, at random."""
    found = {}
    for _, item in listed(session.scene):
        knob = session._knobs.get(getattr(item, "path", ""))
        if knob is None or not isinstance(knob.control, Number) or knob.control.typed:
            continue
        low, high = knob.control.ends or (knob.control.low, knob.control.high)
        places = np.array(knob.control.values or np.linspace(low, high, MOVES + 1))
        order = np.random.default_rng(0).permutation(np.resize(places, MOVES + 1))
        found[knob.shown.path] = [knob.control.clamp(float(place)) for place in order]
    return found


def moves(session: Any, path: str, places: list[float]) -> np.ndarray:
    """Milliseconds of each move that is allowed."""
    times = []
    for place in places:
        start = time.process_time()
        try:
            session.set(**{path: place})
        except ValueError:  # where two settings exclude each other
            continue
        times.append(time.process_time() - start)
    return 1e3 * np.array(times[1:])  # the first move also fills what is kept


def main(names: list[str]) -> None:
    """Print a row for each explorer, or for those that are named."""
    print("| explorer | slider | median, ms | p95, ms |")
    print("|---|---|---|---|")
    for name in names or sorted(explore.EXPLORERS):
        session = explore.EXPLORERS[name].session()
        times = {} if session.player else sliders(session)
        rows = {path: moves(session, path, places) for path, places in times.items()}
        session.close()
        slow = {path: float(np.quantile(each, 0.95)) for path, each in rows.items() if each.size}
        if slow:
            path = max(slow, key=slow.__getitem__)
            missed = " **missed**" if slow[path] > TARGET else ""
            print(f"| {name} | {path} | {np.median(rows[path]):.1f} | {slow[path]:.1f}{missed} |")


if __name__ == "__main__":
    main(sys.argv[1:])
