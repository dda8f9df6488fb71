"""Arrays as the bytes that travel to the page: as few as a pixel can show."""

import json
import struct
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, dict[str, NDArray[Any]]]
"""Trace uid -> its arrays by the key under which they stand: x and y (n,), or z (rows, columns)."""
Spans = dict[str, dict[str, tuple[float, float]]]
"""Trace uid -> what is shown of its arrays, from end to end, by the same key."""

WORTH = 16
"""Numbers that have to stay before a message leaves them out: to say so takes bytes, too."""
COARSE = 64
"""Numbers that an array has to have to travel in whole steps."""


def pack(
    arrays: Arrays, before: Arrays | None = None, spans: Spans | None = None
) -> tuple[list[dict[str, Any]], bytes, Arrays]:
    """Lay all arrays into one buffer; returns the header, the buffer, and what the page will hold.

    The header says which numbers are whose. Each array begins at a multiple of 4 bytes.

    - float32 is the rule.
    - Of a curve that has grown since ``before`` only the new numbers travel: behind its size stand
      those that stay at its head and at its tail.
    - With ``spans``, arrays that only changed their numbers travel in whole steps, from 0 at the
      lowest to 254 (z, one byte) or 65,534 (x and y, two bytes) at the highest, and one more for
      nan. No pixel shows the difference: colours end where ``spans`` does, and points that reach
      more than twice as far as it travel as they are.

    >>> line, heat = {"x": np.arange(3), "y": np.ones(3)}, {"z": np.array([[1.0, 3.0]])}
    >>> header, buffer, _ = pack({"p_g": line, "d": heat})
    >>> header
    [{'uid': 'p_g', 'x': 3, 'y': 3}, {'uid': 'd', 'z': [1, 2]}]
    >>> np.frombuffer(buffer, np.float32)
    array([0., 1., 2., 1., 1., 1., 1., 3.], dtype=float32)
    >>> pack({"jsd": {"y": np.arange(90)}}, {"jsd": {"y": np.arange(89)}})[0]
    [{'uid': 'jsd', 'y': {'size': 1, 'head': 89, 'tail': 0}}]
    >>> p_g = np.linspace(0, 1, 100)
    >>> now, before = {"p_g": {"y": p_g}}, {"p_g": {"y": p_g**2}}
    >>> header, buffer, held = pack(now, before, {"p_g": {"y": (0, 1)}})
    >>> header, len(buffer)
    ([{'uid': 'p_g', 'y': {'size': 100, 'low': 0.0, 'high': 1.0}}], 200)
    """
    header: list[dict[str, Any]] = []
    parts: list[bytes] = []
    held: Arrays = {}
    for uid, own in arrays.items():
        told: dict[str, Any] = {"uid": uid}
        there, span = (before or {}).get(uid, {}), (spans or {}).get(uid, {})
        held[uid] = {}
        for key, a in own.items():
            told[key], part, held[uid][key] = _shortest(a, there.get(key), span.get(key))
            parts += [part.tobytes(), bytes(-part.nbytes % 4)]
        header.append(told)
    return header, b"".join(parts), held


def encode(message: Mapping[str, Any], buffers: list[bytes] = []) -> bytes:  # noqa: B006
    """A message as bytes, for a socket or a file: the length of its JSON, the JSON, the numbers.

    Spaces after the JSON bring the numbers to a multiple of 4 bytes.

    >>> encode({"kind": "done"})
    b'\\x10\\x00\\x00\\x00{"kind":"done"} '
    """
    words = json.dumps(message, separators=(",", ":")).encode()
    words += b" " * (-len(words) % 4)
    return b"".join([struct.pack("<I", len(words)), words, *buffers])


def _steps(
    a: NDArray[Any], first: float, last: float
) -> tuple[NDArray[Any], float, float, NDArray[Any]] | None:
    """An array in whole steps from its lowest to its highest, both, and what they stand for.

    None if that would save nothing, or if points reach further than twice from first to last.
    """
    if a.size < COARSE or a.dtype.kind != "f":
        return None
    if a.ndim > 1:
        a = np.clip(a, first, last)
    low, high = float(np.fmin.reduce(a, axis=None)), float(np.fmax.reduce(a, axis=None))
    if not 0 < high - low <= 2 * abs(last - first):
        return None
    kind = np.uint8 if a.ndim > 1 else np.uint16
    blank = np.iinfo(kind).max
    step = (high - low) / (blank - 1)
    places = np.rint((a - low) / step)
    steps = np.where(np.isnan(a), blank, places).astype(kind)
    return steps, low, high, low + step * places


def _shortest(
    a: NDArray[Any], old: NDArray[Any] | None, span: tuple[float, float] | None
) -> tuple[Any, NDArray[Any], NDArray[Any]]:
    """What the header says of an array, the numbers that travel, and what the page then holds."""
    size = a.size if a.ndim == 1 else list(a.shape)
    if old is not None:
        head, tail = kept(old, a)
        if head or tail:
            part = a[head : len(a) - tail]
            return {"size": part.size, "head": head, "tail": tail}, _single(part), a
        if span and old.shape == a.shape and (steps := _steps(a, *span)) is not None:
            part, low, high, held = steps
            return {"size": size, "low": low, "high": high}, part, held
    return size, _single(a), a


def _single(a: NDArray[Any]) -> NDArray[np.float32]:
    with np.errstate(over="ignore"):  # beyond float32: off the picture in any case
        return a.astype(np.float32)


def kept(before: NDArray[Any], after: NDArray[Any]) -> tuple[int, int]:
    """How many numbers at the head and the tail of a curve stay, where that saves bytes."""
    if before.ndim > 1 or after.ndim > 1:
        return 0, 0
    n = min(len(before), len(after))
    head = _run(before[:n], after[:n])
    tail = _run(before[::-1][: n - head], after[::-1][: n - head])
    return (head, tail) if head + tail >= WORTH else (0, 0)


def _run(a: NDArray[Any], b: NDArray[Any]) -> int:
    """How many numbers two arrays of one length begin with in common; nan equals nan."""
    differ = (a != b) & ((a == a) | (b == b))
    return int(differ.argmax()) if differ.any() else len(differ)
