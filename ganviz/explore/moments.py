"""The four moments (a) to (d) of Figure 1: a run that is trained to them, and a button for each.

Source: Goodfellow et al. 2014, Figure 1.
"""

import functools
from typing import Any

from ganviz.host import Button, Session
from ganviz.texts import text
from ganviz.toy import ToyGAN
from ganviz.toy.runs.four_panels import PanelMoment, four_panels


@functools.lru_cache(maxsize=4)
def moments(settings: Any) -> tuple[PanelMoment, ...]:
    """Return the four moments for these `Figure1Settings`, trained once."""
    return four_panels(settings.run())


def _button(letter: str) -> Button:
    """A button that shows a moment of the paper's figure; the run can go on from there."""

    def act(session: Session) -> None:
        settings, letters = session.settings, iter(letter)
        session.say(text("panel_busy"))

        def run() -> ToyGAN:
            fresh = settings.run()
            if next(letters, None) is None:  # a reset after this one begins at round 0
                return fresh
            fresh.load_state_dict(moments(settings)["abcd".index(letter)].state)
            session.say("")
            return fresh

        session.player.reset(run)  # type: ignore[union-attr]

    return Button(f"panel_{letter}", act)


BUTTONS = tuple(map(_button, "abcd"))
