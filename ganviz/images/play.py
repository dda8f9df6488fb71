"""Open a new run, or one to continue, to show it while it trains."""

import tempfile
from pathlib import Path

from ganviz.images import checkpoint, folder
from ganviz.images.data import ImageData
from ganviz.images.machine import Machine
from ganviz.images.recipe import Recipe
from ganviz.images.record import Habits
from ganviz.images.trainer import Trainer


def open_run(
    recipe: Recipe,
    out: str | Path = "",
    *,
    data: ImageData | None = None,
    log_every: int = 20,
    device: str = "auto",
) -> Trainer:
    """The trainer of a recipe, for a `ganviz.host.Player`; a run in ``out`` is continued.

    Checkpoints are scored if the data have validation images. `Trainer.close` saves the run and
    unlocks the folder.

    Args:
        recipe: what to train.
        out: the run's folder; "" is a new temporary one.
        data: the training images; by default they are loaded.
        log_every: rounds between two points of the curves.
        device: "auto", "cpu", "cuda" or "mps".

    Raises:
        ValueError: data that cannot be loaded, or ``out`` is a run of another recipe.

    >>> from ganviz.images import RECIPES
    >>> run = open_run(RECIPES["digits"].but(epochs=1))
    >>> run.step(20)
    >>> run.snapshot().step, run.finished
    (20, False)
    >>> run.close()
    """
    path = Path(out or tempfile.mkdtemp(prefix="ganviz-"))
    if folder.exists(path) and not checkpoint.steps(path):  # created, but never trained
        for name in (folder.RECIPE, folder.META, folder.README):
            (path / name).unlink(missing_ok=True)
    return Trainer(
        recipe,
        recipe.load(recipe.split) if data is None else data,
        path,
        validation=recipe.held_out(),
        resume=folder.exists(path),
        machine=Machine(device),
        habits=Habits(log_every=log_every, bar=False),
        command=["ganviz.explore.images", recipe.name],
    )
