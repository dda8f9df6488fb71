"""The split and the class of an image, by its path in a folder or zip."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ganviz import _check
from ganviz.images.data.container import damaged
from ganviz.texts import text

SUFFIXES = frozenset(
    (".bmp", ".gif", ".jpeg", ".jpg", ".pgm", ".png", ".ppm", ".tif", ".tiff", ".webp")
)
_SPLITS = {"train": "train", "val": "validation", "validation": "validation", "test": "test"}
_LITTER = frozenset(("thumbs.db", "desktop.ini", "__macosx"))

Parts = tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    """The images of one split, in the order of their names.

    Attributes:
        names: paths within the folder or zip.
        labels: class of each; None if there are no class folders.
        classes: names of the class folders of all splits, sorted.
        others: paths of the images of the other splits.
    """

    names: tuple[str, ...]
    labels: tuple[int, ...] | None
    classes: tuple[str, ...]
    others: tuple[str, ...] = ()


def arrange(where: Path | str, names: Iterable[str], split: str) -> Layout:
    """Find the images of a split and their classes.

    A folder ``train`` together with ``validation`` (or ``val``) or ``test`` are the splits;
    otherwise everything is ``"train"``. An image's class is the first folder on its path within the
    split. A folder that holds all the others is ignored, and so are hidden files and those that
    Windows and macOS make; other files that are not images are refused.

    Args:
        where: the folder or zip, for messages.
        names: paths of the files within it, with forward slashes.
        split: name of the split.

    Raises:
        ValueError: an unknown split, a file that is not an image, no images at all, or images both
            inside and outside class folders.

    >>> arrange("pets", ["cat/2.png", "cat/1.png", "dog/1.png", "dog/.DS_Store"], "train")
    Layout(names=('cat/1.png', 'cat/2.png', 'dog/1.png'), labels=(0, 0, 1),
           classes=('cat', 'dog'), others=())
    """
    paths = {name: PurePosixPath(name).parts for name in sorted(names) if not _is_litter(name)}
    _check_names(where, paths)
    by_split = _by_split(where, _without_wrapper(paths))
    _check.one_of("split", split, by_split)
    everything = {name: parts for paths in by_split.values() for name, parts in paths.items()}
    flat = [name for name, parts in everything.items() if len(parts) == 1]
    chosen = by_split[split]
    others = tuple(name for name in everything if name not in chosen)
    if len(flat) == len(everything):
        return Layout(tuple(chosen), None, (), others)
    if flat:
        raise damaged(where, text("data_beside_classes", name=flat[0]))
    classes = sorted({parts[0] for parts in everything.values()})
    number = {name: k for k, name in enumerate(classes)}
    labels = tuple(number[parts[0]] for parts in chosen.values())
    return Layout(tuple(chosen), labels, tuple(classes), others)


def _is_litter(name: str) -> bool:
    return any(
        part.lower() in _LITTER or (part.startswith(".") and part != "..")
        for part in PurePosixPath(name).parts
    )


def _check_names(where: Path | str, paths: dict[str, Parts]) -> None:
    if not paths:
        raise damaged(where, text("data_no_images"))
    for name, parts in paths.items():
        if ".." in parts or parts[0] == "/":
            raise damaged(where, text("data_leads_out", name=name))
    others = [name for name in paths if PurePosixPath(name).suffix.lower() not in SUFFIXES]
    if others:
        told = {"names": ", ".join(others[:3]), "endings": " ".join(sorted(SUFFIXES))}
        if len(others) > 3:
            raise damaged(where, text("data_not_images_more", n=len(others) - 3, **told))
        raise damaged(where, text("data_not_images", **told))


def _without_wrapper(paths: dict[str, Parts]) -> dict[str, Parts]:
    """The paths without a common first folder, if there are folders in it."""
    firsts = {parts[0] for parts in paths.values()}
    if len(firsts) > 1 or any(len(parts) < 3 for parts in paths.values()):
        return paths
    return _without_wrapper({name: parts[1:] for name, parts in paths.items()})


def _by_split(where: Path | str, paths: dict[str, Parts]) -> dict[str, dict[str, Parts]]:
    """Split -> its paths, without the folder of the split."""
    firsts = {parts[0] for parts in paths.values() if len(parts) > 1}
    splits = [name for name in _SPLITS if name in firsts]
    if "train" not in splits or len(splits) == 1:
        return {"train": paths}
    stray = [name for name, parts in paths.items() if parts[0] not in _SPLITS]
    if stray:
        beside = text("data_and").join(splits)
        raise damaged(where, text("data_beside_splits", name=stray[0], splits=beside))
    by_split: dict[str, dict[str, Parts]] = {}
    for name, parts in paths.items():
        by_split.setdefault(_SPLITS[parts[0]], {})[name] = parts[1:]
    return by_split
