"""The lemma of Proposition 1, to drag: a log y + b log(1 - y) is largest at a / (a + b)."""

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from ganviz import _check, plots
from ganviz.explore import fields
from ganviz.explore.theory import TheoryExplorer
from ganviz.texts import decimal, text
from ganviz.theory import pointwise_argmax, pointwise_value


@dataclass(frozen=True)
class LemmaSettings:
    """The weights a = p_data(x) and b = p_g(x) at one x, and a guess y = D(x).

    Raises:
        ValueError: a weight outside [0, 1], both 0, or y outside (0, 1).
    """

    a: float = 0.7
    b: float = 0.3
    y: float = 0.4

    def __post_init__(self) -> None:
        for name in ("a", "b"):
            _check.number(name, getattr(self, name), at_least=0, at_most=1)
        if self.a + self.b == 0:
            raise _check.refuse("a, b", (self.a, self.b), "not both 0")
        _check.number("y", self.y, at_least=0.001, at_most=0.999)


def lemma(settings: LemmaSettings | None = None) -> TheoryExplorer:
    """Return the lemma as an explorer: drag the two weights and the guess.

    Source: Goodfellow et al. 2014, proof of Proposition 1.
    """
    settings = settings or LemmaSettings()
    controls = {
        "a": fields.slider("lemma_a", settings.a, 0, 1, 0.01),
        "b": fields.slider("lemma_b", settings.b, 0, 1, 0.01),
        "y": fields.slider("lemma_y", settings.y, 0.001, 0.999, 0.001),
    }
    return TheoryExplorer("lemma", settings, _picture, controls, drag=_drag)


def _picture(s: LemmaSettings) -> tuple[go.Figure, str]:
    best = float(pointwise_argmax(s.a, s.b))
    top = float(pointwise_value(s.a, s.b, best))
    reached = float(pointwise_value(s.a, s.b, s.y))
    readout = text(
        "lemma_readout",
        y=decimal(s.y, 3),
        reached=decimal(reached),
        best=decimal(best),
        top=decimal(top),
        shortfall=decimal(top - reached),
    )
    return plots.lemma(s.a, s.b, s.y), readout


def _drag(_: LemmaSettings, uid: str, index: int, x: float, y: float) -> dict[str, Any]:
    if uid == "guess":
        return {"y": min(max(x, 0.001), 0.999)}
    return {"ab"[index]: min(max(y, 0.0), 1.0)}
