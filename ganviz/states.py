"""The state of any run in one file: an archive of arrays and JSON, without pickles."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np

from ganviz import _check
from ganviz._files import whole
from ganviz.run import Run

FORMAT = "ganviz state 1"
_PLAIN = (str, bool, int, float, type(None))


def save_state(run: Run[Any], path: str | Path) -> Path:
    """Write the state of ``run`` to a file, completely or not at all, and return its path.

    Settings are written as JSON. Other objects that the caller gave (a distribution, a game) are
    not in the file: the run that loads it keeps its own.

    Args:
        run: any run.
        path: the file, usually "NAME.npz"; an existing one is replaced.

    Raises:
        OSError: the folder cannot be written to; an existing file is not changed.

    >>> import tempfile
    >>> from ganviz import Gaussian, named, theory
    >>> run, other = (theory.DensityFlow(named("two_modes"), Gaussian(0, 2)) for _ in range(2))
    >>> run.step(5)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     load_state(other, save_state(run, f"{folder}/flow.npz"))
    >>> run.step(3), other.step(3)
    (None, None)
    >>> other.snapshot().jsd == run.snapshot().jsd
    True
    """
    path = Path(path)
    arrays: dict[str, np.ndarray] = {}
    tree = json.dumps({"format": FORMAT, "state": _described(run.state_dict(), arrays)})
    with whole(path) as work, work.open("wb") as file:
        np.savez(file, tree=np.frombuffer(tree.encode(), np.uint8), **arrays)  # type: ignore[arg-type]
    return path


def load_state(run: Run[Any], path: str | Path) -> None:
    """Let ``run`` go on from a file of :func:`save_state`, bit for bit as the run that wrote it.

    Args:
        run: a run made with the same arguments.
        path: the file.

    Raises:
        ValueError: the file is missing or damaged, or not the state of such a run.
    """
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        found = json.loads(arrays.pop("tree").tobytes())
        if found["format"] != FORMAT:
            raise KeyError("format")
        state = _restored(found["state"], arrays, run.state_dict())
    except FileNotFoundError as error:
        raise _check.refuse("path", str(path), "rule_file_there") from error
    except (OSError, BadZipFile, LookupError, TypeError, ValueError, AttributeError) as error:
        kind = type(run).__name__
        raise _check.refuse("path", str(path), "rule_state", run=kind, error=error) from error
    run.load_state_dict(state)


def _described(value: Any, arrays: dict[str, np.ndarray]) -> Any:
    """``value`` as {kind: content} for JSON, or a plain value; its arrays go into ``arrays``."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, np.ndarray | np.generic):
        arrays[name := f"array{len(arrays)}"] = np.asarray(value)
        return {"array": name}
    if isinstance(value, Mapping):
        return {"dict": [[key, _described(part, arrays)] for key, part in value.items()]}
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_described(part, arrays) for part in value]}
    if hasattr(value, "detach"):  # a tensor, without an import of torch
        return {"tensor": _described(value.detach().cpu().numpy(), arrays)}
    if hasattr(value, "to_json"):
        return {"settings": value.to_json()}
    return {"given": None}


def _restored(found: Any, arrays: dict[str, np.ndarray], own: Any) -> Any:
    """The inverse of :func:`_described`; ``own`` is the same value in the run that loads."""
    if not isinstance(found, dict):
        return found
    [(kind, content)] = found.items()
    if kind == "array":
        return arrays[content]
    if kind == "dict":
        # The run may lack some keys: an optimiser makes its state at its first step.
        return {key: _restored(part, arrays, _at(own, key)) for key, part in content}
    if kind in ("list", "tuple"):
        parts = [_restored(part, arrays, _at(own, i)) for i, part in enumerate(content)]
        return parts if kind == "list" else tuple(parts)
    if kind == "tensor":
        from torch import from_numpy

        return from_numpy(_restored(content, arrays, None))
    if kind == "settings":
        return type(own).from_json(content)
    if own is None:
        raise KeyError("an object that this run does not have")
    return own


def _at(own: Any, key: Any) -> Any:
    """``own[key]``; None if there is no such part."""
    try:
        return own[key]
    except (KeyError, IndexError, TypeError):
        return None
