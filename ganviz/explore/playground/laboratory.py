"""The laboratory: one to four games in the plane, played, turned back, branched and compared."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any, final

import numpy as np

from ganviz.distributions import Planar
from ganviz.explore.playground import keeping
from ganviz.explore.playground.controls import OF_NODE, TABS, target
from ganviz.explore.playground.keeping import Progress, nobody, shown_of
from ganviz.explore.playground.lab import Lab
from ganviz.explore.playground.readout import Doctor, differences, names_of, numbers
from ganviz.explore.playground.settings import DRAWN, POINTS, PlaygroundSettings
from ganviz.explore.playground.slow import SlowMotion
from ganviz.host import Button, Frame, Group, Scene, Session, Shot
from ganviz.plots.model_graph import node_at
from ganviz.plots.playground import COMPARED, CURVES, LAYERS, SHOWN
from ganviz.plots.playground import compare as draw_several
from ganviz.plots.playground import playground as draw_one
from ganviz.settings import Choice, Words
from ganviz.texts import text
from ganviz.toy import ToyGAN, ToySettings, needs_new_run
from ganviz.toy.lanes import MOMENTS, MOST, Lanes, Moment

TRAIL = 8  # earlier moments in a trail
OFF = (*(set(LAYERS) - SHOWN), *(f"{name}_0" for name in set(LAYERS) - COMPARED))  # at first


@final
class Laboratory:
    """An open laboratory: beside its settings, a person's data, diagnoses and slow motion.

    Args:
        own: a person's own data, which the target "own" stands for.
        start: a run to begin with, in place of a fresh one.
    """

    def __init__(self, own: Planar | None = None, start: ToyGAN | None = None) -> None:
        self.own = own
        self._start = start
        self._doctors: tuple[Doctor, ...] = ()
        self.slow = SlowMotion()

    def scene(self) -> Scene:
        """The explorer."""
        kinds = {text(f"save_{suffix[1:]}"): suffix for suffix in keeping.SUFFIXES}
        files = (
            "text",
            Button("save", self._save_beside, asks=Choice(options=kinds)),
            Button("load", self.load, asks=Words()),
        )
        row = (
            Button("slow", self.slow.toggle),
            Button("branch", self.branch),
            Button("keep", self.keep, when=lambda lab: len(lab.games) > 1),
        )
        return Scene(
            "playground",
            Lab,
            self._picture,
            controls=(
                "preset",
                target(self.own),
                "lane",
                *TABS,
                Group("tab_share", files, "tab"),
                Group("row", row, "row"),
            ),
            draw=self._drawn,
            draws=lambda lab: "real" if _drawing(lab) else None,
            clicked=lambda session, uid, x, y: _open(session, node_at(x, y)),
            run=self._run,
            curves=CURVES,
            follow=self._follow,
            only={"D": Lanes.step_discriminator, "G": Lanes.step_generator},
            verbs={
                "begin": self._begin,
                "branch": self.branch,
                "keep": self.keep,
                "choose": lambda session, lane: session.set(lane=lane),
                "save": self.save,
                "load": self.load,
                "slow_motion": self.slow.toggle,
                "history": property(keeping.history),
            },
            note=self._note,
            watch=self._watch,
            capacity=MOMENTS[1],
            hidden=OFF,
            shared=lambda lab: lab.shared,
            closed=lambda session: self.slow.stop(),
        )

    # Runs.

    def _run(self, lab: Lab) -> Lanes:
        """Fresh lanes, or first the run that was loaded."""
        self.slow.stop()
        start, self._start = self._start, None
        lanes = Lanes(start) if start else Lanes(*(game.run(self.own) for game in lab.games))
        self._doctors = tuple(Doctor() for _ in lanes.runs)
        return lanes

    def _begin(self, session: Session, *games: PlaygroundSettings) -> None:
        """Begin anew with one to four games.

        Raises:
            ValueError: a target that is not there.
        """
        for game in games:
            game.p_data(self.own)
        session.take(Lab(games))
        session.player.reset(lambda: self._run(session.settings))  # type: ignore[union-attr]

    def _follow(self, old: Lab, new: Lab) -> dict[str, Any] | None:
        """What the lane that is set takes as it goes."""
        self.slow.stop()
        for game in new.games:
            game.p_data(self.own)
        lane = new.lane
        if (
            len(old.games) != len(new.games)
            or replace(new, games=old.games).with_game(new.game).games != new.games
        ):
            return None
        before, after = old.games[lane], new.game
        if needs_new_run(before.toy, after.toy) or after.noise != before.noise:
            return None
        live = {
            f.name: getattr(after.toy, f.name)
            for f in fields(ToySettings)
            if getattr(after.toy, f.name) != getattr(before.toy, f.name)
        }
        if (after.target, after.drawn) != (before.target, before.drawn):
            live |= {"p_data": after.p_data(self.own), "view": after.view(self.own)}
        return {"lane": lane, **live} if live else {}

    def branch(self, session: Session) -> None:
        """Go on from the moment that is shown in one more lane; the controls now set that one.

        Raises:
            ValueError: there are four lanes.
        """
        lab = session.settings
        if len(lab.games) == MOST:
            raise ValueError(text("branch_most", n=MOST))
        self._fork(session, (*range(len(lab.games)), lab.lane), len(lab.games))

    def keep(self, session: Session) -> None:
        """Go on with the lane that the controls set, alone."""
        self._fork(session, (session.settings.lane,), 0)

    def _fork(self, session: Session, past_of: tuple[int, ...], lane: int) -> None:
        """Go on from the moment that is shown: lane ``past_of[i]`` is the past of branch i."""
        self.slow.stop()
        player, frame = session.player, session.player.frame  # type: ignore[union-attr]
        states = frame.snapshot.states
        games = tuple(session.settings.games[i].as_then(states[i], self.own) for i in past_of)

        def build(run: Lanes, moment: Moment) -> Lanes:
            branches = run.branch(moment, past_of)
            self._doctors = tuple(self._doctors[i].copy() for i in past_of)
            return branches

        session.take(Lab(games, lane))
        player.fork(frame.position, build, lambda moment: moment.shared(past_of))  # type: ignore[union-attr]

    # What is seen.

    def _picture(self, lab: Lab, shot: Shot) -> tuple[dict[str, Any], str]:
        moment, readout = shot.snapshot, numbers(shot.frame)
        if len(moment.lanes) > 1:
            names, shown = names_of(moment), shown_of(shot.hidden, "_0")
            return draw_several(moment.lanes, moment.planes, names=names, shown=shown), readout
        earlier = [past.lanes[0].fake for past in shot.past(TRAIL)]
        stage = self.slow.stage
        curves = {name: v.reshape(len(v), -1)[:, 0] for name, v in shot.curves.items()}
        picture = draw_one(
            moment.lanes[0],
            moment.planes[0],
            curves,
            shown=shown_of(shot.hidden),
            earlier=earlier,
            active=stage.node if stage else None,
        )
        if _drawing(lab):  # a stroke goes on from what was drawn, not from samples of it
            x, y = np.array(lab.game.drawn or [(np.nan, np.nan)]).T
            data = [t | {"x": x, "y": y} if t["uid"] == "real" else t for t in picture["data"]]
            picture = picture | {"data": data}
        return picture, readout

    def _watch(self, session: Session, frame: Frame) -> None:
        if frame.playing:
            self.slow.stop()
        for doctor, snapshot in zip(self._doctors, frame.snapshot.lanes, strict=False):
            doctor.look(snapshot, playing=frame.playing)

    def _note(self, lab: Lab, shot: Shot) -> str:
        """What stands under the bar: the stage, or preset, diagnosis, what differs, a hint."""
        if (stage := self.slow.stage) is not None:
            return text("slow_now", place=stage.place, what=text(stage.words))
        moment = shot.snapshot
        lane = min(lab.lane, len(moment.lanes) - 1)
        says = self._doctors[lane].says(moment.lanes[lane].step, moment.stopped[lane])
        about = text(f"preset_{preset}_about") if (preset := lab.at("preset")) else ""
        several = differences(lab.games) if len(lab.games) > 1 else ""
        hint = text("draw_hint") if _drawing(lab) else ""
        return "<br>".join(filter(None, (about, says, several, hint)))

    def _drawn(self, lab: Lab, uid: str, x: np.ndarray, y: np.ndarray) -> dict[str, Any]:
        points = np.stack([x, y], axis=1)
        return {"drawn": points[np.isfinite(points).all(axis=1)][:POINTS]}

    # Files.

    def save(self, session: Session, path: Any, progress: Progress = nobody) -> Path:
        """Write the run, a picture, a film or a table, as `keeping.save_shown` does."""
        return keeping.save_shown(session, path, self.own, progress)

    def load(self, session: Session, path: Any) -> None:
        """Go on with a run that `save` wrote.

        Raises:
            ValueError: no such file, or not a run of the laboratory.
        """
        game, own, self._start = keeping.load_lane(path)
        self.own = own or self.own
        session.scene = self.scene()  # its own data stand in the menu, too
        session.take(Lab((game,)))
        session.player.reset(lambda: self._run(session.settings))  # type: ignore[union-attr]

    def _save_beside(self, session: Session, suffix: str) -> None:
        keeping.save_beside(session, suffix, self.save)


def _open(session: Session, node: str | None) -> None:
    """Show the controls of a node of the model graph."""
    if tab := OF_NODE.get(node or ""):
        session.tell(tab=f"tab_{tab}")


def _drawing(lab: Lab) -> bool:
    """Whether a person can draw the target now."""
    return len(lab.games) == 1 and lab.game.target == DRAWN
