"""An example of every public picture, on real numbers: what a test loops over, and a benchmark.

``plots.NAME`` draws a plotly figure, ``plots.NAME.__wrapped__`` is the module's own function, which
returns the picture as a dict.
"""

from collections.abc import Callable
from functools import cache
from types import SimpleNamespace
from typing import Any

import numpy as np

from ganviz import Gaussian, Mixture, ToyGAN, ToySettings, Uniform, named, plots
from ganviz.distributions import circle
from ganviz.games import SurveySettings, field, spectrum, survey, trajectory
from ganviz.games.methods import Alternating
from ganviz.metrics import mean_interval
from ganviz.plots.convergence import CURVES as FLOW
from ganviz.plots.figure1 import CURVES as LINE
from ganviz.plots.images import CURVES as IMAGES
from ganviz.plots.plane import LAYERS
from ganviz.plots.playground import CURVES as PLANE
from ganviz.plots.saturation import CURVES as NORMS
from ganviz.plots.training import CURVES as FIXED
from ganviz.theory import (
    IMPLIED,
    Flow,
    TwoBumps,
    blurring,
    bumpy_data,
    descend,
    descend_parameters,
    labelled_sample,
    max_min,
    min_max,
    routes,
)
from ganviz.theory.fitting import DIVERGENCES, fit_gaussian
from ganviz.theory.parzen import parzen_table, window_log_pdf
from ganviz.theory.supports import Translation
from ganviz.toy import Noise
from ganviz.toy.runs.by_hand import Parameters
from ganviz.toy.runs.fixed_generator import FixedGenerator
from ganviz.toy.runs.saturation import Saturation
from ganviz.toy.sweeps.phase_map import Outcomes

P_DATA, P_G = named("two_modes"), Gaussian(0.5, 1.2)
MODES = Mixture([Gaussian(-1.8, 0.5), Gaussian(1.6, 0.7)], (0.45, 0.55))
Call = tuple[tuple[Any, ...], dict[str, Any]]


def played(run: Any, names: tuple[str, ...], moments: int = 12, rounds: int = 5) -> Call:
    """A run's last snapshot and its curves."""
    seen = [run.snapshot()]
    for _ in range(moments):
        run.step(rounds)
        seen.append(run.snapshot())
    curves = {name: np.array([getattr(m, name) for m in seen]) for name in ("step", *names)}
    return (seen[-1], curves), {"last": seen[-1].step}


@cache
def line() -> Call:
    return played(ToyGAN(P_DATA, Uniform(-1, 1), ToySettings(seed=0)), LINE)


@cache
def plane(seed: int = 0) -> tuple[Any, Any, dict[str, Any]]:
    """The snapshot, the plane and the curves of a run in the plane."""
    run = ToyGAN(named("soft_ring"), Noise("gaussian", 2), ToySettings(seed=seed))
    (snapshot, curves), _ = played(run, PLANE)
    return snapshot, run.plane, curves


def laboratory() -> Call:
    snapshot, background, curves = plane()
    earlier = [snapshot.fake + 0.1 * step for step in range(8)]
    return (snapshot, background, curves), {"shown": LAYERS, "earlier": earlier, "active": "d"}


def side_by_side() -> Call:
    runs = [plane(seed) for seed in range(4)]
    snapshots, planes = [run[0] for run in runs], [run[1] for run in runs]
    return (snapshots, planes), {"names": ["plain", "R1", "packing", "k = 5"]}


def descents() -> Call:
    bumps, data, start = TwoBumps(), (-1.5, 1.5), (0.8, 2.5)
    masses = bumps.masses(data), bumps.masses(start)
    through = descend_parameters(bumps.p_g(data), start, bumps, 0.8, 60)
    return (bumps, data, through, descend(*masses, step_size=0.05, steps=60), 40), {}


def game() -> Call:
    dirac, method = field("dirac", "clipping", clip=0.5), Alternating()
    path = trajectory(dirac, method, 1.0, 0.4, 200)
    return (dirac, method, path, spectrum(dirac, method), 200), {}


def chain() -> Call:
    rng = np.random.default_rng(0)
    walked, seen = blurring(0.02, (0.0, 0.1), 500, rng), circle(std=0.02).sample(500, rng)
    return (seen[:90], seen, 0.02, 8, walked, 1), {}


def window() -> Call:
    rng, widths = np.random.default_rng(0), np.geomspace(0.03, 3, 9)
    table = parzen_table(P_DATA, (10, 30), (1, 2), widths, rng, held_out=20)
    data, samples = P_DATA.sample(20, rng)[:, None], P_DATA.sample(30, rng)[:, None]
    scores = window_log_pdf(samples, data, widths)[0].mean(axis=1)
    return (P_DATA, samples[:, 0], float(widths[3]), scores[3], scores, table, (0, 1)), {}


def map_of_rates() -> Call:
    values = np.random.default_rng(0).uniform(0, 8, (3, 4, 2))
    values[0, 0], values[0, 1, 1], stopped = np.nan, np.nan, np.zeros((3, 4), dtype=bool)
    stopped[0, 0] = True
    found = Outcomes(values, *mean_interval(values), stopped)
    names = ("rate of G", list("abcd")), ("rate of D", list("efg"))
    return (found, *names), {"outcome": "modes", "ends": (0, 8), "best": True, "place": (1, 2, 1)}


def trainer() -> Call:
    rng = np.random.default_rng(0)
    d = {"d_real": rng.uniform(0.5, 1, 64), "d_fake": rng.uniform(0, 0.5, 64)}
    curves = {"step": 10.0 * np.arange(40), **{name: rng.uniform(0, 1, 40) for name in IMAGES}}
    return (SimpleNamespace(step=390, steps=500, **d), curves, {"log 2": np.log(2)}), {}


def one_d() -> Call:
    run = FixedGenerator(Gaussian(0, 1), P_G)
    run.step(3)
    return (run.snapshot(), routes(Gaussian(0, 1), P_G, n=100)), {}


EXAMPLES: dict[str, Callable[[], Call]] = {
    "by_hand": lambda: (
        (Parameters(w=1.0), np.array([-0.5, 0.2]), np.array([0.3, 1.1])),
        {"p_data": P_DATA},
    ),
    "classifier": lambda: (
        (
            P_DATA,
            P_G,
            plots.Labelled(*labelled_sample(P_DATA, P_G, 3000, np.random.default_rng(0))),
        ),
        {},
    ),
    "compare": side_by_side,
    "convergence": lambda: played(Flow(P_DATA, Gaussian(0, 2)), FLOW),
    "convexity": lambda: ((P_DATA, Gaussian(-2, 0.5), Gaussian(1, 0.8), 0.4), {}),
    "critical_points": descents,
    "discriminator": lambda: ((P_DATA, P_G, lambda x: 1 / (1 + np.exp(x))), {}),
    "figure1": line,
    "fitting": lambda: (
        (MODES, DIVERGENCES["reverse_kl"], fit_gaussian(MODES, DIVERGENCES["reverse_kl"])),
        {},
    ),
    "fixed_point": lambda: (
        ("wasserstein", Gaussian(0, 1), Gaussian(2, 1), dict.fromkeys(IMPLIED, 0.5)),
        {},
    ),
    "four_panels": lambda: (
        ([SimpleNamespace(letter=each, snapshot=line()[0][0]) for each in "abcd"],),
        {},
    ),
    "games": game,
    "games_table": lambda: ((survey(SurveySettings()),), {}),
    "images": trainer,
    "landscape": lambda: ((Gaussian(0, 1), Gaussian(1, 0.7)), {}),
    "lemma": lambda: ((0.7, 0.2, 0.4), {}),
    "likelihood": lambda: ((P_DATA, P_G, np.array([-2.0, -1.1, 0.3, 1.9])), {}),
    "losses": lambda: (("hinge", 0.1), {}),
    "optimum": one_d,
    "orders": lambda: (
        (min_max(bumpy_data(3), 20), max_min(bumpy_data(3), 20, 0.2), 12),
        {},
    ),
    "parzen": window,
    "phases": map_of_rates,
    "playground": laboratory,
    "saturation": lambda: played(
        Saturation(P_DATA, Gaussian(0, 1), ToySettings(), rounds=5), NORMS
    ),
    "sharp": chain,
    "smoothing": lambda: ((P_DATA, P_G), {"real": 0.1, "fake": 0.2}),
    "supports": lambda: ((Translation(0.6, 0.1), 1.5), {}),
    "training": lambda: played(FixedGenerator(P_DATA, P_G), FIXED),
    "value_bars": lambda: ((P_DATA, P_G, lambda x: 1 / (1 + np.exp(x)), (-0.7, -0.9)), {}),
}
"""Public name -> its arguments."""


@cache
def arguments(name: str) -> Call:
    """The arguments of an example, computed once."""
    return EXAMPLES[name]()


def picture(name: str) -> dict[str, Any]:
    """The example as a dict."""
    args, kwargs = arguments(name)
    return getattr(plots, name).__wrapped__(*args, **kwargs)
