"""Algorithm 1, line by line on real numbers: a listing, a minibatch, what each line computes."""

import html
from collections.abc import Callable
from typing import Any

import numpy as np

from ganviz.explore.explorer import explorer
from ganviz.host import Button, Group, Session, Shot
from ganviz.plots.by_hand import by_hand as picture
from ganviz.texts import decimal, text
from ganviz.toy.runs.by_hand import LINES, ByHand, HandRun, Line

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
_LIT = "background:color-mix(in srgb, var(--ganviz-discriminator) 15%, transparent);font-weight:600"


def _round(run: HandRun) -> None:
    """Lines up to the end of a round."""
    run.step()
    while (line := run.snapshot().line) is not None and line.number != len(LINES) - 1:
        run.step()


def _picture(s: ByHand, shot: Shot) -> tuple[dict[str, Any], str]:
    moment = shot.snapshot
    now, line = moment.parameters, moment.line
    readout = text(
        "algorithm1_readout",
        round=0 if line is None else line.round,
        now=now,
    )
    return picture(now, moment.z, moment.x, p_data=s.p_data), readout


def _note(_: ByHand, shot: Shot) -> str:
    """The listing with the executed line lit, and beside it what that line computed."""
    line: Line | None = shot.snapshot.line
    rows = []
    for number, key in enumerate(LINES):
        lit = _LIT if line is not None and number == line.number else ""
        words = html.escape(text(key)).replace("  ", "&emsp;")
        rows.append(f'<div style="padding:1px 8px;{lit}">{number + 1}&ensp;{words}</div>')
    table = "" if line is None else _table(line)
    return (
        '<div style="display:flex;flex-wrap:wrap;gap:0 24px;line-height:1.4;min-height:10em">'
        f'<div style="flex:0 1 21em">{"".join(rows)}</div><div>{table}</div></div>'
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


def _next_round(session: Session) -> None:
    session.player.call(_round)  # type: ignore[union-attr]


def _waited(act: Callable[[Session], object]) -> Callable[[Session], None]:
    """What a cell asks for is done when the call returns."""

    def asked(session: Session) -> None:
        act(session)
        session.player.wait()  # type: ignore[union-attr]

    return asked


algorithm1 = explorer(
    "algorithm1",
    ByHand,
    _picture,
    controls=(
        *("m", "k", "lr", "saturating", "seed"),
        Group("algorithm1", (Button("next_round", _next_round),), "row"),
    ),
    run=HandRun,
    note=_note,
    verbs={
        "next_line": _waited(lambda session: session.player.advance(1)),  # type: ignore[union-attr]
        "next_round": _waited(_next_round),
        "reset": _waited(lambda session: session.player.reset()),  # type: ignore[union-attr]
    },
    speed=1,  # a line a second: to be read
    words={"step": "next_line", "step_tip": "next_line_tip"},
)
