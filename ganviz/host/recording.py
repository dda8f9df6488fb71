"""A recording: what a page shows from moment to moment, in one file that needs no Python."""

import base64
import gzip
import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, final

import numpy as np

from ganviz.host.columns import Column
from ganviz.host.packing import Arrays, encode, kept
from ganviz.host.picture import Picture, same, split
from ganviz.texts import language, text

STATIC = Path(__file__).with_name("static")
LIMIT = 1_500_000
"""Bytes of a file that mail and learning platforms still take."""
_COARSE = (1, 2, 4)
_PYTHON_ONLY = ("drag", "draw", "click")

_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>body {{ margin: 0 auto; max-width: 1280px; padding: 12px; font-family: sans-serif }}</style>
</head>
<body>
<div id="ganviz"></div>
<noscript>{needs}</noscript>
<script type="text/plain" id="ganviz-library">{library}</script>
<script type="text/plain" id="ganviz-recording">{recording}</script>
<script type="module" data-failed="{needs}">
{start}
</script>
</body>
</html>
"""


@final
class Recording:
    """Pictures of one explorer, with what the page mirrors at each of them.

    Args:
        state: what the page mirrors (`ganviz.host.Session.state`) at first.
        sweep: setting -> its values as the page tells them, where pictures stand for settings;
            the last one changes fastest.

    >>> recording = Recording({"settings": {"a": 0}}, {"a": [0, 1]})
    >>> for a in (0, 1):
    ...     line = {"type": "scatter", "uid": "p", "x": np.arange(3), "y": np.full(3, a)}
    ...     picture = {"data": [line], "layout": {}}
    ...     recording.add(picture, f"a = {a}", {"settings": {"a": a}})
    >>> recording.moments[1]["header"], recording.moments[1]["state"]
    ([{'uid': 'p', 'y': 3}], {'settings': {'a': 1}})
    """

    def __init__(
        self, state: Mapping[str, Any], sweep: Mapping[str, list[Any]] | None = None
    ) -> None:
        self.state, self.sweep = dict(state), sweep
        self.pictures: list[dict[str, Any]] = []
        self.moments: list[dict[str, Any]] = []
        self._columns: dict[tuple[str, str], Column] = {}
        self._latest: Arrays = {}  # the newest array of each column
        self._layout: dict[str, Any] = {}
        self._now = dict(state)

    def add(
        self, picture: Picture, readout: str, state: Mapping[str, Any], step: int | None = None
    ) -> None:
        """Add a moment: its picture, the line below it, and what the page then mirrors."""
        new = split(_without_python(picture))
        look = {
            "picture": new.fixed,
            "painted": sorted(new.painted),
            "moves": sorted(new.layout),
            "arrays": {uid: "".join(own) for uid, own in new.arrays.items()},
        }
        moment: dict[str, Any] = {"readout": readout, "header": self._header(new)}
        if look not in self.pictures:
            self.pictures.append(look)
        number = self.pictures.index(look)
        if not self.moments or self._number != number:
            moment["picture"], self._layout = number, {}
        self._number = number
        moment |= _news("layout", new.layout, self._layout) | _news("state", state, self._now)
        self._layout, self._now = dict(new.layout), self._now | dict(state)
        self.moments.append(moment if step is None else moment | {"step": step})

    def _header(self, new: Any) -> list[dict[str, Any]]:
        """What moves at this moment; its numbers go into their columns."""
        header = []
        for uid, own in new.arrays.items():
            there, told = self._latest.setdefault(uid, {}), {}
            for key, array in own.items():
                old = there.get(key)
                if old is not None and same(old, array):
                    continue
                there[key] = array
                head, tail = kept(old, array) if old is not None else (0, 0)
                part = array[head : len(array) - tail]
                size = part.size if part.ndim == 1 else list(part.shape)
                told[key] = {"size": size, "head": head, "tail": tail} if head or tail else size
                column = self._columns.setdefault((uid, key), Column(key))
                column.add(part, new.spans[uid].get(key))
            if told:
                header.append({"uid": uid, **told})
        return header

    def encode(self, coarse: int = 1) -> bytes:
        """All of it as one message with its numbers, gzipped; ``coarse`` as in `Column.encode`."""
        columns, buffers = [], []
        for (uid, key), column in self._columns.items():
            told, numbers = column.encode(coarse)
            columns.append({"uid": uid, "key": key, "bytes": len(numbers), **told})
            buffers.append(numbers)
        said = {"state": self.state, "sweep": self.sweep and list(self.sweep.items())}
        said |= {"pictures": self.pictures, "moments": self.moments, "columns": columns}
        return gzip.compress(encode({"kind": "recording", **said}, buffers), 9, mtime=0)

    def page(self, title: str) -> str:
        """The whole file: the library, the recording, and what plays it.

        Numbers are rounded more where it would otherwise be larger than `LIMIT`.
        """
        made = ""
        for coarse in _COARSE:
            made = _PAGE.format(
                language=language(),
                title=html.escape(title),
                needs=html.escape(text("recording_needs")),
                library=_base64(gzip.compress((STATIC / "library.js").read_bytes(), 9, mtime=0)),
                recording=_base64(self.encode(coarse)),
                start=(STATIC / "recording.js").read_text(encoding="utf-8"),
            )
            if len(made.encode()) <= LIMIT:
                break
        return made


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _news(name: str, now: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, Any]:
    """{name: what differs}, or nothing."""
    differs = {key: value for key, value in now.items() if before.get(key) != value}
    return {name: json.loads(json.dumps(differs))} if differs else {}


def _without_python(picture: Picture) -> Picture:
    """A picture without handles, and without legends of layers that have no numbers."""
    return picture | {"data": [_still(trace) for trace in picture["data"]]}


def _still(trace: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(trace)
    if "meta" in found:
        found["meta"] = {k: v for k, v in found["meta"].items() if k not in _PYTHON_ONLY}
    numbers = found.get("z", found.get("x", ()))
    if found.get("visible") == "legendonly" and np.size(numbers) <= 1:
        found["showlegend"] = False
    return found
