"""D read as a classifier: its log-likelihood of labels Y given x, on average V(G, D) / 2."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.explore.explorer import explorer
from ganviz.explore.pair import PairSettings
from ganviz.plots.classifier import Labelled
from ganviz.plots.classifier import classifier as picture
from ganviz.settings import whole
from ganviz.texts import text
from ganviz.theory import criterion, label_log_likelihood, labelled_sample, optimal_discriminator

COUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000)


@dataclass(frozen=True)
class ClassifierSettings(PairSettings):
    """D* as the posterior P(Y = 1 | x): compared with n labelled points.

    Source: Goodfellow et al. 2014, section 4.1: training D maximises the log-likelihood of
    P(Y = y | x), where Y says whether x comes from p_data (1) or from p_g (0).

    Attributes:
        target, mean, std: of p_data and p_g, see `PairSettings`.
        n: how many labelled points are drawn.

    Raises:
        ValueError: an unknown name, a mean or std out of range, or n outside 100 to 30,000.
    """

    n: int = whole(3_000, COUNTS[0], COUNTS[-1], values=COUNTS)


def _picture(s: ClassifierSettings) -> tuple[dict[str, Any], str]:
    p_data, p_g = s.p_data, s.p_g
    x, y = labelled_sample(p_data, p_g, s.n, np.random.default_rng(0))
    found = label_log_likelihood(optimal_discriminator(p_data, p_g), x, y)
    readout = text(
        "classifier_readout",
        n=s.n,
        mean=found.value,
        error=found.standard_error,
        half=criterion(p_data, p_g).value / 2,
    )
    return picture(p_data, p_g, Labelled(x, y)), readout


classifier = explorer("classifier", ClassifierSettings, _picture)
