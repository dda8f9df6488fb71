"""A run to be looked at while it trains: opened by its settings, new or where it was left."""

import tempfile
from pathlib import Path

from ganviz.images import checkpoint, folder
from ganviz.images.machine import Machine
from ganviz.images.recipe import Recipe
from ganviz.images.record import Habits
from ganviz.images.trainer import Trainer

SMALL = 500_000  # weights of both networks up to which one thread is the fastest


def open_run(
    recipe: Recipe, out: str | Path = "", *, log_every: int = 20, device: str = "auto"
) -> Trainer:
    """The trainer of a recipe, for a `ganviz.host.Player`: a run that is in ``out`` goes on.

    Small networks on the CPU are played by one thread. Checkpoints are scored where the data have
    images for it. When nobody looks any more, `Trainer.close` saves and lets go of the folder.

    Args:
        recipe: what to train.
        out: the run's folder; "" is a new temporary one.
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
    if folder.exists(path) and not checkpoint.steps(path):  # it was shown, but never stepped
        for name in (folder.RECIPE, folder.META, folder.README):
            (path / name).unlink(missing_ok=True)
    run = Trainer(
        recipe,
        recipe.load(recipe.split),
        path,
        validation=recipe.held_out(),
        resume=folder.exists(path),
        machine=Machine(device),
        habits=Habits(log_every=log_every, bar=False),
        command=["ganviz.explore.images", recipe.name],
    )
    networks = (run.game.generator, run.game.discriminator)
    weights = sum(p.numel() for network in networks for p in network.theta)
    if run.game.device.type == "cpu" and weights <= SMALL:
        from ganviz.toy.threads import one_thread

        run.around = one_thread
    return run
