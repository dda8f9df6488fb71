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
    """The rates and strengths that a survey uses.

    Attributes:
        h: the rate of both players.
        gamma: the weight of every penalty and of consensus.
        sigma: the standard deviation of instance noise.
        clip: the bound of weight clipping.
        momentum: that of "negative_momentum", which is `Alternating`.
        depth: the number of unrolled steps.

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
        name = REGULARISERS[_check.one_of("regulariser", regulariser, REGULARISERS)].parameter
        return field(game, regulariser, **({} if name is None else {name: getattr(self, name)}))


@final
@dataclass(frozen=True)
class Pair:
    """One game played by one method.

    Attributes:
        game, regulariser, method: their names.
        rate: `Spectrum.rate`: largest real part for a flow, spectral radius for a map, or nan.
        verdict: `ganviz.games.verdict`.
    """

    game: str
    regulariser: str
    method: str
    rate: float
    verdict: Verdict


def survey(settings: SurveySettings | None = None) -> tuple[Pair, ...]:
    """Every game of `SURVEYED` with every method, in this order.

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
