"""The widget of an explorer: it connects a session with a notebook's page."""

import functools
import gzip
import hashlib
import html
import os
import uuid
from pathlib import Path
from typing import Any, final

import anywidget
import ipywidgets
import traitlets

from ganviz import _check
from ganviz.host import Player, Session
from ganviz.host.record import FRAMES, Progress, in_place, record
from ganviz.settings import to_json
from ganviz.texts import text
from ganviz.widgets.registry import cell_key, claim

RECORD = "GANVIZ_RECORD"
"""A variable of the environment; where it holds a number, cells show recordings of so many rounds
in place of explorers: ``GANVIZ_RECORD=1000 jupyter nbconvert --execute --to html NOTEBOOK``."""

_STATIC = Path(__file__).parents[1] / "host" / "static"


@functools.cache
def _library() -> tuple[str, bytes]:
    """plotly.js and the host's JavaScript: the name under which a page keeps it, and gzip bytes."""
    code = (_STATIC / "library.js").read_bytes()
    name = f"ganviz-{hashlib.sha256(code).hexdigest()[:12]}"
    return name, gzip.compress(code, 6, mtime=0)


@final
class ExplorerWidget(anywidget.AnyWidget):
    """An explorer in a notebook, which displays it.

    It can be used like other widgets: in an ``HBox``, and each setting is also a trait, so that
    another widget can be linked to it. A trait's name has "_" for each dot in the setting's path.
    When a cell runs again, the explorers of its earlier run are closed.

    Attributes:
        session: the `ganviz.host.Session` of the explorer.

    >>> from ganviz import explore
    >>> explorer, slide = explore.fitting(), ipywidgets.FloatSlider(max=1)
    >>> link = ipywidgets.link((slide, "value"), (explorer, "alpha"))
    >>> slide.value = 0.25
    >>> explorer.settings.alpha
    0.25
    """

    _esm = (_STATIC / "host.js").read_text(encoding="utf-8")
    _key = traitlets.Unicode().tag(sync=True)
    _id = traitlets.Unicode().tag(sync=True)  # of its model, by which the page finds that
    _late = traitlets.Unicode().tag(sync=True)  # the page's message if the library does not arrive

    def __init__(self, session: Session) -> None:
        self.session = session
        self._paths = {p.replace(".", "_"): p for p in session.state["settings"]}
        looks = {"_late": text("library_late"), "layout": ipywidgets.Layout(width="100%")}
        # Before the page knows of it: a page may answer, in another thread, while this one is here.
        session.send = self._tell
        self.on_msg(self._receive)
        own = uuid.uuid4().hex
        super().__init__(_key=_library()[0], _id=own, model_id=own, **looks)
        values = self._values()
        self.add_traits(**{name: traitlets.Any(value) for name, value in values.items()})
        if values:  # observe() takes an empty list for all traits
            self.observe(self._moved, list(values))
        session.watchers.append(self._follow)
        claim(cell_key(session.scene.name), self)

    @property
    def settings(self) -> Any:
        """All settings, as one frozen dataclass."""
        return self.session.scene.shared(self.session.settings)

    @property
    def player(self) -> Player | None:
        """The player of the run; None if the explorer has no run."""
        return self.session.player

    @property
    def figure(self) -> Any:
        """The present picture as a plotly figure."""
        from ganviz.plots.edge import to_figure

        return to_figure(self.session.picture)

    @property
    def readout(self) -> str:
        """The line under the picture, in HTML."""
        return self.session.readout

    def set(self, **changes: Any) -> None:
        """Change settings by path, as the controls do.

        Raises:
            ValueError: an unknown path or a value that is not allowed; then nothing has changed.
        """
        self.session.set(**changes)

    def press(self, name: str, value: Any = None) -> None:
        """Press a button of the page: ``explore.figure1().press("panel_a")``.

        Raises:
            ValueError: there is no such button, or it refuses the value.
        """
        self.session.press(name, value)

    def record(
        self,
        path: str | Path,
        *sweep: str,
        rounds: int | None = None,
        frames: int = FRAMES,
        progress: Progress | None = None,
        **values: Any,
    ) -> Path:
        """Write the explorer into one HTML file that works without Python and without a network.

        An explorer that plays is recorded as a run: Play, Pause and the time slider work in the
        file. Any other is recorded as its sliders move: name one setting, or two. Hover and the
        legend work in both; layers that are off in the legend now are not recorded. Files have at
        most 1.5 MB wherever numbers can be rounded, as far as nobody sees it, to that end.

        Args:
            path: of the file, which ends in .html.
            sweep: settings by path, each with the values of its own control: what a menu offers,
                or up to 41 places of a slider (21 of each, if there are two).
            rounds: of a fresh run with the settings of now; the same settings and the same seed
                make the same file. Without it, what has been played up to the moment that is shown.
            frames: moments that are recorded of so many rounds, evenly spread.
            progress: told how much is done, and of how much; the explorer's message line says it
                in any case.
            values: setting -> the values to record: (first, last, how many), or a list.

        Returns:
            The path.

        Raises:
            ValueError: another path, no such setting, one without a control (readers of the file
                move it), or a value that is not allowed; then no file is written.

        >>> import tempfile
        >>> from ganviz import explore
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     page = explore.fitting().record(f"{folder}/fitting.html", alpha=(0, 1, 11))
        ...     page.name, page.stat().st_size < 1_500_000
        ('fitting.html', True)
        """
        how = {"rounds": rounds, "frames": frames, "progress": progress}
        return record(self.session, path, *sweep, **how, **values)

    def __getattr__(self, name: str) -> Any:
        """The methods that only this explorer has: see `ganviz.host.Scene.verbs`."""
        session = self.__dict__.get("session")
        if session is not None and name in session.scene.verbs:
            return getattr(session, name)
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self.session.scene.verbs]

    def to_json(self) -> str:
        """The settings as one line of JSON, which `ganviz.explore.from_json` reads."""
        settings = self.settings
        return settings.to_json() if hasattr(settings, "to_json") else to_json(settings)

    def close(self) -> None:
        """End the run and remove the explorer from the page."""
        self.session.close()
        self.layout.close()  # a widget too
        super().close()

    def _repr_mimebundle_(self, **more: Any) -> Any:
        """The widget, or a recording where `RECORD` asks for that: it needs no kernel."""
        asked = os.environ.get(RECORD, "")
        if not asked:
            return super()._repr_mimebundle_(**more)
        if not asked.isdecimal() or not int(asked):
            raise _check.refuse(RECORD, asked, "rule_whole_least", low=1)
        page = html.escape(in_place(self.session, int(asked)))
        frame = f'<iframe srcdoc="{page}" width="100%" height="600" style="border:0"></iframe>'
        return {"text/plain": repr(self), "text/html": frame}

    def __repr__(self) -> str:
        return f"explore.{self.session.scene.name}({self.settings})"

    # Settings as traits.

    def _values(self) -> dict[str, Any]:
        settings = self.session.settings
        return {name: settings.at(path) for name, path in self._paths.items()}

    def _follow(self) -> None:
        """Set every trait to the value of its setting."""
        for name, value in self._values().items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _moved(self, change: Any) -> None:
        """Change a setting after its trait was changed, for instance by a linked widget."""
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
        """Answer messages while a cell runs.

        ipykernel 7.4 passes a message to the shell that last published on its comm. While a cell
        runs, that is the main shell, which is busy; the message's header names a free one.
        """
        comm = change["new"]
        if hasattr(comm, "_reply_subshell_for"):
            comm._reply_subshell_for = lambda data, default: default
