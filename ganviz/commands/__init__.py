"""The command line: ``ganviz train | sample | interpolate | evaluate | runs | recipes | sweep``."""

from ganviz.commands import images, toy  # noqa: F401  # their commands are in app now
from ganviz.commands.command import app

__all__ = ["app", "main"]


def main() -> None:
    """Entry point of the command ``ganviz``."""
    app(prog_name="ganviz")
