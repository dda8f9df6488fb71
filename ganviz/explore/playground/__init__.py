"""The 2-D laboratory: a GAN in the plane to set up, play, turn back, branch, compare and keep."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from ganviz import _check
from ganviz.distributions import Empirical, Planar
from ganviz.explore.explorer import threads_show
from ganviz.explore.playground.keeping import load_lane
from ganviz.explore.playground.lab import Lab
from ganviz.explore.playground.laboratory import Laboratory
from ganviz.explore.playground.presets import PRESETS
from ganviz.explore.playground.settings import OWN, PlaygroundSettings, SideBySide
from ganviz.host import Session

if TYPE_CHECKING:
    from ganviz.widgets.explorer import ExplorerWidget

__all__ = [
    "PRESETS",
    "Lab",
    "Laboratory",
    "PlaygroundSettings",
    "SideBySide",
    "compare",
    "load_playground",
    "playground",
    "session",
]


def session(*games: PlaygroundSettings, own: Planar | None = None, start: Any = None) -> Session:
    """Return the laboratory without a page; arguments as for `Lab` and `Laboratory`."""
    return Session(Laboratory(own, start).scene(), Lab(games), threaded=threads_show())


def playground(
    settings: PlaygroundSettings | str | None = None, *, data: Any = None
) -> "ExplorerWidget":
    """Return the 2-D laboratory; as the last line of a cell it shows itself.

    Args:
        settings: where to begin, or the name of one of `PRESETS`.
        data: a person's own target, (n, 2): an array, a list, two pandas columns, or any 2-D
            distribution of the package.

    Raises:
        ValueError: an unknown preset (the nearest is suggested), or data that are no target.

    Source: Goodfellow et al. 2014, Algorithm 1; after GAN Lab (Kahng et al. 2019).
    """
    own = _own(data)
    if isinstance(settings, str):
        games = PRESETS[_check.one_of("settings", settings, PRESETS)]
        return _shown(session(*games, own=own))
    settings = settings or PlaygroundSettings(target=OWN if own else PlaygroundSettings().target)
    return _shown(session(settings, own=own))


def compare(*games: PlaygroundSettings, data: Any = None) -> "ExplorerWidget":
    """Return two to four games side by side, played in step.

    Args:
        games: the settings of each.
        data: as for `playground`.

    Raises:
        ValueError: another number of games.
    """
    return _shown(session(*SideBySide(games).games, own=_own(data)))


def load_playground(path: str | Path) -> "ExplorerWidget":
    """Return the laboratory with a run that was saved; it goes on with the same bits.

    Raises:
        ValueError: no such file, or not a run of the laboratory.
    """
    settings, own, run = load_lane(path)
    return _shown(session(settings, own=own, start=run))


def _shown(opened: Session) -> "ExplorerWidget":
    from ganviz.widgets.explorer import ExplorerWidget

    return ExplorerWidget(opened)


def _own(data: Any) -> Planar | None:
    """A person's data as a distribution."""
    if data is None or isinstance(data, Planar):
        return data
    own = Empirical(data)
    if not isinstance(own, Planar):
        raise _check.refuse("data", own.dim, "refused_data_dim")
    return own
