"""The log of a run's metrics: lines of JSON, and the same numbers for TensorBoard."""

import json
import math
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, final

from tqdm.auto import tqdm

from ganviz.images import checkpoint
from ganviz.texts import text

METRICS = "metrics.jsonl"


def read_metrics(run: Path) -> list[dict[str, Any]]:
    """The lines of ``metrics.jsonl``, oldest first, up to the first damaged one."""
    path, rows = run / METRICS, []
    if path.exists():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                rows.append(json.loads(line))
            except json.JSONDecodeError:
                break
    return rows


@final
class Log:
    """Metrics of a run, one JSON object per line, each in the file as soon as it is written.

    Args:
        run: the run's folder.
        step: where training starts; lines of later steps, left by a killed process, are deleted.
        tensorboard: also write event files for TensorBoard, if that is installed.
    """

    def __init__(self, run: Path, step: int, *, tensorboard: bool = True) -> None:
        kept = [row for row in read_metrics(run) if row["step"] <= step]
        checkpoint.write_text(run / METRICS, "".join(json.dumps(row) + "\n" for row in kept))
        self._file = (run / METRICS).open("a", buffering=1, encoding="utf-8")
        self._board = None
        if tensorboard:
            with suppress(ImportError):
                from torch.utils.tensorboard import SummaryWriter

                self._board = SummaryWriter(str(run / "tensorboard"), purge_step=step + 1)

    def write(self, step: int, values: Mapping[str, Any]) -> None:
        """One line: ``step``, then ``values``; inf and nan are written as null."""
        row: dict[str, Any] = {"step": step}
        for name, value in values.items():
            finite = not isinstance(value, float) or math.isfinite(value)
            row[name] = value if finite else None
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if self._board is not None:
            for name, value in row.items():
                if isinstance(value, float):
                    self._board.add_scalar(name, value, step)

    def event(self, step: int, what: str, *, show: bool = True) -> None:
        """A line for an event; with ``show`` it is also printed."""
        self.write(step, {"event": what})
        if self._board is not None:
            self._board.add_text("event", what, step)
        if show:
            tqdm.write(text("run_at_step", step=step, what=what), file=sys.stderr)

    def close(self) -> None:
        """Flush and close the files."""
        self._file.close()
        if self._board is not None:
            self._board.close()
