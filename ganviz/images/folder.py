"""A run's folder: its README, its recipe, and a lock by which only one process trains in it."""

import json
import platform
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ganviz import _check
from ganviz.images import checkpoint
from ganviz.images.log import read_metrics
from ganviz.images.recipe import Recipe
from ganviz.texts import text

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

RECIPE, META, README, LOCK = "recipe.json", "meta.json", "README.txt", ".lock"
# Fields that may differ when a run is resumed. The data are compared by their hash instead.
_OPEN = ("epochs", "data", "note")


def versions() -> dict[str, str]:
    """Name -> version of the software that a run depends on."""
    import lightning

    import ganviz

    return {
        "ganviz": ganviz.__version__,
        "torch": torch.__version__,
        "lightning": lightning.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def git_revision() -> str | None:
    """The git revision of this source, with ``-dirty`` if files differ.

    None if git does not track this file, as in a venv within somebody's repository.
    """
    if _git("ls-files", "--error-unmatch", Path(__file__).name) is None:
        return None
    return _git("describe", "--always", "--dirty", "--abbrev=40")


def _git(*arguments: str) -> str | None:
    """The output of a git command in the folder of this file; None if it fails."""
    command = ["git", "-C", str(Path(__file__).parent), *arguments]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() if found.returncode == 0 else None


def create(out: Path | None, recipe: Recipe, meta: dict[str, Any], command: Sequence[str]) -> Path:
    """Make the folder of a run, with its recipe, ``meta.json`` and a README.

    Args:
        out: the folder; None for a new one, runs/RECIPE-DATE.
        recipe: the recipe.
        meta: the content of ``meta.json``.
        command: the command that started the run.

    Returns:
        The folder. If several processes ask for the same one, only one of them gets it.

    Raises:
        ValueError: ``out`` is a run already.
    """
    run = out or reserved(Path("runs") / f"{recipe.name}-{datetime.now():%Y%m%d-%H%M%S}")
    run.mkdir(parents=True, exist_ok=True)
    try:
        with (run / RECIPE).open("x", encoding="utf-8") as file:
            file.write(recipe.to_json() + "\n")
    except FileExistsError as error:
        raise _taken(run) from error
    (run / META).write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    told = {"name": recipe.name, "seed": recipe.seed, "note": recipe.note, "recipe": RECIPE}
    told |= {"command": shlex.join(command), "run": shlex.quote(str(run)), "meta": META}
    readme = text("images_readme", **told) + "\n"
    (run / README).write_text(readme, encoding="utf-8")
    return run


def reserved(first: Path) -> Path:
    """A new folder of this name, or with -2, -3, ... added if that exists."""
    run, i = first, 1
    while True:
        try:
            run.mkdir(parents=True)
            return run
        except FileExistsError:
            i += 1
            run = first.with_name(f"{first.name}-{i}")


def exists(run: Path) -> bool:
    """Whether ``run`` is the folder of a run."""
    return (run / RECIPE).is_file()


def read_recipe(run: Path) -> Recipe:
    """The recipe of a run.

    Raises:
        ValueError: there is no run, or its recipe cannot be read.
    """
    if not exists(run):
        raise _check.refuse("run", str(run), "rule_folder_of_run", file=RECIPE)
    return Recipe.from_json((run / RECIPE).read_text(encoding="utf-8"))


def _taken(out: Path) -> ValueError:
    return _check.refuse("out", str(out), "rule_new_folder")


def check(run: Path | None, recipe: Recipe, *, resume: bool) -> None:
    """ValueError unless ``run`` is new or empty, or with ``resume`` a run of the same recipe."""
    if resume and run is None:
        raise _check.refuse("out", run, "rule_folder_to_resume")
    if run is None:
        return
    if resume:
        kept = read_recipe(run)
        names = [f.name for f in fields(Recipe) if f.name not in _OPEN]
        others = [name for name in names if getattr(kept, name) != getattr(recipe, name)]
        if others:
            raise _check.refuse(
                "recipe", recipe.name, "rule_recipe_of_run", run=run, fields=", ".join(others)
            )
    elif run.exists() and (not run.is_dir() or any(run.iterdir())):
        raise _taken(run)


@contextmanager
def claimed(run: Path, recipe: Recipe, step: int, refused: Iterable[int]) -> Iterator[None]:
    """Lock a run's folder; the lock also ends when the process does.

    If the system or the file system has no locks, nothing keeps a second process out.

    Args:
        run: the folder.
        recipe: the present recipe, which is written if it has changed.
        step: rounds played so far.
        refused: steps whose checkpoints are damaged or outdated; they are renamed.

    Raises:
        ValueError: another process holds the lock or has continued the run, or another recipe.
    """
    with (run / LOCK).open("a") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _check.refuse("run", str(run), "rule_run_stands_still") from error
            except OSError:  # network file systems need not have locks
                pass
        check(run, recipe, resume=True)
        checkpoint.set_aside(run, refused)
        newest = max(checkpoint.steps(run), default=0)
        if newest > step:
            raise _check.refuse("run", str(run), "rule_resumed_anew", step=newest)
        if read_recipe(run) != recipe:
            write_recipe(run, recipe)
        yield


def write_recipe(run: Path, recipe: Recipe) -> None:
    """Replace the recipe of a run."""
    checkpoint.write_text(run / RECIPE, recipe.to_json() + "\n")


@dataclass(frozen=True)
class RunSummary:
    """One line of ``ganviz runs``.

    Attributes:
        path: the folder.
        recipe: its name.
        step, epoch: those of the last line of the metrics; 0 if not known.
        best: highest validation log-likelihood in nats, or None.
        state: ``"finished"``, ``"started"`` or another last event of the log.
    """

    path: Path
    recipe: str
    step: int
    epoch: int
    best: float | None
    state: str


def summaries(root: str | Path) -> list[RunSummary]:
    """The runs in ``root``, the newest last; other folders are ignored."""
    found = []
    runs = sorted(Path(root).glob(f"*/{RECIPE}"), key=lambda p: p.stat().st_mtime)
    for path in runs:
        run = path.parent
        rows = read_metrics(run)
        step = max((row["step"] for row in rows), default=0)
        per_epoch = _field(run / META, "steps_per_epoch", 0)
        events = [row["event"] for row in rows if "event" in row]
        record = checkpoint.best_record(run)
        found.append(
            RunSummary(
                path=run,
                recipe=_field(path, "name", "?"),
                step=step,
                epoch=-(-step // per_epoch) if per_epoch else 0,
                best=record[1] if record else None,
                state=events[-1] if events else "started",
            )
        )
    return found


def _field(path: Path, name: str, default: Any) -> Any:
    """A field of a JSON file; ``default`` if the file is missing, damaged or without the field."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))[name]
    except (OSError, ValueError, LookupError, TypeError):
        return default
    return found if isinstance(found, type(default)) else default
