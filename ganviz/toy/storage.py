"""A run on disk: one safetensors file that appears whole or not at all, and is never unpickled."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from ganviz import _check
from ganviz._files import whole
from ganviz.distributions import Distribution
from ganviz.settings import to_json
from ganviz.toy.engine import ToyGAN
from ganviz.toy.settings import ToySettings

FORMAT = "ganviz toy run 2"
FORMATS = ("ganviz toy run 1", FORMAT)
"""What can be read: the optimisers of the first are those of torch."""


def save_run(gan: ToyGAN, path: str | Path, about: Mapping[str, Any] | None = None) -> Path:
    """Write the state of a run: what it has learnt, and all that its future depends on.

    The distributions are not in the file: whoever loads it says what they were, ``about`` may help.

    Args:
        gan: any run.
        path: a file to write, or to replace.
        about: plain JSON values, given back by :func:`read_about`.

    Raises:
        OSError: the folder cannot be written to; a file that was there is left as it was.

    >>> import tempfile
    >>> from ganviz import Gaussian, Uniform
    >>> gan = ToyGAN(Gaussian(), Uniform(-1, 1))
    >>> gan.step(3)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = save_run(gan, f"{folder}/run.safetensors", {"target": "gaussian"})
    ...     about, again = read_about(path), load_run(path, gan.p_data, gan.p_z)
    >>> gan.step(3), again.step(3)
    (None, None)
    >>> about["target"], again.snapshot().value == gan.snapshot().value
    ('gaussian', True)
    """
    path = Path(path)
    state = gan.state_dict()
    tensors: dict[str, np.ndarray] = {}
    tree = {
        "settings": to_json(state.pop("settings")),
        "state": _plain(
            {k: v for k, v in state.items() if k not in ("p_data", "view")}, "", tensors
        ),
        "about": dict(about or {}),
    }
    with whole(path) as work:
        save_file(tensors, work, {"format": FORMAT, "run": json.dumps(tree)})
    return path


def load_run(path: str | Path, p_data: Distribution, p_z: Any, **view: Any) -> ToyGAN:
    """Read a run; it goes on with the same bits as the one that was written.

    Args:
        path: a file of :func:`save_run`.
        p_data, p_z, view: as for :class:`ToyGAN`, the same as then.

    Raises:
        ValueError: the file is missing, damaged, or not a run.
    """
    run, tensors = _read(Path(path))
    settings = ToySettings.from_json(run["settings"])
    gan = ToyGAN(p_data, p_z, settings, **view)
    here = {"settings": settings, "p_data": p_data, "view": gan.view}
    gan.load_state_dict(_whole(run["state"], tensors) | here)
    return gan


def read_about(path: str | Path) -> dict[str, Any]:
    """Return what was written beside the run, and its ``settings`` as JSON; raises as `load_run`.

    The settings are those of the moment when the run was written.
    """
    run, _ = _read(Path(path))
    return {"settings": run["settings"], **run["about"]}


def _read(path: Path) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    try:
        with safe_open(path, framework="np") as file:
            header = file.metadata() or {}
            if header.get("format") not in FORMATS:
                raise _check.refuse("path", str(path), "rule_file_format", format=FORMAT)
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        return json.loads(header["run"]), tensors
    except FileNotFoundError as error:
        raise _check.refuse("path", str(path), "rule_file_there") from error
    except OSError as error:
        raise _check.refuse("path", str(path), "rule_file_readable", error=error) from error
    except (SafetensorError, KeyError, json.JSONDecodeError) as error:
        raise _check.refuse("path", str(path), "rule_file_whole", error=error) from error


def _plain(value: Any, name: str, tensors: dict[str, np.ndarray]) -> Any:
    """``value`` as JSON, its arrays put aside under their names."""
    if isinstance(value, np.ndarray):
        tensors[name] = np.ascontiguousarray(value)
        return {"tensor": name}
    if isinstance(value, Mapping):
        return {"pairs": [[k, _plain(v, f"{name}/{k}", tensors)] for k, v in value.items()]}
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return {kind: [_plain(v, f"{name}/{i}", tensors) for i, v in enumerate(value)]}
    return value


def _whole(value: Any, tensors: dict[str, np.ndarray]) -> Any:
    """What :func:`_plain` took apart."""
    if not isinstance(value, dict):
        return value
    [(kind, content)] = value.items()
    if kind == "tensor":
        return tensors[content]
    if kind == "pairs":
        return {k: _whole(v, tensors) for k, v in content}
    parts = [_whole(v, tensors) for v in content]
    return parts if kind == "list" else tuple(parts)
