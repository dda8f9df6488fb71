"""Sharp targets: a generator lies on the curve, a Markov chain has to blur it to get around."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.distributions import circle
from ganviz.explore import fields
from ganviz.explore.playground.presets import PRESETS
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import Blurring, blurring, off_the_circle, parts_visited
from ganviz.theory.chains import PARTS
from ganviz.toy import PlaneSnapshot, ToyGAN

WIDTHS = (0.05, 0.02, 0.01)
BLURS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
STEPS = 1_000  # of every chain
ROUNDS = 2_000  # that the generator is trained for
[GAME] = PRESETS["circle"]


@dataclass(frozen=True)
class SharpSettings:
    """How thin the data's circle is, by how much it is blurred for the chain, and a seed.

    Raises:
        ValueError: another width or blur than those of the menus, or a negative seed.
    """

    width: float = 0.02
    blur: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for name, allowed in (("width", WIDTHS), ("blur", BLURS)):
            if getattr(self, name) not in allowed:
                listed = ", ".join(f"{each:g}" for each in allowed)
                raise _check.refuse(name, getattr(self, name), f"one of {listed}")
        _check.integer("seed", self.seed, at_least=0)


def sharp(settings: SharpSettings | None = None) -> TheoryExplorer:
    """Return a generator beside a Markov chain, for data on a thin circle.

    Source: Goodfellow et al. 2014, section 6, on degenerate distributions and Markov chains.
    """
    settings = settings or SharpSettings()
    controls: dict[str, Any] = {
        "width": fields.choice("sharp_width", settings.width, {f"{w:g}": w for w in WIDTHS}),
        "blur": fields.ladder("sharp_blur", settings.blur, BLURS),
        "seed": fields.number("seed", settings.seed),
    }
    explorer = TheoryExplorer("sharp", settings, _picture, controls)
    return explorer


@lru_cache(maxsize=8)
def generator(width: float) -> PlaneSnapshot:
    """A GAN whose z is one number, at the end of its training on a circle of this thickness."""
    run = ToyGAN(circle(std=width), GAME.noise, GAME.toy)
    run.step(ROUNDS)
    return run.snapshot()


@lru_cache(maxsize=32)
def chains(width: float, seed: int) -> Blurring:
    """Chains through the same data at every blur of `BLURS`."""
    return blurring(width, BLURS, STEPS, np.random.default_rng(seed))


def _picture(s: SharpSettings) -> tuple[go.Figure, str]:
    seen, walked = generator(s.width), chains(s.width, s.seed)
    fake = seen.fake
    off, visited = float(off_the_circle(fake).mean()), int(parts_visited(fake[:, None])[0])
    chosen = BLURS.index(s.blur)
    readout = text(
        "sharp_readout",
        g_off=decimal(off, 3),
        g_visited=visited,
        parts=PARTS,
        off=decimal(walked.off[chosen], 3),
        visited=decimal(walked.visited[chosen], 1),
        steps=f"{STEPS:,}",
    )
    return plots.sharp(seen.warp[:, 0], fake, off, visited, walked, chosen), readout
