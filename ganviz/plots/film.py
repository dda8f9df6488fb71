"""Pictures and films of runs in the plane as files: PNG, SVG, GIF and MP4, drawn by matplotlib.

The layers look as on the page, which is drawn by plotly; plotly cannot write films.
"""

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ganviz import _check
from ganviz._files import whole
from ganviz.plots import plane as planes_
from ganviz.plots import style
from ganviz.plots.palette import css, painted
from ganviz.plots.plane import LAYERS, SHOWN, STATIC, TRAIL
from ganviz.texts import text

STILLS, FILMS = (".png", ".svg"), (".gif", ".mp4")
FRAMES = 150  # the most frames of a film
INCH = 4.2  # side of a plane, in inches
DPI = 110  # resolution of a film; that of a still is twice as high
POINT = 72 * INCH / 380  # matplotlib's points per pixel of the page, where a plane has about 380
DRAWN = SHOWN | STATIC
"""The layers that are drawn by default."""


def still(
    snapshots: Sequence[Any],
    planes: Sequence[Any],
    names: Sequence[str] = (),
    *,
    shown: Collection[str] | None = None,
    earlier: Sequence[NDArray[Any]] = (),
) -> Any:
    """A matplotlib Figure of one to four planes side by side.

    Args:
        snapshots: `ganviz.toy.PlaneSnapshot`s, one per run.
        planes: the `ganviz.toy.Plane` of each run.
        names: the name of each run, for the titles.
        shown: the layers to draw, of `ganviz.plots.plane.LAYERS`; by default `DRAWN`.
        earlier: earlier positions of the fakes, if there is one run, (n, 2) each, the oldest first.

    Raises:
        ValueError: an unknown layer.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(INCH * len(snapshots), INCH), dpi=DPI, layout="constrained")
    figure.subplots(1, len(snapshots), squeeze=False)
    _fill(figure, snapshots, planes, names, _layers(shown), earlier)
    return figure


def save_still(figure: Any, path: str | Path) -> Path:
    """Write a figure of :func:`still` as PNG or SVG, completely or not at all.

    Raises:
        ValueError: another suffix.
    """
    return written(path, STILLS, lambda work: figure.savefig(work, dpi=2 * DPI))


def save_film(
    moments: Sequence[tuple[Sequence[Any], Sequence[Any]]],
    path: str | Path,
    *,
    names: Sequence[str] = (),
    shown: Collection[str] | None = None,
    fps: int = 15,
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> Path:
    """Write the history of one to four runs as a GIF or an MP4, completely or not at all.

    Args:
        moments: (snapshots, planes) as for :func:`still`, in order; at most `FRAMES` of them, at
            equal distances, are drawn.
        path: the file.
        names, shown: as for :func:`still`.
        fps: frames per second.
        progress: called with (frames drawn, total number of frames).

    Raises:
        ValueError: no moments, an unknown layer, or another suffix.
    """
    from matplotlib import animation

    if not moments:
        raise _check.refuse("moments", [], "rule_moments")
    chosen = np.unique(np.linspace(0, len(moments) - 1, min(len(moments), FRAMES)).round())
    layers = _layers(shown)

    def write(work: Path) -> None:
        writer: Any = animation.PillowWriter(fps=fps)
        if work.suffix == ".mp4":
            writer = animation.FFMpegWriter(fps=fps, extra_args=["-pix_fmt", "yuv420p"])
        figure = still(*moments[0], names, shown=layers)
        with _ffmpeg(), writer.saving(figure, str(work), DPI):
            for done, index in enumerate(chosen.astype(int)):
                snapshots, planes = moments[index]
                _fill(figure, snapshots, planes, names, layers, trail(moments, index))
                writer.grab_frame()
                progress(done + 1, len(chosen))

    return written(path, FILMS, write)


def trail(moments: Sequence[tuple[Sequence[Any], Sequence[Any]]], index: int) -> list[Any]:
    """The fakes of the first run at the moments before ``index``: (n, 2) each."""
    return [snapshots[0].fake for snapshots, _ in moments[max(0, index - TRAIL) : index]]


def _layers(shown: Collection[str] | None) -> Collection[str]:
    """The layers to draw; ValueError for an unknown one."""
    for name in shown or ():
        _check.one_of("shown", name, LAYERS)
    return DRAWN if shown is None else shown


def _ffmpeg() -> Any:
    """A context in which matplotlib uses the ffmpeg of the package imageio_ffmpeg."""
    import imageio_ffmpeg
    import matplotlib as mpl

    return mpl.rc_context({"animation.ffmpeg_path": imageio_ffmpeg.get_ffmpeg_exe()})


def written(path: str | Path, suffixes: tuple[str, ...], write: Callable[[Path], object]) -> Path:
    """Let ``write`` write a temporary file, then rename it to ``path``; return the path."""
    path = Path(path)
    _check.one_of("suffix", path.suffix, suffixes)
    with whole(path) as work:
        write(work)
    return path


def _fill(
    figure: Any,
    snapshots: Sequence[Any],
    planes: Sequence[Any],
    names: Sequence[str],
    shown: Collection[str],
    earlier: Sequence[NDArray[Any]],
) -> None:
    """Clear the figure, and draw a moment of each run with its title."""
    if len(snapshots) > 1:
        earlier = ()  # as on the page: several planes have no trails
    for i, ax in enumerate(figure.axes):
        ax.clear()
        _draw(ax, snapshots[i], planes[i], shown, earlier)
        title = text("film_round", step=snapshots[i].step)
        if names:
            title = text("film_round_of", name=names[i], step=snapshots[i].step)
        ax.set_title(title, color=css(style.INK), fontsize=11)


def _draw(
    ax: Any, snapshot: Any, plane: Any, shown: Collection[str], earlier: Sequence[NDArray[Any]]
) -> None:
    """Draw the layers from the bottom up, with the looks of the page's traces."""
    (left, bottom), (right, top) = plane.box.low, plane.box.high
    arrays = planes_.layers(snapshot, plane, only=shown, earlier=earlier)
    for order, trace in enumerate(painted(planes_.traces(arrays, plane, shown))):
        if trace["uid"] not in arrays:
            continue
        if "z" in trace:
            extent = (left, right, bottom, top)
            ax.imshow(trace["z"], extent=extent, origin="lower", zorder=order, **_colours(trace))
        else:
            _scatter(ax, trace, order)
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", xticks=[], yticks=[])


def _scatter(ax: Any, trace: dict[str, Any], order: int) -> None:
    """Draw arrows, lines or points."""
    x, y = trace["x"], trace["y"]
    look: dict[str, Any] = {"alpha": trace.get("opacity"), "zorder": order}
    if trace["uid"] == "push":
        x, y = x.reshape(-1, 3), y.reshape(-1, 3)
        arrow = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.0025}
        way = x[:, 1] - x[:, 0], y[:, 1] - y[:, 0]
        ax.quiver(x[:, 0], y[:, 0], *way, color=trace["line"]["color"], **arrow, **look)
    elif "lines" in trace["mode"]:
        line = trace["line"]
        dash, width = ":" if line["dash"] == "dot" else "-", line["width"] * POINT
        ax.plot(x, y, color=line["color"], linewidth=width, linestyle=dash, **look)
    else:
        marker = trace["marker"]
        area = (marker["size"] * POINT) ** 2
        ax.scatter(x, y, s=area, color=marker["color"], linewidths=0, **look)


def _colours(trace: dict[str, Any]) -> dict[str, Any]:
    """Arguments of ``imshow`` for the colours of a heat map."""
    from matplotlib.colors import LinearSegmentedColormap

    scale = [(at, _rgba(color)) for at, color in trace["colorscale"]]
    colormap = LinearSegmentedColormap.from_list(trace["uid"], scale)
    limits = {"vmin": trace["zmin"], "vmax": trace["zmax"]}
    return {"cmap": colormap, "interpolation": "bilinear", **limits}


def _rgba(css: str) -> Any:
    """A CSS colour in matplotlib's form."""
    if css.startswith("#"):
        return css
    red, green, blue, *alpha = css[css.index("(") + 1 : -1].split(",")
    return (*(int(channel) / 255 for channel in (red, green, blue)), *map(float, alpha))
