"""A run's folder, which explains itself, and what can be had from it without training."""

import json
import logging
import platform
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from ganviz import _check
from ganviz.images import checkpoint, devices, preprocess
from ganviz.images.draws import Draws
from ganviz.images.log import read_metrics
from ganviz.images.networks import Tools
from ganviz.images.preprocess import generate
from ganviz.images.recipe import Recipe

RECIPE, META, README = "recipe.json", "meta.json", "README.txt"
_WHICH = ("last", "best")

log = logging.getLogger("ganviz")


def versions() -> dict[str, str]:
    """Versions of what a run depends on."""
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
    """The revision of the source that runs, with ``-dirty`` if files differ.

    None where git does not track this file, such as in a venv within somebody's repository.
    """
    if _git("ls-files", "--error-unmatch", Path(__file__).name) is None:
        return None
    return _git("describe", "--always", "--dirty", "--abbrev=40")


def _git(*arguments: str) -> str | None:
    """What git prints in the folder of this file; None if it fails."""
    command = ["git", "-C", str(Path(__file__).parent), *arguments]
    try:
        found = subprocess.run(command, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return found.stdout.strip() if found.returncode == 0 else None


def create(out: Path | None, recipe: Recipe, meta: dict[str, Any], command: Sequence[str]) -> Path:
    """Make the folder and write down what is trained, out of what, and how to go on.

    Args:
        out: the folder; None for a new one, runs/RECIPE-DATE.
        recipe, meta, command: what is written down.

    Returns:
        The folder, which of several processes that ask for it only one gets.

    Raises:
        ValueError: ``out`` is a run already.
    """
    run = out or _reserved(recipe.name)
    run.mkdir(parents=True, exist_ok=True)
    try:
        with (run / RECIPE).open("x", encoding="utf-8") as file:
            file.write(recipe.to_json() + "\n")
    except FileExistsError as error:
        raise taken(run) from error
    (run / META).write_text(json.dumps(meta, indent=2) + "\n", encoding="utf-8")
    path = shlex.quote(str(run))
    text = f"""A training run of ganviz: recipe {recipe.name}, seed {recipe.seed}.
{recipe.note}

started with     {shlex.join(command)}
go on            ganviz train --resume {path}
samples          ganviz sample {path} -n 100
interpolation    ganviz interpolate {path}
log-likelihood   ganviz evaluate {path}

{RECIPE:16} every setting
{META:16} versions, revision of the source, SHA-256 of the data
metrics.jsonl    one line per logging interval: losses in nats, means of D(x) and D(G(z)), rates
tensorboard/     the same for TensorBoard
samples/         images of G for the same z, at every checkpoint
checkpoints/     the last ones, and the best by a quick Parzen score of 1,000 samples
"""
    (run / README).write_text(text, encoding="utf-8")
    return run


def _reserved(name: str) -> Path:
    """A new folder runs/NAME-DATE, or with -2, -3 after it: names are of whole seconds."""
    first = Path("runs") / f"{name}-{datetime.now():%Y%m%d-%H%M%S}"
    run, i = first, 1
    while True:
        try:
            run.mkdir(parents=True)
            return run
        except FileExistsError:
            i += 1
            run = first.with_name(f"{first.name}-{i}")


def taken(out: Path) -> ValueError:
    """The refusal of a folder that cannot be a new run's, to be raised by the caller."""
    return _check.refuse("out", str(out), "rule_new_folder")


def exists(run: Path) -> bool:
    """Whether ``run`` is the folder of a run."""
    return (run / RECIPE).is_file()


def read_recipe(run: Path) -> Recipe:
    """The recipe of a run.

    Raises:
        ValueError: no run there, or its recipe cannot be read.
    """
    if not exists(run):
        raise _check.refuse("run", str(run), "rule_folder_of_run", file=RECIPE)
    return Recipe.from_json((run / RECIPE).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class TrainedGenerator:
    """G of a run, ready for use.

    Attributes:
        network: (n, z_dim) -> (n, c, h, w) network values, in evaluation mode.
        recipe: of the run.
        preprocess: turns network values into [0, 1].
        step: rounds played.
    """

    network: nn.Module
    recipe: Recipe
    preprocess: preprocess.Preprocess
    step: int

    def z(self, n: int, seed: int = 0) -> Tensor:
        """``n`` points of p_z, (n, z_dim)."""
        return Draws(seed).z(self.recipe.z, n, self.recipe.z_dim)

    def images(self, z: Tensor) -> np.ndarray:
        """G's images for ``z``: float32 in [0, 1], (n, h, w, c)."""
        device = next(self.network.parameters()).device
        return generate(self.network, self.preprocess, z.to(device)).clamp(0, 1).numpy()


def load_trained(run: str | Path, *, which: str = "last", device: str = "cpu") -> TrainedGenerator:
    """G of a run, from its last whole checkpoint or its best one.

    A newer checkpoint that is damaged is named in the log of ``ganviz``: by default, on stderr.

    Raises:
        ValueError: no run there, no usable checkpoint, ``which`` is neither last nor best, or a
            device that this machine has not.
    """
    run = Path(run)
    devices.check(device)
    recipe = read_recipe(run)
    readers = {"last": lambda: _latest(run), "best": lambda: checkpoint.best(run)}
    found = readers[_check.one_of("which", which, _WHICH)]()
    tools = Tools(torch.Generator(), Draws(0))
    network = recipe.generator.build((recipe.z_dim,), tuple(found.meta["shape"]), tools)
    part = "average." if recipe.ema else "generator."
    network.load_state_dict(_part(found.tensors, part))
    fitted = preprocess.from_dict(recipe.preprocess, found.meta["preprocess"])
    return TrainedGenerator(network.to(device).eval(), recipe, fitted, found.step)


def _latest(run: Path) -> checkpoint.Checkpoint:
    found, refused = checkpoint.latest(run, weights_only=True)
    for why in refused.values():
        log.warning("step %d is used, an older checkpoint: %s", found.step, why)
    return found


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}


def load_generator(run: str | Path, *, which: str = "last", device: str = "cpu") -> nn.Module:
    """The generator of a run as a torch module; see :func:`load_trained` for its surroundings."""
    return load_trained(run, which=which, device=device).network


def sample(
    run: str | Path, n: int, seed: int = 0, *, which: str = "last", device: str = "cpu"
) -> np.ndarray:
    """``n`` images of a run's G: float32 in [0, 1], (n, h, w, c); the same for the same seed.

    Raises:
        ValueError: no run there, no usable checkpoint, or ``n`` is not positive.
    """
    _check.integer("n", n, at_least=1)
    trained = load_trained(run, which=which, device=device)
    return trained.images(trained.z(n, seed))


def load_pretrained(network: nn.Module, run: str | Path) -> None:
    """Fill the last layers of a :class:`~ganviz.images.networks.Stack` with all of another run's G.

    Raises:
        ValueError: no finished run there, or its layers do not fit.
    """
    try:
        given = load_trained(run).network
    except ValueError as error:
        refusal = _check.refuse("pretrained", str(run), "refused_pretrained", error=error)
        raise refusal from error
    try:
        mine, theirs = (list(g.layers) for g in (network, given))  # type: ignore[arg-type]
        for layer, source in zip(mine[-len(theirs) :], theirs, strict=True):
            layer.load_state_dict(source.state_dict())
    except (AttributeError, RuntimeError, ValueError) as error:
        raise _check.refuse("pretrained", str(run), "rule_pretrained") from error


@dataclass(frozen=True)
class RunSummary:
    """One line of ``ganviz runs``.

    Attributes:
        path: the folder.
        recipe: its name.
        step, epoch: of the last line of the metrics; 0 where that is not known.
        best: highest validation log-likelihood in nats, or None.
        state: ``"finished"``, ``"started"`` or what was noticed last.
    """

    path: Path
    recipe: str
    step: int
    epoch: int
    best: float | None
    state: str


def summaries(root: str | Path) -> list[RunSummary]:
    """The runs below ``root``, the newest last; folders that are no runs are passed over."""
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
    """A field of a file of JSON; ``default`` where the file is missing, damaged or without it."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))[name]
    except (OSError, ValueError, LookupError, TypeError):
        return default
    return found if isinstance(found, type(default)) else default
