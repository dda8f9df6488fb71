"""Many games: tables of how they end, over grids of settings and over seeds."""

from ganviz.toy.sweeps.players import Each, Players, ToyGANs
from ganviz.toy.sweeps.table import sweep

__all__ = ["Each", "Players", "ToyGANs", "sweep"]
