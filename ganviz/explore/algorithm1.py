"""Algorithm 1, line by line on real numbers: a listing, a minibatch, what each line computes."""

import html
from dataclasses import replace
from typing import Any, ClassVar, final

import ipywidgets
import numpy as np

from ganviz import plots
from ganviz.explore import fields
from ganviz.explore.explorer import Explorer
from ganviz.plots import style
from ganviz.plots.palette import css
from ganviz.texts import decimal, text
from ganviz.toy.by_hand import LINES, ByHand, Line
from ganviz.widgets import FigureView, button

_NAMES = {
    "z": "<i>z</i>",
    "G_z": "<i>G</i>(<i>z</i>)",
    "x": "<i>x</i>",
    "D_x": "<i>D</i>(<i>x</i>)",
    "D_G_z": "<i>D</i>(<i>G</i>(<i>z</i>))",
    "V": "<i>V</i>",
    "loss": "<i>G</i> loss",
    "grad_w": "∂<i>V</i>/∂<i>w</i>",
    "grad_c": "∂<i>V</i>/∂<i>c</i>",
    "grad_a": "∂loss/∂<i>a</i>",
    "grad_b": "∂loss/∂<i>b</i>",
}


def algorithm1(settings: ByHand | None = None) -> "Algorithm1":
    """Return Algorithm 1 as a listing that a person steps through, with every number shown.

    Source: Goodfellow et al. 2014, Algorithm 1; G and D have two parameters each.
    """
    return Algorithm1(settings or ByHand())


@final
class Algorithm1(Explorer):
    """The explorer that `algorithm1` returns."""

    name: ClassVar[str] = "algorithm1"

    def __init__(self, settings: ByHand) -> None:
        super().__init__()
        self._settings = settings
        self._begin()
        self.view = FigureView(self._figure(), alt=text("algorithm1_alt"))
        self._listing = ipywidgets.HTML(layout={"width": "100%"})
        step, round_ = (
            button(text("next_line"), text("next_line_tip")),
            button(text("next_round"), text("next_round_tip")),
        )
        again = button(text("reset"), text("reset_tip"), "refresh")
        step.button_style = "primary"
        guard = self.message.guard
        step.on_click(guard(lambda _: self.next_line()))
        round_.on_click(guard(lambda _: self.next_round()))
        again.on_click(guard(lambda _: self.reset()))
        saturating = fields.choice("g_cost", settings.saturating, _costs())
        k = fields.whole("k", settings.k, 1, 5)
        lr = fields.rate("lr", settings.lr)
        for key, control in {"saturating": saturating, "k": k, "lr": lr}.items():
            control.observe(
                guard(lambda change, key=key: self.set(**{key: change["new"]})), "value"
            )
        self._arrange(
            [k, lr, saturating],
            [ipywidgets.HBox([step, round_, again]), self._listing],
        )
        self._show()

    @property
    def settings(self) -> ByHand:
        """All that a person has set."""
        return self._settings

    def set(self, **changes: Any) -> None:
        """Change fields of the settings and begin again.

        Raises:
            ValueError: a value that is not allowed; then nothing has changed.
        """
        self._settings = replace(self._settings, **changes)
        self.reset()

    def reset(self) -> None:
        """Go back to before the first line."""
        self._begin()
        self._show()

    def next_line(self) -> None:
        """Execute one line."""
        self._advance()
        self._show()

    def next_round(self) -> None:
        """Execute lines up to the end of a round."""
        self._advance()
        while self._line is not None and self._line.number != len(LINES) - 1:
            self._advance()
        self._show()

    @property
    def line(self) -> Line | None:
        """The line that was executed last; None before the first."""
        return self._line

    def _begin(self) -> None:
        self._lines = self._settings.lines()
        self._line: Line | None = None
        self._z = self._x = np.empty(0)

    def _advance(self) -> None:
        self._line = next(self._lines)
        found = self._line.quantities
        self._z = found.get("z", self._z)
        self._x = found.get("x", self._x)

    def _figure(self) -> Any:
        now = self._settings.start if self._line is None else self._line.parameters
        return plots.by_hand(now, self._z, self._x, p_data=self._settings.p_data)

    def _show(self) -> None:
        self.view.figure = self._figure()
        now = self._settings.start if self._line is None else self._line.parameters
        self.view.readout = text(
            "algorithm1_readout",
            round=0 if self._line is None else self._line.round,
            a=decimal(now.a, 3),
            b=_signed(now.b),
            w=decimal(now.w, 3),
            c=_signed(now.c),
        )
        self._listing.value = _listing(self._line)


def _signed(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {decimal(abs(value), 3)}"


def _costs() -> dict[str, bool]:
    return {text("objective_non_saturating"): False, text("objective_minimax"): True}


def _listing(line: Line | None) -> str:
    """The listing with the executed line marked, and beside it what that line computed."""
    rows = []
    for number, key in enumerate(LINES):
        done = line is not None and number == line.number
        mark = f"background:{css(style.DISCRIMINATOR.fill(0.15))};font-weight:600" if done else ""
        words = html.escape(text(key)).replace("  ", "&emsp;")
        rows.append(f'<div style="padding:1px 8px;{mark}">{number + 1}&ensp;{words}</div>')
    table = "" if line is None else _table(line)
    return (
        '<div style="display:flex;gap:24px;font-size:14px;line-height:22px">'
        f'<div style="flex:0 0 44%">{"".join(rows)}</div><div>{table}</div></div>'
    )


def _table(line: Line) -> str:
    cells = []
    for name, value in line.quantities.items():
        numbers = "&emsp;".join(decimal(v, 3) for v in np.atleast_1d(value))
        cells.append(
            f'<tr><td style="padding-right:16px;text-align:right">{_NAMES[name]}</td>'
            f'<td style="font-variant-numeric:tabular-nums">{numbers}</td></tr>'
        )
    return f"<table>{''.join(cells)}</table>"
