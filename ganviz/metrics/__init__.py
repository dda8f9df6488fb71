"""Measures of a generator's samples: functions of arrays, which need no model and no trainer.

Those that take images compute in torch, which is loaded when one of them is first asked for.
"""

import importlib
from typing import TYPE_CHECKING, Any

from ganviz.metrics.baselines import binarised, kmeans_centres, mean_image, real_images
from ganviz.metrics.cells import CellDivergences, cell_divergences
from ganviz.metrics.interval import mean_interval
from ganviz.metrics.modes import ModeReport, mode_statistics
from ganviz.metrics.partition import Partition, equal_cells
from ganviz.metrics.table1 import PAPER, Row, Score, table1
from ganviz.metrics.transport import wasserstein

if TYPE_CHECKING:
    from ganviz.metrics.neighbours import Nearest, nearest
    from ganviz.metrics.parzen import (
        SIGMAS,
        ParzenEstimate,
        ParzenProtocol,
        SigmaSelection,
        parzen_log_likelihood,
        parzen_log_likelihoods,
        parzen_protocol,
        select_sigma,
    )

__all__ = [
    "PAPER",
    "SIGMAS",
    "CellDivergences",
    "ModeReport",
    "Nearest",
    "Partition",
    "ParzenEstimate",
    "ParzenProtocol",
    "Row",
    "Score",
    "SigmaSelection",
    "binarised",
    "cell_divergences",
    "equal_cells",
    "kmeans_centres",
    "mean_image",
    "mean_interval",
    "mode_statistics",
    "nearest",
    "parzen_log_likelihood",
    "parzen_log_likelihoods",
    "parzen_protocol",
    "real_images",
    "select_sigma",
    "table1",
    "wasserstein",
]

_NEIGHBOURS = ("Nearest", "nearest")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in __all__:
            raise AttributeError(f"module 'ganviz.metrics' has no attribute {name!r}")
        home = "neighbours" if name in _NEIGHBOURS else "parzen"
        return getattr(importlib.import_module(f"ganviz.metrics.{home}"), name)


def __dir__() -> list[str]:
    return __all__
