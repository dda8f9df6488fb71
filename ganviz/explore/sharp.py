"""Sharp targets: samples of G lie on the curve, a Markov chain must blur it to mix."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from ganviz.distributions import circle
from ganviz.explore.explorer import explorer
from ganviz.explore.playground.presets import PRESETS
from ganviz.plots.sharp import sharp as picture
from ganviz.settings import Settings, choice, ladder, seed
from ganviz.texts import text
from ganviz.theory import Blurring, blurring, off_the_circle, parts_visited
from ganviz.theory.chains import PARTS
from ganviz.toy import PlaneSnapshot, ToyGAN

WIDTHS = (0.05, 0.02, 0.01)
BLURS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5)
STEPS = 1_000  # of every chain
ROUNDS = 2_000  # that the generator is trained for
[GAME] = PRESETS["circle"]


@dataclass(frozen=True)
class SharpSettings(Settings):
    """A generator beside a Markov chain, for data on a thin circle.

    Source: Goodfellow et al. 2014, section 6, on degenerate distributions and Markov chains.

    Attributes:
        width: how thin the data's circle is, one of `WIDTHS`.
        blur: by how much it is blurred for the chain, one of `BLURS`.
        seed: of the chains.

    Raises:
        ValueError: another width or blur, or a negative seed.
    """

    width: float = choice(0.02, {f"{width:g}": width for width in WIDTHS}, label="sharp_width")
    blur: float = ladder(0.0, BLURS, only=True, label="sharp_blur")
    seed: int = seed()


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


def _picture(s: SharpSettings) -> tuple[dict[str, Any], str]:
    seen, walked = generator(s.width), chains(s.width, s.seed)
    fake, curve = seen.fake, seen.warp
    assert curve is not None  # a GAN has a z
    off, visited = float(off_the_circle(fake).mean()), int(parts_visited(fake[:, None])[0])
    chosen = BLURS.index(s.blur)
    readout = text(
        "sharp_readout",
        g_off=off,
        g_visited=visited,
        parts=PARTS,
        off=walked.off[chosen],
        visited=walked.visited[chosen],
        steps=STEPS,
    )
    return picture(curve[:, 0], fake, off, visited, walked, chosen), readout


sharp = explorer("sharp", SharpSettings, _picture)
