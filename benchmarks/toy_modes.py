"""How many modes a GAN covers: PacGAN's protocol on ring-8 and grid-25, beside what was published.

A `ganviz.sweep` of methods, targets and seeds. A run trains one method with one seed and scores
2,500 samples: modes covered, share of high-quality samples, reverse KL (`ganviz.metrics.modes`).
All seeds of a method are played together. What is done is kept beside the output file, in
NAME.parquet and, of those that are being played, in NAME.KEY.state, so that an interrupted
benchmark goes on with the same command. In the end every run is a line of JSON in NAME.jsonl;
lines that are there, wherever they were played, count as played.

    python benchmarks/toy_modes.py                     seconds a run: does it work?
    python benchmarks/toy_modes.py --budget reduced    a minute a run, small networks
    python benchmarks/toy_modes.py --budget long       the same with three times the rounds
    python benchmarks/toy_modes.py --budget full       as published: hours a run
        --workers 2                                    any of them by two processes at a time
        --device cuda                                  or on a GPU
"""

import argparse
import json
import math
import os
import pickle
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, final

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a run is one process; more threads get in the way

import numpy as np
import pandas as pd

from ganviz._files import whole
from ganviz.distributions import GaussianMixture2D, grid, ring
from ganviz.metrics import mean_interval, mode_statistics
from ganviz.settings import Settings, choice, toggle
from ganviz.toy import Ensemble, NetworkSettings, Noise, ToySettings
from ganviz.toy.sweeps.players import Players, Row
from ganviz.toy.sweeps.table import sweep

SAMPLES, STAGES = 2_500, 20
FAR = 1e6  # where the samples of a run that diverged are put
PRIOR = Noise("gaussian", 2)
TARGETS: dict[str, Callable[[], GaussianMixture2D]] = {"ring": ring, "grid": grid}


@dataclass(frozen=True)
class Budget:
    """Length of a run and the networks of plain GAN; whether the rates fall along a cosine to 0."""

    rounds: int
    seeds: int
    base: ToySettings
    annealed: bool = True


_SMALL = ToySettings(
    batch=128,
    ema=0.999,
    generator=NetworkSettings((128,) * 3, "relu", lr=4e-3, beta2=0.99),
    discriminator=NetworkSettings((128,) * 3, lr=4e-3, beta2=0.99),
)
_PUBLISHED = ToySettings(  # Lin et al. 2018, section 4.1; their code updates both at once
    batch=100,
    update="simultaneous",
    generator=NetworkSettings((400,) * 4, "relu", lr=1e-4, momentum=0.8, batch_norm=True),
    discriminator=NetworkSettings((200,) * 3, "maxout", lr=1e-4, momentum=0.8),
)
BUDGETS = {
    "full": Budget(400 * 100_000 // 100, 10, _PUBLISHED, annealed=False),  # 400 epochs
    "long": Budget(30_000, 10, _SMALL),
    "reduced": Budget(10_000, 10, _SMALL),
    "ci": Budget(200, 2, _SMALL),
}


METHODS: dict[str, dict[str, Any]] = {
    "GAN": {},
    "PacGAN2": {"pack": 2},
    "PacGAN4": {"pack": 4},
    # Five steps ahead, as the code of Metz et al. 2017 has it: G plays the zero-sum game, in which
    # alone the look ahead is towards max V, and D learns at a tenth of G's rate. With the
    # non-saturating loss of G the grid was lost, at equal rates the ring too.
    "unrolled": {
        "objective": "minimax",
        "update": "alternating",
        "unroll": 5,
        "generator.lr": 1e-3,
        "generator.momentum": 0.5,
        "generator.beta2": 0.999,
        "discriminator.lr": 1e-4,
        "discriminator.momentum": 0.5,
        "discriminator.beta2": 0.999,
    },
    # Five steps of the critic and lambda = .1, as the code of Gulrajani et al. 2017 has it for toys
    # (gan_toy.py). With lambda = 10, as for their images, modes of the ring were lost on four of
    # nine seeds.
    "WGAN-GP": {"objective": "wasserstein", "k": 5, "gradient_penalty": 0.1},
    "spectral norm": {"discriminator.spectral_norm": True},
    "R1": {"r1": 0.1},
    "relativistic + R1 + R2": {"objective": "relativistic", "r1": 0.1, "r2": 0.1},
}
"""What each method changes in the settings of plain GAN, whose G has the non-saturating loss."""

PUBLISHED = {  # modes, high quality %, reverse KL: PacGAN's table; * unrolled GAN is from VEEGAN's
    ("GAN", "ring"): ("6.3 ± .5", "98.2", ".45"),
    ("GAN", "grid"): ("17.3 ± .8", "94.8", ".70"),
    ("PacGAN2", "ring"): ("7.9", "95.6", ".07"),
    ("PacGAN2", "grid"): ("23.8", "91.3", ".13"),
    ("PacGAN4", "ring"): ("7.8", "95.9", ".07"),
    ("PacGAN4", "grid"): ("24.8", "93.6", ".04"),
    ("unrolled", "ring"): ("7.6*", "35.6*", "–"),
    ("unrolled", "grid"): ("23.6*", "16*", "–"),
}


@dataclass(frozen=True)
class Task(Settings):
    """A game, its target, and whether its rates fall along a cosine to 0."""

    game: ToySettings
    data: str = choice("ring", tuple(TARGETS))
    annealed: bool = toggle(False)


def task(budget: Budget, method: str) -> Task:
    """A method, still with any target and seed."""
    return Task(budget.base.but(**METHODS[method]), annealed=budget.annealed)


@final
@dataclass(frozen=True)
class Modes(Players):
    """Play all seeds of a method and a target together, on a device of torch, or in numpy.

    An interrupted game goes on from the last of its stages; whoever has its rows removes the file.
    """

    output: Path
    device: str | None = None

    def who(self) -> list[str]:
        """The protocol."""
        return ["toy_modes", str(SAMPLES), repr(PRIOR)]

    def blocks(self, settings: Sequence[Task]) -> Sequence[Sequence[Task]]:
        """Those that differ in their seeds alone."""
        groups: dict[Task, list[Task]] = {}
        for one in settings:
            groups.setdefault(one.but(seed=0), []).append(one)
        return list(groups.values())

    def kept(self, key: str) -> Path:
        """Where the block whose first row has this key is kept while it is played."""
        return self.output.with_suffix(f".{key}.state")

    def play(self, block: Sequence[Task], rounds: int) -> list[Row]:
        """Train in stages, and score."""
        first, games = block[0], [one.game for one in block]
        runs = Ensemble(TARGETS[first.data](), PRIOR, games, device=self.device)
        keys, spent = [self.key(one, rounds) for one in block], 0.0
        kept = self.kept(keys[0])
        if kept.exists():
            of, before, state = pickle.loads(kept.read_bytes())
            if of == keys:
                spent = before
                runs.load_state_dict(state)
        for stage in range(runs.steps * STAGES // rounds, STAGES):
            start = time.perf_counter()
            if first.annealed:
                anneal(runs, first.game, stage / STAGES)
            runs.step(rounds // STAGES)
            spent += time.perf_counter() - start
            with whole(kept) as work:
                work.write_bytes(pickle.dumps((keys, spent, runs.state_dict())))
            print(f"{kept.name}: {stage + 1}/{STAGES}, {spent:.0f} s", flush=True)
        seconds = {"seconds": round(spent / len(block), 1)}
        return [scored(draw(runs, i), runs.p_data) | seconds for i in range(len(block))]


def anneal(runs: Ensemble, game: ToySettings, share: float) -> None:
    """Take both rates this share of the way down a cosine."""
    factor = (1 + math.cos(math.pi * share)) / 2
    g, d = (player.but(lr=player.lr * factor) for player in (game.generator, game.discriminator))
    runs.configure(generator=g, discriminator=d)


def draw(runs: Ensemble, place: int) -> np.ndarray:
    """The samples of a member that are scored, (SAMPLES, 2)."""
    gan = runs.member(place)
    return gan.generator(
        gan.p_z.sample(SAMPLES, np.random.default_rng([gan.settings.seed, SAMPLES]))
    )


def scored(samples: np.ndarray, target: GaussianMixture2D) -> Row:
    """Modes, quality and reverse KL of samples.

    Those of a run that diverged lie far away: no mode, no good sample, everything nearest one mode.
    """
    diverged = not np.isfinite(samples).all()
    found = np.full((1, 2), FAR) if diverged else samples
    report = mode_statistics(found, target.means, target.std)
    return {
        "covered": report.covered,
        "modes": report.modes,
        "high_quality": round(report.high_quality, 5),
        "reverse_kl": round(report.reverse_kl, 5),
        "diverged": diverged,
    }


def markdown(table: pd.DataFrame) -> str:
    """Means and 95% intervals over seeds, with the published numbers in brackets."""
    head = [f"{data} {what}" for data in TARGETS for what in ("modes", "good %", "reverse KL")]
    lines = [f"| method | seeds | {' | '.join(head)} |", "|---" * (len(head) + 2) + "|"]
    for method, of_method in table.groupby("name", sort=False):
        own = {data: of_method[of_method["data"] == data] for data in TARGETS}
        cells = [cell for data in TARGETS for cell in _cells(str(method), data, own[data])]
        seeds = "/".join(str(len(found)) for found in own.values())
        lines.append(f"| {method} | {seeds} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(method: str, data: str, rows: Any) -> list[str]:
    columns = (rows.covered, 1), (100 * rows.high_quality, 1), (rows.reverse_kl, 3)
    published = PUBLISHED.get((method, data), ("–",) * 3)
    return [
        f"{interval(values.tolist(), digits)} ({p})"
        for (values, digits), p in zip(columns, published, strict=True)
    ]


def interval(values: Sequence[float], digits: int) -> str:
    """The mean and, of two values or more, half its 95% interval by Student's t.

    >>> interval([7.0, 8.0, 8.0], 1)
    '7.7 ± 1.4'
    """
    if not values:
        return "–"
    mean, half = mean_interval(values)
    return f"{mean:.{digits}f}" + (f" ± {half:.{digits}f}" if len(values) > 1 else "")


def taken(lines: Path, modes: Modes, path: Path) -> list[str]:
    """Put runs that are lines of a file into the sweep's own, and return their keys."""
    rows = [json.loads(line) for line in lines.read_text().splitlines()] if lines.exists() else []
    for row in rows:
        budget, one = BUDGETS[row.pop("budget")], {name: row.pop(name) for name in ("data", "seed")}
        row["key"] = modes.key(task(budget, row.pop("method")).but(**one), budget.rounds)
    if rows:
        known = [pd.read_parquet(path)] if path.exists() else []
        with whole(path) as work:
            pd.concat([*known, pd.DataFrame(rows)]).drop_duplicates("key").to_parquet(work)
    return [row["key"] for row in rows]


def main(arguments: list[str] | None = None) -> str:
    """Play what is missing, and return the table."""
    asked = _parser().parse_args(arguments)
    budget = BUDGETS[asked.budget]
    output = (asked.output or _default_output(asked.budget)).resolve()
    modes, path = Modes(output, asked.device), output.with_suffix(".parquet")
    known = taken(output, modes, path)
    table = sweep(
        {method: task(budget, method) for method in asked.methods},
        {"data": asked.data},
        rounds=budget.rounds,
        seeds=asked.seeds or budget.seeds,
        players=modes,
        path=path,
        workers=asked.cluster or asked.workers,
        progress=lambda n, of: print(f"{n} of {of} runs", flush=True),
    )
    with output.open("a") as file:
        for row in table.to_dict("records"):
            if row.pop("key") not in known:
                line = {"budget": asked.budget, "method": row.pop("name")} | row
                print(json.dumps(line), file=file)
    for key in table.key:
        modes.kept(key).unlink(missing_ok=True)
    return markdown(table)


def _default_output(budget: str) -> Path:
    """Beside this script, but the smallest budget is played anew every time."""
    folder = Path(tempfile.mkdtemp()) if budget == "ci" else Path(__file__).parent
    return folder / f"toy_modes_{budget}.jsonl"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--budget", choices=BUDGETS, default="ci")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--data", nargs="+", choices=TARGETS, default=list(TARGETS))
    parser.add_argument("--seeds", type=int, help="how many, from 0; by default as the budget says")
    parser.add_argument("--workers", type=int, default=1, help="processes of dask.distributed")
    parser.add_argument("--cluster", help="address of a dask scheduler, whose workers play")
    parser.add_argument("--device", help="such as cuda; by default numpy")
    parser.add_argument("--output", type=Path, help="a .jsonl file of finished runs")
    return parser


if __name__ == "__main__":
    print(main())
