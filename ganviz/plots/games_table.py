"""Which method converges on which game, as a table of colours and spectral radii."""

from collections.abc import Sequence

import numpy as np

from ganviz.games import Pair
from ganviz.plots import style
from ganviz.plots.marks import cell_frame, dots, heat
from ganviz.plots.panels import Panel, figure, names
from ganviz.plots.style import Picture, Trace
from ganviz.texts import decimal, text

# verdict -> its colour and its mark: a greyscale print still reads
LOOKS = {
    "converges": (style.OPTIMUM.fill(0.45), "✓"),
    "slow": (style.OPTIMUM.fill(0.18), "(✓)"),
    "cycles": ("@grid", "○"),
    "diverges": (style.GRADIENT.fill(0.45), "✗"),
}


def games_table(pairs: Sequence[Pair], chosen: tuple[int, int] | None = None) -> Picture:
    """Return the table of a survey: a row for each game, a column for each method.

    A cell has the mark of the verdict and the rate: the spectral radius, and for the flow the
    largest real part; a dash where the field jumps and has no spectrum.

    Args:
        pairs: what `ganviz.games.survey` returns.
        chosen: (row, column) of a cell with a frame around it.
    """
    rows = list(dict.fromkeys((pair.game, pair.regulariser) for pair in pairs))
    columns = list(dict.fromkeys(pair.method for pair in pairs))
    table = Panel(
        x=names([text(f"games_method_{name}") for name in columns], side="top", automargin=True),
        y=names([row_name(*row) for row in rows], down=True),
        traces=[_cells(pairs, len(columns)), *_keys()],
        shapes=[] if chosen is None else [cell_frame(*chosen)],
        legend={"y": 0, "yref": "container", "yanchor": "bottom"},
    )
    return figure([table], 480, margin={"l": 178, "r": 10, "t": 44, "b": 34})


def _cells(pairs: Sequence[Pair], wide: int) -> Trace:
    """A coloured cell for each pair, with its mark and its rate."""
    verdicts = list(LOOKS)
    levels = np.array([float(verdicts.index(pair.verdict)) for pair in pairs])
    words = [f"{LOOKS[pair.verdict][1]} {decimal(pair.rate)}" for pair in pairs]
    return heat(
        "cells",
        levels.reshape(-1, wide),
        (0, 1),
        (0, 1),
        _bands([color for color, _ in LOOKS.values()]),
        (-0.5, len(verdicts) - 0.5),
        text=[words[i : i + wide] for i in range(0, len(words), wide)],
        texttemplate="%{text}",
        textfont={"size": 11.5, "color": style.INK},
        xgap=3,
        ygap=3,
        meta={"click": True},
    )


def _keys() -> list[Trace]:
    """What the legend shows: a square of each colour."""
    nowhere = ([np.nan], [np.nan])
    return [
        dots(f"key_{name}", nowhere, color, 14, symbol="square", name=f"{mark} {said}")
        for name, (color, mark) in LOOKS.items()
        for said in [text(f"games_verdict_{name}")]
    ]


def row_name(game: str, regulariser: str) -> str:
    """A game and its regulariser in words: "Dirac-GAN + R1"."""
    name = text(f"games_game_{game}")
    return name if regulariser == "none" else f"{name} + {text(f'games_regulariser_{regulariser}')}"


def _bands(colors: Sequence[str]) -> list[tuple[float, str]]:
    """A colour scale of equal bands."""
    n = len(colors)
    return [(edge / n, color) for i, color in enumerate(colors) for edge in (i, i + 1)]
