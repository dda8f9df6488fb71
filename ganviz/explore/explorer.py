"""What an explorer is: a function that opens a scene, in a notebook or without any page."""

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar, final

from ganviz import _check
from ganviz.host import Scene, Session

if TYPE_CHECKING:
    from ganviz.widgets.explorer import ExplorerWidget

S = TypeVar("S")

TOY_SPEED = 1000
"""Rounds a second of a toy GAN to begin with: at full speed it has learned before one sees it."""


@final
@dataclass(frozen=True)
class Explorer(Generic[S]):
    """What ``ganviz.explore`` offers by name; calling it opens the explorer.

    >>> from ganviz import explore
    >>> explore.fitting.session(alpha=0).settings.alpha
    0.0
    """

    scene: Scene

    def __call__(
        self, settings: S | str | None = None, *more: Any, **changes: Any
    ) -> "ExplorerWidget":
        """Return the explorer; as the last line of a notebook cell it shows itself.

        Args:
            settings: where to begin; without them the defaults. A name is their first field,
                ``explore.images("mnist")``, and ``more`` are the next.
            more: see above.
            changes: fields that are others there: ``explore.fitting(alpha=0)``.

        Raises:
            ValueError: settings of another explorer, an unknown field, or a value that is not
                allowed.
        """
        from ganviz.widgets.explorer import ExplorerWidget

        return ExplorerWidget(self.session(settings, *more, **changes))

    def session(self, settings: S | str | None = None, *more: Any, **changes: Any) -> Session:
        """Return the explorer without a page, as a test wants it; arguments as above."""
        cls = self.scene.settings
        if settings is None or isinstance(settings, str):
            begin: Any = cls() if settings is None else cls(settings, *more)
        elif isinstance(settings, cls):
            begin = settings
        else:
            raise _check.refuse("settings", settings, "rule_kind", kind=cls.__name__)
        return Session(self.scene, begin.but(**changes), threaded=threads_show())


def explorer(
    name: str,
    settings: type[S],
    picture: Callable[..., Any],
    *,
    doc: str | None = None,
    **more: Any,
) -> Explorer[S]:
    """Return the explorer of a scene.

    Args:
        name, settings, picture, more: as for `ganviz.host.Scene`.
        doc: what ``help()`` and an editor say; by default the docstring of the settings.
    """
    made = Explorer(Scene(name, settings, picture, **more))
    object.__setattr__(made, "__doc__", doc or settings.__doc__)
    return made


def follows(anew: Sequence[str], takes: Sequence[str]) -> Callable[..., dict[str, Any] | None]:
    """Return the ``follow`` of a `Scene`: what the run takes as it goes when settings change.

    Args:
        anew: names in the settings; where one of them has changed the run begins anew.
        takes: names in the settings; the run is given all of them, whatever has changed.

    >>> from ganviz.explore import TrainingSettings
    >>> settings = TrainingSettings()
    >>> list(follows(("seed",), ("p_g",))(settings, settings.but(mean=1.0)))
    ['p_g']
    """

    def follow(old: Any, new: Any) -> dict[str, Any] | None:
        if any(getattr(old, name) != getattr(new, name) for name in anew):
            return None
        return {name: getattr(new, name) for name in takes}

    return follow


def threads_show() -> bool:
    """Whether a page shows what a worker thread sends: not on Colab, and Pyodide has none."""
    return "google.colab" not in sys.modules and sys.platform != "emscripten"
