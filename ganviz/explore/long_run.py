"""A run that lasts and is kept in a folder: what a page says of it, and what Python can do with it.

Play trains to the end. At rest the run is saved, and lets go of its folder.
"""

import html
import signal
from typing import Any

from ganviz._interrupts import StopRequest, stopping_on_signals
from ganviz.host import Frame, Session, Shot
from ganviz.texts import text

WHOLE = 10**9  # rounds: without a thread Play goes on to the end of the run
_PULSE = 0.2  # seconds between two looks at the run while ``train()`` waits for it


def watch(session: Session, frame: Frame) -> None:
    """Say what the run has noticed; at rest it is saved, and lets go of its folder."""
    player, now, said = session.player, frame.snapshot, session.state["message"]["text"]
    assert player is not None
    waits = text("long_run_interrupt")  # without a thread no button is heard meanwhile
    if frame.playing and not player.live and not said:
        session.say(waits)
    before = player.past(1)
    for what in now.warnings[len(before[-1].warnings) if before else 0 :]:
        if what not in said:
            session.say(text("long_run_warning", step=now.step, what=what), "warning")
    if not frame.playing:
        player.run.close()  # type: ignore[attr-defined]
        if said in ("", waits):
            session.say(text("long_run_finished") if frame.finished else "")


def note(_: Any, shot: Shot) -> str:
    """How far the run is, and where it is kept, as HTML."""
    now = shot.snapshot
    bar = f'<progress value="{now.step}" max="{now.steps}" style="width:100%"></progress>'
    return f"{bar}<br><small>{text('long_run_saved', path=html.escape(str(now.path)))}</small>"


def start(session: Session) -> None:
    """Train until the end, or until stopped."""
    session.player.play()  # type: ignore[union-attr]


def stop(session: Session) -> None:
    """Stop after the round that is being played, saved."""
    session.player.pause()  # type: ignore[union-attr]
    session.player.wait()  # type: ignore[union-attr]


def train(session: Session) -> None:
    """Start if need be, and wait for the end; interrupting the kernel stops the run, saved.

    Raises:
        RuntimeError: the run failed; the message line says why, too.
    """
    player = session.player
    assert player is not None
    player.play()
    with stopping_on_signals(request := StopRequest(), (signal.SIGINT,)):
        while not player.wait(_PULSE):
            if request.wanted:
                player.pause()
    if player.frame.level == "error":
        raise RuntimeError(player.frame.message)


def long_run(**verbs: Any) -> dict[str, Any]:
    """What the explorer of such a run adds to a `ganviz.host.Scene`; ``verbs`` are its own ones."""
    common = {
        "train": train,
        "start": start,
        "stop": stop,
        "path": property(lambda session: session.player.run.path),
        "finished": property(lambda session: session.player.run.finished),
        "training": property(lambda session: session.player.frame.playing),
    }
    words = {
        "play": "long_run_start",
        "play_tip": "long_run_start_tip",
        "play_n_tip": "long_run_start_tip",
        "pause": "long_run_stop",
        "pause_tip": "long_run_stop_tip",
        "reset_tip": "long_run_reset_tip",
    }
    return {
        "note": note,
        "watch": watch,
        "closed": stop,
        "per_click": WHOLE,
        "verbs": {**common, **verbs},
        "words": words,
    }
