"""What every set has in common, and the real files where they are at hand."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from ganviz.images.data import SOURCES, ImageData, load
from ganviz.images.data.container import resize

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("GANVIZ_DATA", HERE.parent.parent / "shared" / "data"))


def test_the_hash_is_that_of_the_content_and_not_of_the_name():
    images = np.arange(60, dtype=np.uint8).reshape(3, 4, 5, 1)
    labels = np.array([0, 1, 1])
    data = ImageData("a", images, labels, ("x", "y"))
    assert data.sha256 == ImageData("b", images.copy(), labels.copy(), ("x", "y")).sha256
    # Neither memory order nor a view changes it.
    assert data.sha256 == ImageData("c", np.asfortranarray(images), labels, ("x", "y")).sha256
    others = (
        ImageData("a", images ^ 1, labels, ("x", "y")),
        ImageData("a", images, labels[::-1], ("x", "y")),
        ImageData("a", images, None),
        ImageData("a", images.reshape(3, 5, 4, 1), labels, ("x", "y")),
    )
    assert len({data.sha256, *(other.sha256 for other in others)}) == 5


@pytest.mark.parametrize(
    ("images", "labels", "classes", "match"),
    [
        (np.zeros((3, 4, 4, 1)), None, (), "float64"),
        (np.zeros((3, 4, 4), np.uint8), None, (), r"\(3, 4, 4\)"),
        (np.zeros((3, 4, 4, 2), np.uint8), None, (), r"\(3, 4, 4, 2\)"),
        (np.zeros((3, 4, 4, 1), np.uint8), np.zeros(2, np.int64), ("a",), r"labels .* \(2,\)"),
        (np.zeros((3, 4, 4, 1), np.uint8), np.zeros(3, np.int32), ("a",), "labels .* int32"),
        (np.zeros((3, 4, 4, 1), np.uint8), np.array([0, 1, 2]), ("a", "b"), "2 classes"),
        (np.zeros((3, 4, 4, 1), np.uint8), np.array([0, -1, 0]), ("a", "b"), "from -1"),
    ],
)
def test_wrong_arrays_are_refused(images, labels, classes, match):
    with pytest.raises(ValueError, match=match):
        ImageData("wrong", images, labels, classes)


def test_digits_are_scikit_learns_and_every_one_is_in_one_part():
    parts = {split: load("digits", split) for split in ("train", "validation", "test")}
    assert sum(map(len, parts.values())) == 1797
    levels = np.concatenate([part.images.reshape(-1, 64) for part in parts.values()])
    original = load_digits().data
    # Every level 0..16 has its own byte, so the bytes give the levels back.
    back = np.rint(levels * (16 / 255))
    assert sorted(map(tuple, back)) == sorted(map(tuple, original))
    for part in parts.values():
        counts = np.bincount(part.labels, minlength=10)
        assert counts.max() - counts.min() <= 7
        assert part.classes == tuple("0123456789")
    both = load("digits", "train+validation")
    assert len(both) == len(parts["train"]) + len(parts["validation"])


def test_digits_of_a_class_keep_the_order_of_the_file():
    original = load_digits()
    zeros = original.images[original.target == 0]
    train, test = load("digits"), load("digits", "test")
    np.testing.assert_array_equal(
        train.images[train.labels == 0][8, ..., 0], np.rint(zeros[10] * 255 / 16)
    )
    np.testing.assert_array_equal(
        test.images[test.labels == 0][1, ..., 0], np.rint(zeros[19] * 255 / 16)
    )


def test_size_resamples_every_channel():
    rng = np.random.default_rng(0)
    flat = np.broadcast_to(rng.integers(0, 256, (5, 1, 1, 3), dtype=np.uint8), (5, 8, 8, 3))
    np.testing.assert_array_equal(
        resize(flat, 20), np.broadcast_to(flat[:, :1, :1], (5, 20, 20, 3))
    )
    images = rng.integers(0, 256, (5, 8, 8, 3), dtype=np.uint8)
    for channel in range(3):
        one = images[..., channel : channel + 1]
        np.testing.assert_array_equal(resize(images, 5)[..., channel], resize(one, 5)[..., 0])


def test_of_an_oblong_image_the_centre_is_kept():
    image = np.zeros((1, 6, 12, 1), np.uint8)
    image[:, :, 3:9] = 200
    np.testing.assert_array_equal(resize(image, 6), np.full((1, 6, 6, 1), 200))


@pytest.mark.parametrize("source", sorted(set(SOURCES) - {"digits"}))
def test_wrong_splits_are_refused_before_files_are_sought(source, tmp_path):
    with pytest.raises(ValueError, match=r"split = 'tset' .*did you mean 'test"):
        load(source, "tset", root=tmp_path / "nowhere")


def test_wrong_sources_and_sizes_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"source = 'minst' .*mnist.*or a path that exists"):
        load("minst")
    with pytest.raises(ValueError, match="size = 0 "):
        load("digits", size=0)
    with pytest.raises(ValueError, match=r"source = .*gone"):
        load(tmp_path / "gone")


@pytest.mark.long
def test_the_loaders_of_local_files_import_neither_torch_nor_pooch():
    code = (
        "import sys; from ganviz.images.data import load; load('digits'); "
        "print([m for m in ('torch', 'pooch', 'plotly', 'ipywidgets') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.long
@pytest.mark.skipif(not (SHARED / "mnist").is_dir(), reason="MNIST is not at hand")
def test_the_real_mnist(monkeypatch):
    monkeypatch.setenv("GANVIZ_DATA", str(SHARED))
    train, rest, test = (load("mnist", split) for split in ("train", "validation", "test"))
    assert [d.images.shape for d in (train, rest, test)] == [
        (n, 28, 28, 1) for n in (50_000, 10_000, 10_000)
    ]
    # The published counts of the ten digits in the test set.
    counts = [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert np.bincount(test.labels).tolist() == counts
    assert train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    # The published mean and standard deviation of the 60,000.
    both = load("mnist", "train+validation").images
    assert both.mean() / 255 == pytest.approx(0.1307, abs=5e-5)
    assert both.std() / 255 == pytest.approx(0.3081, abs=5e-5)
    np.testing.assert_array_equal(both[50_000:], rest.images)


@pytest.mark.long
@pytest.mark.skipif(not (SHARED / "cifar10" / "test.zip").is_file(), reason="no zip at hand")
def test_a_real_zip_of_jpegs():
    data = load(SHARED / "cifar10" / "test.zip")
    assert data.images.shape == (10_000, 32, 32, 3)
    assert data.classes[0] == "airplane"
    assert np.bincount(data.labels).tolist() == [1000] * 10
