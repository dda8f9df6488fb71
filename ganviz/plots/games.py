"""A two-parameter game: its phase portrait, its spectrum at the equilibrium, and the way there."""

import math
from typing import Any

import numpy as np
import plotly.graph_objects as go

from ganviz.games import Field, Method, Spectrum, Trajectory
from ganviz.plots import old_style as style
from ganviz.texts import text

VIEW = (-2.4, 2.4)
DISTANCES = (-4.0, 1.0)  # powers of ten
_CIRCLE = np.linspace(0, 2 * np.pi, 121)


def games(
    field: Field, method: Method, path: Trajectory, found: Spectrum, n: int, *, height: int = 480
) -> go.Figure:
    """Return the picture of one game played by one method.

    Left, the phase portrait: the field (arrows), the lines where a player rests, and the trajectory
    from a start that can be dragged or set by a click. Right, the eigenvalues against the boundary,
    and the distance to the equilibrium beside the rate that they promise.

    Args:
        field: the game.
        method: how it is played.
        path: its trajectory; the first point is the start.
        found: its spectrum.
        n: the steps that the axis of the distance holds.
        height: pixels.
    """
    limit = _span(found)
    return style.figure(
        [
            *_rests(field),
            _arrows(field, method.ratio),
            *_path(path, found.continuous),
            *_spectrum(found, limit),
            *_distance(method, path, found, n),
        ],
        height,
        legend={"font": {"size": 13}, "x": 0},
        xaxis=style.axis(
            _named(style.GENERATOR, "θ"),
            range=list(VIEW),
            domain=[0, 0.52],
            scaleanchor="y",
            constrain="domain",
            constraintoward="left",
        ),
        yaxis=style.axis(_named(style.DISCRIMINATOR, "ψ"), range=list(VIEW), constrain="domain"),
        xaxis2=_complex("Re <i>λ</i>", limit, [0.61, 1], "y2", scaleanchor="y2"),
        yaxis2=_complex("Im <i>λ</i>", limit, [0.48, 1], "x2"),
        xaxis3=style.axis(
            text("games_axis_time" if found.continuous else "games_axis_steps"),
            range=[0, n],
            domain=[0.61, 1],
            anchor="y3",
            tickfont={"size": 12},
        ),
        yaxis3=style.axis(
            text("games_axis_distance"),
            type="log",
            range=list(DISTANCES),
            domain=[0, 0.28],
            anchor="x3",
            tickfont={"size": 12},
            dtick=1,
            exponentformat="power",
        ),
        legend3=style.legend(0.61, 0.28),
        shapes=[_wall(psi) for end in VIEW if (psi := field.project(end)) != end],
    )


def _named(role: style.Role, symbol: str) -> str:
    name = text("games_generator" if role is style.GENERATOR else "games_discriminator")
    return f'<span style="color:{role.color}"><i>{symbol}</i>, {name}</span>'


def _complex(title: str, limit: float, domain: list[float], anchor: str, **more: Any) -> Any:
    """One axis of the complex plane: both have the same scale."""
    return style.axis(
        range=[-limit, limit],
        domain=domain,
        anchor=anchor,
        constrain="domain",
        constraintoward="left" if anchor == "y2" else "top",
        tickfont={"size": 12},
        nticks=5,
        **more,
    ) | {"title": {"text": title, "standoff": 2}}


def _span(found: Spectrum) -> float:
    """The half width of the complex plane: the boundary fits in, and every eigenvalue, too."""
    largest = float(np.abs(found.eigenvalues).max())
    return 1.25 if not largest > 1.2 else 1.25 * 2 ** math.ceil(math.log2(largest / 1.2))


def _wall(psi: float) -> dict[str, Any]:
    """Where D is stopped."""
    return {
        "type": "line",
        "xref": "x domain",
        "x0": 0,
        "x1": 1,
        "y0": psi,
        "y1": psi,
        "line": {"color": style.DISCRIMINATOR.color, "width": 3},
        "opacity": 0.35,
    }


def _arrows(field: Field, ratio: float, n: int = 15) -> go.Scatter:
    """The field on n x n points; lengths saturate, so that slow regions show their direction."""
    edge = VIEW[1] * (1 - 1 / n)
    theta, psi = (axis.ravel() for axis in np.meshgrid(*[np.linspace(-edge, edge, n)] * 2))
    v_theta, v_psi = field(theta, psi)
    v = np.stack([v_theta, ratio * v_psi])
    v *= 0.85 * (2 * edge / (n - 1)) / (0.15 + np.hypot(*v))
    gap = np.full(n * n, np.nan)
    x, y = (
        np.stack([at - d / 2, at + d / 2, gap], 1).ravel().astype(np.float32)
        for at, d in zip((theta, psi), v, strict=True)
    )
    return go.Scatter(
        uid="field",
        x=x,
        y=y,
        mode="lines+markers",
        line={"color": style.GRADIENT.color, "width": 1},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": np.tile([0.0, 7.0, 0.0], n * n),
            "color": style.GRADIENT.color,
            "line": {"width": 0},
        },
        opacity=0.55,
        meta={"kind": "arrows"},
        name=text("games_field"),
        hoverinfo="skip",
    )


def _rests(field: Field, n: int = 32) -> list[go.Contour]:
    """Where a player's own direction is 0: the other one moves alone."""
    grid = np.sort([*np.linspace(*VIEW, n), -1e-3, 1e-3])  # a jump at 0 is drawn at 0
    both = field(*np.meshgrid(grid, grid))
    looks = {"g_rests": style.GENERATOR, "d_rests": style.DISCRIMINATOR}
    return [
        go.Contour(
            uid=uid,
            x=grid,
            y=grid,
            z=np.round(v, 5),
            contours={"start": 0, "end": 0, "size": 1, "coloring": "none"},
            line={"color": role.color, "dash": role.dash, "width": 1.5},
            showscale=False,
            showlegend=True,
            name=text(f"games_{uid}"),
            hoverinfo="skip",
        )
        for (uid, role), v in zip(looks.items(), both, strict=True)
    ]


def _path(path: Trajectory, continuous: bool) -> list[go.Scatter]:
    line = go.Scatter(
        uid="path",
        x=path.theta,
        y=path.psi,
        mode="lines" if continuous else "lines+markers",
        line={"color": style.INK, "width": 2 if continuous else 1},
        marker={"size": 4, "color": style.INK},
        name=text("games_path"),
        hovertemplate="θ %{x:.4f}, ψ %{y:.4f}<extra></extra>",
    )
    goal = go.Scatter(
        uid="equilibrium",
        x=[0],
        y=[0],
        mode="markers",
        marker={"symbol": "x", "size": 11, "color": style.OPTIMUM.color},
        name=text("games_equilibrium"),
        hoverinfo="skip",
    )
    start = go.Scatter(
        uid="start",
        x=path.theta[:1],
        y=path.psi[:1],
        mode="markers",
        marker=style.handle(style.Role(style.INK, "solid", "")),
        meta={"drag": "xy", "click": True},
        name=text("games_start"),
        hoverinfo="skip",
    )
    return [line, goal, start]


def _spectrum(found: Spectrum, limit: float) -> list[go.Scatter]:
    """The stable region, shaded, with its boundary; and the eigenvalues."""
    inside = (
        ([-limit, 0, 0, -limit], [-limit, -limit, limit, limit])
        if found.continuous
        else (np.cos(_CIRCLE), np.sin(_CIRCLE))
    )
    on = {"xaxis": "x2", "yaxis": "y2", "showlegend": False}
    region = go.Scatter(
        uid="stable",
        x=inside[0],
        y=inside[1],
        mode="lines",
        fill="toself",
        fillcolor=style.OPTIMUM.fill(0.14),
        line={"color": style.FAINT, "width": 1.2},
        hoverinfo="skip",
        **on,
    )
    values = go.Scatter(
        uid="eigenvalues",
        x=np.real(found.eigenvalues),
        y=np.imag(found.eigenvalues),
        mode="markers",
        marker={"size": 10, "color": style.OPTIMUM.color, "line": {"width": 1, "color": style.INK}},
        hovertemplate="%{x:.6f} %{y:+.6f} <i>i</i><extra></extra>",
        **on,
    )
    return [region, values]


def _distance(method: Method, path: Trajectory, found: Spectrum, n: int) -> list[go.Scatter]:
    """The distance, and a geometric decay or growth at the rate of the spectrum."""
    factor = math.exp(found.rate * method.h) if found.continuous else found.rate
    low, high = (10.0**power for power in (DISTANCES[0] - 1, DISTANCES[1] + 1))
    steps = np.arange(n + 1.0)
    with np.errstate(over="ignore"):
        promised = np.clip(path.distance[0] * factor**steps, low, high)
    on = {"xaxis": "x3", "yaxis": "y3", "mode": "lines", "hoverinfo": "skip", "legend": "legend3"}
    return [
        go.Scatter(
            uid="distance",
            x=steps[: len(path.distance)],
            y=np.clip(path.distance, low, high),
            line={"color": style.INK, "width": 2},
            name=text("games_distance"),
            **on,
        ),
        go.Scatter(
            uid="rate", x=steps, y=promised, line=style.OPTIMUM.line, name=text("games_rate"), **on
        ),
    ]
