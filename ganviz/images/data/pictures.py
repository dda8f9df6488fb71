"""Any folder or zip of images, decoded in memory by Pillow."""

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from ganviz.images.data.container import DataError, ImageData, damaged, fit
from ganviz.images.data.layout import arrange
from ganviz.texts import text

# Only formats that Pillow decodes itself; for EPS, for instance, it would start another program.
_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "PPM", "TIFF", "WEBP")
# Limits against decompression bombs, far above what training images need.
_MOST_FILE_BYTES = 1 << 27
_MOST_PIXELS = 1 << 26
_MOST_BYTES = 1 << 35
_CHUNK = 128
_GREY = ("1", "L", "LA")

Reader = Callable[[str], bytes]


def load(path: Path, split: str, size: int | None) -> ImageData:
    """The images of a folder or zip, sorted by name, with class folders as labels.

    Splits: ``"train"`` is everything, unless there are folders of splits (see
    :func:`ganviz.images.data.layout.arrange`). Images are grey if those of all splits are, and RGB
    otherwise. Transparent pixels become white, photographs are rotated as their EXIF data say, and
    of an animation the first picture is used. All must have the same size, unless ``size`` is
    given: then the largest central square of each is resampled to size x size.

    Raises:
        ValueError: a wrong split, a file that is not an image, is damaged or too large, images of
            different sizes, or none.
    """
    with _opened(path) as (names, read):
        layout = arrange(path, names, split)
        images, coloured = _decode_all(path, layout.names, read, size)
        if not (coloured or any(_is_coloured(path / name, read(name)) for name in layout.others)):
            images = images[..., :1].copy()
    labels = None if layout.labels is None else np.array(layout.labels, dtype=np.int64)
    return ImageData(f"{path.name} {split}", images, labels, layout.classes)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[list[str], Reader]]:
    """The names of all files, and a thread-safe function that reads one."""
    if path.is_dir():
        names = [file.relative_to(path).as_posix() for file in _files_in(path, frozenset())]
        yield names, lambda name: _read_file(path / name)
        return
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError) as error:
        raise damaged(path, text("data_neither", error=error)) from error
    with archive:
        members = {m.filename: m for m in archive.infolist() if not m.is_dir()}
        yield list(members), lambda name: _read_member(archive, members[name], path)


def _files_in(folder: Path, above: frozenset[Path]) -> Iterator[Path]:
    """Every file in a folder and its subfolders; a link to a folder in ``above`` is ignored."""
    here = folder.resolve()
    if here in above:
        return
    for entry in os.scandir(folder):
        if entry.is_dir():
            yield from _files_in(Path(entry), above | {here})
        else:
            yield Path(entry)


def _read_file(path: Path) -> bytes:
    _check_file_size(path, path.stat().st_size)
    return path.read_bytes()


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> bytes:
    where = path / member.filename
    # zipfile never unpacks more than this size.
    _check_file_size(where, member.file_size)
    try:
        return archive.read(member)
    # Errors of damaged or encrypted files, or unknown compression, have no common base class.
    except Exception as error:
        raise damaged(where, text("data_unpack", error=error)) from error


def _check_file_size(where: Path, size: int) -> None:
    if size > _MOST_FILE_BYTES:
        raise damaged(where, text("data_file_bytes", n=size))


def _decode_all(
    path: Path, names: tuple[str, ...], read: Reader, size: int | None
) -> tuple[np.ndarray, bool]:
    """uint8 array (n, h, w, 3) of the images, and whether one of them has colour."""
    from tqdm.auto import tqdm

    first = _decode(path / names[0], read(names[0]), size)
    h, w = first.shape[:2]
    if len(names) * h * w * 3 > _MOST_BYTES:
        raise damaged(path, text("data_memory", n=len(names), h=h, w=w))
    images = np.empty((len(names), h, w, 3), np.uint8)

    def decode_chunk(start: int) -> tuple[int, bool]:
        """Decode a chunk; returns its number of images, and whether one of them has colour."""
        coloured = False
        chunk = names[start : start + _CHUNK]
        for i, name in enumerate(chunk, start):
            image = _decode(path / name, read(name), size)
            if image.shape[:2] != (h, w):
                own = "{}x{}".format(*image.shape)
                told = text("data_sizes", own=own, first=names[0], size=f"{h}x{w}")
                raise damaged(path / name, told)
            images[i] = image
            coloured |= image.shape[2] == 3
        return len(chunk), coloured

    starts = range(0, len(names), _CHUNK)
    coloured = False
    with (
        ThreadPoolExecutor(os.cpu_count()) as pool,
        tqdm(total=len(names), desc=path.name, unit="img", delay=1) as bar,
    ):
        for count, chunk_coloured in pool.map(decode_chunk, starts):
            bar.update(count)
            coloured |= chunk_coloured
    return images, coloured


def _decode(where: Path, content: bytes, size: int | None) -> np.ndarray:
    """uint8 array (h, w, 1) or (h, w, 3) of one image file."""
    with _picture(where, content) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise damaged(where, text("data_pixels", h=picture.height, w=picture.width))
        if picture.mode.startswith(("I", "F")):
            raise damaged(where, text("data_levels", mode=picture.mode))
        upright = ImageOps.exif_transpose(picture) if "exif" in picture.info else picture
        grey = upright.mode in _GREY
        if upright.has_transparency_data:
            canvas = Image.new("RGBA", upright.size, "white")
            canvas.alpha_composite(upright.convert("RGBA"))
            upright = canvas
        plain = upright.convert("L" if grey else "RGB")
        pixels = np.asarray(plain if size is None else fit(plain, size))
        return pixels[..., None] if grey else pixels


def _is_coloured(where: Path, content: bytes) -> bool:
    """Whether the image has colour, by the header of the file."""
    with _picture(where, content) as picture:
        return picture.mode not in _GREY


@contextmanager
def _picture(where: Path, content: bytes) -> Iterator[Image.Image]:
    """The opened image file; all its errors are raised as DataError."""
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as picture:
            yield picture
    except DataError:
        raise
    except Image.UnidentifiedImageError as error:
        raise damaged(where, text("data_not_an_image", formats=", ".join(_FORMATS))) from error
    # The decoders' errors have no common base class.
    except Exception as error:
        raise damaged(where, text("data_decode", error=error)) from error
