"""Two-parameter games: a game is a vector field, a method says how the players follow it."""

from ganviz.games.fields import Field, Linear
from ganviz.games.flow import Flow
from ganviz.games.game import GAMES, Game, Payoff
from ganviz.games.methods import (
    Alternating,
    Extragradient,
    Method,
    Optimistic,
    Proximal,
    Simultaneous,
    Steps,
    Unrolled,
)
from ganviz.games.regularisers import REGULARISERS, field
from ganviz.games.run import GameMoment, GameRun
from ganviz.games.spectrum import Spectrum, Trajectory, spectrum, trajectory, verdict
from ganviz.games.survey import SURVEYED, Pair, SurveySettings, survey

METHODS: dict[str, type[Method]] = {
    "flow": Flow,
    "simultaneous": Simultaneous,
    "alternating": Alternating,
    "extragradient": Extragradient,
    "optimistic": Optimistic,
    "proximal": Proximal,
    "unrolled": Unrolled,
}

__all__ = [
    "GAMES",
    "METHODS",
    "REGULARISERS",
    "SURVEYED",
    "Alternating",
    "Extragradient",
    "Field",
    "Flow",
    "Game",
    "GameMoment",
    "GameRun",
    "Linear",
    "Method",
    "Optimistic",
    "Pair",
    "Payoff",
    "Proximal",
    "Simultaneous",
    "Spectrum",
    "Steps",
    "SurveySettings",
    "Trajectory",
    "Unrolled",
    "field",
    "spectrum",
    "survey",
    "trajectory",
    "verdict",
]
