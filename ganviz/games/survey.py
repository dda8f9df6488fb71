"""Which method converges on which game: every pair, computed."""

import functools
from dataclasses import dataclass
from typing import final

from ganviz import _check
from ganviz.games.fields import Field
from ganviz.games.flow import Flow
from ganviz.games.methods import (
    Alternating,
    Extragradient,
    Method,
    Optimistic,
    Proximal,
    Simultaneous,
    Unrolled,
)
from ganviz.games.regularisers import REGULARISERS, field
from ganviz.games.spectrum import Verdict, spectrum, verdict
from ganviz.settings import Settings

SURVEYED = (
    ("dirac", "none"),
    ("non_saturating", "none"),
    ("dirac", "r1"),
    ("dirac", "r2"),
    ("dirac", "r1_r2"),
    ("dirac", "noise"),
    ("dirac", "consensus"),
    ("bilinear", "none"),
    ("bilinear", "clipping"),
    ("bilinear", "wgan_gp"),
    ("bilinear", "zero_centred"),
)
"""The games of a survey, (game, regulariser)."""


@final
@dataclass(frozen=True)
class SurveySettings(Settings):
    """What the pairs of a survey share.

    Attributes:
        h: the rate of both players.
        gamma: of every penalty and of consensus.
        sigma: of instance noise.
        clip: of weight clipping.
        momentum: of the method "negative_momentum", which alternates.
        depth: of unrolling.

    Raises:
        ValueError: as the methods and regularisers do.
    """

    h: float = 0.2
    gamma: float = 0.5
    sigma: float = 0.7
    clip: float = 0.5
    momentum: float = -0.5
    depth: int = 3

    def __post_init__(self) -> None:
        self.methods()
        for game, regulariser in SURVEYED:
            self.field(game, regulariser)

    def methods(self) -> dict[str, Method]:
        """The methods of a survey by name."""
        return {
            "flow": Flow(self.h),
            "simultaneous": Simultaneous(self.h),
            "alternating": Alternating(self.h),
            "negative_momentum": Alternating(self.h, momentum=self.momentum),
            "extragradient": Extragradient(self.h),
            "optimistic": Optimistic(self.h),
            "proximal": Proximal(self.h),
            "unrolled": Unrolled(self.h, depth=self.depth),
        }

    def field(self, game: str, regulariser: str) -> Field:
        """The field of a game with a regulariser, with these strengths."""
        chosen = REGULARISERS[_check.one_of("regulariser", regulariser, REGULARISERS)]
        return field(game, regulariser, **chosen.strength(self))


@final
@dataclass(frozen=True)
class Pair:
    """One game played by one method.

    Attributes:
        game, regulariser, method: their names.
        rate: `Spectrum.rate`: largest real part of the flow, spectral radius of a map, or nan.
        verdict: `ganviz.games.verdict`.
    """

    game: str
    regulariser: str
    method: str
    rate: float
    verdict: Verdict


def survey(settings: SurveySettings | None = None) -> tuple[Pair, ...]:
    """Return every pair of `SURVEYED` and the methods: game after game, method after method.

    >>> pairs = {(p.game, p.regulariser, p.method): p for p in survey()}
    >>> pairs["dirac", "r1", "simultaneous"].verdict, pairs["dirac", "none", "simultaneous"].verdict
    ('converges', 'diverges')
    """
    return _pairs(settings or SurveySettings())


@functools.lru_cache(maxsize=8)
def _pairs(settings: SurveySettings) -> tuple[Pair, ...]:
    pairs = []
    for game, regulariser in SURVEYED:
        played = settings.field(game, regulariser)
        for name, method in settings.methods().items():
            rate = spectrum(played, method).rate
            pairs.append(Pair(game, regulariser, name, rate, verdict(played, method)))
    return tuple(pairs)
