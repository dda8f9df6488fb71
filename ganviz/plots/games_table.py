"""Which method converges on which game, as a table of colours and spectral radii."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from ganviz.games import Pair
from ganviz.plots import old_style as style
from ganviz.texts import decimal, text

# verdict -> its colour and its mark: a greyscale print still reads
LOOKS = {
    "converges": (style.OPTIMUM.fill(0.45), "✓"),
    "slow": (style.OPTIMUM.fill(0.18), "(✓)"),
    "cycles": ("#eeeeee", "○"),
    "diverges": (style.GRADIENT.fill(0.45), "✗"),
}


def games_table(pairs: Sequence[Pair], *, height: int = 480) -> go.Figure:
    """Return the table of a survey: a row for each game, a column for each method.

    A cell has the mark of the verdict and the rate: the spectral radius, and for the flow the
    largest real part; a dash where the field jumps and has no spectrum.

    Args:
        pairs: what `ganviz.games.survey` returns.
        height: pixels.
    """
    rows = list(dict.fromkeys((pair.game, pair.regulariser) for pair in pairs))
    columns = list(dict.fromkeys(pair.method for pair in pairs))
    shape = (len(rows), len(columns))
    verdicts = list(LOOKS)
    levels = np.array([verdicts.index(pair.verdict) for pair in pairs]).reshape(shape)
    words = np.array([_cell(pair) for pair in pairs]).reshape(shape)
    cells = go.Heatmap(
        uid="cells",
        z=levels,
        zmin=-0.5,
        zmax=len(verdicts) - 0.5,
        text=words,
        texttemplate="%{text}",
        textfont={"size": 11.5},
        colorscale=_steps([LOOKS[verdict][0] for verdict in verdicts]),
        showscale=False,
        xgap=3,
        ygap=3,
        hoverinfo="skip",
        meta={"click": True},
    )
    keys = [
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            marker={"size": 14, "symbol": "square", "color": color},
            name=f"{mark} {text(f'games_verdict_{verdict}')}",
        )
        for verdict, (color, mark) in LOOKS.items()
    ]
    plain = {"showgrid": False, "showline": False, "ticks": "", "tickfont": {"size": 12}}
    return style.figure(
        [cells, *keys],
        height,
        legend={"y": 0, "yref": "container", "yanchor": "bottom"},
        margin={"l": 170, "r": 10, "t": 44, "b": 34},
        xaxis=style.axis(
            side="top",
            automargin=True,  # a narrow page slants the titles
            range=[-0.5, shape[1] - 0.5],
            tickvals=list(range(shape[1])),
            ticktext=[text(f"games_column_{name}") for name in columns],
            **plain,
        ),
        yaxis=style.axis(
            range=[shape[0] - 0.5, -0.5],
            tickvals=list(range(shape[0])),
            ticktext=[row_name(*row) for row in rows],
            **plain,
        ),
    )


def row_name(game: str, regulariser: str) -> str:
    """A game and its regulariser in words: "GAN + R1"."""
    name = text(f"games_row_{game}")
    return name if regulariser == "none" else f"{name} + {text(f'games_row_{regulariser}')}"


def _cell(pair: Pair) -> str:
    return f"{LOOKS[pair.verdict][1]} {decimal(pair.rate + 0.0)}"


def _steps(colors: Sequence[str]) -> list[list[object]]:
    """A colour scale of equal bands."""
    edges = np.linspace(0, 1, len(colors) + 1)
    return [
        [float(edge), color] for i, color in enumerate(colors) for edge in (edges[i], edges[i + 1])
    ]
