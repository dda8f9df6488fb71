"""Maximum likelihood, to drag: each point pushes the density up, its integral holds it down."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.distributions import Gaussian, Mixture, Univariate, named
from ganviz.explore import fields
from ganviz.explore.pair import TARGETS
from ganviz.explore.theory import TheoryExplorer
from ganviz.plots.likelihood import VIEW
from ganviz.texts import decimal, text
from ganviz.theory.likelihood import gaussian_mle, gradient, log_likelihood, mixture_em

MODELS = {"gaussian": gaussian_mle, "mixture": mixture_em}
COUNTS = (4, 30)
STDS = (0.1, 3.0)
EDGE = 0.1  # data stay this far inside the picture


@dataclass(frozen=True)
class LikelihoodSettings:
    """The data and the model.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D` that lives on [-4, 4].
        n, seed: so many points are drawn from it.
        points: where they have been dragged to; if there are not n, they are as drawn.
        model: "gaussian" or "mixture", two Gaussians, which is always fitted.
        fitted: whether the Gaussian is the fit; else it is N(mean, std^2).
        mean, std: of the Gaussian that is set by hand; while it is fitted, of the fit, so that the
            hand begins there.

    Raises:
        ValueError: an unknown name or a number that is out of range.
    """

    target: str = "two_modes"
    n: int = 10
    seed: int = 0
    points: tuple[float, ...] = ()
    model: str = "gaussian"
    fitted: bool = True
    mean: float = 0.0
    std: float = 1.0

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, TARGETS)
        _check.one_of("model", self.model, MODELS)
        _check.integer("n", self.n, at_least=COUNTS[0], at_most=COUNTS[1])
        _check.integer("seed", self.seed, at_least=0)
        _check.number("mean", self.mean, at_least=VIEW[0], at_most=VIEW[1])
        _check.number("std", self.std, at_least=STDS[0], at_most=STDS[1])
        if self.points:
            _check.finite_array("points", self.points, ndim=1)
        object.__setattr__(self, "points", tuple(self.points))
        if self.fitted and self.model == "gaussian":
            for name, (low, high) in (("mean", VIEW), ("std", STDS)):
                at = float(np.clip(getattr(self.fit, name), low, high))
                object.__setattr__(self, name, at)

    @property
    def p_data(self) -> Univariate:
        """The data's density."""
        return named(self.target)  # type: ignore[return-value]

    @property
    def data(self) -> np.ndarray:
        """The points, (n,)."""
        if len(self.points) == self.n:
            return np.array(self.points)
        drawn = self.p_data.sample(self.n, np.random.default_rng(self.seed))
        return np.clip(drawn, VIEW[0] + EDGE, VIEW[1] - EDGE)

    @property
    def fit(self) -> Gaussian | Mixture:
        """The model of maximum likelihood."""
        return MODELS[self.model](self.data)

    @property
    def shown(self) -> Gaussian | Mixture:
        """The model of the picture."""
        by_hand = self.model == "gaussian" and not self.fitted
        return Gaussian(self.mean, self.std) if by_hand else self.fit


def likelihood(settings: LikelihoodSettings | None = None) -> TheoryExplorer:
    """Return maximum likelihood on the line: drag the data, or lift the fit and drag the model.

    Source: Goodfellow 2016 (tutorial), section 2.1, Figures 1 and 8.
    """
    settings = settings or LikelihoodSettings()
    controls = {
        "model": fields.choice("model", settings.model, tuple(MODELS)),
        "target": fields.choice("target", settings.target, TARGETS),
        "n": fields.whole("likelihood_n", settings.n, *COUNTS),
        "seed": fields.number("seed", settings.seed),
        "fitted": fields.toggle("likelihood_fitted", value=settings.fitted),
        "mean": fields.slider("likelihood_mean", settings.mean, *VIEW, 0.05),
        "std": fields.slider("likelihood_std", settings.std, *STDS, 0.05),
    }
    explorer = TheoryExplorer("likelihood", settings, _picture, controls, drag=_drag)

    def enable(_: object = None) -> None:
        """What is set by hand is for a Gaussian that is not fitted."""
        controls["fitted"].disabled = controls["model"].value != "gaussian"
        for name in ("mean", "std"):
            controls[name].disabled = controls["fitted"].disabled or controls["fitted"].value

    for name in ("model", "fitted"):
        controls[name].observe(enable, "value")
    enable()
    return explorer


def _picture(s: LikelihoodSettings) -> tuple[go.Figure, str]:
    data, model = s.data, s.shown
    readout = text(
        "likelihood_readout",
        reached=decimal(log_likelihood(model, data)),
        best=decimal(log_likelihood(s.fit, data)),
        model=_formula(model),
        force=decimal(float(np.linalg.norm(gradient(model, data).sum(axis=1))), 3),
    )
    return plots.likelihood(s.p_data, model, data), readout


def _formula(model: Gaussian | Mixture) -> str:
    if isinstance(model, Gaussian):
        return f"N({decimal(model.mean, 2)}, {decimal(model.std, 2)}²)"
    parts = zip(model.weights, model.components, strict=True)
    return " + ".join(f"{decimal(w, 2)} {_formula(g)}" for w, g in parts)  # type: ignore[arg-type]


def _drag(s: LikelihoodSettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    if uid == "data":
        points = s.data
        points[index] = min(max(x, VIEW[0] + EDGE), VIEW[1] - EDGE)
        return {"points": tuple(points.tolist())}
    start = replace(s, mean=float(s.shown.mean), std=float(s.shown.std))  # type: ignore[union-attr]
    moved = {"mean": x} if index == 0 else {"std": abs(x - start.mean)}
    by_hand = {"fitted": False, "mean": start.mean, "std": start.std} | moved
    by_hand["mean"] = min(max(by_hand["mean"], VIEW[0]), VIEW[1])
    by_hand["std"] = min(max(by_hand["std"], STDS[0]), STDS[1])
    return by_hand
