"""The carrier of notebooks: a session behind one widget."""

import functools
import gzip
import hashlib
from pathlib import Path
from typing import Any, final

import anywidget
import ipywidgets
import traitlets

from ganviz.host import Player, Session
from ganviz.settings import to_json
from ganviz.texts import text
from ganviz.widgets.registry import cell_key, claim

_STATIC = Path(__file__).parents[1] / "host" / "static"


@functools.cache
def _library() -> tuple[str, bytes]:
    """plotly.js and the host, for the page that asks first: its name there, and its source."""
    code = (_STATIC / "library.js").read_bytes()
    name = f"ganviz-{hashlib.sha256(code).hexdigest()[:12]}"
    return name, gzip.compress(code, 6, mtime=0)


@final
class ExplorerWidget(anywidget.AnyWidget):
    """An explorer in a notebook; as the last line of a cell it shows itself.

    It is a widget like any other: it stands in an ``HBox``, and each setting is a trait too, so
    that another widget can be linked to it. A dot in its path is an underline in the trait's name.
    Running the cell again closes what its earlier run left behind.

    Attributes:
        session: the explorer itself.

    >>> from ganviz import explore
    >>> explorer, slide = explore.fitting(), ipywidgets.FloatSlider(max=1)
    >>> link = ipywidgets.link((slide, "value"), (explorer, "alpha"))
    >>> slide.value = 0.25
    >>> explorer.settings.alpha
    0.25
    """

    _esm = (_STATIC / "host.js").read_text(encoding="utf-8")
    _key = traitlets.Unicode().tag(sync=True)
    _late = traitlets.Unicode().tag(sync=True)  # what the page says where the library does not come

    def __init__(self, session: Session) -> None:
        self.session = session
        self._paths = {p.replace(".", "_"): p for p in session.state["settings"]}
        looks = {"_late": text("library_late"), "layout": ipywidgets.Layout(width="100%")}
        super().__init__(_key=_library()[0], **looks)
        values = self._values()
        self.add_traits(**{name: traitlets.Any(value) for name, value in values.items()})
        if values:  # no names at all would mean every trait
            self.observe(self._moved, list(values))
        session.watchers.append(self._follow)
        session.send = self._tell
        self.on_msg(self._receive)
        claim(cell_key(session.scene.name), self)

    @property
    def settings(self) -> Any:
        """All that a person has set, as one frozen dataclass."""
        return self.session.scene.shared(self.session.settings)

    @property
    def player(self) -> Player | None:
        """What plays the run, where there is one."""
        return self.session.player

    @property
    def figure(self) -> Any:
        """The picture that is shown now, as a plotly figure."""
        from ganviz.plots.edge import to_figure

        return to_figure(self.session.picture)

    @property
    def readout(self) -> str:
        """The line under the picture, in HTML."""
        return self.session.readout

    def set(self, **changes: Any) -> None:
        """Change settings by path, as a control or the mouse would.

        Raises:
            ValueError: an unknown path or a value that is not allowed; then nothing has changed.
        """
        self.session.set(**changes)

    def press(self, name: str, value: Any = None) -> None:
        """Press a button of the page: ``explore.figure1().press("panel_a")``.

        Raises:
            ValueError: there is no such button, or what the button refuses.
        """
        self.session.press(name, value)

    def __getattr__(self, name: str) -> Any:
        """What this explorer can do beyond what all can: see `ganviz.host.Scene.verbs`."""
        session = self.__dict__.get("session")
        if session is not None and name in session.scene.verbs:
            return getattr(session, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.session.scene.verbs]

    def to_json(self) -> str:
        """The settings as a short text to share; `ganviz.explore.from_json` reads it."""
        settings = self.settings
        return settings.to_json() if hasattr(settings, "to_json") else to_json(settings)

    def close(self) -> None:
        """End the run and take the explorer off the page."""
        self.session.close()
        self.layout.close()  # the one other widget: ipywidgets gives each its own
        super().close()

    def __repr__(self) -> str:
        return f"explore.{self.session.scene.name}({self.settings})"

    # Settings as traits.

    def _values(self) -> dict[str, Any]:
        settings = self.session.settings
        return {name: settings.at(path) for name, path in self._paths.items()}

    def _follow(self) -> None:
        """Let every trait say what is set."""
        for name, value in self._values().items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _moved(self, change: Any) -> None:
        """A trait was set: by a person's own widget, unless it says what is set already."""
        if change["new"] == self._values()[change["name"]]:
            return
        try:
            self.session.set(**{self._paths[change["name"]]: change["new"]})
        except ValueError as error:
            self.session.say(str(error), "warning")
            self._follow()
            raise

    # Messages.

    def _receive(self, _: object, said: Any, __: object) -> None:
        if isinstance(said, dict) and said.get("kind") == "library":
            self.send({"kind": "library"}, [_library()[1]])
        else:
            self.session.receive(said)

    def _tell(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        self.send(message, buffers)

    @traitlets.observe("comm")
    def _route_by_header(self, change: Any) -> None:
        """Let a press be answered while a cell runs.

        ipykernel 7.4 sends a message to the shell that has published last on its comm, and under a
        cell that is the main one, which is busy; the message's own header names the free one.
        """
        comm = change["new"]
        if hasattr(comm, "_reply_subshell_for"):
            comm._reply_subshell_for = lambda data, default: default
