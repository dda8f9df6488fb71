"""D read as a classifier: the log-likelihood of labels Y given x, and what V has to do with it."""

from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.pair import Pair, pair_controls
from ganviz.explore.theory import TheoryExplorer
from ganviz.plots import Labelled
from ganviz.texts import decimal, text
from ganviz.theory import criterion, label_log_likelihood, labelled_sample, optimal_discriminator

COUNTS = (100, 300, 1_000, 3_000, 10_000, 30_000)


@dataclass(frozen=True)
class ClassifierSettings(Pair):
    """p_data by name, the Gaussian p_g, and how many labelled points are drawn.

    Raises:
        ValueError: an unknown name, std <= 0, or n that is not one of `COUNTS`.
    """

    n: int = 3_000

    def __post_init__(self) -> None:
        super().__post_init__()
        _check.integer("n", self.n, at_least=COUNTS[0], at_most=COUNTS[-1])


def classifier(settings: ClassifierSettings | None = None) -> TheoryExplorer:
    """Return the explorer of D* as the posterior P(Y = 1 | x).

    Source: Goodfellow et al. 2014, section 4.1: training D maximises the log-likelihood of
    P(Y = y | x), where Y says whether x comes from p_data (1) or from p_g (0).
    """
    settings = settings or ClassifierSettings()
    controls = {
        **pair_controls(settings),
        "n": fields.choice("n", settings.n, {f"{n:,}": n for n in COUNTS}),
    }
    return TheoryExplorer("classifier", settings, _picture, controls)


def _picture(s: ClassifierSettings) -> tuple[go.Figure, str]:
    p_data, p_g = s.p_data, s.p_g
    x, y = labelled_sample(p_data, p_g, s.n, np.random.default_rng(0))
    found = label_log_likelihood(optimal_discriminator(p_data, p_g), x, y)
    readout = text(
        "classifier_readout",
        n=f"{s.n:,}",
        mean=decimal(found.value),
        error=decimal(found.standard_error),
        half=decimal(criterion(p_data, p_g).value / 2),
    )
    return plots.classifier(p_data, p_g, Labelled(x, y)), readout
