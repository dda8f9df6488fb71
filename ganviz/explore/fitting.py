"""One Gaussian for two modes: slide from KL to reverse KL and watch it cover, then choose."""

from dataclasses import dataclass

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.distributions import Gaussian, Mixture
from ganviz.explore import fields as controls
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory.fitting import DIVERGENCES, Divergence, Fit, alpha_family, fit_gaussian

ALPHA = "alpha"
CHOICES = (ALPHA, *(name for name in DIVERGENCES if name not in ("kl", "reverse_kl")))
ENDS = {1.0: "kl", 0.0: "reverse_kl"}
LIMITS = {
    "alpha": (0.0, 1.0),
    "left": (-3.5, 3.5),
    "left_std": (0.25, 1.5),
    "right": (-3.5, 3.5),
    "right_std": (0.25, 1.5),
    "weight": (0.05, 0.95),
}


@dataclass(frozen=True)
class FittingSettings:
    """The two modes of p_data, and the divergence that the Gaussian q minimises.

    Attributes:
        divergence: "alpha", or a name of `ganviz.theory.fitting.DIVERGENCES`.
        alpha: for "alpha": 1 is KL(p_data || q), 0 is KL(q || p_data).
        left, left_std, right, right_std: of the two modes.
        weight: the probability of the left one.

    Raises:
        ValueError: an unknown name, or a number outside `LIMITS`.
    """

    divergence: str = ALPHA
    alpha: float = 1.0
    left: float = -1.8
    left_std: float = 0.5
    right: float = 1.6
    right_std: float = 0.7
    weight: float = 0.45

    def __post_init__(self) -> None:
        _check.one_of("divergence", self.divergence, (ALPHA, *DIVERGENCES))
        for name, (low, high) in LIMITS.items():
            _check.number(name, getattr(self, name), at_least=low, at_most=high)

    @property
    def p_data(self) -> Mixture:
        """The data's density."""
        modes = [Gaussian(self.left, self.left_std), Gaussian(self.right, self.right_std)]
        return Mixture(modes, (self.weight, 1 - self.weight))

    @property
    def minimised(self) -> Divergence:
        """The divergence."""
        if self.divergence == ALPHA:
            return alpha_family(self.alpha)
        return DIVERGENCES[self.divergence]

    @property
    def symbol(self) -> str:
        """How the divergence is written."""
        if self.divergence != ALPHA:
            return text(f"name_{self.divergence}")
        if self.alpha in ENDS:
            return text(f"name_{ENDS[self.alpha]}")
        return text("name_alpha", alpha=decimal(self.alpha, 2))


def fitting(settings: FittingSettings | None = None) -> TheoryExplorer:
    """Return the explorer of mode covering and mode seeking: drag the modes, slide alpha.

    Source: Goodfellow 2016 (tutorial), section 3.2.5, Figure 14; Minka 2005, Figure 1.
    """
    settings = settings or FittingSettings()
    chosen = controls.choice("divergence", settings.divergence, CHOICES)
    keys = {"alpha": "alpha"} | {name: f"mode_{name}" for name in LIMITS if name != "alpha"}
    sliders = {
        name: controls.slider(key, getattr(settings, name), *LIMITS[name], 0.01)
        for name, key in keys.items()
    }
    explorer = TheoryExplorer(
        "fitting", settings, _picture, {"divergence": chosen, **sliders}, drag=_drag
    )
    slide = sliders[ALPHA]

    def enable(_: object = None) -> None:
        slide.disabled = chosen.value != ALPHA

    chosen.observe(enable, "value")
    enable()
    return explorer


def _picture(s: FittingSettings) -> tuple[go.Figure, str]:
    fit = fit_gaussian(s.p_data, s.minimised)
    q = fit.best
    readout = text(
        "fitting_readout",
        name=s.symbol,
        value=decimal(fit.minima[0].value),
        mean=decimal(round(q.mean, 2) + 0.0, 2),  # no -0.00
        std=decimal(q.std, 2),
        minima=_listed(fit),
        kl=decimal(DIVERGENCES["kl"].exact(s.p_data, q).value, 3),
        reverse=decimal(DIVERGENCES["reverse_kl"].exact(s.p_data, q).value, 3),
    )
    return plots.fitting(s.p_data, s.minimised, fit), readout


def _listed(fit: Fit) -> str:
    """How many local minima there are and, if several, the value of each, lowest first."""
    values = [decimal(minimum.value, 2) for minimum in fit.minima]
    return f"{len(values)} ({', '.join(values)})" if values[1:] else "1"


def _drag(s: FittingSettings, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    """Handles 0 and 1 move the modes, 2 and 3 widen them."""
    mode = ("left", "right")[index % 2]
    name, value = (mode, x) if index < 2 else (f"{mode}_std", abs(x - getattr(s, mode)))
    low, high = LIMITS[name]
    return {name: min(max(value, low), high)}
