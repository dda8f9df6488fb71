"""How the speed of toy GANs goes with width, batch, members and the dimension of z: a picture.

Rounds a second, those of all members together, and snapshots a second, of all members at once. G
and D have two hidden layers; what a panel does not vary is width 32, batch 128, one member, and z
of the dimension of the data. On one thread; medians of runs that take turns. Writes ``growth.json``
and ``growth.png`` beside it, in a minute. Run: python benchmarks/growth.py [--draw]
"""

import json
import os
import statistics
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

from matplotlib.figure import Figure
from toy_rounds import REPETITIONS, seconds, seconds_of_snapshot, wide

from ganviz.distributions import Gaussian, named, ring
from ganviz.toy import Ensemble, Noise, ToyGAN

SECONDS = 0.06  # of play between two looks at the clock
BASE = wide(32, "")
GAMES: dict[str, tuple[Any, Any]] = {
    "in the plane": (ring(), Noise()),
    "on the line": (named("two_modes"), Gaussian()),
}
PANELS = {
    "width": (8, 16, 32, 64, 128),
    "batch": (32, 64, 128, 256, 512, 1024),
    "members": (1, 2, 4, 8, 16, 32, 64),
    "dimension of z": (1, 2, 4, 8, 16),
}
HERE = Path(__file__).parent
Measured = dict[str, dict[str, list[tuple[int, float, float]]]]
"""Of each panel and game: (what varies, rounds a second, seconds of a snapshot)."""


def run_of(panel: str, game: str, x: int) -> Any:
    p_data, p_z = GAMES[game]
    if panel == "members":
        return Ensemble(p_data, p_z, [replace(BASE, seed=seed) for seed in range(x)])
    if panel == "dimension of z" and x != p_data.dim:
        p_z = Noise("gaussian", x)
    settings = BASE
    if panel == "width":
        settings = wide(x, "")
    if panel == "batch":
        settings = replace(BASE, batch=x)
    return ToyGAN(p_data, p_z, settings)


def measured(panel: str, game: str) -> list[tuple[int, float, float]]:
    xs = PANELS[panel]
    if panel == "dimension of z" and game == "on the line":
        xs = (1,)  # where p_g is exact
    runs = [run_of(panel, game, x) for x in xs]
    chunks = []
    for run in runs:
        run.snapshot()
        run.step(20)
        chunks.append(max(1, int(20 * SECONDS / seconds(run.step, 20))))
    times = [
        [
            (seconds(run.step, n) / n, seconds_of_snapshot(run))
            for run, n in zip(runs, chunks, strict=True)
        ]
        for _ in range(REPETITIONS)
    ]
    rounds, looks = (
        [statistics.median(turn[i][part] for turn in times) for i in range(len(xs))]
        for part in (0, 1)
    )
    many = [x if panel == "members" else 1 for x in xs]
    return [
        (x, round(m / r, 1), round(look, 6))
        for x, m, r, look in zip(xs, many, rounds, looks, strict=True)
    ]


def drawn(found: Measured) -> Figure:
    figure = Figure(figsize=(8, 6), layout="constrained")
    panels = figure.subplots(2, 2, sharey=True)
    for axes, (panel, games) in zip(panels.flat, found.items(), strict=True):
        for (game, points), colour in zip(games.items(), ("#0072b2", "#d55e00"), strict=True):
            x, rounds, looks = zip(*points, strict=True)
            axes.plot(x, rounds, "o-", color=colour, label=f"rounds {game}")
            axes.plot(
                x, [1 / s for s in looks], "s:", color=colour, mfc="w", label=f"snapshots {game}"
            )
        ticks = PANELS[panel]
        title = "members: rounds of all together" if panel == "members" else panel
        axes.set(xscale="log", yscale="log", title=title, xticks=ticks, xticklabels=ticks)
        axes.minorticks_off()
        axes.grid(alpha=0.3)
    for row in panels:
        row[0].set_ylabel("a second")
    figure.legend(*panels[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def processor() -> str:
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    name = next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return f"{os.cpu_count()} cores of {name}"


def main() -> None:
    path = HERE / "growth.json"
    if "--draw" in sys.argv:  # what was measured
        found = json.loads(path.read_text())["found"]
    else:
        found = {panel: {game: measured(panel, game) for game in GAMES} for panel in PANELS}
        path.write_text(json.dumps({"machine": processor(), "found": found}) + "\n")
    for panel, games in found.items():
        for game, points in games.items():
            print(f"{panel}, {game}: rounds/s, ms per snapshot")
            for x, rate, look in points:
                print(f"  {x:5} {rate:9.0f} {1e3 * look:8.2f}", flush=True)
    drawn(found).savefig(HERE / "growth.png", dpi=100)


if __name__ == "__main__":
    main()
