"""Folders and zips of images, written here by Pillow, and all that may lie in them."""

import io
import struct
import zipfile
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ganviz.images.data import DataError, load, pictures
from ganviz.images.data.layout import arrange

RNG = np.random.default_rng(0)


def encoded(pixels, form="PNG", **options):
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, form, **options)
    return stream.getvalue()


def colour(h=6, w=6):
    return RNG.integers(0, 256, (h, w, 3), dtype=np.uint8)


def grey(h=6, w=6):
    return RNG.integers(0, 256, (h, w), dtype=np.uint8)


def write(kind, where, files):
    """The same files as a folder or as a zip."""
    if kind == "zip":
        path = where / "pets.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(name, content)
        return path
    for name, content in files.items():
        path = where / "pets" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return where / "pets"


@pytest.fixture(params=["folder", "zip"])
def kind(request):
    return request.param


def test_class_folders_are_labels_in_the_order_of_the_names(kind, tmp_path):
    images = {name: colour() for name in ("dog/b.png", "cat/b.png", "cat/a.png", "emu/x/y.bmp")}
    files = {n: encoded(p, "BMP" if n.endswith("bmp") else "PNG") for n, p in images.items()}
    litter = {"cat/.DS_Store": b"?", "dog/Thumbs.db": b"?", ".git/HEAD": b"?", "__MACOSX/a": b"?"}
    data = load(write(kind, tmp_path, files | litter))
    assert data.classes == ("cat", "dog", "emu")
    assert data.labels.tolist() == [0, 0, 1, 2]
    np.testing.assert_array_equal(data.images, np.stack([images[name] for name in sorted(images)]))


def test_images_beside_each_other_have_no_labels(kind, tmp_path):
    data = load(write(kind, tmp_path, {"a.png": encoded(grey()), "b.png": encoded(grey())}))
    assert data.labels is None
    assert data.images.shape == (2, 6, 6, 1)


def test_folders_train_and_test_are_splits_and_share_their_classes(kind, tmp_path):
    names = ("train/cat/1.png", "train/emu/1.png", "test/dog/1.png", "val/emu/1.png")
    path = write(kind, tmp_path, {name: encoded(colour()) for name in names})
    parts = {split: load(path, split) for split in ("train", "validation", "test")}
    assert {split: part.labels.tolist() for split, part in parts.items()} == {
        "train": [0, 2],
        "validation": [2],
        "test": [1],
    }
    assert {part.classes for part in parts.values()} == {("cat", "dog", "emu")}
    with pytest.raises(ValueError, match=r"split = 'tset'.*did you mean 'test'"):
        load(path, "tset")


def test_without_split_folders_everything_is_train(kind, tmp_path):
    path = write(kind, tmp_path, {"cat/1.png": encoded(colour())})
    with pytest.raises(ValueError, match=r"split = 'test' .*one of train"):
        load(path, "test")


def test_more_images_than_a_chunk_keep_their_order_and_a_late_colour_counts(tmp_path):
    n = 2 * pictures._CHUNK + 3
    images = [np.full((4, 4), k % 256, np.uint8) for k in range(n)]
    files = {f"{k:04}.png": encoded(image) for k, image in enumerate(images)}
    assert load(write("folder", tmp_path, files)).images.shape == (n, 4, 4, 1)
    last = np.full((4, 4, 3), (1, 2, 3), np.uint8)
    data = load(write("zip", tmp_path, files | {"9999.png": encoded(last)}))
    np.testing.assert_array_equal(data.images[:n, 0, 0], np.arange(n)[:, None] % 256 * np.ones(3))
    np.testing.assert_array_equal(data.images[-1], last)


def test_the_files_of_a_wrapping_folder_load_alike(tmp_path):
    files = {name: encoded(colour()) for name in ("cat/1.png", "dog/1.png")}
    wrapped = {f"download/pets/{name}": content for name, content in files.items()}
    assert (
        load(write("zip", tmp_path, wrapped)).sha256
        == load(write("folder", tmp_path, files)).sha256
    )


def test_mixed_sizes_are_refused_by_name_unless_a_size_is_given(kind, tmp_path):
    files = {"a.png": encoded(colour(6, 6)), "b.png": encoded(colour(6, 9))}
    path = write(kind, tmp_path, files)
    with pytest.raises(DataError, match=r"b\.png: it has 6x9 pixels, but a\.png 6x6: give size="):
        load(path)
    assert load(path, size=5).images.shape == (2, 5, 5, 3)


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("notes.txt", b"hello", r"not an image by its name: notes\.txt"),
        ("noname", encoded(colour()), "not an image by its name: noname"),
        ("b.png", b"hello", r"b\.png: its content is not an image"),
        ("b.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 6 6\n", "is not an image"),
        ("b.png", encoded(colour(60, 60))[:2000], r"b\.png: it cannot be decoded"),
        ("b.jpg", encoded(colour(60, 60), "JPEG")[:1000], r"b\.jpg: it cannot be decoded"),
        ("b.png", encoded(grey().astype(np.uint16)), "not 8 bits"),
        ("b.png", b"", r"b\.png: its content is not an image"),
    ],
)
def test_what_is_not_a_whole_image_is_refused_by_name(kind, tmp_path, name, content, match):
    path = write(kind, tmp_path, {"a.png": encoded(colour()), name: content})
    with pytest.raises(DataError, match=match) as caught:
        load(path, size=6)
    assert str(path) in str(caught.value)


def png_of_absurd_size(side):
    """A PNG of a few bytes that states side x side pixels."""

    def chunk(name, content):
        checked = name + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("side", [8_193, 10_000, 100_000])
def test_an_image_that_states_absurdly_many_pixels_is_refused(kind, tmp_path, side):
    path = write(kind, tmp_path, {"bomb.png": png_of_absurd_size(side)})
    with pytest.raises(DataError, match=r"bomb\.png: .*(too many|exceeds limit)"):
        load(path)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("bomb.png", bytes(pictures._MOST_FILE_BYTES + 1))
    with pytest.raises(DataError, match=r"bomb\.png: 134,217,729 bytes are too many"):
        load(path)


def test_more_images_than_memory_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "_MOST_BYTES", 200)
    files = {name: encoded(colour()) for name in ("a.png", "b.png")}
    with pytest.raises(DataError, match="2 images of 6x6 do not fit in memory: give size="):
        load(write("zip", tmp_path, files))


@pytest.mark.parametrize("name", ["../outside.png", "a/../../outside.png", "/outside.png"])
def test_paths_that_lead_out_of_a_zip_are_refused(tmp_path, name):
    with pytest.raises(DataError, match=r"outside\.png' leads out of it"):
        load(write("zip", tmp_path, {name: encoded(colour())}))
    assert {path.name for path in tmp_path.iterdir()} == {"pets.zip"}


def test_corrupt_members_and_archives_are_refused(tmp_path):
    files = {name: encoded(colour(20, 20)) for name in ("a.png", "b.png")}
    path = write("zip", tmp_path, files)
    whole = path.read_bytes()
    # A byte in the middle of the last member: its checksum is wrong.
    broken = bytearray(whole)
    broken[whole.rindex(b"b.png", 0, whole.index(b"PK\x01\x02")) + 500] ^= 0xFF
    path.write_bytes(broken)
    with pytest.raises(DataError, match=r"pets\.zip/b\.png: it cannot be unpacked"):
        load(path)
    path.write_bytes(whole[:-100])
    with pytest.raises(DataError, match=r"pets\.zip: it is neither a folder nor a readable zip"):
        load(path)
    # Bit 0 of the flags says that a member is encrypted.
    place = whole.index(b"PK\x01\x02") + 8
    path.write_bytes(whole[:place] + b"\x01" + whole[place + 1 :])
    with pytest.raises(DataError, match=r"a\.png: it cannot be unpacked .*encrypted"):
        load(path)


def test_empty_folders_and_images_beside_class_folders_are_refused(kind, tmp_path):
    path = write(kind, tmp_path, {".DS_Store": b"?"})
    with pytest.raises(DataError, match="it holds no images"):
        load(path)
    path = write(kind, tmp_path, {"a.png": encoded(colour()), "cat/b.png": encoded(colour())})
    with pytest.raises(DataError, match=r"a\.png lies beside class folders"):
        load(path)


def test_a_folder_beside_train_and_test_is_refused(tmp_path):
    names = ("train/a.png", "test/a.png", "extra/a.png")
    with pytest.raises(DataError, match=r"extra/a\.png lies beside train and test"):
        load(write("zip", tmp_path, {name: encoded(colour()) for name in names}))


def test_every_mode_becomes_grey_or_rgb(tmp_path):
    half = np.zeros((6, 6, 4), np.uint8)
    half[:, :3] = (10, 20, 30, 255)
    palette = Image.fromarray(colour()).quantize(7)
    stream = io.BytesIO()
    palette.save(stream, "PNG")
    files = {
        "1-clear.png": encoded(half),
        "2-palette.png": stream.getvalue(),
        "3-grey.png": encoded(grey()),
    }
    clear, paletted, plain = load(write("folder", tmp_path, files)).images
    np.testing.assert_array_equal(clear[:, :3], np.broadcast_to((10, 20, 30), (6, 3, 3)))
    np.testing.assert_array_equal(clear[:, 3:], 255)
    np.testing.assert_array_equal(paletted, np.asarray(palette.convert("RGB")))
    np.testing.assert_array_equal(plain[..., 0], plain[..., 2])
    grey_and_clear = np.zeros((6, 6, 2), np.uint8)
    path = tmp_path / "clear.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.png", encoded(grey_and_clear))
        archive.writestr("b.png", encoded(grey() > 100))
    data = load(path)
    assert data.images.shape == (2, 6, 6, 1)
    np.testing.assert_array_equal(data.images[0], 255)
    assert set(np.unique(data.images[1])) <= {0, 255}


def test_photographs_are_turned_upright(tmp_path):
    exif = Image.Exif()
    exif[0x0112] = 6
    pixels = colour(4, 7)
    files = {"a.png": encoded(pixels, exif=exif)}
    data = load(write("folder", tmp_path, files))
    np.testing.assert_array_equal(data.images[0], np.rot90(pixels, -1))


parts = st.sampled_from(["cat", "dog", "train", "test", "val", "emu"])


@given(st.sets(st.lists(parts, max_size=3).map("/".join), min_size=1, max_size=8))
def test_every_image_is_in_exactly_one_split_or_all_are_refused(folders):
    names = [f"{folder}/{k}.png".lstrip("/") for k, folder in enumerate(folders)]
    placed = []
    for split in ("train", "validation", "test"):
        try:
            layout = arrange("somewhere", names, split)
        except DataError:
            return
        except ValueError:
            continue
        placed += layout.names
        if layout.labels is not None:
            assert all(
                layout.classes[k] in name.split("/")
                for k, name in zip(layout.labels, layout.names, strict=True)
            )
    assert sorted(placed) == sorted(names)


def test_class_folders_that_are_links_count_and_a_loop_ends(tmp_path):
    write("folder", tmp_path, {"cat/1.png": encoded(colour())})
    elsewhere = tmp_path / "elsewhere" / "dogs"
    elsewhere.mkdir(parents=True)
    for name in ("1.png", "2.png"):
        (elsewhere / name).write_bytes(encoded(colour()))
    (tmp_path / "pets" / "dog").symlink_to(elsewhere)
    (tmp_path / "pets" / "cat" / "again").symlink_to(tmp_path / "pets")
    data = load(tmp_path / "pets")
    assert data.classes == ("cat", "dog")
    assert data.labels.tolist() == [0, 1, 1]


@pytest.mark.parametrize("other", ["val", "validation", "test"])
def test_train_and_any_other_split_are_splits(kind, tmp_path, other):
    files = {f"{split}/cat/1.png": encoded(colour()) for split in ("train", other)}
    path = write(kind, tmp_path, files | {"train/dog/1.png": encoded(colour())})
    assert load(path).labels.tolist() == [0, 1]
    split = "validation" if other == "val" else other
    assert load(path, split).labels.tolist() == [0]
    assert load(path, split).classes == ("cat", "dog")
    missing = "validation" if other == "test" else "test"
    with pytest.raises(ValueError, match=rf"split = '{missing}' is not allowed"):
        load(path, missing)


@pytest.mark.parametrize("coloured", ["train", "test"])
def test_all_splits_are_grey_or_none_is(kind, tmp_path, coloured):
    files = {f"{split}/{i}.png": encoded(grey()) for split in ("train", "test") for i in (0, 1)}
    path = write(kind, tmp_path, files)
    assert {load(path, split).images.shape for split in ("train", "test")} == {(2, 6, 6, 1)}
    path = write(kind, tmp_path, files | {f"{coloured}/2.png": encoded(colour())})
    assert {load(path, split).images.shape[3] for split in ("train", "test")} == {3}
