"""What a command is: a function, whose arguments are those of the command line.

Its module is imported to show ``--help``, which should not wait for torch and lightning: a command
imports them in its function.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from ganviz.run import Diverged
from ganviz.texts import text

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help=text("commands_help"),
)
"""All commands."""


def command(**help_of: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a command of a function: what is before the * are its arguments, the rest its options.

    What ``--help`` says of the command ``train`` is the text "command_train", and of ``run``
    "option_run", unless ``help_of`` has another key.
    """

    def made(function: Callable[..., None]) -> Callable[..., None]:
        guarded = _guarded(function)
        for name, given in inspect.signature(function).parameters.items():
            says = text(help_of.get(name, f"option_{name.rstrip('_')}"))
            argument = given.kind is given.POSITIONAL_OR_KEYWORD
            shown = typer.Argument(help=says) if argument else typer.Option(_flag(given), help=says)
            guarded.__annotations__[name] = Annotated[given.annotation, shown]
        return app.command(help=text(f"command_{function.__name__}"))(guarded)

    return made


def _guarded(function: Callable[..., None]) -> Callable[..., None]:
    """The function; an error that the user can correct is one line, and exits with 2."""

    @wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except (ValueError, OSError, Diverged) as error:
            message = " ".join(str(error).split()) or type(error).__name__
            typer.echo(f"ganviz: {message}", err=True)
            raise typer.Exit(2) from error

    return guarded


def _flag(given: inspect.Parameter) -> str:
    """How an option is written: -n, --log-every, and --x/--no-x where neither is the default."""
    name = given.name.rstrip("_").replace("_", "-")
    if given.annotation == bool | None:
        return f"--{name}/--no-{name}"
    return f"--{name}" if name[1:] else f"-{name}"
