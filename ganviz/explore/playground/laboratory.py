"""The laboratory: one to four games in the plane, played, turned back, branched and compared."""

import functools
from dataclasses import replace
from pathlib import Path
from typing import Any, final

import numpy as np

from ganviz.distributions import Planar
from ganviz.explore.explorer import TOY_SPEED
from ganviz.explore.playground import keeping
from ganviz.explore.playground.controls import OF_NODE, TABS, target
from ganviz.explore.playground.keeping import Progress, nobody
from ganviz.explore.playground.lab import Lab
from ganviz.explore.playground.picture import OFF, picture
from ganviz.explore.playground.readout import Doctor, numbers, remarks
from ganviz.explore.playground.settings import POINTS, PlaygroundSettings
from ganviz.explore.playground.slow import SlowMotion
from ganviz.host import Button, Frame, Group, Scene, Session, Shot
from ganviz.plots.model_graph import node_at
from ganviz.plots.playground import CURVES
from ganviz.settings import Choice, Words
from ganviz.texts import text
from ganviz.toy import ToyGAN
from ganviz.toy.runs.lanes import MOMENTS, MOST, Lanes, Moment


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
        save = functools.partial(keeping.save_beside, save=self.save)
        files = (
            "text",
            Button("save", save, asks=Choice(options=kinds)),
            Button("load", self.load, asks=Words()),
        )
        moves = (
            Button("slow", self.slow.toggle),
            Button("branch", self.branch),
            Button("keep", self.keep, when=lambda lab: len(lab.games) > 1),
        )
        share, row = Group("tab_share", files, "tab"), Group("row", moves, "row")
        return Scene(
            "playground",
            Lab,
            self._picture,
            controls=("preset", target(self.own), "lane", *TABS, share, row),
            draw=self._drawn,
            draws=lambda lab: "real" if lab.draws else None,
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
            speed=TOY_SPEED,
            capacity=MOMENTS[1],
            hidden=OFF,
            shared=lambda lab: lab.shared,
            closed=lambda session: self.slow.stop(),
            again=lambda: Laboratory(self.own).scene(),
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
            game.p_data(self.own)  # refuses a target that is not there
        session.take(Lab(games))
        session.player.reset(lambda: self._run(session.settings))  # type: ignore[union-attr]

    def _follow(self, old: Lab, new: Lab) -> dict[str, Any] | None:
        """What the lane that is set takes as it goes."""
        self.slow.stop()
        for game in new.games:
            game.p_data(self.own)  # refuses a target that is not there
        if len(old.games) != len(new.games):
            return None
        if replace(old, lane=new.lane).with_game(new.game).games != new.games:  # or in other lanes
            return None
        live = new.game.live_changes(old.games[new.lane], self.own)
        return live and {"lane": new.lane, **live}

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
        stage = self.slow.stage
        return picture(lab, shot, stage and stage.node), numbers(shot.frame)

    def _watch(self, session: Session, frame: Frame) -> None:
        if frame.playing:
            self.slow.stop()
        for doctor, snapshot in zip(self._doctors, frame.snapshot.lanes, strict=False):
            doctor.look(snapshot, playing=frame.playing)

    def _note(self, lab: Lab, shot: Shot) -> str:
        """What stands under the bar: the stage of slow motion, or what there is to say."""
        if (stage := self.slow.stage) is not None:
            return text("slow_now", place=stage.place, what=text(stage.words))
        return remarks(lab, shot.snapshot, self._doctors)

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
        self._begin(session, game)


def _open(session: Session, node: str | None) -> None:
    """Show the controls of a node of the model graph."""
    if tab := OF_NODE.get(node or ""):
        session.tell(tab=f"tab_{tab}")
