"""The lemma of Proposition 1, to drag: a log y + b log(1 - y) is largest at a / (a + b)."""

from dataclasses import dataclass
from typing import Any

from ganviz import _check
from ganviz.explore.explorer import explorer
from ganviz.plots.lemma import lemma as picture
from ganviz.settings import Settings, number
from ganviz.texts import text
from ganviz.theory import pointwise_argmax, pointwise_value


@dataclass(frozen=True)
class LemmaSettings(Settings):
    """The lemma at one x: drag the weights a = p_data(x) and b = p_g(x), and a guess y = D(x).

    Source: Goodfellow et al. 2014, proof of Proposition 1.

    Raises:
        ValueError: a weight outside [0, 1], both 0, or y outside [0.001, 0.999].
    """

    a: float = number(0.7, 0, 1, label="lemma_a")
    b: float = number(0.3, 0, 1, label="lemma_b")
    y: float = number(0.4, 0.001, 0.999, step=0.001, label="lemma_y")

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.a + self.b == 0:
            raise _check.refuse("a, b", (self.a, self.b), "rule_not_both_0")


def _picture(s: LemmaSettings) -> tuple[dict[str, Any], str]:
    best = float(pointwise_argmax(s.a, s.b))
    top = float(pointwise_value(s.a, s.b, best))
    reached = float(pointwise_value(s.a, s.b, s.y))
    readout = text(
        "lemma_readout",
        y=s.y,
        reached=reached,
        best=best,
        top=top,
        shortfall=top - reached,
    )
    return picture(s.a, s.b, s.y), readout


def _drag(s: LemmaSettings, uid: str, index: int, x: float, y: float) -> dict[str, float]:
    if uid == "guess":
        return {"y": x}
    least = 0.0 if (s.b, s.a)[index] else 0.01  # where the other weight is 0, this one is not
    return {"ab"[index]: max(y, least)}


lemma = explorer("lemma", LemmaSettings, _picture, drag=_drag)
