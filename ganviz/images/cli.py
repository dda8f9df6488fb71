"""The command line: ``ganviz train | sample | interpolate | evaluate | runs | recipes``."""

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from ganviz.run import Diverged
from ganviz.texts import text

# Commands import the rest: torch and lightning take seconds, and --help does not wait for them.

_opt = typer.Option
app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Train the paper's image GANs, look at their samples and measure them.\n\n"
    "Start with:  ganviz train digits   (real 8x8 digits, about a minute, nothing to download)",
)

Run = Annotated[Path, typer.Argument(help="Folder of a run, as ganviz runs lists them.")]
Seed = Annotated[int, _opt(help="Of the points z: the same seed gives the same images.")]
Which = Annotated[str, _opt(help="Checkpoint: last, or best (by validation score).")]
Device = Annotated[str, _opt(help="cpu, cuda or mps, if this machine has it.")]
Data = Annotated[
    str, _opt(help="Data in place of the recipe's: a name, or a folder or zip of images.")
]


def _command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command of it; an error that the user can correct is one line, and exits with 2."""

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except (ValueError, OSError, Diverged) as error:
            message = " ".join(str(error).split()) or type(error).__name__
            typer.echo(f"ganviz: {message}", err=True)
            raise typer.Exit(2) from error

    return app.command()(guarded)


@_command
def train(
    recipe: Annotated[
        str | None, typer.Argument(help="A name that ganviz recipes lists [default: digits]")
    ] = None,
    set_: Annotated[
        list[str] | None,
        _opt("--set", help="field=value, such as lr=0.05 or generator.layers.0.units=800."),
    ] = None,
    epochs: Annotated[int | None, _opt(help="The same as --set epochs=...")] = None,
    seed: Annotated[int | None, _opt(help="The same as --set seed=...")] = None,
    data: Data = "",
    out: Annotated[Path | None, _opt(help="New folder [default: runs/RECIPE-DATE]")] = None,
    resume: Annotated[
        Path | None, _opt(help="Go on with this run; --epochs may be raised, data moved.")
    ] = None,
    device: Annotated[str | None, _opt(help="auto, cpu, cuda or mps [default: auto]")] = None,
    precision: Annotated[str | None, _opt(help="fp32, tf32 or bf16 [default: fp32]")] = None,
    processes: Annotated[
        int | None, _opt(help="How many share each minibatch (torchrun has its own) [default: 1]")
    ] = None,
    cuda_graph: Annotated[
        bool | None,
        _opt("--cuda-graph/--no-cuda-graph", help="Record the step once and replay it; CUDA only."),
    ] = None,
    threads: Annotated[int, _opt(help="CPU threads; 0 leaves it to torch.")] = 0,
    log_every: Annotated[int | None, _opt(help="Steps between two metrics [default: 100]")] = None,
    checkpoint_every: Annotated[
        int | None, _opt(help="Steps between two checkpoints [default: an epoch, at least 500]")
    ] = None,
    keep: Annotated[int | None, _opt(help="Checkpoints kept besides the best [default: 3]")] = None,
) -> None:
    """Train a recipe, or go on with a run that stopped.

    Ctrl-C and SIGTERM save a checkpoint before they stop the run, and ``--resume`` goes on from it,
    on the CPU bit for bit. Where and how it trained and saved is remembered with it.

    \b
    ganviz train mnist-tuned --epochs 10 --seed 1 --set lr=0.0005
    ganviz train --resume runs/digits-20260101-120000
    ganviz train dcgan-64 --data photos.zip --precision bf16
    torchrun --nproc-per-node 2 -m ganviz.images.cli train digits --out runs/two
    """
    import torch

    from ganviz import _check
    from ganviz.images import checkpoint, recipes
    from ganviz.images.data import absolute
    from ganviz.images.folder import read_recipe
    from ganviz.images.machine import Machine
    from ganviz.images.processes import leave
    from ganviz.images.record import Habits
    from ganviz.images.trainer import Trainer

    if _check.integer("threads", threads, at_least=0):
        torch.set_num_threads(threads)
    if resume is not None and out is not None:
        raise _check.refuse("out", str(out), "rule_no_out_beside_resume")
    if resume is None:
        settings, meta = recipes.recipe(recipe or "digits").override(set_ or []), {}
    elif set_ or seed is not None:
        raise _check.refuse("--resume", str(resume), "refused_resume")
    else:
        settings = read_recipe(resume)
        _check.one_of("recipe", recipe or settings.name, [settings.name])
        meta = checkpoint.latest(resume, weights_only=True)[0].meta
    settings = settings.but(**_given(epochs=epochs, seed=seed, data=data or None))
    settings = settings.but(data=absolute(settings.data))  # so that it is resumed from anywhere
    where = _given(device=device, precision=precision, processes=processes, cuda_graph=cuda_graph)
    machine = Machine(**meta.get("machine", {}) | where)
    how = _given(log_every=log_every, checkpoint_every=checkpoint_every, keep=keep, bar=True)
    habits = Habits(**meta.get("habits", {}) | how)
    run = Trainer(
        settings,
        settings.load(settings.split),
        resume or out,
        validation=settings.held_out(),
        resume=resume is not None,
        machine=machine,
        habits=habits,
        command=["ganviz", *sys.argv[1:]],
    )
    outcome = run.fit()
    told = {"step": outcome.step, "epoch": outcome.epoch, "seconds": outcome.seconds}
    key = "command_finished" if outcome.finished else "command_stopped"
    if leave():
        typer.echo(text(key, path=outcome.path, **told))
    raise typer.Exit(128 + outcome.signal if outcome.signal else 0)


def _given(**options: object) -> dict[str, Any]:
    """The options that are on the command line."""
    return {name: value for name, value in options.items() if value is not None}


@_command
def sample(
    run: Run,
    n: Annotated[int, _opt("-n", help="How many.")] = 64,
    seed: Seed = 0,
    out: Annotated[
        Path, _opt(help="A .png for a grid, or a .npy of floats in [0, 1], (n, h, w, c).")
    ] = Path("samples.png"),
    columns: Annotated[int, _opt(help="Of the grid.")] = 8,
    nearest: Annotated[
        bool, _opt("--nearest", help="Figure 2: last column is the nearest training image.")
    ] = False,
    scale: Annotated[int, _opt(help="Pixels of the picture per pixel of an image.")] = 2,
    which: Which = "last",
    device: Device = "cpu",
) -> None:
    """Write samples of a run's generator: Figure 2 of the paper with ``--nearest``."""
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


@_command
def interpolate(
    run: Run,
    rows: Annotated[int, _opt(help="Pairs of points.")] = 4,
    steps: Annotated[int, _opt(help="Images from one point to the other.")] = 10,
    path: Annotated[str, _opt(help="linear, as in the paper, or spherical.")] = "linear",
    seed: Seed = 0,
    out: Annotated[Path, _opt(help="A .png.")] = Path("interpolation.png"),
    scale: Annotated[int, _opt(help="Pixels of the picture per pixel of an image.")] = 2,
    which: Which = "last",
) -> None:
    """Write images along paths between points of z: Figure 3 of the paper."""
    from ganviz.images import figures
    from ganviz.images.trained import load_trained

    picture = figures.figure3(load_trained(run, which=which), rows, steps, seed, path)
    figures.save_png(picture, out, scale)
    typer.echo(text("command_paths", n=rows, steps=steps, path=out))


@_command
def evaluate(
    run: Run,
    n: Annotated[int, _opt("-n", help="Samples; the paper takes 10,000.")] = 10_000,
    seed: Seed = 0,
    which: Which = "last",
    device: Device = "cpu",
) -> None:
    """Parzen-window log-likelihood after the paper's protocol, beside Table 1.

    Sigma is chosen on the first 1,000 validation images, the test images are scored. The number
    says little: real training images as "samples" get 244 on MNIST, 1,000 k-means centres 286.
    """
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


@_command
def runs(
    root: Annotated[Path, typer.Argument(help="Where the folders of the runs are.")] = Path("runs"),
) -> None:
    """List runs: recipe, how far, best quick score (nats, of 1,000 samples), how they ended."""
    from ganviz.images.folder import summaries

    found = summaries(root)
    if not found:
        typer.echo(text("command_no_runs", root=root))
    for s in found:
        best = "" if s.best is None else text("command_score", score=s.best)
        told = {"path": str(s.path), "recipe": s.recipe, "step": s.step, "state": s.state}
        typer.echo(text("command_run", best=best, **told))


@_command
def recipes(
    name: Annotated[str, typer.Argument(help="Show all settings of this one, as JSON.")] = "",
) -> None:
    """List the recipes, or show one: every field can be changed with ``train --set``."""
    from ganviz.images import recipes

    if name:
        typer.echo(recipes.recipe(name).to_json())
    else:
        for recipe in recipes.RECIPES.values():
            typer.echo(f"{recipe.name:16} {recipe.note}")


def main() -> None:
    """Entry point of the command ``ganviz``."""
    app(prog_name="ganviz")


if __name__ == "__main__":
    main()
