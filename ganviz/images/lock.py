"""One process at a time trains in a run's folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ganviz import _check

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

LOCK = ".lock"


@contextmanager
def held(run: Path) -> Iterator[None]:
    """Hold the lock of a run's folder; it goes when the process ends, however it ends.

    Where the system or the file system has no such locks, this does nothing.

    Raises:
        ValueError: somebody else holds it.
    """
    with (run / LOCK).open("a") as file:
        if fcntl is not None:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise _check.refuse("run", str(run), "rule_run_stands_still") from error
            except OSError:  # network file systems need not have locks
                pass
        yield
