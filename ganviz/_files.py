"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """A file to write, which is called ``path`` in the end; after an error it is gone.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole(Path(folder, "a.txt")) as work:
    ...         print(work.write_text("all of it"), work.suffix)
    ...     os.listdir(folder)
    9 .txt
    ['a.txt']
    """
    work = path.with_name(f".{os.getpid()}.{path.name}")
    try:
        yield work
        os.replace(work, path)
    finally:
        work.unlink(missing_ok=True)
