"""What a run says while it trains: metrics as JSONL and TensorBoard, events, and its health."""

import json
import math
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, final

from tqdm.auto import tqdm

METRICS = "metrics.jsonl"


class Diverged(RuntimeError):
    """Numbers that are not finite: there is no point in going on."""


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

    def event(self, step: int, text: str) -> None:
        """A line for something that happened."""
        self.write(step, {"event": text})
        if self._board is not None:
            self._board.add_text("event", text, step)

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


@final
class RunLog:
    """The log of the first process, with events also on the console; silent in the others."""

    def __init__(self, run: Path, step: int, *, main: bool, tensorboard: bool) -> None:
        self._log = Log(run, step, tensorboard=tensorboard) if main else None

    def __enter__(self) -> "RunLog":
        return self

    def __exit__(self, *_: object) -> None:
        if self._log is not None:
            self._log.close()

    def write(self, step: int, values: Mapping[str, Any]) -> None:
        """As :meth:`Log.write`."""
        if self._log is not None:
            self._log.write(step, values)

    def event(self, step: int, text: str, *, show: bool = True) -> None:
        """As :meth:`Log.event`; ``show`` puts it on the console too."""
        if self._log is not None:
            self._log.event(step, text)
            if show:
                tqdm.write(f"step {step}: {text}", file=sys.stderr)


@final
class Health:
    """Notices what no more rounds will mend: numbers not finite, a player that has collapsed.

    Args:
        variation: mean over the pixels of the standard deviation over the training images.
        patience: logging intervals in a row before a collapse is named; each kind is named once.
    """

    def __init__(self, variation: float, patience: int = 5) -> None:
        self._variation, self._patience = variation, patience
        self._won: deque[bool] = deque(maxlen=patience)
        self._same: deque[bool] = deque(maxlen=patience)
        self._highest_g_grad = 0.0
        self._named: set[str] = set()

    def diagnose(self, metrics: Mapping[str, float], sample_variation: float) -> list[str]:
        """What is wrong, in words, if it was not said before.

        Args:
            metrics: means over the interval, with the names of :data:`ganviz.images.gan.STATS`.
            sample_variation: as ``variation``, of the samples.
        """
        bad = [name for name, value in metrics.items() if not math.isfinite(value)]
        if bad:
            return self._once(f"diverged: {', '.join(bad)} not finite")
        self._highest_g_grad = max(self._highest_g_grad, metrics["g_grad_norm"])
        starved = metrics["g_grad_norm"] < 1e-4 * self._highest_g_grad
        self._won.append(metrics["d_loss"] < 1e-3 and starved)
        self._same.append(sample_variation < 0.02 * self._variation)
        found = []
        if len(self._won) == self._patience and all(self._won):
            found += self._once("D has won: its loss is 0 and G's gradient has vanished")
        if len(self._same) == self._patience and all(self._same):
            found += self._once("G has collapsed: its samples hardly vary")
        return found

    def _once(self, text: str) -> list[str]:
        new = text not in self._named
        self._named.add(text)
        return [text] if new else []


@final
class Rate:
    """Images per second since the last call.

    Args:
        seen: images that were seen before, in other sittings.
        clock: seconds.

    >>> Rate(200, clock=iter([0.0, 2.0]).__next__)(300)
    50.0
    """

    def __init__(self, seen: int, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock, self._last = clock, (clock(), seen)

    def __call__(self, seen: int) -> float:
        """Images per second, now that ``seen`` have been seen in all."""
        (before, had), self._last = self._last, (self._clock(), seen)
        return (seen - had) / max(self._last[0] - before, 1e-9)
