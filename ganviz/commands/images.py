"""Commands of image runs: train, sample, interpolate, evaluate, runs and recipes."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from ganviz import _check
from ganviz.commands.command import command
from ganviz.texts import text

if TYPE_CHECKING:
    from ganviz.images import Recipe


@command(out="option_folder")
def train(
    recipe: str | None = None,
    *,
    set_: list[str] | None = None,
    epochs: int | None = None,
    seed: int | None = None,
    data: str = "",
    out: Path | None = None,
    resume: Path | None = None,
    device: str | None = None,
    precision: str | None = None,
    processes: int | None = None,
    cuda_graph: bool | None = None,
    threads: int = 0,
    log_every: int | None = None,
    checkpoint_every: int | None = None,
    keep: int | None = None,
) -> None:
    """Train a recipe, or go on with a run; where and how is remembered with it."""
    import torch

    from ganviz.images.machine import Machine
    from ganviz.images.processes import leave
    from ganviz.images.record import Habits
    from ganviz.images.trainer import Trainer

    if _check.integer("threads", threads, at_least=0):
        torch.set_num_threads(threads)
    if resume is None:
        settings, remembered = _new(recipe, set_, seed), {}
    elif out is not None:
        raise _check.refuse("out", str(out), "rule_no_out_beside_resume")
    elif set_ or seed is not None:
        raise _check.refuse("--resume", str(resume), "refused_resume")
    else:
        settings, remembered = _begun(resume, recipe)
    settings = settings.but(**_given(epochs=epochs)).on(data)
    where = _given(device=device, precision=precision, processes=processes, cuda_graph=cuda_graph)
    how = _given(log_every=log_every, checkpoint_every=checkpoint_every, keep=keep, bar=True)
    run = Trainer(
        settings,
        settings.load(settings.split),
        resume or out,
        validation=settings.held_out(),
        resume=resume is not None,
        machine=Machine(**remembered.get("machine", {}) | where),
        habits=Habits(**remembered.get("habits", {}) | how),
        command=["ganviz", *sys.argv[1:]],
    )
    outcome = run.fit()
    told = {"step": outcome.step, "epoch": outcome.epoch, "seconds": outcome.seconds}
    key = "command_finished" if outcome.finished else "command_stopped"
    if leave():
        typer.echo(text(key, path=outcome.path, **told))
    raise typer.Exit(128 + outcome.signal if outcome.signal else 0)


def _new(name: str | None, changes: list[str] | None, seed: int | None) -> "Recipe":
    """The recipe of a new run."""
    from ganviz.images.recipes import recipe

    return recipe(name or "digits").override(changes or []).but(**_given(seed=seed))


def _begun(run: Path, name: str | None) -> tuple["Recipe", dict[str, Any]]:
    """The recipe of a run that goes on, which ``name`` may repeat, and what is remembered of it."""
    from ganviz.images import checkpoint
    from ganviz.images.folder import read_recipe

    recipe = read_recipe(run)
    _check.one_of("recipe", name or recipe.name, [recipe.name])
    return recipe, checkpoint.latest(run, weights_only=True)[0].meta


def _given(**options: object) -> dict[str, Any]:
    """The options that are on the command line."""
    return {name: value for name, value in options.items() if value is not None}


@command()
def sample(
    run: Path,
    *,
    n: int = 64,
    seed: int = 0,
    out: Path = Path("samples.png"),
    columns: int = 8,
    nearest: bool = False,
    scale: int = 2,
    which: str = "last",
    device: str = "cpu",
) -> None:
    """Write samples of a run's generator."""
    import numpy as np

    from ganviz.images import figures
    from ganviz.images.folder import read_recipe
    from ganviz.images.trained import sample as draw

    images = draw(run, n, seed, which=which, device=device)
    if out.suffix == ".npy":
        np.save(out, images)
    elif nearest:
        settings = read_recipe(run)
        picture = figures.figure2(images, settings.load(settings.split).images, columns)
        figures.save_png(picture, out, scale)
    else:
        figures.save_png(figures.grid(images, columns), out, scale)
    typer.echo(text("command_samples", n=n, path=out))


@command(out="option_picture")
def interpolate(
    run: Path,
    *,
    rows: int = 4,
    steps: int = 10,
    path: str = "linear",
    seed: int = 0,
    out: Path = Path("interpolation.png"),
    scale: int = 2,
    which: str = "last",
) -> None:
    """Write images along paths between points of z."""
    from ganviz.images import figures
    from ganviz.images.trained import load_trained

    picture = figures.figure3(load_trained(run, which=which), rows, steps, seed, path)
    figures.save_png(picture, out, scale)
    typer.echo(text("command_paths", n=rows, steps=steps, path=out))


@command()
def evaluate(
    run: Path, *, n: int = 10_000, seed: int = 0, which: str = "last", device: str = "cpu"
) -> None:
    """Print the Parzen-window log-likelihood beside Table 1."""
    import numpy as np

    from ganviz.images.trained import load_trained
    from ganviz.metrics import Row, parzen_protocol, table1

    trained = load_trained(run, which=which, device=device)
    settings = trained.recipe
    held_out = {
        name: settings.load(split).images.astype(np.float32) / 255
        for name, split in (("validation", settings.validation), ("test", settings.test))
    }
    samples = trained.images(trained.z(n, seed))
    where = "cpu" if device == "mps" else device  # MPS has no float64
    result = parzen_protocol(samples, held_out["validation"], held_out["test"], device=where)
    name = text("command_at_step", recipe=settings.name, step=trained.step)
    rows = {"mnist": Row(name, mnist=result.test), "tfd": Row(name, tfd=result.test)}
    ours = [rows[settings.data]] if settings.data in rows else []
    typer.echo(table1(ours))
    told = {"data": settings.data, "result": result.test, "n": n, "seed": seed}
    typer.echo("\n" + text("command_measured", run=name, **told))


@command()
def runs(root: Path = Path("runs")) -> None:
    """List runs."""
    from ganviz.images.folder import summaries

    found = summaries(root)
    if not found:
        typer.echo(text("command_no_runs", root=root))
    for s in found:
        best = "" if s.best is None else text("command_score", score=s.best)
        told = {"path": str(s.path), "recipe": s.recipe, "step": s.step, "state": s.state}
        typer.echo(text("command_run", best=best, **told))


@command()
def recipes(name: str = "") -> None:
    """List the recipes, or show one."""
    from ganviz.images import recipes

    if name:
        typer.echo(recipes.recipe(name).to_json())
    else:
        for recipe in recipes.RECIPES.values():
            typer.echo(f"{recipe.name:16} {recipe.note}")
