"""How an explorer is recorded: a run round by round, or what sliders show from end to end."""

import itertools
import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ganviz import _check
from ganviz._files import whole
from ganviz.host.frame import Frame
from ganviz.host.recording import Recording
from ganviz.host.scene import Scene, Shot
from ganviz.host.session import Session
from ganviz.host.sweep import MOST, control_of, values_of
from ganviz.texts import text

Progress = Callable[[int, int], object]

FRAMES = 200
"""Moments of a recorded run: twenty a second for ten seconds."""
SECONDS = (60, 30, 10, 5)
"""How long a recording may take from end to end: the speeds that it offers."""
_TRACKS = ("slider", "whole", "ladder")  # kinds of controls
USUAL = 10
"""The seconds that it takes at first, where its explorer plays much faster than that."""


def record(
    session: Session,
    path: str | Path,
    *sweep: str,
    rounds: int | None = None,
    frames: int = FRAMES,
    progress: Progress | None = None,
    **values: Any,
) -> Path:
    """Write a recording: see `ganviz.widgets.explorer.ExplorerWidget.record`."""
    path = Path(path)
    if path.suffix != ".html":
        raise _check.refuse("path", str(path), "rule_html")
    if not path.parent.is_dir():
        raise _check.refuse("path", str(path), "rule_in_a_folder")

    def tell(done: int, of: int) -> None:
        if done == of or done % max(1, of // 20) == 0:
            session.say(text("saving", name=path.name, done=done, of=of))
        if progress is not None:
            progress(done, of)

    page = recorded(session, *sweep, rounds=rounds, frames=frames, progress=tell, **values)
    with whole(path) as work:
        work.write_text(page, encoding="utf-8")
    session.say(text("saved", name=path.name))
    return path


def recorded(
    session: Session,
    *sweep: str,
    rounds: int | None = None,
    frames: int = FRAMES,
    progress: Progress = lambda done, of: None,
    **values: Any,
) -> str:
    """The whole file as text; arguments as for `record`."""
    scene = session.scene
    names = [*sweep, *values]
    if scene.run is None or scene.advance:
        if rounds is not None:
            raise _check.refuse("rounds", rounds, "rule_no_rounds")
        swept = values_of(session, {**dict.fromkeys(sweep), **values})
        made = _of_settings(session, swept, progress)
    elif names:
        raise _check.refuse("sweep", names[0], "rule_no_sweep")
    elif rounds is None:
        assert session.player is not None
        if session.player.frame.position == 0:
            raise _check.refuse("rounds", None, "rule_rounds_to_play")
        made = _of_history(session, progress)
    else:
        made = _of_run(session, rounds, frames, progress)
    return made.page(text("recording_title", name=scene.name))


def in_place(session: Session, rounds: int) -> str:
    """The whole file as text, of whatever the explorer is: what stands in a page in its place.

    A run that can begin anew plays so many ``rounds``; of another one it is what has been played.
    Elsewhere the first slider that has an effect moves.

    >>> from ganviz import explore
    >>> len(in_place(explore.lemma.session(), 1000)) < 1_500_000
    True
    """
    if session.scene.run is None or session.scene.advance:
        off = session.state["off"]
        kinds = {e["name"]: e["kind"] for e in session.state["schema"] if e["name"] not in off}
        return recorded(session, *[name for name in kinds if kinds[name] in _TRACKS][:1])
    if session.player is not None and hasattr(session.player.run, "close"):
        made = _of_history(session, lambda done, of: None)
        return made.page(text("recording_title", name=session.scene.name))
    return recorded(session, rounds=rounds)


# Of a run.


def _of_run(session: Session, rounds: int, frames: int, progress: Progress) -> Recording:
    """A fresh run with the settings of now."""
    _check.integer("rounds", rounds, at_least=1)
    _check.integer("frames", frames, at_least=1, at_most=MOST)
    assert session.player is not None
    if hasattr(session.player.run, "close"):
        raise _check.refuse("rounds", rounds, "rule_rounds_of_now")
    marks = np.unique(np.rint(np.linspace(0, rounds, frames + 1)).astype(int)).tolist()
    own = Session(_again(session), session.settings, threaded=False)
    try:
        player = own.player
        assert player is not None
        made = Recording(_state(own, _bar(own.scene, rounds)))
        made.add(own.picture, own.readout, _moving(own), player.frame.snapshot.step)
        for before, now in itertools.pairwise(marks):
            player.call(lambda run, n=now - before: run.step(n))
            frame = player.frame
            said = {"message": {"text": frame.message, "level": frame.level}}
            stopped = frame.level == "error"
            more = said if stopped else {}
            made.add(own.picture, own.readout, _moving(own) | more, frame.snapshot.step)
            progress(now, rounds)
            if frame.finished or stopped:
                progress(rounds, rounds)
                break
    finally:
        own.close()
    return made


def _of_history(session: Session, progress: Progress) -> Recording:
    """What has been played, up to the moment that is shown."""
    player = session.player
    assert player is not None
    if player.frame.playing:
        player.pause()
        player.wait()
    last = player.frame
    moments = [*player.past(last.position), last.snapshot]
    scene, settings, curves = (
        _again(session),
        session.settings,
        player.curves(*session.scene.curves),
    )
    made = Recording(_state(session, _bar(scene, moments[-1].step - moments[0].step)))
    for i, snapshot in enumerate(moments):
        shot = Shot(
            snapshot,
            {name: numbers[: i + 1] for name, numbers in curves.items()},
            float(moments[-1].step),
            Frame(snapshot, i, len(moments)),
            lambda n, i=i: moments[max(0, i - n) : i],
            session.hidden,
        )
        note = {"note": scene.note(settings, shot)} if scene.note is not None else {}
        made.add(*scene.picture(settings, shot), note, snapshot.step)
        progress(i + 1, len(moments))
    return made


def _again(session: Session) -> Scene:
    """The session's scene, for another session; what is off in its legend is off there."""
    scene = session.scene
    return replace(scene.again() if scene.again is not None else scene, hidden=session.hidden)


def _bar(scene: Scene, rounds: int) -> dict[str, Any]:
    """The clock of a recorded run: it plays, and nothing can be stepped."""
    usual = _nice(rounds / USUAL)
    own = scene.speed
    speed = own if own is not None and own < usual else usual
    speeds = sorted({speed, *(_nice(rounds / seconds) for seconds in SECONDS)})
    return {
        "playing": False,
        "position": 0,
        "length": 0,
        "step": 0,
        "rate": 0,
        "stepped": False,
        "speeds": [[text("speed_limit", n=f"{n:g}"), n] for n in speeds],
        "speed": speed,
    }


def _nice(value: float) -> float:
    """A number with one digit that counts.

    >>> _nice(345.6), _nice(0.25)
    (300.0, 0.2)
    """
    return float(f"{value:.0e}")


# Of settings.


def _of_settings(session: Session, swept: Mapping[str, list[Any]], progress: Progress) -> Recording:
    """A picture for each combination of values; one of what is shown where nothing is swept."""
    own = Session(_again(session), session.settings, threaded=False)
    try:
        knobs = {path: own.knobs[path] for path in swept}
        sweep = {path: [knobs[path].encode(v) for v in values] for path, values in swept.items()}
        made = Recording(_state(own, None, sweep), sweep)
        total = math.prod(map(len, swept.values()))
        for done, values in enumerate(itertools.product(*swept.values()), start=1):
            changes = {}
            for path, value in zip(swept, values, strict=True):
                changes |= dict.fromkeys((path, *knobs[path].shown.also), value)
            if changes:
                own.set(**changes)
            made.add(own.picture, own.readout, _moving(own, sweep))
            progress(done, total)
    finally:
        own.close()
    return made


# What the page mirrors.


def _state(
    session: Session, clock: Mapping[str, Any] | None, sweep: Mapping[str, list[Any]] | None = None
) -> dict[str, Any]:
    """A session's state, less all that needs Python: buttons go, other controls turn grey."""
    state, sweep = session.state, sweep or {}
    hidden = {name for name in state["off"] if name not in sweep}
    schema = []
    for entry in state["schema"]:
        if entry["name"] in sweep:
            schema.append(control_of(entry, sweep[entry["name"]]))
        elif entry["kind"] != "button" and not (entry.get("hides") and entry["name"] in hidden):
            schema.append({key: value for key, value in entry.items() if key != "hides"})
    filled = {entry.get("section") for entry in schema}
    grey = any(entry["name"] not in sweep for entry in schema)
    words = {
        "play_tip": text("recording_play_tip"),
        "time_tip": text("recording_time_tip"),
        "speed_tip": text("recording_speed_tip"),
    }
    return {
        "schema": schema,
        "sections": [each for each in state["sections"] if each["key"] in filled],
        "words": {**state["words"], **words},
        "alt": state["alt"],
        "tab": state["tab"],
        "draw": None,
        "clock": clock,
        "message": {"text": text("recording_only") if grey else "", "level": "info"},
        **_moving(session, sweep),
    }


def _moving(session: Session, sweep: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The part of the state that may differ from moment to moment."""
    state, sweep = session.state, sweep or {}
    off = [
        entry["name"]
        for entry in state["schema"]
        if entry["kind"] != "button"
        and (entry["name"] not in sweep or entry["name"] in state["off"])
    ]
    return {"settings": state["settings"], "off": off, "note": state["note"]}
