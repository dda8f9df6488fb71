"""The laboratory: one to four games in the plane, played, turned back, branched and compared."""

from collections.abc import Callable, Collection
from dataclasses import fields
from typing import Any, ClassVar, final

import numpy as np

from ganviz import _check, plots
from ganviz.distributions import Planar
from ganviz.explore.explorer import Explorer, threads_show
from ganviz.explore.playground import keeping
from ganviz.explore.playground.panel import Panel
from ganviz.explore.playground.readout import Doctor, names_of, numbers
from ganviz.explore.playground.settings import DRAWN, POINTS, PlaygroundSettings, SideBySide
from ganviz.explore.playground.slow import SlowMotion
from ganviz.plots.model_graph import node_at
from ganviz.plots.playground import CURVES, LAYERS, compare_traces, ranges, traces
from ganviz.texts import text
from ganviz.toy import ToyGAN, ToySettings, needs_new_run
from ganviz.toy.lanes import MOMENTS, MOST, Lanes, Moment
from ganviz.widgets import FigureView, Frame, Player, Transport

TRAIL = 8  # earlier moments in a trail
KINDS = {"D": Lanes.step_discriminator, "G": Lanes.step_generator}


@final
class Playground(Explorer):
    """The explorer that `playground` and `compare` return.

    Attributes:
        games: the settings of every lane.
        lane: the one that the controls set.
    """

    name: ClassVar[str] = "playground"
    player: Player

    def __init__(
        self,
        *games: PlaygroundSettings,
        own: Planar | None = None,
        start: ToyGAN | None = None,
    ) -> None:
        import ot  # noqa: F401, on this thread: plotly stumbles over a pandas that another half loads

        super().__init__()
        self.games, self.lane, self._own = games, 0, own
        self.slow_motion = SlowMotion(self)
        self._planes: tuple[Any, ...] = ()
        self._doctors: tuple[Doctor, ...] = ()
        self.player = Player(self._factory(start), threaded=threads_show(), capacity=MOMENTS[1])
        frame = self.player.frame
        self.view = FigureView(
            self._figure(frame), alt=text("playground_alt"), readout=numbers(frame)
        )
        self.view.on_draw(self.message.guard(self._drawn))
        self.view.on_click(self.message.guard(lambda _, x, y: self.panel.open(node_at(x, y))))
        self.view.observe(lambda _: self.player.show(), "hidden")
        self.panel = Panel(self)
        self._tell(frame)
        # The picture comes before the bar that shows where it is.
        self.player.on_frame(self._draw, now=self.drawing)  # the figure shows all but a drawing
        transport = Transport(self.player, self.message, only=KINDS)
        self._arrange([self.panel.column], [transport, self.panel.row])

    @property
    def settings(self) -> PlaygroundSettings | SideBySide:
        """All that a person has set: one game, or several side by side."""
        return self.games[0] if len(self.games) == 1 else SideBySide(self.games)

    @property
    def game(self) -> PlaygroundSettings:
        """The game that the controls set."""
        return self.games[self.lane]

    @property
    def own(self) -> Planar | None:
        """A person's own data, which the target "own" stands for."""
        return self._own

    @property
    def drawing(self) -> bool:
        """Whether a person can draw the target now."""
        return len(self.games) == 1 and self.game.target == DRAWN

    @property
    def history(self) -> list[Moment]:
        """All moments up to the one that is shown."""
        return [*self.player.past(10**9), self.player.frame.snapshot]

    def set(self, lane: int | None = None, **changes: Any) -> None:
        """Change a game: while it runs where that can be, else all lanes begin anew.

        Args:
            lane: which one, by default the one that the controls set.
            changes: as for `PlaygroundSettings.but`: ``set(k=2)``,
                ``set(**{"generator.lr": 0.01})``.

        Raises:
            ValueError: an unknown field, or a lane or value that is not allowed; then nothing has
                changed.
        """
        lane = self.lane if lane is None else self._lane(lane)
        old, new = self.games[lane], self.games[lane].but(**changes)
        p_data = new.p_data(self._own)
        self.slow_motion.stop()
        self.games = (*self.games[:lane], new, *self.games[lane + 1 :])
        if needs_new_run(old.toy, new.toy) or new.noise != old.noise:
            self.player.reset()
        else:
            live = {
                f.name: getattr(new.toy, f.name)
                for f in fields(ToySettings)
                if getattr(new.toy, f.name) != getattr(old.toy, f.name)
            }
            if (new.target, new.drawn) != (old.target, old.drawn):
                live |= {"p_data": p_data, "view": new.view(self._own)}
            if live:
                self.player.configure(lane=lane, **live)
            else:
                self.player.show()
        self.message.clear()
        self.panel.refresh()

    def begin(self, *games: PlaygroundSettings) -> None:
        """Begin anew with one to four games.

        Raises:
            ValueError: a target that is not there.
        """
        for game in games:
            game.p_data(self._own)
        self.slow_motion.stop()
        self.message.clear()
        self.games, self.lane = games, 0
        self.player.reset()
        self.panel.refresh()

    def branch(self) -> None:
        """Go on from the moment that is shown in one more lane; the controls now set that one.

        Raises:
            ValueError: there are four lanes.
        """
        if len(self.games) == MOST:
            raise ValueError(text("branch_most", n=MOST))
        self._fork((*range(len(self.games)), self.lane), len(self.games))

    def keep(self) -> None:
        """Go on with the lane that the controls set, alone."""
        self._fork((self.lane,), 0)

    def choose(self, lane: int) -> None:
        """Let the controls set this lane; ValueError if there is none."""
        self.lane = self._lane(lane)
        self.player.show()
        self.panel.refresh()

    def save(self, path: Any, progress: Any = lambda done, of: None) -> Any:
        """Write the run, a picture, a film or a table; the suffix decides.

        Args:
            path: .safetensors for the run of the lane that the controls set, as it is shown;
                .png or .svg for the moment that is shown; .gif or .mp4 for a film up to there;
                .csv or .parquet for all numbers up to there.
            progress: called with (frames drawn, frames in all) of a film.

        Raises:
            ValueError: another suffix.
        """
        moment = self.player.frame.snapshot
        if str(path).endswith(keeping.RUN):
            state = moment.states[self.lane]
            game = self._as_then(self.lane, state)
            run = ToyGAN(state["p_data"], game.noise, state["settings"])
            run.load_state_dict(state)
            return keeping.save_lane(run, game, path, self._own)
        shown = self._shown("_0" if len(self.games) > 1 else "")
        return keeping.save_history(self.history, path, shown=shown, progress=progress)

    def load(self, path: Any) -> None:
        """Go on with a run that `save` wrote.

        Raises:
            ValueError: no such file, or not a run of the playground.
        """
        settings, own, run = keeping.load_lane(path)
        self._own = own or self._own
        self.slow_motion.stop()
        self.games, self.lane = (settings,), 0
        self.player.reset(self._factory(run))
        self.panel.refresh()

    def close(self) -> None:
        """End the worker and take the widgets off the page."""
        self.slow_motion.stop()
        super().close()

    def _lane(self, lane: int) -> int:
        return _check.integer("lane", lane, at_least=0, at_most=len(self.games) - 1)

    def _factory(self, start: ToyGAN | None = None) -> Callable[[], Lanes]:
        """What builds the lanes: first out of a run that was loaded, then out of the settings."""
        loaded = iter([Lanes(start)] if start else [])

        def build() -> Lanes:
            lanes = next(loaded, None) or Lanes(*(game.run(self._own) for game in self.games))
            self.slow_motion.stop()
            self._doctors = tuple(Doctor() for _ in lanes.runs)
            return lanes

        return build

    def _fork(self, past_of: tuple[int, ...], lane: int) -> None:
        """Continue from the moment that is shown, every branch with the settings it had there."""
        self.slow_motion.stop()
        frame = self.player.frame
        states = frame.snapshot.states
        self.games, self.lane = tuple(self._as_then(i, states[i]) for i in past_of), lane

        def build(run: Lanes, moment: Moment) -> Lanes:
            branches = run.branch(moment, past_of)
            self._doctors = tuple(self._doctors[i].copy() for i in past_of)
            return branches

        self.player.fork(frame.position, build, lambda moment: moment.shared(past_of))
        self.panel.refresh()

    def _as_then(self, lane: int, state: dict[str, Any]) -> PlaygroundSettings:
        """The game of a lane as it was at the moment of ``state``."""
        game = self.games[lane].but(toy=state["settings"])
        return game.aimed_at(state["p_data"], self._own)

    # What is seen.

    def _figure(self, frame: Frame) -> Any:
        moment = frame.snapshot
        self._planes = moment.planes
        if len(moment.lanes) > 1:
            return plots.compare(moment.lanes, moment.planes, names=names_of(moment))
        return plots.playground(moment.lanes[0], moment.planes[0], self._curves(), **self._now())

    def _draw(self, frame: Frame) -> None:
        """On the player's thread."""
        moment = frame.snapshot
        if len(moment.planes) != len(self._planes) or any(
            new is not old for new, old in zip(moment.planes, self._planes, strict=True)
        ):
            self.view.figure = self._figure(frame)
        show = self.view.stream if frame.playing else self.view.settle
        if len(moment.lanes) > 1:
            shown = self._shown("_0")
            arrays, axes = compare_traces(moment.lanes, moment.planes, shown=shown), None
        else:
            curves = self._curves()
            arrays = traces(
                moment.lanes[0], moment.planes[0], curves, shown=self._shown(), **self._now()
            )
            axes = ranges(curves)
            if self.drawing:  # a stroke goes on from what was drawn, not from samples of it
                x, y = np.array(self.games[0].drawn or [(np.nan, np.nan)]).T
                arrays["real"] = x, y
        show(arrays, readout=numbers(frame), ranges=axes, step=moment.step)
        self._tell(frame)

    def _tell(self, frame: Frame) -> None:
        """What stands around the picture: the diagnosis, and whether the mouse draws."""
        moment = frame.snapshot
        if (self.view.draw_uid is not None) != self.drawing:  # not before the plane is empty
            self.view.draw_uid = "real" if self.drawing else None
        if frame.playing:
            self.slow_motion.stop()
        for doctor, snapshot in zip(self._doctors, moment.lanes, strict=True):
            doctor.look(snapshot, playing=frame.playing)
        lane = min(self.lane, len(moment.lanes) - 1)
        self.panel.tell(self._doctors[lane].says(moment.lanes[lane].step, moment.stopped[lane]))

    def _shown(self, end: str = "") -> Collection[str]:
        hidden = set(self.view.hidden)
        return {name for name in LAYERS if f"{name}{end}" not in hidden}

    def _now(self) -> dict[str, Any]:
        """The trails and the active node."""
        lanes = [moment.lanes[0] for moment in self.player.past(TRAIL)]
        node = stage.node if (stage := self.slow_motion.stage) else None
        return {"earlier": [snapshot.fake for snapshot in lanes], "active": node}

    def _curves(self) -> dict[str, np.ndarray]:
        """The numbers of a lone lane over its moments."""
        found = self.player.curves(*CURVES)
        return {name: values.reshape(len(values), -1)[:, 0] for name, values in found.items()}

    def _drawn(self, uid: str, x: np.ndarray, y: np.ndarray) -> None:
        points = np.stack([x, y], axis=1).astype(float)
        self.set(drawn=points[np.isfinite(points).all(axis=1)][:POINTS])
