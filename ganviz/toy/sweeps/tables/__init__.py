"""Tables of runs that take long: what decides each of them, and the file that keeps its rows."""

from collections.abc import Mapping
from pathlib import Path

from ganviz.objectives import OBJECTIVES
from ganviz.toy.settings import ToySettings
from ganviz.toy.sweeps.phase_map import PhaseMap

_BOTH_WIDTHS = "generator.hidden, discriminator.hidden"
_RATES = (1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2)
_START = ToySettings(batch=64)
_AHEAD = _START.but(**{"generator.lr": 5e-3, "discriminator.lr": 1e-3})  # G learns faster than D

LIVE = "here"
"""The map that is computed while one looks."""
MAPS: Mapping[str, PhaseMap] = {
    LIVE: PhaseMap(_START, "generator.lr", _RATES, "discriminator.lr", _RATES, 2_000),
    "rates": PhaseMap(
        *(_START, "generator.lr", (*_RATES, 5e-2), "discriminator.lr", (*_RATES, 5e-2)),
        rounds=4_000,
        seeds=5,
    ),
    "penalty": PhaseMap(
        *(_AHEAD, "regularisation.r1", (0.0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0)),
        *("k", (1, 2, 3, 4, 6, 8)),
        rounds=2_000,
        seeds=5,
    ),
    "width": PhaseMap(
        *(_START, _BOTH_WIDTHS, tuple((width, width) for width in (2, 4, 8, 16, 32, 64, 128))),
        *("objective", tuple(OBJECTIVES)),
        rounds=2_000,
        seeds=5,
    ),
}
"""Every phase map by name; all others are kept in files."""


def path_of(name: str) -> Path:
    """The file that keeps a table."""
    return Path(__file__).with_name(f"{name}.csv")
