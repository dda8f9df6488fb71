"""Which method converges on which game: a table to click, computed."""

from dataclasses import asdict
from typing import ClassVar, final

from ganviz import plots
from ganviz.explore.explorer import Explorer
from ganviz.explore.games import Games
from ganviz.games import METHODS, SurveySettings, survey
from ganviz.plots.games_table import row_name
from ganviz.texts import decimal, text
from ganviz.widgets import FigureView


def games_table(
    settings: SurveySettings | None = None, *, plays: Games | None = None
) -> "GamesTable":
    """Return the table of a survey; a click on a cell says what it holds.

    Args:
        settings: the rates and strengths that all cells share.
        plays: the explorer that a clicked cell is set in, if any.
    """
    return GamesTable(settings or SurveySettings(), plays)


@final
class GamesTable(Explorer):
    """The explorer that `games_table` returns.

    Attributes:
        pairs: what the table shows.
    """

    name: ClassVar[str] = "games_table"

    def __init__(self, settings: SurveySettings, plays: Games | None) -> None:
        super().__init__()
        self._settings, self._plays = settings, plays
        self.pairs = survey(settings)
        readout = text("games_table_readout", h=f"{settings.h:g}")
        self.view = FigureView(
            plots.games_table(self.pairs), alt=text("games_table_alt"), readout=readout
        )
        self.view.on_click(self.message.guard(lambda uid, x, y: self.choose(round(y), round(x))))
        self._arrange([])

    @property
    def settings(self) -> SurveySettings:
        """What all cells share."""
        return self._settings

    def choose(self, row: int, column: int) -> None:
        """Say what a cell holds, and play it in the explorer that this table was given."""
        s, methods = self._settings, self._settings.methods()
        pair = self.pairs[row * len(methods) + column]
        self.view.readout = text(
            "games_table_cell",
            row=row_name(pair.game, pair.regulariser),
            column=text(f"games_column_{pair.method}").replace("<br>", " "),
            verdict=text(f"games_verdict_{pair.verdict}"),
            rate=decimal(pair.rate + 0.0, 6),
        )
        if self._plays is not None:
            method = methods[pair.method]
            [name] = [name for name, cls in METHODS.items() if type(method) is cls]
            strengths = {"gamma": s.gamma, "sigma": s.sigma, "clip": s.clip}
            self._plays.set(
                game=pair.game,
                regulariser=pair.regulariser,
                method=name,
                **strengths,
                **asdict(method),
            )
