"""The command line: ``ganviz train | sample | interpolate | evaluate | runs | recipes | sweep``."""

import inspect
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ganviz import _check
from ganviz.run import Diverged
from ganviz.texts import text

if TYPE_CHECKING:
    from ganviz.images.recipe import Recipe

# Commands import the rest: torch and lightning take seconds, and --help does not wait for them.

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=text("commands_help"),
)


def _command(**help_of: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function: what is before the * are its arguments, the rest its options.

    What ``--help`` says of ``run`` is the text "option_run", unless ``help_of`` has another key. An
    error that the user can correct is one line, and exits with 2.
    """

    def command(function: Callable[..., None]) -> Callable[..., None]:
        @wraps(function)
        def guarded(*args: Any, **kwargs: Any) -> None:
            try:
                function(*args, **kwargs)
            except (ValueError, OSError, Diverged) as error:
                message = " ".join(str(error).split()) or type(error).__name__
                typer.echo(f"ganviz: {message}", err=True)
                raise typer.Exit(2) from error

        for name, given in inspect.signature(function).parameters.items():
            says = text(help_of.get(name, f"option_{name}"))
            argument = given.kind is given.POSITIONAL_OR_KEYWORD
            shown = typer.Argument(help=says) if argument else typer.Option(_flag(given), help=says)
            guarded.__annotations__[name] = Annotated[given.annotation, shown]
        return app.command(help=text(f"command_{function.__name__}"))(guarded)

    return command


def _flag(given: inspect.Parameter) -> str:
    """How an option is written: -n, --log-every, and --x/--no-x where neither is the default."""
    name = given.name.rstrip("_").replace("_", "-")
    if given.annotation == bool | None:
        return f"--{name}/--no-{name}"
    return f"--{name}" if name[1:] else f"-{name}"


@_command(out="option_folder")
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


@_command()
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


@_command(out="option_picture")
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


@_command()
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


@_command()
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


@_command()
def recipes(name: str = "") -> None:
    """List the recipes, or show one."""
    from ganviz.images import recipes

    if name:
        typer.echo(recipes.recipe(name).to_json())
    else:
        for recipe in recipes.RECIPES.values():
            typer.echo(f"{recipe.name:16} {recipe.note}")


@_command(out="option_table", set_="option_toy_set", data="option_target", seeds="option_seeds")
def sweep(
    over: list[str],
    *,
    set_: list[str] | None = None,
    data: str = "ring",
    rounds: int = 2_000,
    seeds: int = 10,
    out: Path = Path("sweep.parquet"),
    processes: int = 1,
) -> None:
    """Play toy GANs over grids of settings and write a table of how they end."""
    from concurrent.futures import ProcessPoolExecutor

    from ganviz.settings import change_by_text, look_up
    from ganviz.toy import ToySettings
    from ganviz.toy.sweeps import sweep as play

    settings, grid = change_by_text(ToySettings(), set_ or []), dict[str, list[Any]]()
    for path, _, values in (given.partition("=") for given in over):
        each = [change_by_text(settings, [f"{path}={value}"]) for value in values.split(",")]
        grid[path] = [look_up(one, path) for one in each]

    def told(n: int, of: int) -> None:
        typer.echo(text("command_rows", n=n, of=of), err=True)

    asked = {"rounds": rounds, "seeds": seeds, "p_data": data, "path": out, "progress": told}
    with ProcessPoolExecutor(_check.integer("processes", processes, at_least=1)) as pool:
        table = play(settings, grid, executor=pool, **asked)
    means = table.pivot_table(["jsd", "modes", "high_quality"], index=[*grid])
    typer.echo(means.to_string())


def main() -> None:
    """Entry point of the command ``ganviz``."""
    app(prog_name="ganviz")


if __name__ == "__main__":
    main()
