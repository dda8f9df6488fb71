"""An explorer without a page: settings, pictures and a player; messages in, messages out.

A carrier (a widget in a notebook, say) sets ``send`` and hands each message of its page to
``receive``. A session knows no comm, no socket and no notebook:

>>> from ganviz import explore
>>> session = explore.fitting.session(alpha=0)
>>> session.send = lambda message, buffers: print(message["kind"])
>>> session.receive({"kind": "set", "request": 1, "changes": {"alpha": 0.5}})
state
frame
done
"""

import functools
import logging
from collections.abc import Callable, Mapping
from typing import Any, final

import numpy as np

from ganviz import _check
from ganviz.host.controls import Knob, described_button, knob, listed, sections_of
from ganviz.host.frame import Frame, Level
from ganviz.host.picture import Picture, Screen
from ganviz.host.player import Player
from ganviz.host.scene import Button, Scene, Shot
from ganviz.texts import page_words, text

SPEEDS = (None, 1, 10, 100, 1000)
"""Rounds a second that the page offers; None is as fast as it goes."""

log = logging.getLogger("ganviz")


@final
class Session:
    """One open explorer.

    ``receive`` answers whatever it is given, and raises nothing: hello, set, do and ping with one
    "done", an ack with silence, all else with a refusal.

    Attributes:
        scene: what the explorer declares.
        settings: all that a person has set.
        player: of the run, where there is one.
        state: what the page mirrors, less the picture.
        knobs: the controls that are bound to settings now, by path.
        picture, readout: what is shown now.
        send: takes each message to the page: (message, buffers).
    """

    def __init__(
        self,
        scene: Scene,
        settings: Any,
        *,
        threaded: bool = True,
        make_player: Callable[..., Player] = Player,
    ) -> None:
        self.scene, self.settings = scene, settings
        self.send: Callable[[dict[str, Any], list[bytes]], Any] = _nobody
        self.watchers: list[Callable[[], object]] = []
        self.hidden = frozenset(scene.hidden)
        self.closed = False
        self._screen = Screen(lambda message, buffers: self.send(message, buffers))
        self._request: int | None = None  # of the page, which a picture answers
        self.knobs: dict[str, Knob] = {}
        self._buttons: dict[str, Button] = {}
        self._asked: dict[str, Knob] = {}
        self.player: Player | None = None
        if scene.run is not None:
            begin = functools.partial(scene.run, settings)
            looks = {"fps": scene.fps, "per_click": scene.per_click, "capacity": scene.capacity}
            self.player = make_player(begin, threaded=threaded, **looks)
            if scene.speed is not None and self.player.live:
                self.player.speed(scene.speed)
        self.state: dict[str, Any] = {
            "message": {"text": "", "level": "info"},
            "note": "",
            "draw": None,
        }
        self.state |= self._described() | {
            "words": page_words() | {key: text(of) for key, of in scene.words.items()},
            "alt": text(f"{scene.name}_alt"),
            "clock": self._clock(),
            "tab": next((s["key"] for s in sections_of(scene) if s["kind"] == "tab"), None),
        }
        self._say_frame = ("", "info")
        self._draw()
        if self.player is not None:
            self.player.on_frame(self._on_frame, now=False)
            if scene.advance:
                self.player.advance(scene.advance)

    def __getattr__(self, name: str) -> Any:
        """What this explorer can do beyond what all can: see `ganviz.host.Scene.verbs`."""
        scene = self.__dict__.get("scene")
        if scene is not None and name in scene.verbs:
            verb = scene.verbs[name]
            if isinstance(verb, property):
                return verb.__get__(self)
            return functools.partial(verb, self)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    # What a caller may do.

    def set(self, **changes: Any) -> None:
        """Change settings by path, as a control or the mouse would: ``set(alpha=0)``.

        Raises:
            ValueError: an unknown path or a value that is not allowed; then nothing has changed.
        """
        self.adopt(self.settings.but(**changes))

    def adopt(self, new: Any) -> None:
        """Take new settings as a whole.

        Raises:
            ValueError: as the picture does, where it is made of the settings alone.
        """
        old = self.settings
        if self.player is None:
            made = self.scene.picture(new)
            self.take(new)
            self._present(made, (new,))
            return
        told = self.scene.follow(old, new)
        self.take(new)
        if self.scene.advance:
            self.player.pause()  # what was left of the rounds before
        if told is None:
            self.player.reset(functools.partial(self.scene.run, new))  # type: ignore[arg-type]
        elif told:
            self.player.configure(**told)
        else:
            self.player.show()
        if self.scene.advance:
            self.player.advance(self.scene.advance)

    def take(self, new: Any) -> None:
        """Say that these are the settings now, whatever the run does."""
        self.settings = new
        self.say("")
        self.tell(**self._described())
        for watcher in self.watchers:
            watcher()

    def press(self, name: str, value: Any = None) -> None:
        """Do what a button does; ``value`` is what stands beside it, as the page says it.

        Raises:
            ValueError: there is no such button, or what the button refuses.
        """
        button = self._buttons[_check.one_of("name", name, self._buttons)]
        asks = self._asked.get(name)
        if asks is None:
            button.act(self)
        else:
            button.act(self, asks.control.check(name, asks.decode(value)))

    def say(self, words: str, level: Level = "info") -> None:
        """Show words on the message line, or nothing."""
        self.tell(message={"text": words, "level": level})

    def tell(self, **state: Any) -> None:
        """Let the page know what has changed of the state; from any thread."""
        news = {key: value for key, value in state.items() if self.state.get(key) != value}
        if news:
            self.state |= news
            self.send({"kind": "state", "state": news}, [])

    def redraw(self) -> None:
        """Make the picture anew, and send what has moved."""
        if self.player is not None:
            self.player.show()
        else:
            self._draw()

    def close(self) -> None:
        """End the player; closing it again does nothing."""
        if self.closed:
            return
        self.closed, self.send = True, _nobody
        self.scene.closed(self)
        if self.player is not None:
            self.player.close()

    # What the page says.

    def receive(self, said: Any) -> None:
        """Obey a message of the page, and answer it."""
        said = said if isinstance(said, dict) else {}
        kind, request, refused = said.get("kind"), said.get("request"), None
        request = request if isinstance(request, int) else None
        try:
            if kind == "ack":
                n, waited = said.get("n"), said.get("waited", 0.0)
                if isinstance(n, int) and isinstance(waited, int | float):
                    self._screen.heard(n, waited)
                return
            if kind == "hello":
                self.send({"kind": "state", "state": self.state}, [])
                self._screen.again()
            elif kind == "set":
                self._forget_warnings()
                self._request = request
                self.set(**self._offered(said.get("changes")))
            elif kind == "do":
                self._forget_warnings()
                self._request = request
                self._do(said.get("what"), said.get("value"))
            elif kind != "ping":
                raise _check.refuse("kind", kind, "rule_message")
        except ValueError as error:
            refused = str(error)
        except Exception as error:  # the page is the only place where a person would see it
            log.exception("a message failed")
            refused = str(error) or type(error).__name__
        finally:
            self._request = None
        self.send({"kind": "done", "request": request, "refused": refused}, [])

    def _offered(self, changes: Any) -> dict[str, Any]:
        """What the page has set, as values of the fields."""
        if not isinstance(changes, dict):
            raise _check.refuse("changes", changes, "rule_object")
        found = {}
        for name, said in changes.items():
            own = self.knobs[_check.one_of("changes", name, self.knobs)]
            value = own.decode(said)
            found |= dict.fromkeys((own.shown.path, *own.shown.also), value)
        return found

    def _do(self, what: Any, value: Any) -> None:
        scene, player = self.scene, self.player
        moves: dict[str, Callable[[], object]] = {
            name: functools.partial(self.press, name, value) for name in self._buttons
        }
        if player is not None:
            moves |= {
                "play": player.play,
                "pause": player.pause,
                "step": lambda: player.advance(1),
                "reset": player.reset,
                "seek": lambda: player.seek(_check.integer("seek", value, at_least=0)),
                "speed": lambda: player.speed(value),
                "only": lambda: player.call(scene.only[_check.one_of("only", value, scene.only)]),
            }
        for name in ("drag", "draw", "click"):
            if getattr(scene, name) is not None:
                moves[name] = functools.partial(self._handled, name, value)
        if scene.clicked is not None:
            moves["click"] = lambda: scene.clicked(self, value["uid"], value["x"], value["y"])  # type: ignore[misc]
        moves |= {
            "hidden": lambda: self._hide(value),
            "tab": lambda: self.state.update(tab=value),
        }
        moves[_check.one_of("what", what, moves)]()

    def _handled(self, name: str, value: Any) -> None:
        """A drag, a drawn curve or a click: what it changes, kept within what is allowed."""
        if name == "drag":
            told = (value["uid"], value["index"], value["x"], value["y"])
        else:
            x, y = (np.asarray(value[key], dtype=float) for key in "xy")
            told = (value["uid"], x, y) if name == "draw" else (value["uid"], float(x), float(y))
        changes = getattr(self.scene, name)(self.settings, *told)
        kept = {}
        for path, to in changes.items():
            control = self.settings.control(path)
            kept[path] = control.clamp(to) if control is not None else to
        self.set(**kept)

    def _hide(self, uids: Any) -> None:
        """Of the traces of this picture, these are off; others stay as they were."""
        here = {trace["uid"] for trace in self.picture["data"]}
        hidden = (self.hidden - here) | here.intersection(uids)
        if hidden != self.hidden:
            self.hidden = hidden
            self.redraw()

    def _forget_warnings(self) -> None:
        if self.state["message"]["level"] != "info":
            self.say("")

    # What the page is told.

    def _described(self) -> dict[str, Any]:
        """The schema, its sections, the settings, and what is grey."""
        schema = []
        self.knobs, self._buttons, self._asked = {}, {}, {}
        for section, item in listed(self.scene):
            if isinstance(item, Button):
                self._buttons[item.name] = item
                entry, asks = described_button(item, section)
                if asks is not None:
                    self._asked[item.name] = asks
                schema.append(entry)
            else:
                own = knob(item, section, self.settings.control(item.path))
                self.knobs[item.path] = own
                schema.append(dict(own.described))
        return {"schema": schema, "sections": sections_of(self.scene), **self._values()}

    def _values(self) -> dict[str, Any]:
        """What the controls show, and which of them are grey."""
        shown = {n: k.encode(self.settings.at(k.shown.path)) for n, k in self.knobs.items()}
        whens = {n: k.control.when for n, k in self.knobs.items()}
        whens |= {name: button.when for name, button in self._buttons.items()}
        off = [name for name, when in whens.items() if when and not when(self.settings)]
        return {"settings": shown, "off": off}

    def _clock(self) -> dict[str, Any] | None:
        """Where the player stands, and what its bar offers."""
        if self.player is None:
            return None
        live = self.player.live
        speeds = [[text("speed_limit", n=n) if n else text("speed_full"), n] for n in SPEEDS]
        return {
            **_moving(self.player.frame),
            "only": list(self.scene.only),
            "speeds": speeds if live else [],
            "speed": self.scene.speed if live else None,
            "n": None if live else self.player.per_click,
        }

    def _on_frame(self, frame: Frame) -> None:
        """On the player's thread."""
        self.scene.watch(self, frame)
        self._draw()
        now = self.state["clock"]
        if now["playing"] != frame.playing or not frame.playing:
            self.tell(clock=now | _moving(frame))
        stopped = f". {text('stopped_hint')}" if frame.level == "error" else ""
        said = frame.message + stopped, frame.level
        # What others say may stay; but a run that has stopped says so after every press.
        if said != self._say_frame or (stopped and self.state["message"]["text"] != said[0]):
            self._say_frame = said
            self.say(*said)

    def _draw(self) -> None:
        scene = self.scene
        if self.player is None:
            now, frame = (self.settings,), None
        else:
            frame = self.player.frame
            now = (self.settings, self._shot(frame))
        self._present(scene.picture(*now), now, frame)

    def _present(
        self, made: tuple[Picture, str], now: tuple[Any, ...], frame: Frame | None = None
    ) -> None:
        """Show a picture, and what belongs to it."""
        self._show(*made, frame=frame)
        # Only now: a stroke of the mouse goes on from what the picture shows.
        self.tell(draw=self.scene.draws(self.settings))
        if self.scene.note is not None:
            self.tell(note=self.scene.note(*now))

    def _shot(self, frame: Frame) -> Shot:
        assert self.player is not None
        past = self.player.curves(*self.scene.curves)
        until = {name: values[: frame.position + 1] for name, values in past.items()}
        last, hidden = float(past["step"][-1]), self.hidden
        return Shot(frame.snapshot, until, last, frame, self.player.past, hidden)

    def _show(self, picture: Picture, readout: str, frame: Frame | None = None) -> None:
        self.picture, self.readout = picture, readout
        about: dict[str, Any] = {"readout": readout, "final": frame is None or not frame.playing}
        if frame is not None:
            about["clock"] = _moving(frame)
        if self._request is not None:
            about["request"] = self._request
        self._screen.show(picture, **about)


def _moving(frame: Frame) -> dict[str, Any]:
    """The part of the clock that every frame brings."""
    return {
        "playing": frame.playing,
        "position": frame.position,
        "length": frame.length,
        "step": int(frame.snapshot.step),
        "rate": frame.rounds_per_second,
    }


def _nobody(message: Mapping[str, Any], buffers: list[bytes]) -> None:
    """Where messages go while no page is there."""
