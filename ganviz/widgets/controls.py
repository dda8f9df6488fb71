"""Controls: the message line, and the transport bar of a player."""

import functools
import html
import math
import time
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from ganviz.host.frame import Frame, Level
from ganviz.host.player import Player
from ganviz.texts import text

_SLIDER_INTERVAL = 0.2  # seconds between two moves of the time slider: each is a message
_SPEEDS = (1, 10, 100, math.inf)
_COLOURS = {"info": "inherit", "warning": "var(--ganviz-warning, #8a5a00)", "error": "#d55e00"}
_MARKS = {"info": "", "warning": "⚠ ", "error": "✕ "}


class MessageLine(ipywidgets.HTML):
    """One line that tells a person what went wrong, or what to know.

    >>> line = MessageLine()
    >>> line.error("k = 0 is not allowed")
    >>> "k = 0" in line.value
    True
    """

    def __init__(self) -> None:
        super().__init__(
            layout=kept(ipywidgets.Layout, min_height="24px", margin="0 12px"),
            style=_style(ipywidgets.HTML),
        )
        self.add_class("ganviz-message")
        self._shown: tuple[str, Level] = ("", "info")

    def info(self, message: str) -> None:
        """Show a remark."""
        self.show(message, "info")

    def warning(self, message: str) -> None:
        """Show a refusal."""
        self.show(message, "warning")

    def error(self, message: str) -> None:
        """Show a failure."""
        self.show(message, "error")

    def clear(self) -> None:
        """Show nothing."""
        self.show("", "info")

    @property
    def shown(self) -> tuple[str, Level]:
        """What it says."""
        return self._shown

    def show(self, message: str, level: Level) -> None:
        """Show plain text in the style of its level; the same text again costs nothing."""
        self._shown = message, level
        style = f"color:{_COLOURS[level]};line-height:20px"
        weight = ";font-weight:600" if level == "error" else ""
        line = f"{_MARKS[level]}{html.escape(message)}"
        self.value = f'<span role="status" style="{style}{weight}">{line}</span>' if message else ""

    def guard(self, callback: Callable[..., Any]) -> Callable[..., Any]:
        """The callback, with its exceptions shown here: on a page nobody sees them otherwise.

        A ValueError is a refusal, and shown as a warning. Earlier warnings and errors are cleared
        first; a remark stays until there is another.
        """

        @functools.wraps(callback)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if self._shown[1] != "info":
                self.clear()
            try:
                return callback(*args, **kwargs)
            except ValueError as error:
                self.warning(str(error))
            except Exception as error:
                self.error(str(error) or type(error).__name__)

        return guarded


_kept: dict[tuple, ipywidgets.Widget] = {}


def kept(cls: type, **state: str) -> Any:
    """One layout or style for all controls that share a look, never changed: each costs over 1 kB.

    >>> kept(ipywidgets.Layout, width="50%") is kept(ipywidgets.Layout, width="50%")
    True
    """
    key = (cls, *sorted(state.items()))
    if key not in _kept or _kept[key].comm is None:  # a closed one has left the page
        _kept[key] = cls(**state)
    return _kept[key]


def _style(cls: Any, **looks: str) -> Any:
    """The kept style of the class that this control wants."""
    return kept(cls.class_traits()["style"].klass, **looks)


def control(cls: Any, tip: str, layout: dict[str, str], **state: Any) -> Any:
    """An ipywidget with a tip, for the mouse and for screen readers, and a kept layout and style.

    ``style_*`` set the style: ``style_description_width="80px"``.
    """
    looks = {key[6:]: state.pop(key) for key in list(state) if key.startswith("style_")}
    named = "tooltip" if "tooltip" in cls.class_trait_names() else "description_tooltip"  # 8, 7
    return cls(
        **{named: tip},
        layout=kept(ipywidgets.Layout, **layout),
        style=_style(cls, **looks),
        **state,
    )


def button(
    label: str, tip: str, icon: str = "", width: str = "auto", flex: str = "0 0 auto"
) -> ipywidgets.Button:
    """A compact button; the tip is for the mouse and for screen readers."""
    layout = {"width": width, "min_width": "36px", "margin": "2px", "flex": flex}
    return control(ipywidgets.Button, tip, layout, description=label, icon=icon)


class Transport(ipywidgets.HBox):
    """Play, pause, single steps, reset, a slider back through time and the speed of one player.

    Args:
        player: what the bar drives.
        line: where the player's messages, and those of the bar's own callbacks, appear.
        only: further single steps, name -> change(run), e.g. ``{"D": ToyGAN.step_discriminator}``.
    """

    def __init__(
        self,
        player: Player,
        line: MessageLine,
        only: Mapping[str, Callable[[Any], object]] | None = None,
    ) -> None:
        self.player, self.line = player, line
        tip = text("play_tip") if player.threaded else text("play_n_tip", n=player.per_click)
        self._play_tip = tip
        self.play = button(text("play"), tip, "play", "92px")
        self.play.button_style = "primary"
        self.play.add_class("ganviz-play")  # the view listens for a click on Pause, see view.js
        self.step = button(text("step"), text("step_tip"), "step-forward")
        self.only = [
            button(text("step_only", name=name), text("step_only_tip", name=name))
            for name in only or {}
        ]
        self.reset = button(text("reset"), text("reset_tip"), "refresh")
        self.time = control(
            ipywidgets.IntSlider,
            text("time_tip"),
            {"flex": "1 1 120px", "min_width": "80px", "margin": "2px 4px"},
            min=0,
            max=0,
            readout=False,
        )
        self.where = control(ipywidgets.HTML, "", {"flex": "0 1 220px", "margin": "2px 4px"})
        self.where.add_class("ganviz-where")
        self.speed = control(
            ipywidgets.Dropdown,
            text("speed_tip"),
            {"width": "110px", "margin": "2px"},
            options=[
                (text("speed_full") if n == math.inf else text("speed_limit", n=n), n)
                for n in _SPEEDS
            ],
            value=math.inf,
        )
        speed = [self.speed] if player.threaded else []
        super().__init__(
            [self.play, self.step, *self.only, self.reset, self.time, self.where, *speed],
            layout=kept(ipywidgets.Layout, align_items="center", padding="0 8px"),
        )
        self._shown = 0  # the place on the slider that the player, not a person, has set
        self._moved_at = 0.0
        self._said: tuple[str, Level] = ("", "info")
        self._connect(list((only or {}).values()))
        player.on_frame(self._show)

    def _connect(self, changes: list[Callable[[Any], object]]) -> None:
        player, guard = self.player, self.line.guard
        self.play.on_click(guard(lambda _: player.toggle()))
        self.step.on_click(guard(lambda _: player.advance(1)))
        for widget, change in zip(self.only, changes, strict=True):
            widget.on_click(guard(lambda _, change=change: player.call(change)))
        self.reset.on_click(guard(lambda _: player.reset()))
        self.speed.observe(
            guard(
                lambda change: player.speed(None if change["new"] == math.inf else change["new"])
            ),
            "value",
        )
        self._seek = guard(player.seek)
        self.time.observe(self._moved_to, "value")

    def _moved_to(self, change: dict[str, Any]) -> None:
        if change["new"] != self._shown:
            self._seek(change["new"])

    def _show(self, frame: Frame) -> None:
        """On the player's thread. While it plays, the slider moves a few times a second only."""
        stopped = f". {text('stopped_hint')}" if frame.level == "error" else ""
        said = frame.message + stopped, frame.level
        # What others say may stay; but a run that has stopped says so after every click.
        if said != self._said or (stopped and self.line.shown != said):
            self._said = said
            self.line.show(*said)
        self._show_play(frame.playing)
        now = time.monotonic()
        if frame.playing and now - self._moved_at < _SLIDER_INTERVAL:
            return
        self._moved_at = now
        last = frame.length - 1
        self._shown = frame.position
        if last < self.time.value:
            self.time.value = frame.position
        self.time.max = last
        self.time.value = frame.position
        step = frame.snapshot.step
        if frame.playing:
            self.where.value = text(
                "rate", step=f"{step:,}", rate=f"{frame.rounds_per_second:,.0f}"
            )
        else:
            self.where.value = text("at_step", step=f"{step:,}")

    def _show_play(self, playing: bool) -> None:
        icon = "pause" if playing else "play"
        if self.play.icon != icon:
            self.play.icon = icon
            self.play.description = text("pause") if playing else text("play")
            self.play.tooltip = text("pause_tip") if playing else self._play_tip
