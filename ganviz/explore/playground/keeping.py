"""Files of the laboratory: runs to save and load; pictures, films and tables."""

import threading
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np

from ganviz import _check, metrics
from ganviz._files import whole
from ganviz.distributions import Checkerboard, Empirical2D, GaussianMixture2D, Planar
from ganviz.explore.playground.picture import shown_of
from ganviz.explore.playground.readout import names_of
from ganviz.explore.playground.settings import OWN, PlaygroundSettings
from ganviz.host import Session
from ganviz.plots import film
from ganviz.texts import text
from ganviz.toy import ToyGAN
from ganviz.toy.runs.lanes import Moment
from ganviz.toy.storage import load_run, read_about, save_run

TABLES = (".csv", ".parquet")
RUN = ".safetensors"
SUFFIXES = (RUN, *film.STILLS, *film.FILMS, *TABLES)

_PLANAR: dict[str, Callable[..., Planar]] = {
    cls.__name__: cls for cls in (Checkerboard, Empirical2D, GaussianMixture2D)
}

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
"""The numbers of a lane in a table. Other columns are ``step``, ``lane`` and ``wasserstein``: W_1
between the fakes and the real samples that are drawn, not 0 even between two sets of real ones."""

Progress = Callable[[int, int], object]
"""Called with (frames drawn, frames in all) while a film is written."""


def nobody(done: int, of: int) -> None:
    """The progress that nobody is told."""


def history(session: Session) -> list[Moment]:
    """Return all moments up to the one that is shown."""
    player = session.player
    return [*player.past(10**9), player.frame.snapshot]  # type: ignore[union-attr]


def save_shown(session: Session, path: Any, own: Planar | None, progress: Progress) -> Path:
    """Write what is shown as a run, a picture, a film or a table; the suffix decides.

    Args:
        session: the laboratory.
        path: .safetensors for the run of the lane that the controls set, as it is shown;
            .png or .svg for the moment that is shown; .gif or .mp4 for a film up to there;
            .csv or .parquet for all numbers up to there.
        own: a person's own data.
        progress: of a film.

    Raises:
        ValueError: another suffix.
    """
    lab, moment = session.settings, session.player.frame.snapshot  # type: ignore[union-attr]
    if str(path).endswith(RUN):
        state = moment.states[lab.lane]
        game = lab.game.as_then(state, own)
        run = ToyGAN(state["p_data"], game.noise, state["settings"])
        run.load_state_dict(state)
        return save_lane(run, game, path, own)
    shown = shown_of(session.hidden, several=len(moment.lanes) > 1)
    return save_history(history(session), path, shown=shown, progress=progress)


def save_beside(session: Session, suffix: str, save: Callable[..., Path]) -> None:
    """Write a file beside the notebook; a film takes seconds, so not on the page's thread."""
    player, game = session.player, session.settings.game
    assert player is not None
    name = f"ganviz-{game.target}-{player.frame.snapshot.step}{suffix}"

    def progress(done: int, of: int) -> None:
        session.say(text("saving", name=name, done=done, of=of))

    def write() -> None:
        try:
            save(session, name, progress)
            session.say(text("saved", name=name))
        except Exception as error:  # a page is told, as it was of a refusal
            session.say(str(error) or type(error).__name__, "error")

    if player.threaded:
        threading.Thread(target=write, daemon=True).start()
    else:
        write()


def save_history(
    moments: Sequence[Moment],
    path: str | Path,
    *,
    shown: Collection[str] | None = None,
    progress: Progress = nobody,
) -> Path:
    """Write a history: its last moment, a film, or a table of all numbers.

    Args:
        moments: the history, the oldest first.
        path: .png or .svg for the last moment, .gif or .mp4 for a film, .csv or .parquet.
        shown: the layers of a picture or a film, as `ganviz.plots.film.still` has them.
        progress: of a film.

    Raises:
        ValueError: another suffix.
    """
    path = Path(path)
    _check.one_of("suffix", path.suffix, (*film.STILLS, *film.FILMS, *TABLES))
    if path.suffix in TABLES:
        return save_table(moments, path)
    frames = [(moment.lanes, moment.planes) for moment in moments]
    look: dict[str, Any] = {"names": names_of(moments[-1]), "shown": shown}
    if path.suffix in film.FILMS:
        return film.save_film(frames, path, progress=progress, **look)
    earlier = film.trail(frames, len(frames) - 1)
    return film.save_still(film.still(*frames[-1], earlier=earlier, **look), path)


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
    write = table.to_parquet if path.suffix == ".parquet" else table.to_csv
    with whole(path) as work:
        write(work, index=False)
    return path


def save_lane(run: ToyGAN, settings: PlaygroundSettings, path: str | Path, own: Any) -> Path:
    """Write one run, with its settings and its target if that was a person's own."""
    about: dict[str, Any] = {"playground": settings.to_json()}
    if settings.target == OWN:
        about["own"] = described(own)
    return save_run(run, path, about)


def load_lane(path: str | Path) -> tuple[PlaygroundSettings, Any, ToyGAN]:
    """Read what `save_lane` wrote: settings, own target or None, and the run.

    Raises:
        ValueError: no such file, or not a run of the playground.
    """
    about = read_about(path)
    if "playground" not in about:
        raise _check.refuse("path", str(path), "rule_playground_run")
    settings = PlaygroundSettings.from_json(about["playground"])
    own = restored(about["own"]) if "own" in about else None
    p_data, view = settings.p_data(own), settings.view(own)
    return settings, own, load_run(path, p_data, settings.noise, view=view)


def described(target: Planar) -> dict[str, Any]:
    """A distribution as plain JSON values: the name of its class, and its fields.

    >>> from ganviz.distributions import Checkerboard
    >>> restored(described(Checkerboard(4))) == Checkerboard(4)
    True
    """
    name = _check.one_of("class of the target", type(target).__name__, _PLANAR)
    given = {f.name: np.asarray(getattr(target, f.name)).tolist() for f in fields(target)}  # type: ignore[arg-type]
    return {"class": name, **given}


def restored(description: dict[str, Any]) -> Planar:
    """The distribution that `described` has described; ValueError if it is none in the plane."""
    name = _check.one_of("class", description["class"], _PLANAR)
    return _PLANAR[name](**{k: v for k, v in description.items() if k != "class"})
