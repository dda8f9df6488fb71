"""Arrays over time in as few bytes as a picture of them needs: what a recording is made of.

Numbers are rounded to a lattice that no pixel shows, and then told as what has changed: of most
curves that is one small number a point. All numbers of one array of one trace, from first to last,
stand together in one column, which gzip makes small.
"""

import zlib
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

PLACES = 4096
"""Places of a lattice from end to end of an axis: more than a screen has pixels."""
SHADES = 254
"""Places of a lattice from end to end of a scale of colours."""
_MOST = 65_534  # places of a lattice; one more stands for nan
_BEFORE = ("nothing", "point", "moment")
_LEVEL = 6  # of the compression that chooses between them: as good as the best, and quick


@final
@dataclass
class Column:
    """One array of one trace, as it was sent from moment to moment.

    Attributes:
        key: "x", "y" or "z".
        parts: (n,) or (rows, columns) each.
        spans: what is shown of each from end to end, where that is known.

    >>> curve = np.linspace(0, 1, 100)
    >>> column = Column("y")
    >>> for t in range(50):
    ...     column.add(curve + t / 1000, (0.0, 2.0))
    >>> told, numbers = column.encode()
    >>> told["before"], len(numbers), len(zlib.compress(numbers)) < 400
    ('moment', 10000, True)
    """

    key: str
    parts: list[NDArray[Any]] = field(default_factory=list)
    spans: list[tuple[float, float] | None] = field(default_factory=list)

    def add(self, part: NDArray[Any], span: tuple[float, float] | None) -> None:
        """One more part."""
        self.parts.append(part)
        self.spans.append(span)

    def encode(self, coarse: int = 1) -> tuple[dict[str, Any], bytes]:
        """What the page has to know of the column, and its bytes.

        On a lattice a number is ``low + place * step``, and the highest place stands for nan. Of
        places travel their differences ``before`` the same place of the part "moment" before, if
        that has as many numbers, or else and for "point" the number before; modulo 256 or 65,536.
        Of two bytes they are 0, -1, 1, -2 ... as 0, 1, 2, 3, first all low bytes, then all high
        ones. Without a lattice ("float") numbers are float32, low bytes first in the same way.

        Args:
            coarse: how much coarser the lattice is than `PLACES` and `SHADES`.
        """
        whole = np.concatenate([part.ravel() for part in self.parts]).astype(np.float64)
        lattice = self._lattice(whole, coarse)
        if lattice is None:
            with np.errstate(over="ignore"):  # beyond float32: off the picture in any case
                return {"kind": "float"}, _planes(whole.astype("<f4"))
        low, step, kind = lattice
        blank = np.iinfo(kind).max
        top = blank - 1
        places = np.clip(np.rint((whole - low) / step), 0, top)
        steps = np.where(np.isnan(whole), blank, places).astype(kind)
        ways = {before: self._told(steps, before) for before in _BEFORE}
        best = min(ways, key=lambda before: len(zlib.compress(ways[before], _LEVEL)))
        told = {"kind": f"step{kind().itemsize}", "before": best, "low": low, "step": step}
        return told, ways[best]

    def _lattice(self, whole: NDArray[Any], coarse: int) -> tuple[float, float, Any] | None:
        """The lowest place, the distance of two, and the type of a place's number."""
        finite = whole[~np.isnan(whole)]
        if self.key == "z":
            ends = [span for span in self.spans if span is not None] or _ends(finite)
            low, high = min(a for a, _ in ends), max(b for _, b in ends)
            return (low, (high - low) / (SHADES // coarse), np.uint8) if high > low else None
        known = [abs(span[1] - span[0]) for span in self.spans if span is not None]
        if len(known) < len(self.spans) or not finite.size or not np.isfinite(finite).all():
            return None
        low, high = float(finite.min()), float(finite.max())
        step = max(min(known) * coarse / PLACES, (high - low) / _MOST)
        # A point that is far beyond its axes would make the lattice too coarse for all others.
        return (low, step, np.uint16) if 0 < step <= 4 * coarse * min(known) / PLACES else None

    def _told(self, steps: NDArray[Any], before: str) -> bytes:
        """The differences of places as bytes."""
        if before == "nothing":
            return _planes(steps)
        ends = np.cumsum([part.size for part in self.parts])
        last: NDArray[Any] | None = None
        told = []
        for now in np.split(steps, ends[:-1]):
            if before == "moment" and last is not None and len(last) == len(now):
                told.append(now - last)
            else:
                told.append(np.diff(now, prepend=now.dtype.type(0)))
            last = now
        differences = np.concatenate(told)
        if steps.itemsize == 1:
            return differences.tobytes()
        signed = differences.view(np.int16)
        return _planes(((signed << 1) ^ (signed >> 15)).view(np.uint16))


def _ends(numbers: NDArray[Any]) -> list[tuple[float, float]]:
    return [(float(numbers.min()), float(numbers.max()))] if numbers.size else [(0.0, 0.0)]


def _planes(numbers: NDArray[Any]) -> bytes:
    """The lowest bytes of all numbers, then the next ones, and so on.

    >>> _planes(np.array([1, 258], np.uint16))
    b'\\x01\\x02\\x00\\x01'
    """
    little = np.ascontiguousarray(numbers.astype(numbers.dtype.newbyteorder("<")))
    return little.view(np.uint8).reshape(len(numbers), numbers.itemsize).T.tobytes()
