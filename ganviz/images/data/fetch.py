"""The files of the named data sets: where they are, and downloads, checked by their hash."""

import gzip
import hashlib
import os
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path

from ganviz.images.data.container import DataError, damaged
from ganviz.texts import text

_SECONDS_OF_SILENCE = 15


def home(root: str | Path | None) -> Path:
    """The folder of all data sets: ``root``, or else GANVIZ_DATA, or else the user's cache."""
    chosen = root or os.environ.get("GANVIZ_DATA")
    return Path(chosen).expanduser() if chosen else Path(_pooch().os_cache("ganviz"))


def find(folders: Iterable[Path], names: Sequence[str]) -> Path | None:
    """The first existing file with one of these names in one of these folders, or None."""
    paths = (folder / name for folder in folders for name in names)
    return next((path for path in paths if path.exists()), None)


def fetch(
    name: str, mirrors: Sequence[str], sha256: str, folder: Path, *, gzipped_content: bool = False
) -> Path:
    """Download one file into ``folder`` from the first mirror that has the right content.

    The file gets its name only after its hash was checked, so that a failed download leaves nothing
    behind, and several processes may download it at once.

    Args:
        name: name of the file, and the last part of its address.
        mirrors: addresses without the name, in the order in which they are tried.
        sha256: the right hash.
        folder: made if it does not exist.
        gzipped_content: whether ``sha256`` is that of the unpacked content, since mirrors may
            compress it in different ways.

    Raises:
        DataError: no mirror has the right file (the message has the failure of each, and where to
            put the file by hand), or the folder cannot be written to.
    """
    failures = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".download-") as scratch:
            part = Path(scratch) / name
            for mirror in mirrors:
                failure = _try_mirror(f"{mirror}/{name}", part, sha256, gzipped_content)
                if failure is None:
                    part.replace(folder / name)
                    return folder / name
                failures.append(f"  {mirror}/{name}: {failure}")
    except OSError as error:
        raise damaged(folder / name, text("data_cannot_be_stored", error=error)) from error
    told = {"path": folder / name, "name": name, "folder": folder}
    raise DataError(text("data_not_downloaded", failures="\n".join(failures), **told))


def _try_mirror(url: str, part: Path, sha256: str, gzipped_content: bool) -> str | None:
    """Download to ``part``; returns the reason of a failure, None on success."""
    download = _pooch().HTTPDownloader(progressbar=True, timeout=_SECONDS_OF_SILENCE)
    try:
        download(url, str(part), None)
        content = hashlib.sha256()
        with gzip.open(part) if gzipped_content else part.open("rb") as stream:
            while block := stream.read(1 << 20):
                content.update(block)
    except (OSError, ValueError, EOFError, zlib.error) as error:
        return f"{type(error).__name__}: {error}"
    found = content.hexdigest()
    wrong = text("data_other_content", found=found, sha256=sha256)
    return None if found == sha256 else wrong


def _pooch():
    try:
        import pooch
    except ModuleNotFoundError as error:
        raise DataError(text("data_pooch")) from error
    return pooch
