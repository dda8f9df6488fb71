"""What leaves the playground as a file, and what comes back: runs, pictures, films and tables."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ganviz import _check, metrics
from ganviz.explore.playground.settings import PlaygroundSettings
from ganviz.plots import film
from ganviz.toy import ToyGAN
from ganviz.toy.lanes import Moment
from ganviz.toy.storage import load_run, read_about, save_run

TABLES = (".csv", ".parquet")
RUN = ".safetensors"
SUFFIXES = (RUN, *film.STILLS, *film.FILMS, *TABLES)

NUMBERS = (
    "value",
    "criterion",
    "jsd",
    "jsd_error",
    "kl",
    "kl_error",
    "reverse_kl",
    "reverse_kl_error",
    "modes",
    "high_quality",
    "d_accuracy",
    "d_loss",
    "g_loss",
    "d_grad_norm",
    "g_grad_norm",
)
"""The columns of a table, after ``step`` and ``lane``; the last one is ``wasserstein``, W_1 between
the samples that are drawn, which even between two sets of real ones is not 0."""


def save_history(
    moments: Sequence[Moment],
    path: str | Path,
    *,
    progress: Callable[[int, int], object] = lambda done, of: None,
) -> Path:
    """Write a history: its last moment, a film, or a table of all numbers.

    Args:
        moments: the history, the oldest first.
        path: .png or .svg for the last moment, .gif or .mp4 for a film, .csv or .parquet.
        progress: called with (frames drawn, frames in all) of a film.

    Raises:
        ValueError: another suffix.
    """
    path = Path(path)
    _check.one_of("suffix", path.suffix, (*film.STILLS, *film.FILMS, *TABLES))
    if path.suffix in film.STILLS:
        return film.save_still(film.still(moments[-1].lanes, moments[-1].planes), path)
    if path.suffix in film.FILMS:
        frames = [(moment.lanes, moment.planes) for moment in moments]
        return film.save_film(frames, path, progress=progress)
    return save_table(moments, path)


def save_table(moments: Sequence[Moment], path: Path) -> Path:
    """Write a row for every lane at every moment, whole or not at all."""
    import pandas as pd

    rows = [
        {
            "step": lane.step,
            "lane": i,
            **{name: getattr(lane, name) for name in NUMBERS},
            "wasserstein": metrics.wasserstein(lane.fake, lane.real),
        }
        for moment in moments
        for i, lane in enumerate(moment.lanes)
    ]
    table = pd.DataFrame(rows)
    work = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        if path.suffix == ".csv":
            table.to_csv(work, index=False)
        else:
            table.to_parquet(work, index=False)
        os.replace(work, path)
    finally:
        work.unlink(missing_ok=True)
    return path


def save_lane(run: ToyGAN, settings: PlaygroundSettings, path: str | Path, own: Any) -> Path:
    """Write one run, with its settings and the data of its target if they were a person's own."""
    about = {"playground": settings.to_json()}
    if own is not None:
        about["own"] = np.asarray(own.data).tolist()
    return save_run(run, path, about)


def load_lane(path: str | Path) -> tuple[PlaygroundSettings, Any, ToyGAN]:
    """Read what `save_lane` wrote: settings, own target or None, and the run.

    Raises:
        ValueError: no such file, or not a run of the playground.
    """
    from ganviz.distributions import Empirical

    about = read_about(path)
    if "playground" not in about:
        raise _check.refuse("path", str(path), "a run of the playground")
    settings = PlaygroundSettings.from_json(about["playground"])
    own = Empirical(np.array(about["own"])) if "own" in about else None
    return settings, own, load_run(path, settings.p_data(own), settings.noise)  # type: ignore[arg-type]
