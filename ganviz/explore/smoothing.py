"""Label smoothing, to drag: one-sided it scales D, two-sided it removes gradient from G."""

from dataclasses import dataclass
from typing import Any

from ganviz.explore.explorer import explorer
from ganviz.explore.pair import PairSettings, move_p_g
from ganviz.host import Button
from ganviz.plots.smoothing import smoothing as picture
from ganviz.settings import number
from ganviz.texts import text
from ganviz.theory import optimal_discriminator, smoothed_discriminator

MOST = 0.45  # of the labels of one kind


@dataclass(frozen=True)
class SmoothingSettings(PairSettings):
    """D* with smoothed labels beside D*, and the gradient that each gives to samples.

    Source: Goodfellow 2016 (tutorial), section 4.2; Salimans et al. 2016, section 3.4.

    Attributes:
        target, mean, std: of p_data and p_g, see `PairSettings`.
        real: alpha, the share of real samples called fake.
        fake: beta, the share of fake samples called real.

    Raises:
        ValueError: an unknown name, std out of range, or a share outside [0, 0.45].
    """

    mean: float = 0.0
    std: float = 0.6
    real: float = number(0.1, 0, MOST, label="smoothing_alpha")
    fake: float = number(0.1, 0, MOST, label="smoothing_beta")


def _picture(s: SmoothingSettings) -> tuple[dict[str, Any], str]:
    smooth = smoothed_discriminator(s.p_data, s.p_g, real=s.real, fake=s.fake)
    x = [s.mean]
    readout = text(
        "smoothing_readout",
        x=s.mean,
        d_star=float(optimal_discriminator(s.p_data, s.p_g)(x)[0]),
        d=float(smooth(x)[0]),
        kept=100 * float(smooth.push_kept(x)[0]),
    )
    return picture(s.p_data, s.p_g, real=s.real, fake=s.fake), readout


smoothing = explorer(
    "smoothing",
    SmoothingSettings,
    _picture,
    drag=move_p_g,
    controls=(
        *("real", "fake", "target", "mean", "std"),
        Button("smoothing_one_sided", lambda session: session.set(real=0.1, fake=0.0)),
        Button("smoothing_two_sided", lambda session: session.set(real=0.1, fake=0.1)),
    ),
)
