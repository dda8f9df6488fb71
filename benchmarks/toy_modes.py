"""How many modes a GAN covers: PacGAN's protocol on ring-8 and grid-25, beside what was published.

A run trains one method with one seed and scores 2,500 samples: modes covered, share of high-quality
samples, reverse KL (`ganviz.metrics.modes`). A finished run is one line of JSON in the output file,
so that an interrupted benchmark goes on where it stopped; the table is made of all lines there are.

    python benchmarks/toy_modes.py                            seconds a run: does it work?
    python benchmarks/toy_modes.py --budget reduced --jobs 2  a minute a run, small networks
    python benchmarks/toy_modes.py --budget long --jobs 2     the same with three times the rounds
    python benchmarks/toy_modes.py --budget full --jobs 16    as published: hours a run
    python benchmarks/toy_modes.py --budget full --device cuda --jobs 4
                                                              the same, all seeds at once on a GPU
"""

import argparse
import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from dataclasses import asdict, dataclass, replace
from itertools import groupby, product
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # a run is one process; more threads get in the way

import numpy as np
import torch
from scipy.special import stdtrit

from ganviz.distributions import GaussianMixture2D, grid, ring
from ganviz.metrics.modes import mode_statistics
from ganviz.toy import (
    Diverged,
    Ensemble,
    Noise,
    Player,
    Regularisation,
    ToyGAN,
    ToySettings,
)

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
    generator=Player((128,) * 3, "relu", lr=4e-3, beta2=0.99),
    discriminator=Player((128,) * 3, lr=4e-3, beta2=0.99),
)
_PUBLISHED = ToySettings(  # Lin et al. 2018, section 4.1; their code updates both at once
    batch=100,
    update="simultaneous",
    generator=Player((400,) * 4, "relu", lr=1e-4, momentum=0.8, batch_norm=True),
    discriminator=Player((200,) * 3, "maxout", lr=1e-4, momentum=0.8),
)
BUDGETS = {
    "full": Budget(400 * 100_000 // 100, 10, _PUBLISHED, annealed=False),  # 400 epochs
    "long": Budget(30_000, 10, _SMALL),
    "reduced": Budget(10_000, 10, _SMALL),
    "ci": Budget(200, 2, _SMALL),
}


def _critic(s: ToySettings) -> ToySettings:
    """WGAN-GP with five steps of the critic and lambda = .1, as the code of Gulrajani et al. 2017
    has it for toys (gan_toy.py). With lambda = 10, as for their images, modes of the ring were
    lost on four of nine seeds."""
    penalty = Regularisation(gradient_penalty=0.1)
    return replace(s, objective="wasserstein", k=5, regularisation=penalty)


def _unrolled(s: ToySettings) -> ToySettings:
    """Five steps ahead, as the code of Metz et al. 2017 has it: G plays the zero-sum game, in which
    alone the look ahead is towards max V, and D learns at a tenth of G's rate. With the
    non-saturating loss of G the grid was lost, at equal rates the ring too."""
    g, d = (
        replace(player, lr=lr, momentum=0.5, beta2=0.999)
        for player, lr in ((s.generator, 1e-3), (s.discriminator, 1e-4))
    )
    changes = {"objective": "minimax", "update": "alternating", "unroll": 5}
    return replace(s, generator=g, discriminator=d, **changes)


METHODS: dict[str, Callable[[ToySettings], ToySettings]] = {
    "GAN": lambda s: s,
    "PacGAN2": lambda s: replace(s, pack=2),
    "PacGAN4": lambda s: replace(s, pack=4),
    "unrolled": _unrolled,
    "WGAN-GP": _critic,
    "spectral norm": lambda s: replace(
        s, discriminator=replace(s.discriminator, spectral_norm=True)
    ),
    "R1": lambda s: replace(s, regularisation=Regularisation(r1=0.1)),
    "relativistic + R1 + R2": lambda s: replace(
        s, objective="relativistic", regularisation=Regularisation(r1=0.1, r2=0.1)
    ),
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
class Run:
    """One line of the output: what was played and how it ended.

    A run that diverged counts as no mode, no good sample, and everything nearest one mode.
    """

    budget: str
    method: str
    data: str
    seed: int
    covered: int
    modes: int
    high_quality: float
    reverse_kl: float
    seconds: float
    diverged: bool = False

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What tells it from all other runs."""
        return self.budget, self.method, self.data, self.seed


def play(budget_name: str, method: str, data: str, seed: int) -> Run:
    """Train and score one method with one seed."""
    budget, target = BUDGETS[budget_name], TARGETS[data]()
    settings = METHODS[method](replace(budget.base, seed=seed))
    gan = ToyGAN(target, PRIOR, settings)
    start = time.perf_counter()
    try:
        for stage in range(STAGES):
            train(gan, budget, settings, stage)
        samples = draw(gan, seed)
    except Diverged:
        samples = np.full((1, 2), np.nan)
    return scored((budget_name, method, data, seed), samples, time.perf_counter() - start)


def play_together(
    budget_name: str, method: str, data: str, seeds: Sequence[int], device: str, kept: Path
) -> list[Run]:
    """The same for many seeds at once on a device; an interrupted game goes on from ``kept``.

    The caller removes that file when the runs are safe.
    """
    budget, target = BUDGETS[budget_name], TARGETS[data]()
    settings = METHODS[method](budget.base)
    members = [replace(settings, seed=seed) for seed in seeds]
    runs = Ensemble(target, PRIOR, members, device=None if device == "cpu" else device)
    done = 0
    start = time.perf_counter()
    spent = before = 0.0
    if kept.exists() and (state := torch.load(kept, weights_only=False))["seeds"] == tuple(seeds):
        runs.load_state_dict(state)
        done, spent = state["done"], state["seconds"]
        before = spent
    for stage in range(done, STAGES):
        train(runs, budget, settings, stage)
        spent = before + time.perf_counter() - start
        more = {"seeds": tuple(seeds), "done": stage + 1, "seconds": spent}
        with tempfile.NamedTemporaryFile(dir=kept.parent, delete=False) as file:
            torch.save(runs.state_dict() | more, file)
        os.replace(file.name, kept)
        print(f"{method} {data}: {stage + 1}/{STAGES}, {spent:.0f} s", flush=True)
    return [
        scored((budget_name, method, data, seed), draw(runs.member(i), seed), spent / len(seeds))
        for i, seed in enumerate(seeds)
    ]


def train(gan: ToyGAN | Ensemble, budget: Budget, settings: ToySettings, stage: int) -> None:
    """Play one of the stages."""
    if budget.annealed:
        anneal(gan, settings, stage / STAGES)
    gan.step(budget.rounds // STAGES)


def anneal(gan: ToyGAN | Ensemble, settings: ToySettings, share: float) -> None:
    """Take both rates this share of the way down a cosine."""
    factor = (1 + math.cos(math.pi * share)) / 2
    g, d = (replace(p, lr=p.lr * factor) for p in (settings.generator, settings.discriminator))
    gan.configure(generator=g, discriminator=d)


def draw(gan: ToyGAN, seed: int) -> np.ndarray:
    """The samples that are scored, (SAMPLES, 2)."""
    return gan.generator(gan.p_z.sample(SAMPLES, np.random.default_rng([seed, SAMPLES])))


def scored(key: tuple[str, str, str, int], samples: np.ndarray, seconds: float) -> Run:
    """Modes, quality and reverse KL of samples; those of a run that diverged lie far away."""
    diverged = not np.isfinite(samples).all()
    target = TARGETS[key[2]]()
    found = np.full((1, 2), FAR) if diverged else samples
    report = mode_statistics(found, target.means, target.std)
    return Run(
        *key,
        covered=report.covered,
        modes=report.modes,
        high_quality=round(report.high_quality, 5),
        reverse_kl=round(report.reverse_kl, 5),
        seconds=round(seconds, 1),
        diverged=diverged,
    )


def table(runs: Iterable[Run]) -> str:
    """Means and 95% intervals over seeds as Markdown, with the published numbers in brackets."""
    runs = list(runs)
    head = [f"{data} {what}" for data in TARGETS for what in ("modes", "good %", "reverse KL")]
    lines = [f"| method | seeds | {' | '.join(head)} |", "|---" * (len(head) + 2) + "|"]
    for method in METHODS:
        own = {data: [r for r in runs if (r.method, r.data) == (method, data)] for data in TARGETS}
        if any(own.values()):
            cells = [cell for data in TARGETS for cell in _cells(method, data, own[data])]
            seeds = "/".join(str(len(found)) for found in own.values())
            lines.append(f"| {method} | {seeds} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(method: str, data: str, runs: list[Run]) -> list[str]:
    columns = (
        ([r.covered for r in runs], 1),
        ([100 * r.high_quality for r in runs], 1),
        ([r.reverse_kl for r in runs], 3),
    )
    published = PUBLISHED.get((method, data), ("–",) * 3)
    return [f"{interval(*c)} ({p})" for c, p in zip(columns, published, strict=True)]


def interval(values: Sequence[float], digits: int) -> str:
    """The mean and, of two values or more, half its 95% interval by Student's t.

    >>> interval([7.0, 8.0, 8.0], 1)
    '7.7 ± 1.4'
    """
    if not values:
        return "–"
    mean = f"{statistics.fmean(values):.{digits}f}"
    if len(values) < 2:
        return mean
    error = statistics.stdev(values) / math.sqrt(len(values))
    return f"{mean} ± {stdtrit(len(values) - 1, 0.975) * error:.{digits}f}"


def finished(path: Path) -> list[Run]:
    """The runs that the output file holds."""
    return (
        [Run(**json.loads(line)) for line in path.read_text().splitlines()] if path.exists() else []
    )


def main(arguments: list[str] | None = None) -> str:
    """Play what is missing, and return the table."""
    asked = _parser().parse_args(arguments)
    budget = BUDGETS[asked.budget]
    path = asked.output or _default_output(asked.budget)
    seeds = range(asked.seeds or budget.seeds)
    wanted = [(asked.budget, *job) for job in product(asked.methods, asked.data, seeds)]
    runs = finished(path)
    missing = sorted(set(wanted) - {run.key for run in runs}, key=wanted.index)
    with ProcessPoolExecutor(asked.jobs) as pool, path.open("a") as output:
        jobs = dict(submitted(pool, missing, asked.device, path))
        for number, job in enumerate(as_completed(jobs), 1):
            for run in job.result():
                print(json.dumps(asdict(run)), file=output, flush=True)
                runs.append(run)
                shown = f"{run.covered}/{run.modes} modes, {run.high_quality:.1%} good"
                name = " ".join(map(str, run.key))
                print(f"{number}/{len(jobs)} {name}: {shown}, {run.seconds} s")
            if kept := jobs[job]:  # not before its runs are written
                kept.unlink()
    by_key = {run.key: run for run in runs}
    return table(by_key[key] for key in wanted)


def submitted(
    pool: Executor, missing: Iterable[tuple[str, str, str, int]], device: str, output: Path
) -> Iterator[tuple[Future[list[Run]], Path | None]]:
    """Each run by itself, or on a device all seeds of a method and a target together; and the file
    in which these are kept while they are played."""
    if not device:
        for key in missing:
            yield pool.submit(play_alone, key), None
        return
    for (budget, method, data), keys in groupby(missing, lambda key: key[:3]):
        seeds = tuple(seed for *_, seed in keys)
        kept = output.with_suffix(f".{method}-{data}.state".replace(" ", ""))
        yield pool.submit(play_together, budget, method, data, seeds, device, kept), kept


def play_alone(key: tuple[str, str, str, int]) -> list[Run]:
    """One run, as the list of one."""
    return [play(*key)]


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
    parser.add_argument("--jobs", type=int, default=1, help="runs at a time")
    parser.add_argument("--device", default="", help="such as cuda: all seeds at once there")
    parser.add_argument("--output", type=Path, help="the file of finished runs")
    return parser


if __name__ == "__main__":
    print(main())
