"""A two-parameter game: its phase portrait, its spectrum at the equilibrium, its trajectory."""

import math
from typing import Any

import numpy as np

from ganviz.games import Field, GameMoment, Method, Spectrum, Trajectory
from ganviz.plots import style
from ganviz.plots.lines import level_lines
from ganviz.plots.marks import arrows, dots, handle, line, scatter, segments
from ganviz.plots.panels import Panel, axis, figure
from ganviz.plots.style import Picture, Trace
from ganviz.texts import text

VIEW = (-2.4, 2.4)
DISTANCES = (-4, 1)  # powers of ten
LEFT, RIGHT = (0.0, 0.48), (0.61, 1.0)
N = 15  # arrows of the field per row
_CIRCLE = np.cos(np.linspace(0, 2 * np.pi, 121)), np.sin(np.linspace(0, 2 * np.pi, 121))
_EDGE = VIEW[1] * (1 - 1 / N)
_AT = [axis.ravel() for axis in np.meshgrid(*[np.linspace(-_EDGE, _EDGE, N)] * 2)]
_GRID = np.sort([*np.linspace(*VIEW, 32), -1e-3, 1e-3])  # so that a jump at 0 is drawn at 0
_MESH = np.meshgrid(_GRID, _GRID)


def games(
    field: Field,
    method: Method,
    path: Trajectory,
    found: Spectrum,
    n: int,
    moment: GameMoment | None = None,
) -> Picture:
    """A game played by a method.

    Left, the phase portrait: the field (arrows), the lines where a player's direction is 0, and the
    trajectory from a start that can be dragged or set by a click. Right, the eigenvalues with the
    stability boundary, and the distance to the equilibrium with the rate by the eigenvalues.

    Args:
        field: the game.
        method: how both players move.
        path: the trajectory; its first point is the start.
        found: the spectrum.
        n: number of steps on the axis of the distance.
        moment: the moment of a `ganviz.games.GameRun` from the same start, if there is one: its
            point and its path are drawn over the trajectory.
    """
    square = axis(VIEW, constrain="domain")
    phase = Panel(
        LEFT,
        x=square
        | {"title": _named("generator", "θ"), "scaleanchor": "y", "constraintoward": "left"},
        y=square | {"title": _named("discriminator", "ψ")},
        traces=[
            *_rests(field),
            _arrows(field, method.ratio),
            *_path(path, found.continuous, moment),
        ],
        shapes=[_wall(psi) for end in VIEW if (psi := field.project(end)) != end],
        legend={"font": {"size": 13}},
    )
    return figure([phase, _spectrum(found), _distance(method, path, found, n, moment)], 480)


def _named(player: str, symbol: str) -> dict[str, Any]:
    """The title of a player's axis, in its colour."""
    name = f"<i>{symbol}</i>, {text(f'games_{player}')}"
    return {"text": name, "standoff": 10, "font": {"color": f"@{player}"}}


def _wall(psi: float) -> dict[str, Any]:
    """The line of the bound of psi by clipping."""
    look = {"color": style.DISCRIMINATOR.fill(0.35), "width": 3}
    across = {"xref": "x domain", "x0": 0, "x1": 1, "yref": "y", "y0": psi, "y1": psi}
    return {"type": "line", "line": look} | across


def _arrows(field: Field, ratio: float) -> Trace:
    """The field on N x N points; lengths are compressed, so that small arrows stay visible."""
    v_theta, v_psi = field(*_AT)
    v = np.stack([v_theta, ratio * v_psi])
    v *= 0.85 * (2 * _EDGE / (N - 1)) / (0.15 + np.hypot(*v))
    ways = segments(*((at - d / 2, at + d / 2) for at, d in zip(_AT, v, strict=True)))
    look = {"opacity": 0.55, "name": text("games_field")}
    return arrows("field", ways, style.GRADIENT.color, head=7, width=1, **look)


def _rests(field: Field) -> list[Trace]:
    """The lines where the direction of a player is 0, so that only the other one moves."""
    looks = {"g_rests": style.GENERATOR, "d_rests": style.DISCRIMINATOR}
    made = []
    for (uid, role), v in zip(looks.items(), field(*_MESH), strict=True):
        at_rest = level_lines(_GRID, _GRID, np.round(v, 5), [0.0])
        name = text(f"games_{uid}")
        made.append(line(uid, at_rest, role.color, 1.5, role.dash, name=name))
    return made


def _path(path: Trajectory, continuous: bool, moment: GameMoment | None) -> list[Trace]:
    """The trajectory with its start, the equilibrium, and the path of a run so far."""
    color = style.INK if moment is None or not moment.step else f"{style.INK}/0.35"
    way = scatter(
        "path",
        (path.theta, path.psi),
        "lines" if continuous else "lines+markers",
        line={"color": color, "width": 2 if continuous else 1},
        marker={"size": 4, "color": color},
        name=text("games_path"),
        hover="θ %{x:.4f}, ψ %{y:.4f}<extra></extra>",
    )
    come = (
        []
        if moment is None
        else [
            line("come", moment.path, style.INK, 2),
            dots("point", ([moment.theta], [moment.psi]), style.INK, 11, name=text("games_point")),
        ]
    )
    goal = {"symbol": "x", "name": text("games_equilibrium")}
    start = {
        "name": text("games_start"),
        "hoverinfo": "skip",
        "meta": {"drag": "xy", "click": True},
    }
    ink = style.Role(style.INK, "solid", "")
    return [
        way,
        *come,
        dots("equilibrium", ([0], [0]), style.OPTIMUM.color, 11, **goal),
        handle("start", (path.theta[:1], path.psi[:1]), ink, **start),
    ]


def _spectrum(found: Spectrum) -> Panel:
    """The stable region, shaded, with its boundary; and the eigenvalues."""
    # Half the width of the axes, which contain the boundary and every eigenvalue.
    largest = float(np.abs(found.eigenvalues).max())
    limit = 1.25 if not largest > 1.2 else 1.25 * 2 ** math.ceil(math.log2(largest / 1.2))
    left = [-limit, 0, 0, -limit], [-limit, -limit, limit, limit]
    fill = {"fill": "toself", "fillcolor": style.OPTIMUM.fill(0.14)}
    values = np.real(found.eigenvalues), np.imag(found.eigenvalues)
    edge = {"width": 1, "color": style.INK}
    says = "%{x:.6f} %{y:+.6f} <i>i</i><extra></extra>"
    part = axis((-limit, limit), constrain="domain", tickfont=style.SMALL, nticks=5)
    return Panel(
        RIGHT,
        (0.48, 1),
        part | {"title": _close("Re <i>λ</i>"), "scaleanchor": "y", "constraintoward": "left"},
        part | {"title": _close("Im <i>λ</i>"), "constraintoward": "top"},
        traces=[
            line("stable", left if found.continuous else _CIRCLE, style.FAINT, 1.2, **fill),
            dots("eigenvalues", values, style.OPTIMUM.color, 10, edge=edge, hover=says),
        ],
        legend=None,
    )


def _close(title: str) -> dict[str, Any]:
    return {"text": title, "standoff": 2}


def _distance(
    method: Method, path: Trajectory, found: Spectrum, n: int, moment: GameMoment | None
) -> Panel:
    """The distance, and geometric decay or growth at the rate of the spectrum."""
    factor = math.exp(found.rate * method.h) if found.continuous else found.rate
    low, high = (10.0**power for power in (DISTANCES[0] - 1, DISTANCES[1] + 1))
    steps = np.arange(n + 1.0)
    with np.errstate(over="ignore"):
        promised = np.clip(path.distance[0] * factor**steps, low, high)
    distance = np.clip(path.distance, low, high)
    ink = style.Role(style.INK, "solid", text("games_distance"), 2.0)
    rate = style.OPTIMUM.thin(text("games_rate"), width=style.OPTIMUM.width)
    now = (
        []
        if moment is None
        else [dots("now", ([moment.step], [min(max(moment.distance, low), high)]), style.INK, 9)]
    )
    return Panel(
        RIGHT,
        (0, 0.28),
        axis(
            (0, n),
            text("games_axis_time" if found.continuous else "axis_steps"),
            tickfont=style.SMALL,
        ),
        axis(
            DISTANCES,
            text("games_distance"),
            type="log",
            tickfont=style.SMALL,
            dtick=1,
            exponentformat="power",
        ),
        curves={
            "distance": (steps[: len(distance)], distance, ink),
            "rate": (steps, promised, rate),
        },
        traces=now,
        hover=None,
    )
