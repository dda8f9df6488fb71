"""Proposition 2 rests on this: C(G) is convex along any line between two densities."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.distributions import Gaussian, Univariate, named
from ganviz.explore import fields
from ganviz.explore.pair import TARGETS
from ganviz.explore.theory import TheoryExplorer
from ganviz.plots.convexity import VIEW
from ganviz.texts import decimal, text
from ganviz.theory import between, criterion, tangent_between

BUMP = "bump"
ENDS = (BUMP, *TARGETS)


@dataclass(frozen=True)
class ConvexitySettings:
    """p_data, the two ends p and q of a line of densities, and a point on it.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D` that lives on [-4, 4].
        p, q: such a name, or "bump": the Gaussian of the next four.
        p_mean, p_std, q_mean, q_std: of the bumps.
        share: of q, in [0, 1].

    Raises:
        ValueError: an unknown name or a number out of range.
    """

    target: str = "two_modes"
    p: str = BUMP
    q: str = BUMP
    p_mean: float = -2.0
    p_std: float = 0.5
    q_mean: float = 1.0
    q_std: float = 0.8
    share: float = 0.4

    def __post_init__(self) -> None:
        _check.one_of("target", self.target, TARGETS)
        for end in "pq":
            _check.one_of(end, getattr(self, end), ENDS)
            mean, std = f"{end}_mean", f"{end}_std"
            _check.number(mean, getattr(self, mean), at_least=VIEW[0], at_most=VIEW[1])
            _check.number(std, getattr(self, std), at_least=0.1, at_most=4)
        _check.number("share", self.share, at_least=0, at_most=1)

    @property
    def p_data(self) -> Univariate:
        """The data's density."""
        return named(self.target)  # type: ignore[return-value]

    def end(self, which: str) -> Univariate:
        """The density at the end "p" or "q"."""
        name = getattr(self, which)
        if name != BUMP:
            return named(name)  # type: ignore[return-value]
        return Gaussian(getattr(self, f"{which}_mean"), getattr(self, f"{which}_std"))


def convexity(settings: ConvexitySettings | None = None) -> TheoryExplorer:
    """Return C(G) along a line between two densities: choose or drag both, and walk between them.

    Source: Goodfellow et al. 2014, proof of Proposition 2.
    """
    settings = settings or ConvexitySettings()
    controls: dict[str, Any] = {"target": fields.choice("target", settings.target, TARGETS)}
    for end in "pq":
        key = f"convexity_{end}"
        controls |= {
            end: fields.choice(key, getattr(settings, end), _labels()),
            f"{end}_mean": fields.slider(
                f"{key}_mean", getattr(settings, f"{end}_mean"), *VIEW, 0.05
            ),
            f"{end}_std": fields.slider(
                f"{key}_std", getattr(settings, f"{end}_std"), 0.1, 4, 0.05
            ),
        }
        _say_only_of_a_bump(controls, end)
    controls["share"] = fields.slider("convexity_share", settings.share, 0, 1, 0.01)
    explorer = TheoryExplorer("convexity", settings, _picture, controls, drag=_drag)
    return explorer


def _say_only_of_a_bump(controls: dict[str, Any], end: str) -> None:
    """The mean and the std of an end are grey while it is a named density."""

    def show(_: object = None) -> None:
        for name in (f"{end}_mean", f"{end}_std"):
            controls[name].disabled = controls[end].value != BUMP

    controls[end].observe(show, "value")
    show()


def _labels() -> dict[str, str]:
    return {text("convexity_end_bump"): BUMP} | {text(f"target_{name}"): name for name in TARGETS}


def _picture(s: ConvexitySettings) -> tuple[go.Figure, str]:
    p, q = s.end("p"), s.end("q")
    c = criterion(s.p_data, between(p, q, s.share)).value
    ends = [criterion(s.p_data, end).value for end in (p, q)]
    chord = (1 - s.share) * ends[0] + s.share * ends[1]
    tangent = tangent_between(s.p_data, p, q, s.share)
    readout = text(
        "convexity_readout",
        share=decimal(s.share, 2),
        criterion=decimal(c),
        chord=decimal(chord),
        below=decimal(chord - c),
        slope=decimal(tangent[1].value - tangent[0].value, 3).replace("inf", "∞"),
    )
    return plots.convexity(s.p_data, p, q, s.share), readout


def _drag(s: ConvexitySettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    if uid == "share":
        return {"share": min(max(x, 0.0), 1.0)}
    end = uid[0]
    if index == 0:
        return {f"{end}_mean": min(max(x, VIEW[0]), VIEW[1])}
    return {f"{end}_std": min(max(abs(x - getattr(s, f"{end}_mean")), 0.1), 4.0)}
