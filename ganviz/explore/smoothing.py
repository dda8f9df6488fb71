"""Label smoothing, to drag: one-sided it scales D, two-sided it takes G's gradient away."""

from dataclasses import dataclass

import ipywidgets
import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.pair import Pair, move_p_g, pair_controls
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import optimal_discriminator, smoothed_discriminator
from ganviz.widgets import button

MOST = 0.45  # of the labels of one kind
EXAMPLES = {"one_sided": {"real": 0.1, "fake": 0.0}, "two_sided": {"real": 0.1, "fake": 0.1}}


@dataclass(frozen=True)
class SmoothingSettings(Pair):
    """p_data by name, the Gaussian p_g, and the shares of labels that are wrong on purpose.

    Attributes:
        target, mean, std: of p_data and p_g, see `Pair`.
        real: alpha, the share of real samples called fake.
        fake: beta, the share of fake samples called real.

    Raises:
        ValueError: an unknown name, std out of range, or a share outside [0, 0.45].
    """

    mean: float = 0.0
    std: float = 0.6
    real: float = 0.1
    fake: float = 0.1

    def __post_init__(self) -> None:
        super().__post_init__()
        for name in ("real", "fake"):
            _check.number(name, getattr(self, name), at_least=0, at_most=MOST)


def smoothing(settings: SmoothingSettings | None = None) -> TheoryExplorer:
    """Return D* with smoothed labels beside D*, and what samples feel of it.

    Source: the NIPS 2016 tutorial, section 4.2; Salimans et al. 2016, section 3.4.
    """
    settings = settings or SmoothingSettings()
    controls = {
        "real": fields.slider("smoothing_alpha", settings.real, 0, MOST, 0.01),
        "fake": fields.slider("smoothing_beta", settings.fake, 0, MOST, 0.01),
        **pair_controls(settings),
    }
    return TheoryExplorer("smoothing", settings, _picture, controls, drag=move_p_g, extra=_examples)


def _picture(s: SmoothingSettings) -> tuple[go.Figure, str]:
    smooth = smoothed_discriminator(s.p_data, s.p_g, real=s.real, fake=s.fake)
    x = [s.mean]
    readout = text(
        "smoothing_readout",
        x=decimal(s.mean, 2),
        d_star=decimal(float(optimal_discriminator(s.p_data, s.p_g)(x)[0]), 3),
        d=decimal(float(smooth(x)[0]), 3),
        kept=decimal(100 * float(smooth.push_kept(x)[0]), 0),
    )
    return plots.smoothing(s.p_data, s.p_g, real=s.real, fake=s.fake), readout


def _examples(explorer: TheoryExplorer) -> list[ipywidgets.Widget]:
    """Buttons: smoothing of the real labels alone, and of both."""
    made = []
    for name, shares in EXAMPLES.items():
        example = button(text(f"smoothing_{name}"), text(f"smoothing_{name}_tip"))
        example.on_click(explorer.message.guard(lambda _, shares=shares: explorer.set(**shares)))
        made.append(example)
    return [ipywidgets.HBox(made)]
