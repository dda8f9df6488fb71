"""The metrics of a run: JSON, one line at a time, and the same for TensorBoard."""

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, final

from tqdm.auto import tqdm

METRICS = "metrics.jsonl"


def read_metrics(run: Path) -> list[dict[str, Any]]:
    """The lines of ``metrics.jsonl``, oldest first; a last line that was cut short is left out."""
    path = run / METRICS
    rows = []
    for line in (
        path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []
    ):
        try:
            rows.append(json.loads(line))
        except json.JSONDecodeError:
            break
    return rows


@final
class Log:
    """Metrics of a run, one JSON object a line, each line on the disk as soon as it is written.

    Args:
        run: the run's folder.
        step: where training starts: lines of later steps, which a killed process left, are dropped.
        tensorboard: also write event files for TensorBoard, if that is installed.
    """

    def __init__(self, run: Path, step: int, *, tensorboard: bool = True) -> None:
        kept = [row for row in read_metrics(run) if row["step"] <= step]
        work = run / f".{METRICS}"
        work.write_text("".join(json.dumps(row) + "\n" for row in kept), encoding="utf-8")
        work.replace(run / METRICS)
        self._file = (run / METRICS).open("a", buffering=1, encoding="utf-8")
        self._board = _board(run, step) if tensorboard else None

    def write(self, step: int, values: Mapping[str, Any]) -> None:
        """One line: ``step``, then ``values``. What is not finite is written as null."""
        row = {"step": step, **{name: _plain(value) for name, value in values.items()}}
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        if self._board is not None:
            for name, value in row.items():
                if isinstance(value, float):
                    self._board.add_scalar(name, value, step)

    def event(self, step: int, text: str, *, show: bool = True) -> None:
        """A line for something that happened; ``show`` puts it on the console too."""
        self.write(step, {"event": text})
        if self._board is not None:
            self._board.add_text("event", text, step)
        if show:
            tqdm.write(f"step {step}: {text}", file=sys.stderr)

    def close(self) -> None:
        """Flush and close the files."""
        self._file.close()
        if self._board is not None:
            self._board.close()


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _board(run: Path, step: int) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        return None
    return SummaryWriter(str(run / "tensorboard"), purge_step=step + 1)
