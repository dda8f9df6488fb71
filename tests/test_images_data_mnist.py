"""IDX files, written here byte by byte, and the sets made of them."""

import gzip
import hashlib
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from ganviz.images.data import DataError, load, mnist


def encode(array):
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape) + array.tobytes()


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(content, 1) if path.suffix == ".gz" else content)
    return path


@pytest.fixture
def small(tmp_path):
    """Six training and four test images of 5x7 pixels in IDX files, one of them compressed."""
    rng = np.random.default_rng(0)
    arrays = {
        "train-images-idx3-ubyte": rng.integers(0, 256, (6, 5, 7), dtype=np.uint8),
        "train-labels-idx1-ubyte": np.array([0, 1, 2, 2, 1, 0], np.uint8),
        "t10k-images-idx3-ubyte": rng.integers(0, 256, (4, 5, 7), dtype=np.uint8),
        "t10k-labels-idx1-ubyte": np.array([2, 1, 0, 0], np.uint8),
    }
    for name, array in arrays.items():
        end = ".gz" if name.startswith("train-images") else ""
        write(tmp_path / "small" / (name + end), encode(array))
    return tmp_path / "small", arrays


@given(array=arrays(np.uint8, st.tuples(*[st.integers(1, 4)] * 3)), packed=st.booleans())
def test_idx_gives_back_what_was_written(tmp_path_factory, array, packed):
    path = tmp_path_factory.mktemp("idx") / ("images.gz" if packed else "images")
    read = mnist.read_idx(write(path, encode(array)), 3)
    np.testing.assert_array_equal(read, array)
    assert read.flags.writeable
    assert mnist.idx_header(array.shape) == encode(array)[:16]


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_cut_short_anywhere_is_refused(tmp_path, packed):
    array = np.arange(60, dtype=np.uint8).reshape(3, 4, 5)
    whole = gzip.compress(encode(array)) if packed else encode(array)
    path = tmp_path / "images"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match="images: "):
            mnist.read_idx(path, 3)


def test_a_flipped_byte_in_a_gz_is_noticed_or_harmless(tmp_path):
    array = np.arange(60, dtype=np.uint8).reshape(3, 4, 5)
    whole = gzip.compress(encode(array))
    path = tmp_path / "images.gz"
    refused = 0
    for place in range(len(whole)):
        for bit in range(8):
            broken = bytearray(whole)
            broken[place] ^= 1 << bit
            path.write_bytes(broken)
            try:
                np.testing.assert_array_equal(mnist.read_idx(path, 3), array)
            except DataError:
                refused += 1
    # Harmless are only the time, the flags and the system in the 10 bytes of gzip's header.
    assert refused > 8 * (len(whole) - 10)


@pytest.mark.parametrize(
    ("content", "match"),
    [
        (encode(np.zeros(6, np.uint8)), "too few for an IDX header|magic number is 2049, not 2051"),
        (b"\x89PNG" + bytes(100), "magic number is 2303741511, not 2051"),
        (struct.pack(">IIII", 2051, 3, 4, 5) + bytes(59), "60 bytes, but only 59 follow"),
        (struct.pack(">IIII", 2051, 3, 4, 5) + bytes(61), "60 bytes, but more follow"),
        (struct.pack(">IIII", 2051, 0, 4, 5), "empty or far too large"),
        (struct.pack(">IIII", 2051, *[2**32 - 1] * 3) + bytes(9), "empty or far too large"),
    ],
)
@pytest.mark.parametrize("name", ["broken", "broken.gz"])
def test_wrong_content_is_refused_with_the_reason(tmp_path, name, content, match):
    with pytest.raises(DataError, match=match) as caught:
        mnist.read_idx(write(tmp_path / name, content), 3)
    assert str(tmp_path / name) in str(caught.value)


def test_any_idx_folder_loads_by_its_path(small):
    folder, arrays = small
    data = load(folder)
    np.testing.assert_array_equal(data.images[..., 0], arrays["train-images-idx3-ubyte"])
    assert data.labels.tolist() == [0, 1, 2, 2, 1, 0]
    assert data.classes == ("0", "1", "2")
    assert data.name == "small train"
    np.testing.assert_array_equal(load(folder, "test").labels, [2, 1, 0, 0])
    with pytest.raises(ValueError, match="split = 'validation'"):
        load(folder, "validation")


def test_different_numbers_of_images_and_labels_are_refused(small):
    folder, _ = small
    write(folder / "train-labels-idx1-ubyte", encode(np.zeros(5, np.uint8)))
    with pytest.raises(
        DataError, match=r"train-labels-idx1-ubyte: it holds 5 labels, but .* 6 images"
    ):
        load(folder)


def test_a_missing_file_is_named(small):
    folder, _ = small
    (folder / "t10k-labels-idx1-ubyte").unlink()
    with pytest.raises(DataError, match="t10k-labels-idx1-ubyte: it is missing"):
        load(folder, "test")


def test_under_the_name_of_mnist_only_mnist_is_accepted(small):
    folder, _ = small
    with pytest.raises(DataError, match=r"train-images.*\(6, 5, 7\), is not MNIST's"):
        load("mnist", root=folder)


@pytest.mark.parametrize("inside", ["", "mnist"])
def test_mnist_is_found_in_place_and_split_as_the_paper_does(small, monkeypatch, tmp_path, inside):
    folder, arrays = small
    hashes = {name: hashlib.sha256(encode(array)).hexdigest() for name, array in arrays.items()}
    monkeypatch.setattr(mnist, "SHA256", hashes)
    monkeypatch.setattr(mnist, "MIRRORS", ())
    for path in list(folder.iterdir()):
        write(tmp_path / "data" / inside / path.name, b"").write_bytes(path.read_bytes())
    monkeypatch.setenv("GANVIZ_DATA", str(tmp_path / "data"))
    whole = load("mnist", "train+validation")
    np.testing.assert_array_equal(whole.images[..., 0], arrays["train-images-idx3-ubyte"])
    np.testing.assert_array_equal(load("mnist", "train").images, whole.images[:50_000])
    assert load("mnist", "test").images.shape == (4, 5, 7, 1)
    assert load("mnist", "test", size=10).images.shape == (4, 10, 10, 1)
