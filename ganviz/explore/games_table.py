"""Which method converges on which game: a computed table; a click opens the game."""

from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from ganviz.explore.explorer import explorer
from ganviz.games import METHODS, Pair, SurveySettings, survey
from ganviz.host import Session
from ganviz.plots.games_table import games_table as picture
from ganviz.plots.games_table import row_name
from ganviz.settings import Settings
from ganviz.texts import text

if TYPE_CHECKING:
    from ganviz.widgets.explorer import ExplorerWidget

_pairs = lru_cache(maxsize=4)(survey)


class Plays(Protocol):
    """What a clicked cell is set in: an open `ganviz.explore.games`, or its session."""

    def set(self, **changes: Any) -> None: ...  # noqa: D102


@dataclass(frozen=True)
class _Shown(Settings):
    """Which method converges on which game.

    Attributes:
        survey: the rates and strengths that all cells share.
        cell: (row, column) of the cell that was clicked.
    """

    survey: SurveySettings = field(default=SurveySettings())
    cell: tuple[int, int] | None = None

    @property
    def pair(self) -> Pair | None:
        """What the clicked cell holds."""
        if self.cell is None:
            return None
        row, column = self.cell
        return _pairs(self.survey)[row * len(self.survey.methods()) + column]


def _picture(s: _Shown) -> tuple[dict[str, Any], str]:
    drawn = picture(_pairs(s.survey), s.cell)
    if s.pair is None:
        return drawn, text("games_table_readout", h=f"{s.survey.h:g}")
    return drawn, text(
        "games_table_cell",
        row=row_name(s.pair.game, s.pair.regulariser),
        column=text(f"games_method_{s.pair.method}").replace("<br>", " "),
        verdict=text(f"games_verdict_{s.pair.verdict}"),
        rate=s.pair.rate,
    )


def games_table(
    settings: SurveySettings | None = None, *, plays: Plays | None = None
) -> "ExplorerWidget":
    """Return the table of a survey; a click on a cell says what it holds.

    Args:
        settings: the rates and strengths that all cells share.
        plays: the explorer that a clicked cell is set in, if any.
    """

    def clicked(session: Session, uid: str, x: float, y: float) -> None:
        session.set(cell=(round(y), round(x)))
        s, pair = session.settings.survey, session.settings.pair
        if plays is None:
            return
        method = s.methods()[pair.method]
        [name] = [name for name, cls in METHODS.items() if type(method) is cls]
        strengths = {"gamma": s.gamma, "sigma": s.sigma, "clip": s.clip}
        chosen = {"game": pair.game, "regulariser": pair.regulariser, "method": name}
        plays.set(**chosen, **strengths, **asdict(method))

    table = explorer("games_table", _Shown, _picture, clicked=clicked, shared=lambda s: s.survey)
    return table(_Shown(settings or SurveySettings()))
