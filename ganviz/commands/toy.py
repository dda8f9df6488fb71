"""The command of toy GANs: sweep."""

from pathlib import Path
from typing import Any

import typer

from ganviz.commands.command import command
from ganviz.texts import text


@command(out="option_table", set_="option_toy_set", data="option_target")
def sweep(
    over: list[str],
    *,
    set_: list[str] | None = None,
    data: str = "ring",
    rounds: int = 2_000,
    seeds: int = 10,
    out: Path = Path("sweep.parquet"),
    workers: int = 1,
    cluster: str | None = None,
) -> None:
    """Play toy GANs over grids of settings and write a table of how they end."""
    from ganviz.settings import change_by_text, look_up
    from ganviz.toy import ToySettings
    from ganviz.toy.sweeps.table import sweep as play

    settings, grid = change_by_text(ToySettings(), set_ or []), dict[str, list[Any]]()
    for path, _, values in (given.partition("=") for given in over):
        each = [change_by_text(settings, [f"{path}={value}"]) for value in values.split(",")]
        grid[path] = [look_up(one, path) for one in each]

    def told(n: int, of: int) -> None:
        typer.echo(text("command_rows", n=n, of=of), err=True)

    asked = {"rounds": rounds, "seeds": seeds, "p_data": data, "path": out, "progress": told}
    table = play(settings, grid, workers=cluster or workers, **asked)
    means = table.pivot_table(["jsd", "modes", "high_quality"], index=[*grid])
    typer.echo(means.to_string())
