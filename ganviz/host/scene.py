"""What an explorer declares: its settings, its picture, its controls, and its run if it has one."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, final

import numpy as np
from numpy.typing import NDArray

from ganviz.host.frame import Frame
from ganviz.host.picture import Picture
from ganviz.settings import Control

if TYPE_CHECKING:
    from ganviz.host.session import Session


@final
@dataclass(frozen=True)
class Shot:
    """A moment of a run, as a picture needs it.

    Attributes:
        snapshot: of the run.
        curves: scalar fields of all snapshots up to this one, float32, with their "step".
        last_step: of the whole history, wherever in it this moment stands.
        frame: what the player has published.
        past: n -> up to n snapshots before this one, the oldest first.
        hidden: uids of the traces that are switched off in the legend: they need no numbers.
    """

    snapshot: Any
    curves: Mapping[str, NDArray[np.float32]]
    last_step: float
    frame: Frame
    past: Callable[[int], list[Any]]
    hidden: frozenset[str] = frozenset()


@final
@dataclass(frozen=True)
class Shown:
    """A control for a field, where its path alone does not say enough.

    Attributes:
        path: of the field; "generator.lr" reaches into a part.
        label: key of its text, if it is not that of the field's own control.
        control: in place of the field's own.
        also: further paths that it sets to the same value.
        hides: it is not there at all where its field has no meaning, instead of grey.
    """

    path: str
    label: str = ""
    control: Control | None = None
    also: tuple[str, ...] = ()
    hides: bool = False


@final
@dataclass(frozen=True)
class Button:
    """A button: ``act(session)`` is what it does; the text of its name stands on it.

    Attributes:
        when: settings -> whether it can be pressed now.
        asks: a menu or a box for words beside it, whose value ``act(session, value)`` gets, too.
    """

    name: str
    act: Callable[..., object]
    when: Callable[[Any], bool] | None = None
    asks: Control | None = None


@final
@dataclass(frozen=True)
class Group:
    """Controls that stand together under a word: the text of ``key``.

    Attributes:
        kind: "plain" under a heading, "fold" closed until asked for, "tab" one at a time, or "row"
            beside each other under the picture.
    """

    key: str
    items: tuple["Shown | Button | str", ...]
    kind: Literal["plain", "fold", "tab", "row"] = "plain"


Item = Shown | Button | Group | str
"""What stands in a scene's list of controls; a path alone is short for `Shown`."""


@final
@dataclass(frozen=True)
class Scene:
    """All that makes an explorer.

    Attributes:
        name: of the explorer; the text ``name + "_alt"`` is what a screen reader says.
        settings: the class of its settings: a `ganviz.settings.Settings`, or one that has its
            methods ``at``, ``but`` and ``control``.
        picture: settings -> (picture, readout), or, where there is a run, (settings, `Shot`) ->
            the same; a pure function.
        controls: in their order on the page; without them every field that carries one.
        drag: (settings, uid, index, x, y) -> the fields that dragging a marker changes; they are
            kept within what their controls allow.
        draw: (settings, uid, x, y) -> the fields that a drawn curve changes.
        draws: settings -> the trace that can be drawn now, or None.
        click: (settings, uid, x, y) -> the fields that a click changes.
        clicked: (session, uid, x, y) is called for a click instead, where that is no setting.
        run: settings -> a fresh run.
        curves: scalar fields of its snapshots that the picture draws over the steps.
        follow: (old settings, new) -> what the run is told by ``configure``, or None if it has to
            begin anew, as it always does without this.
        only: name -> change(run), single steps beside Step: D alone, G alone.
        verbs: name -> what can be done to an open explorer in Python: ``explorer.branch()`` calls
            ``verbs["branch"](session)``; a property of a session is read: ``explorer.path``.
        note: settings, or (settings, `Shot`) -> HTML that stands under the bar.
        watch: (session, frame) is called for every frame, before it is drawn.
        advance: rounds that are played by themselves at first and after each change.
        speed: rounds a second to begin with; None is as fast as it goes.
        fps: pictures a second, at most.
        per_click: rounds that Play plays where there is no thread.
        capacity: snapshots that the history keeps.
        hidden: uids of the traces that are off in the legend at first.
        shared: settings -> those that a person is told, where they are others.
        closed: session is called when it ends.
        words: words of the page that are others here: key -> key of the text.
        again: the same scene for another session, where this one holds something of its session.
    """

    name: str
    settings: Any
    picture: Callable[..., tuple[Picture, str]]
    controls: Sequence[Item] = ()
    drag: Callable[[Any, str, int, float, float], Mapping[str, Any]] | None = None
    draw: Callable[[Any, str, Any, Any], Mapping[str, Any]] | None = None
    draws: Callable[[Any], str | None] = lambda _: None
    click: Callable[[Any, str, float, float], Mapping[str, Any]] | None = None
    clicked: Callable[["Session", str, float, float], object] | None = None
    run: Callable[[Any], Any] | None = None
    curves: Sequence[str] = ()
    follow: Callable[[Any, Any], Mapping[str, Any] | None] = lambda old, new: None
    only: Mapping[str, Callable[[Any], object]] = field(default_factory=dict)
    verbs: Mapping[str, Callable[..., Any] | property] = field(default_factory=dict)
    note: Callable[..., str] | None = None
    watch: Callable[["Session", Frame], object] = lambda session, frame: None
    advance: int = 0
    speed: float | None = None
    fps: float = 30
    per_click: int = 200
    capacity: int = 512
    hidden: Collection[str] = ()
    shared: Callable[[Any], Any] = lambda settings: settings
    closed: Callable[["Session"], object] = lambda session: None
    words: Mapping[str, str] = field(default_factory=dict)
    again: Callable[[], "Scene"] | None = None
