"""One Gaussian for two modes: with KL it covers both, with reverse KL it settles on one."""

from dataclasses import dataclass
from typing import Any

from ganviz.distributions import Gaussian, Mixture
from ganviz.explore.explorer import explorer
from ganviz.plots.fitting import fitting as picture
from ganviz.settings import Settings, choice, number
from ganviz.texts import decimal, text
from ganviz.theory.fitting import DIVERGENCES, Divergence, Fit, alpha_family, fit_gaussian

ALPHA = "alpha"
CHOICES = (ALPHA, *(name for name in DIVERGENCES if name not in ("kl", "reverse_kl")))
ENDS = {1.0: "kl", 0.0: "reverse_kl"}


@dataclass(frozen=True)
class FittingSettings(Settings):
    """One Gaussian q for two modes: drag the modes of p_data, slide alpha.

    Source: Goodfellow 2016 (tutorial), section 3.2.5, Figure 14; Minka 2005, Figure 1.

    Attributes:
        divergence: "alpha", or a name of `ganviz.theory.fitting.DIVERGENCES`.
        alpha: for "alpha": 1 is KL(p_data || q), 0 is KL(q || p_data).
        left, left_std, right, right_std: of the two modes.
        weight: the probability of the left one.

    Raises:
        ValueError: an unknown name, or a number that is out of range.
    """

    divergence: str = choice(ALPHA, CHOICES, allowed=tuple(ENDS.values()))
    alpha: float = number(1.0, 0, 1, when=lambda s: s.divergence == ALPHA)
    left: float = number(-1.8, -3.5, 3.5, label="mode_left")
    left_std: float = number(0.5, 0.25, 1.5, label="mode_left_std")
    right: float = number(1.6, -3.5, 3.5, label="mode_right")
    right_std: float = number(0.7, 0.25, 1.5, label="mode_right_std")
    weight: float = number(0.45, 0.05, 0.95, label="mode_weight")

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
        name = ENDS.get(self.alpha, ALPHA) if self.divergence == ALPHA else self.divergence
        return text(f"name_{name}", alpha=self.alpha)


def _picture(s: FittingSettings) -> tuple[dict[str, Any], str]:
    fit = fit_gaussian(s.p_data, s.minimised)
    readout = text(
        "fitting_readout",
        name=s.symbol,
        fit=fit,
        minima=_listed(fit),
        kl=DIVERGENCES["kl"].exact(s.p_data, fit.best).value,
        reverse=DIVERGENCES["reverse_kl"].exact(s.p_data, fit.best).value,
    )
    return picture(s.p_data, s.minimised, fit), readout


def _listed(fit: Fit) -> str:
    """How many local minima there are and, if several, the value of each, lowest first."""
    values = [decimal(minimum.value, 2) for minimum in fit.minima]
    return f"{len(values)} ({', '.join(values)})" if values[1:] else "1"


def _drag(s: FittingSettings, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    """Handles 0 and 1 move the modes, 2 and 3 widen them."""
    mode = ("left", "right")[index % 2]
    return {mode: x} if index < 2 else {f"{mode}_std": abs(x - getattr(s, mode))}


fitting = explorer("fitting", FittingSettings, _picture, drag=_drag)
