"""TFD's .mat files, written here by scipy with the fields of the real ones."""

import numpy as np
import pytest
from scipy.io import savemat

from ganviz.images.data import DataError, load
from ganviz.images.data.tfd import CLASSES, SPLITS

N = 40


def fields(side=48, seed=0):
    """Ten unlabelled faces, then thirty that each fold deals out anew."""
    rng = np.random.default_rng(seed)
    folds = np.zeros((N, 5), np.uint8)
    for fold in range(5):
        folds[10:, fold] = rng.permutation(np.repeat([1, 2, 3], 10))
    labels = np.full((N, 1), -1, np.int16)
    labels[10:, 0] = np.arange(30) % 7 + 1
    images = rng.integers(0, 256, (N, side, side), dtype=np.uint8)
    return {"images": images, "labs_ex": labels, "labs_id": labels, "folds": folds}


@pytest.fixture
def root(tmp_path):
    for side in (48, 96):
        path = tmp_path / "tfd" / f"TFD_{side}x{side}.mat"
        path.parent.mkdir(exist_ok=True)
        savemat(path, fields(side), do_compression=True)
    return tmp_path


def test_the_unlabelled_split(root):
    data = load("tfd", "unlabelled", root=root)
    np.testing.assert_array_equal(data.images[..., 0], fields()["images"][:10])
    assert data.labels is None
    assert data.classes == ()


@pytest.mark.parametrize("fold", range(1, 6))
def test_a_fold_deals_every_labelled_face_to_one_part(root, fold):
    expected = fields()
    seen = []
    for number, part in enumerate(("train", "validation", "test"), 1):
        data = load("tfd", f"{part}-{fold}", root=root)
        chosen = np.flatnonzero(expected["folds"][:, fold - 1] == number)
        np.testing.assert_array_equal(data.images[..., 0], expected["images"][chosen])
        np.testing.assert_array_equal(data.labels, expected["labs_ex"][chosen, 0] - 1)
        assert data.classes == CLASSES
        seen += chosen.tolist()
    assert sorted(seen) == list(range(10, N))


def test_the_larger_file_is_taken_for_larger_images(root):
    assert load("tfd", "test-1", root=root).images.shape == (10, 48, 48, 1)
    large = load("tfd", "test-1", root=root, size=96)
    chosen = fields(96)["folds"][:, 0] == 3
    np.testing.assert_array_equal(large.images[..., 0], fields(96)["images"][chosen])
    assert load("tfd", "test-1", root=root, size=64).images.shape == (10, 64, 64, 1)
    small = load(root / "tfd" / "TFD_48x48.mat", "test-1", size=96)
    assert small.images.shape == (10, 96, 96, 1)


def test_a_missing_file_and_a_wrong_split(root, tmp_path):
    with pytest.raises(DataError, match=r"TFD_48x48\.mat.*on request: put the file there"):
        load("tfd", "unlabelled", root=tmp_path / "empty")
    with pytest.raises(ValueError, match=r"split = 'train-6' .*did you mean 'train-"):
        load("tfd", "train-6", root=root)
    assert len(SPLITS) == 16


@pytest.mark.parametrize(
    ("changes", "match"),
    [
        ({"images": fields()["images"].astype(float)}, "images are float64"),
        ({"images": fields()["images"][:, :40]}, r"shape \(40, 40, 48\)"),
        ({"images": fields()["images"][:39]}, "39 images, but 40 labels"),
        ({"folds": fields()["folds"][:, :3]}, r"folds of shape \(40, 3\)"),
        ({"labs_ex": np.full((N, 1), -1)}, "no expression"),
        ({"folds": np.zeros((N, 5), np.uint8)}, "no image of the split 'train-1'"),
    ],
)
def test_fields_that_are_not_tfds_are_refused(tmp_path, changes, match):
    path = tmp_path / "TFD_48x48.mat"
    savemat(path, fields() | changes)
    with pytest.raises(DataError, match=match) as caught:
        load(path, "train-1")
    assert str(path) in str(caught.value)


def test_a_missing_field_is_named(tmp_path):
    path = tmp_path / "TFD_48x48.mat"
    savemat(path, {"images": fields()["images"], "folds": fields()["folds"]})
    with pytest.raises(DataError, match="field labs_ex"):
        load(path, "train-1")


@pytest.mark.parametrize("compressed", [True, False])
def test_a_file_cut_short_is_refused(tmp_path, compressed):
    path = tmp_path / "TFD_48x48.mat"
    savemat(path, fields(), do_compression=compressed)
    whole = path.read_bytes()
    for length in [*range(0, 200, 7), *np.linspace(200, len(whole) - 1, 40, dtype=int)]:
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match=r"TFD_48x48\.mat: "):
            load(path, "train-1")


def test_matlabs_format_7_3_is_refused_with_a_remedy(tmp_path):
    path = tmp_path / "TFD_48x48.mat"
    # Its header: 124 bytes of text, the version 0x0200 and the mark of the byte order.
    path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + bytes(400))
    with pytest.raises(DataError, match="save it again with -v7"):
        load(path, "train-1")
