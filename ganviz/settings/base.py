"""The base classes of settings."""

from typing import Any, Self

from ganviz.settings.controls import Control, controls_of
from ganviz.settings.paths import change, control_at, look_up
from ganviz.settings.written import from_json, to_json


class Settings:
    """The base of all settings: checks every field by its control, which may convert the value."""

    def __post_init__(self) -> None:
        for name, control in controls_of(type(self)).items():
            object.__setattr__(self, name, control.check(name, getattr(self, name)))

    def but(self, **changes: Any) -> Self:
        """A copy with changes, path -> value.

        Raises:
            ValueError: an unknown path (the nearest is suggested), or a value that is not allowed.
        """
        return change(self, changes)

    def at(self, path: str) -> Any:
        """The value at a path, by `look_up`."""
        return look_up(self, path)

    def control(self, path: str) -> Control | None:
        """The control of the field at a path, if it has one."""
        return control_at(self, path)

    def to_json(self) -> str:
        """The settings as one line of JSON."""
        return to_json(self)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """The settings that a line of JSON describes; missing fields have their defaults.

        Raises:
            ValueError: not a JSON object, an unknown field (the nearest is suggested), a bad value.
        """
        return from_json(cls, text)


class Kind(Settings):
    """The base of a family of settings classes, any of which may stand in the same field."""

    @classmethod
    def kinds(cls) -> dict[str, type[Self]]:
        """The classes of the family without subclasses, by name."""
        below = {name: kind for sub in cls.__subclasses__() for name, kind in sub.kinds().items()}
        return below or {cls.__name__: cls}
