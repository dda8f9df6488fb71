"""Measures of a generator's samples: functions of arrays, which need no model and no trainer."""

from ganviz.metrics.baselines import binarised, kmeans_centres, mean_image, real_images
from ganviz.metrics.cells import CellDivergences, cell_divergences
from ganviz.metrics.modes import ModeReport, mode_statistics
from ganviz.metrics.nearest import Nearest, nearest
from ganviz.metrics.partition import Partition, equal_cells
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
from ganviz.metrics.table1 import PAPER, Row, Score, table1
from ganviz.metrics.transport import wasserstein

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
