"""Proposition 2 rests on this: C(G) is convex along any line between two densities."""

from dataclasses import dataclass
from typing import Any

from ganviz.distributions import Gaussian, Univariate, named
from ganviz.explore.explorer import explorer
from ganviz.explore.pair import STD, TARGETS, TargetSettings
from ganviz.plots.convexity import VIEW
from ganviz.plots.convexity import convexity as picture
from ganviz.settings import choice, number
from ganviz.texts import text
from ganviz.theory import between, criterion, tangent_between

BUMP = "bump"


def _end(which: str) -> Any:
    return choice(BUMP, (BUMP, *TARGETS), label=f"convexity_{which}", words="target")


def _of_bump(which: str, what: str, default: float, low: float, high: float) -> Any:
    """A number that has a meaning while this end is a bump."""
    more = {"label": f"convexity_{which}_{what}", "when": lambda s: getattr(s, which) == BUMP}
    return number(default, low, high, step=0.05, **more)


@dataclass(frozen=True)
class ConvexitySettings(TargetSettings):
    """C(G) along a line between two densities: choose or drag both, and move from one to the other.

    Source: Goodfellow et al. 2014, proof of Proposition 2.

    Attributes:
        target: p_data, a name of `ganviz.distributions.NAMES_1D` that lives on [-4, 4].
        p, q: the ends of the line: such a name, or "bump", the Gaussian of the next four.
        p_mean, p_std, q_mean, q_std: of the bumps.
        share: of q at the point on the line, in [0, 1].

    Raises:
        ValueError: an unknown name or a number out of range.
    """

    p: str = _end("p")
    q: str = _end("q")
    p_mean: float = _of_bump("p", "mean", -2.0, *VIEW)
    p_std: float = _of_bump("p", "std", 0.5, *STD)
    q_mean: float = _of_bump("q", "mean", 1.0, *VIEW)
    q_std: float = _of_bump("q", "std", 0.8, *STD)
    share: float = number(0.4, 0, 1, label="convexity_share")

    def end(self, which: str) -> Univariate:
        """The density at the end "p" or "q"."""
        name = getattr(self, which)
        if name != BUMP:
            return named(name)  # type: ignore[return-value]
        return Gaussian(getattr(self, f"{which}_mean"), getattr(self, f"{which}_std"))


def _picture(s: ConvexitySettings) -> tuple[dict[str, Any], str]:
    p, q = s.end("p"), s.end("q")
    c = criterion(s.p_data, between(p, q, s.share)).value
    ends = [criterion(s.p_data, end).value for end in (p, q)]
    chord = (1 - s.share) * ends[0] + s.share * ends[1]
    tangent = tangent_between(s.p_data, p, q, s.share)
    readout = text(
        "convexity_readout",
        share=s.share,
        criterion=c,
        chord=chord,
        below=chord - c,
        slope=tangent[1].value - tangent[0].value,
    )
    return picture(s.p_data, p, q, s.share), readout


def _drag(s: ConvexitySettings, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    if uid == "share":
        return {"share": x}
    end = uid[0]
    if index == 0:
        return {f"{end}_mean": x}
    return {f"{end}_std": abs(x - getattr(s, f"{end}_mean"))}


convexity = explorer(
    "convexity",
    ConvexitySettings,
    _picture,
    drag=_drag,
    controls=("target", "p", "p_mean", "p_std", "q", "q_mean", "q_std", "share"),
)
