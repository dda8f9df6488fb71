"""Checkpoints: a folder that appears whole or not at all, and that is checked before it is used.

``checkpoints/step-000001000/`` holds ``weights.safetensors`` (both networks and the averaged G),
``state.safetensors`` (optimisers, random numbers, running sums), ``meta.json``, and
``manifest.json`` with the SHA-256 of the others. Nothing in it is ever unpickled.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from ganviz._files import whole
from ganviz.texts import text

FOLDER, MANIFEST, META, BEST = "checkpoints", "manifest.json", "meta.json", "best.json"
WEIGHTS, STATE = "weights.safetensors", "state.safetensors"
_STATE_PREFIXES = ("updates.", "log.", "random.")
_NAME = re.compile(r"step-(\d{9})")


class CheckpointError(ValueError):
    """A checkpoint that is cut short, tampered with or absent; names the file and the reason."""


@dataclass(frozen=True)
class Checkpoint:
    """What was read from one folder.

    Attributes:
        path: the folder.
        step: rounds played when it was written.
        tensors: by name, on the CPU.
        meta: what ``meta.json`` holds.
    """

    path: Path
    step: int
    tensors: dict[str, Tensor]
    meta: dict[str, Any]


def folder(run: Path, step: int) -> Path:
    """Where the checkpoint of ``step`` lies, or is to lie."""
    return run / FOLDER / f"step-{step:09d}"


def save(run: Path, step: int, tensors: Mapping[str, Tensor], meta: Mapping[str, Any]) -> Path:
    """Write the checkpoint of ``step`` and return its folder.

    Everything is written and flushed to the disk under another name, and then renamed: whoever
    kills the process at any moment leaves either the whole checkpoint or none.

    Raises:
        OSError: it cannot be written, as on a full disk; nothing of it remains.
    """
    target = folder(run, step)
    work = target.with_name(f".{target.name}.{os.getpid()}")
    _remove(work)
    work.mkdir(parents=True)
    try:
        _write(work, step, tensors, meta)
        _remove(target)
        os.replace(work, target)
    except BaseException as error:
        shutil.rmtree(work, ignore_errors=True)
        if isinstance(error, SafetensorError):
            raise OSError(text("checkpoint_not_written", path=target, error=error)) from error
        raise
    _flush(target.parent)
    return target


def _write(work: Path, step: int, tensors: Mapping[str, Tensor], meta: Mapping[str, Any]) -> None:
    """The files of a checkpoint into the folder ``work``, and all of it onto the disk."""
    plain = {k: v.detach().cpu().contiguous().clone() for k, v in tensors.items()}
    weights = {k: v for k, v in plain.items() if not k.startswith(_STATE_PREFIXES)}
    save_file(weights, work / WEIGHTS)
    save_file({k: v for k, v in plain.items() if k not in weights}, work / STATE)
    (work / META).write_text(json.dumps({**meta, "step": step}, indent=2), encoding="utf-8")
    hashes = {name: _sha256(work / name) for name in (WEIGHTS, STATE, META)}
    (work / MANIFEST).write_text(json.dumps(hashes, indent=2), encoding="utf-8")
    for path in (*work.iterdir(), work):
        _flush(path)


def load(path: Path, *, weights_only: bool = False) -> Checkpoint:
    """Read one checkpoint; with ``weights_only``, not the state of the optimisers.

    Raises:
        CheckpointError: a file is missing, or its content is not what was written.
    """
    try:
        hashes = json.loads((path / MANIFEST).read_text(encoding="utf-8"))
        names = [WEIGHTS, META] + ([] if weights_only else [STATE])
        for name in names:
            if _sha256(path / name) != hashes[name]:
                raise CheckpointError(text("checkpoint_hash", path=path / name, file=MANIFEST))
        meta = json.loads((path / META).read_text(encoding="utf-8"))
        tensors = load_file(path / WEIGHTS)
        if not weights_only:
            tensors |= load_file(path / STATE)
        return Checkpoint(path, int(meta["step"]), tensors, meta)
    except FileNotFoundError as error:
        raise CheckpointError(text("checkpoint_no_file", path=error.filename)) from error
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        told = text("checkpoint_damaged", path=path / MANIFEST, error=error)
        raise CheckpointError(told) from error


def steps(run: Path) -> list[int]:
    """The steps of which ``run`` has a checkpoint, ascending; none is opened."""
    found = [_NAME.fullmatch(path.name) for path in (run / FOLDER).glob("step-*")]
    return sorted(int(match[1]) for match in found if match)


def latest(run: Path, *, weights_only: bool = False) -> tuple[Checkpoint, dict[int, str]]:
    """The newest checkpoint that is whole, and the steps of newer ones with why they are not.

    Raises:
        CheckpointError: there is none.
    """
    refused: dict[int, str] = {}
    for step in reversed(steps(run)):
        try:
            return load(folder(run, step), weights_only=weights_only), refused
        except CheckpointError as error:
            refused[step] = str(error)
    none = text("checkpoint_none", path=run / FOLDER)
    raise CheckpointError("; ".join([none, *refused.values()]))


def best(run: Path, *, weights_only: bool = True) -> Checkpoint:
    """The checkpoint with the highest score.

    Raises:
        CheckpointError: none was scored, or it is damaged.
    """
    record = best_record(run)
    if record is None:
        raise CheckpointError(text("checkpoint_not_scored", path=run / FOLDER / BEST))
    return load(folder(run, record[0]), weights_only=weights_only)


def best_record(run: Path) -> tuple[int, float] | None:
    """(step, score) of the best checkpoint so far."""
    try:
        record = json.loads((run / FOLDER / BEST).read_text(encoding="utf-8"))
        return int(record["step"]), float(record["score"])
    except (FileNotFoundError, KeyError, TypeError, ValueError):
        return None


def mark_best(run: Path, step: int, score: float) -> None:
    """Write down that the checkpoint of ``step`` has the highest score."""
    write_text(run / FOLDER / BEST, json.dumps({"step": step, "score": score}))


def write_text(path: Path, content: str) -> None:
    """Write a file completely or not at all, even if the process is killed."""
    with whole(path) as work:
        work.write_text(content, encoding="utf-8")
        _flush(work)


def set_aside(run: Path, refused: Iterable[int]) -> None:
    """Rename the checkpoints of these steps; if the best one is damaged, delete its record.

    They no longer count among those that :func:`prune` keeps, but stay on the disk.
    """
    for step in refused:
        path = folder(run, step)
        aside = path.with_name(f".refused-{path.name}")
        if path.exists():
            _remove(aside)
            os.replace(path, aside)
    try:
        best(run, weights_only=False)
    except CheckpointError:
        (run / FOLDER / BEST).unlink(missing_ok=True)


def prune(run: Path, keep: int) -> None:
    """Remove all checkpoints but the last ``keep`` and the best, and what killed processes left."""
    record = best_record(run)
    kept = {*steps(run)[-keep:], *([record[0]] if record else [])}
    for step in set(steps(run)) - kept:
        _remove(folder(run, step))
    for left in (run / FOLDER).glob(".step-*"):
        if _is_dead(left.name.rpartition(".")[2]):
            _remove(left)


def _is_dead(pid: str) -> bool:
    """Whether the process ``pid`` has ended, so that what it began to write stays unfinished."""
    if pid == str(os.getpid()):
        return True  # it does not write while it prunes
    if os.name != "posix":
        return False  # elsewhere, os.kill would end the process
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except (ValueError, OSError, OverflowError):  # no number, or not our process
        pass
    return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    """Rename, then delete: a folder under its own name is never half empty."""
    if path.exists():
        doomed = path.with_name(f".step-gone-{path.name}.{os.getpid()}")
        if path != doomed:
            os.replace(path, doomed)
        shutil.rmtree(doomed)
