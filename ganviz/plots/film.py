"""Pictures and films of runs in the plane as files: PNG, SVG, GIF and MP4, drawn by matplotlib.

The page draws with plotly, which writes no film; these are the same layers in the same colours.
"""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.plots import style
from ganviz.plots.plane import JUDGED, LEVELS, REACH, arrows

STILLS, FILMS = (".png", ".svg"), (".gif", ".mp4")
FRAMES = 150  # of a film at most
INCH = 4.2  # the side of a plane
DPI = 110


def still(snapshots: Sequence[Any], planes: Sequence[Any], names: Sequence[str] = ()) -> Any:
    """Return a matplotlib Figure of one to four planes side by side.

    Args:
        snapshots: `ganviz.toy.PlaneSnapshot`s, one a run.
        planes: the `ganviz.toy.Plane` of each run.
        names: a title for each plane; by default the round.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(INCH * len(snapshots), INCH), dpi=DPI, layout="constrained")
    names = names or [f"round {snapshot.step:,}" for snapshot in snapshots]
    axes = figure.subplots(1, len(snapshots), squeeze=False)[0]
    for ax, snapshot, plane, name in zip(axes, snapshots, planes, names, strict=True):
        _draw(ax, snapshot, plane)
        ax.set_title(name, color=style.INK, fontsize=11)
    return figure


def save_still(figure: Any, path: str | Path) -> Path:
    """Write a figure of :func:`still` as PNG or SVG, whole or not at all.

    Raises:
        ValueError: another suffix.
    """
    return _written(path, STILLS, lambda work: figure.savefig(work))


def save_film(
    moments: Sequence[tuple[Sequence[Any], Sequence[Any]]],
    path: str | Path,
    *,
    names: Sequence[str] = (),
    fps: int = 15,
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> Path:
    """Write the history of one to four runs as a GIF or an MP4, whole or not at all.

    Args:
        moments: (snapshots, planes) as for :func:`still`, in order; at most `FRAMES` are drawn,
            evenly spread.
        path: what to write.
        names: what stands before the round in each title.
        fps: frames a second.
        progress: called with (frames drawn, frames in all).

    Raises:
        ValueError: no moments, or a suffix that is no film's.
    """
    from matplotlib import animation

    if not moments:
        raise _check.refuse("moments", [], "a history of at least one moment")
    chosen = np.unique(np.linspace(0, len(moments) - 1, min(len(moments), FRAMES)).round())

    def write(work: Path) -> None:
        writer: Any = animation.PillowWriter(fps=fps)
        if work.suffix == ".mp4":
            writer = animation.FFMpegWriter(fps=fps, extra_args=["-pix_fmt", "yuv420p"])
        figure = still(*moments[0], names)
        with _ffmpeg(), writer.saving(figure, str(work), DPI):
            for done, index in enumerate(chosen.astype(int)):
                snapshots, planes = moments[index]
                for i, ax in enumerate(figure.axes):
                    ax.clear()
                    _draw(ax, snapshots[i], planes[i])
                    title = f"{names[i]}, round" if names else "round"
                    ax.set_title(f"{title} {snapshots[i].step:,}", color=style.INK, fontsize=11)
                writer.grab_frame()
                progress(done + 1, len(chosen))

    return _written(path, FILMS, write)


def _ffmpeg() -> Any:
    """Tell matplotlib where the ffmpeg is that came with a package."""
    import imageio_ffmpeg
    import matplotlib as mpl

    return mpl.rc_context({"animation.ffmpeg_path": imageio_ffmpeg.get_ffmpeg_exe()})


def _written(path: str | Path, suffixes: tuple[str, ...], write: Callable[[Path], object]) -> Path:
    """Let ``write`` fill a temporary file, and rename it."""
    path = Path(path)
    _check.one_of("suffix", path.suffix, suffixes)
    work = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        write(work)
        os.replace(work, path)
    finally:
        work.unlink(missing_ok=True)
    return path


def _draw(ax: Any, snapshot: Any, plane: Any) -> None:
    """D's heat map, contours of p_data, samples and gradient arrows."""
    (left, bottom), (right, top) = plane.box.low, plane.box.high
    ax.imshow(
        snapshot.d,
        extent=(left, right, bottom, top),
        origin="lower",
        cmap=_colormap(),
        vmin=0,
        vmax=1,
        interpolation="bilinear",
    )
    levels = [level * plane.p_data.max() for level in LEVELS]
    ax.contour(
        plane.x, plane.y, plane.p_data, levels, colors=style.DATA.color, linestyles=":", alpha=0.6
    )
    ax.scatter(*snapshot.real.T, s=4, color=style.DATA.color, alpha=0.4, linewidths=0)
    x, y = (line.reshape(-1, 3) for line in arrows(snapshot.fake, snapshot.push, right - left))
    ax.quiver(
        x[:, 0],
        y[:, 0],
        x[:, 1] - x[:, 0],
        y[:, 1] - y[:, 0],
        color=style.GRADIENT.color,
        angles="xy",
        scale_units="xy",
        scale=1,
        width=REACH / 40,
    )
    ax.scatter(*snapshot.fake.T, s=6, color=style.GENERATOR.color, linewidths=0)
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal", xticks=[], yticks=[])


def _colormap() -> Any:
    from matplotlib.colors import LinearSegmentedColormap

    colors = [(at, _rgb(color)) for at, color in JUDGED]
    return LinearSegmentedColormap.from_list("judged", colors)


def _rgb(css: str) -> tuple[float, ...]:
    """A CSS rgb(...) as matplotlib wants it."""
    return tuple(int(channel) / 255 for channel in css[4:-1].split(","))
