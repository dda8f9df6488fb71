"""The schema of an explorer: what its controls are, in words and JSON, as the page needs them."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, final

from ganviz import _check
from ganviz.host.scene import Button, Group, Item, Scene, Shown
from ganviz.settings import Choice, Control, Number, Numbers, Toggle, Words, controls_of
from ganviz.texts import text


@final
@dataclass(frozen=True)
class Knob:
    """A control of the page: the field that it sets, and how values travel.

    Attributes:
        shown: as the scene declares it.
        control: what is allowed.
        described: its entry in the schema.
        keys: of a choice: what the page says for each value, in the menu's order.
    """

    shown: Shown
    control: Control
    described: Mapping[str, Any]
    keys: tuple[tuple[Any, Any], ...] = ()

    def encode(self, value: Any) -> Any:
        """What the page is told; a value that is in no menu is told as its own text."""
        if not isinstance(self.control, Choice):
            return value
        return next((key for key, each in self.keys if each == value), str(value))

    def decode(self, said: Any) -> Any:
        """The value that the page means.

        Raises:
            ValueError: a choice that the menu does not have.
        """
        if isinstance(self.control, Choice):
            found = [value for key, value in self.keys if key == said]
            if not found:
                raise _check.refuse(self.shown.path, said, "rule_in_the_list")
            return found[0]
        whole = isinstance(self.control, Number) and self.control.whole
        return int(said) if whole and isinstance(said, float) and said.is_integer() else said


def items_of(scene: Scene) -> tuple[Item, ...]:
    """The controls that a scene lists, or those of all its fields."""
    fields = controls_of(scene.settings).items() if not scene.controls else ()
    return (*scene.controls, *(name for name, own in fields if not isinstance(own, Numbers)))


def listed(scene: Scene) -> Iterator[tuple[str, Shown | Button]]:
    """Every control with the key of its section, "" for those that stand in none."""
    for item in items_of(scene):
        inside = item.items if isinstance(item, Group) else (item,)
        section = item.key if isinstance(item, Group) else ""
        for each in inside:
            yield section, Shown(each) if isinstance(each, str) else each


def knob(shown: Shown, section: str, own: Control | None) -> Knob:
    """The control of a field whose own control is ``own``."""
    control = shown.control or own
    if control is None:
        raise _check.refuse("controls", shown.path, "rule_path_of_control")
    label = shown.label or control.label or shown.path.rpartition(".")[2]
    described = {
        "name": shown.path,
        "label": text(label),
        "tip": text(f"{label}_tip"),
        **({"section": section} if section else {}),
        **({"hides": True} if shown.hides else {}),
    }
    if isinstance(control, Toggle):
        return Knob(shown, control, described | {"kind": "toggle"})
    if isinstance(control, Number):
        return Knob(shown, control, described | _numbers(control))
    if isinstance(control, Words):
        kind = {"kind": "area", "rows": control.rows} if control.rows > 1 else {"kind": "text"}
        return Knob(shown, control, described | kind)
    assert isinstance(control, Choice)
    pairs = _options(control, label)
    options = [[words, key] for words, key, _ in pairs]
    keys = tuple((key, value) for _, key, value in pairs)
    return Knob(shown, control, described | {"kind": "choice", "options": options}, keys)


def _numbers(control: Number) -> dict[str, Any]:
    low, high = (end if math.isfinite(end) else None for end in (control.low, control.high))
    if control.typed:
        return {"kind": "number", "min": low, "max": high}
    if control.values:
        return {"kind": "ladder", "min": low, "max": high, "values": list(control.values)}
    ends = control.ends or (control.low, control.high)
    kind = "whole" if control.whole else "slider"
    slider = {"kind": kind, "min": ends[0], "max": ends[1], "step": control.step}
    return slider if (low, high) == tuple(ends) else slider | {"limits": [low, high]}


def _options(control: Choice, label: str) -> list[tuple[str, Any, Any]]:
    """(words, key, value) of each option; the key is the value where JSON has such."""
    if isinstance(control.options, Mapping):
        found = control.options.items()
    else:
        found = [(text(f"{control.words or label}_{name}"), name) for name in control.options]
    plain = (str, int, float, bool)
    return [(words, v if isinstance(v, plain) else words, v) for words, v in found]


def described_button(button: Button, section: str) -> tuple[dict[str, Any], Knob | None]:
    """The entry of a button in the schema, and what reads the value that it asks for."""
    words = {"label": text(button.name), "tip": text(f"{button.name}_tip")}
    entry = {"name": button.name, "kind": "button", **words}
    entry |= {"section": section} if section else {}
    if button.asks is None:
        return entry, None
    asks = knob(Shown(f"{button.name}_what"), "", button.asks)
    return entry | {"asks": dict(asks.described)}, asks


def sections_of(scene: Scene) -> list[dict[str, str]]:
    """The groups of controls, as the page needs them."""
    groups = [item for item in items_of(scene) if isinstance(item, Group)]
    words = {g.key: "" if g.kind == "row" else text(g.key) for g in groups}
    return [{"key": g.key, "label": words[g.key], "kind": g.kind} for g in groups]
