"""Maximum likelihood, to drag: each data point pushes p(x) up, normalisation pushes it down."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz.distributions import Gaussian, Mixture
from ganviz.explore.explorer import explorer
from ganviz.explore.pair import TargetSettings, move_p_g
from ganviz.plots.likelihood import VIEW
from ganviz.plots.likelihood import likelihood as picture
from ganviz.settings import choice, controls_of, number, numbers, seed, toggle, whole
from ganviz.texts import decimal, text
from ganviz.theory.likelihood import gaussian_mle, gradient, log_likelihood, mixture_em

GAUSSIAN = "gaussian"
MODELS = {GAUSSIAN: gaussian_mle, "mixture": mixture_em}
INSIDE = (VIEW[0] + 0.1, VIEW[1] - 0.1)  # where the data stay in the picture


def _by_hand(s: "LikelihoodSettings") -> bool:
    return s.model == GAUSSIAN and not s.fitted


@dataclass(frozen=True)
class LikelihoodSettings(TargetSettings):
    """Maximum likelihood on the line: drag the data, or lift the fit and drag the model.

    Source: Goodfellow 2016 (tutorial), section 2.1, Figures 1 and 8.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D` that lives on [-4, 4].
        n, seed: so many points are drawn from it.
        points: where they have been dragged to; if there are not n, they are as drawn.
        model: "gaussian" or "mixture", two Gaussians, which is always fitted.
        fitted: whether the Gaussian is the fit; else it is N(mean, std^2).
        mean, std: of the Gaussian that is set by hand; while it is fitted, of the fit, so that
            dragging begins there.

    Raises:
        ValueError: an unknown name or a number that is out of range.
    """

    n: int = whole(10, 4, 30)
    seed: int = seed()
    points: tuple[float, ...] = numbers()
    model: str = choice(GAUSSIAN, tuple(MODELS))
    fitted: bool = toggle(True, label="likelihood_fitted", when=lambda s: s.model == GAUSSIAN)
    mean: float = number(0.0, *VIEW, step=0.05, label="likelihood_mean", when=_by_hand)
    std: float = number(1.0, 0.1, 3, step=0.05, label="likelihood_std", when=_by_hand)

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.fitted and self.model == GAUSSIAN:
            fit, own = gaussian_mle(self.data), controls_of(type(self))
            for name in ("mean", "std"):
                object.__setattr__(self, name, own[name].clamp(getattr(fit, name)))

    @property
    def data(self) -> np.ndarray:
        """The points, (n,)."""
        if len(self.points) == self.n:
            return np.array(self.points)
        drawn = self.p_data.sample(self.n, np.random.default_rng(self.seed))
        return np.clip(drawn, *INSIDE)

    @property
    def fit(self) -> Gaussian | Mixture:
        """The model of maximum likelihood."""
        return MODELS[self.model](self.data)

    @property
    def shown(self) -> Gaussian | Mixture:
        """The model of the picture."""
        return Gaussian(self.mean, self.std) if _by_hand(self) else self.fit


def _picture(s: LikelihoodSettings) -> tuple[dict[str, Any], str]:
    data, model = s.data, s.shown
    fit = s.fit if _by_hand(s) else model
    readout = text(
        "likelihood_readout",
        reached=log_likelihood(model, data),
        best=log_likelihood(fit, data),
        model=_formula(model),
        force=float(np.linalg.norm(gradient(model, data).sum(axis=1))),
    )
    return picture(s.p_data, model, data), readout


def _formula(model: Gaussian | Mixture) -> str:
    if isinstance(model, Gaussian):
        return f"N({decimal(model.mean, 2)}, {decimal(model.std, 2)}²)"
    parts = zip(model.weights, model.components, strict=True)
    return " + ".join(f"{decimal(w, 2)} {_formula(g)}" for w, g in parts)  # type: ignore[arg-type]


def _drag(s: LikelihoodSettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    if uid == "data":
        points = s.data
        points[index] = np.clip(x, *INSIDE)
        return {"points": points}
    return {"fitted": False, "mean": s.mean, "std": s.std} | move_p_g(s, uid, index, x, y)


likelihood = explorer("likelihood", LikelihoodSettings, _picture, drag=_drag)
