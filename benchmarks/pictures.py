"""What a picture costs: as a dict of panels, and as the plotly figure that people get.

Each is built anew from numbers that are there already, as for a frame or a drag. The dict is what
the page is sent; the first house built plotly's objects each time. A picture keeps what does not
move with its handle (C(G) over a grid, say); what that costs is the column "first".
Run: python benchmarks/pictures.py
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

TARGET, LABORATORY = 2.0, 3.0  # ms, of any picture and of the laboratory with all layers


def median(act: Callable[[], object], seconds: float = 1.0, most: int = 300) -> float:
    """Milliseconds of a call, in the median of those that fit into some time."""
    act()
    times, end = [], time.perf_counter() + seconds
    while len(times) < most and time.perf_counter() < end:
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return 1e3 * float(np.median(times))


def forget() -> None:
    """Clear what the pictures keep."""
    for name, module in list(sys.modules.items()):
        if name.startswith("ganviz.plots."):
            for each in vars(module).values():
                getattr(each, "cache_clear", lambda: None)()


def first(act: Callable[[], object]) -> float:
    """Milliseconds of a call that has to compute all numbers, in the median of three."""
    times = []
    for _ in range(3):
        forget()
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return 1e3 * float(np.median(times))


def main() -> None:
    from examples import EXAMPLES, arguments, picture  # type: ignore[import-not-found]

    from ganviz import plots

    print("| picture | dict, ms | target, ms | first, ms | go.Figure, ms |")
    print("|---|---|---|---|---|")
    for name in sorted(EXAMPLES):
        args, kwargs = arguments(name)
        plain = median(lambda name=name: picture(name))
        drawn = median(lambda: getattr(plots, name)(*args, **kwargs), most=50)  # noqa: B023
        target = LABORATORY if name in ("playground", "compare") else TARGET
        missed = " **missed**" if plain > target else ""
        fresh = first(lambda name=name: picture(name))
        said = f"{plain:.2f}{missed} | {target:g} | {fresh:.1f} | {drawn:.1f}"
        print(f"| {name} | {said} |", flush=True)


if __name__ == "__main__":
    main()
