"""CIFAR-10's binary archive, written here in full size, and what may be wrong with it."""

import gzip
import io
import pickle
import tarfile
import zipfile

import numpy as np
import pytest
from PIL import Image

from ganviz.images.data import DataError, cifar10, load

pytestmark = pytest.mark.long  # they write and read all 60,000 records

NAMES = [f"data_batch_{k}.bin" for k in range(1, 6)] + ["test_batch.bin"]


def batch(k):
    """10,000 records: a label, then planes that tell the batch, the place and the channel."""
    records = np.zeros((10_000, 3073), np.uint8)
    number = np.arange(10_000)
    records[:, 0] = (number + k) % 10
    records[:, 1:1025] = k
    records[:, 1025:2049] = (number % 251)[:, None]
    # The last plane grows along the row: a transposed image would be noticed.
    records[:, 2049:] = np.tile(np.arange(32, dtype=np.uint8), 32)
    return records


def pack(path, contents, top="cifar-10-batches-bin"):
    with (
        gzip.open(path, "wb", compresslevel=1) as packed,
        tarfile.open(fileobj=packed, mode="w") as tar,
    ):
        for name, content in contents.items():
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture(scope="module")
def contents():
    return {name: batch(k).tobytes() for k, name in enumerate(NAMES, 1)}


@pytest.fixture(scope="module")
def archive(tmp_path_factory, contents):
    meta = {"batches.meta.txt": "\n".join(cifar10.CLASSES).encode()}
    return pack(tmp_path_factory.mktemp("data") / cifar10.ARCHIVE, meta | contents)


@pytest.fixture
def folder(tmp_path, contents):
    path = tmp_path / cifar10.FOLDER
    path.mkdir()
    (path / "test_batch.bin").write_bytes(contents["test_batch.bin"])
    return path


def test_the_archive_gives_every_record_in_its_place(archive):
    data = load("cifar10", "train+validation", root=archive.parent)
    assert data.images.shape == (50_000, 32, 32, 3)
    number = np.arange(50_000)
    np.testing.assert_array_equal(data.images[:, 5, 7, 0], number // 10_000 + 1)
    np.testing.assert_array_equal(data.images[:, 31, 0, 1], number % 10_000 % 251)
    np.testing.assert_array_equal(data.images[123, :, :, 2], np.tile(np.arange(32), (32, 1)))
    np.testing.assert_array_equal(data.labels, (number % 10_000 + number // 10_000 + 1) % 10)
    assert data.classes[3] == "cat"


def test_the_splits_are_the_papers(archive):
    train, rest = (load(archive, split) for split in ("train", "validation"))
    assert train.images.shape == (40_000, 32, 32, 3)
    assert set(np.unique(train.images[..., 0])) == {1, 2, 3, 4}
    assert rest.images.shape == (10_000, 32, 32, 3)
    assert set(np.unique(rest.images[..., 0])) == {5}


@pytest.mark.parametrize("inside", ["", "cifar10"])
def test_the_unpacked_folder_and_the_archive_are_the_same(archive, folder, tmp_path, inside):
    expected = load(archive, "test")
    root = tmp_path / "root"
    (root / inside).mkdir(parents=True)
    folder.rename(root / inside / folder.name)
    for found in (load("cifar10", "test", root=root), load(root / inside / folder.name, "test")):
        assert found.sha256 == expected.sha256


def test_missing_batches_are_named(folder, tmp_path, contents):
    with pytest.raises(DataError, match=r"data_batch_1\.bin, data_batch_2\.bin.* is missing"):
        load(folder, "train")
    path = pack(tmp_path / cifar10.ARCHIVE, {"test_batch.bin": contents["test_batch.bin"]})
    with pytest.raises(DataError, match=r"tar\.gz: data_batch_1\.bin.* missing in the archive"):
        load(path, "train")


@pytest.mark.parametrize("change", [-1, 1])
def test_batches_of_another_length_are_refused(folder, contents, change):
    content = contents["test_batch.bin"]
    broken = content[:change] if change < 0 else content + b"0"
    (folder / "test_batch.bin").write_bytes(broken)
    with pytest.raises(
        DataError, match=r"test_batch\.bin: it holds .* not 10,000 records of 3,073"
    ):
        load(folder, "test")


def test_labels_above_nine_are_refused(folder, contents):
    broken = bytearray(contents["test_batch.bin"])
    broken[3073 * 77] = 10
    (folder / "test_batch.bin").write_bytes(broken)
    with pytest.raises(DataError, match=r"test_batch\.bin: it holds the label 10"):
        load(folder, "test")


def test_a_damaged_archive_is_refused(tmp_path, contents):
    whole = pack(tmp_path / "whole", {"test_batch.bin": contents["test_batch.bin"]}).read_bytes()
    path = tmp_path / cifar10.ARCHIVE
    for length in (0, 5, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(DataError, match=r"cifar-10-binary\.tar\.gz: "):
            load(path, "test")
    flipped = bytearray(whole)
    flipped[-6] ^= 1
    for broken, reason in ((flipped, "CRC"), (b"not an archive", "not a complete")):
        path.write_bytes(broken)
        with pytest.raises(DataError, match=reason):
            load(path, "test")


class Evil:
    def __reduce__(self):
        return (print, ("this must never run",))


@pytest.mark.parametrize("name", ["data_batch_1", "cifar-10-python.tar.gz"])
def test_the_pickled_version_is_refused_and_never_unpickled(tmp_path, capsys, name):
    (tmp_path / name).write_bytes(pickle.dumps(Evil()))
    for load_it in (
        lambda: load("cifar10", "train", root=tmp_path),
        lambda: load(tmp_path, "train"),
        lambda: load(tmp_path / name, "train"),
    ):
        with pytest.raises(DataError, match=r"pickled.*run any code.*binary version"):
            load_it()
    assert "never" not in capsys.readouterr().out


def test_a_zip_of_images_is_never_taken_for_the_official_set(tmp_path, monkeypatch):
    monkeypatch.setattr(cifar10, "MIRRORS", ())
    (tmp_path / "cifar10").mkdir()
    with zipfile.ZipFile(tmp_path / "cifar10" / "test.zip", "w") as archive:
        image = io.BytesIO()
        Image.new("RGB", (32, 32)).save(image, "JPEG")
        archive.writestr("cat/0.jpg", image.getvalue())
    with pytest.raises(DataError, match=r"Put cifar-10-binary\.tar\.gz into .*cifar10"):
        load("cifar10", "test", root=tmp_path)
    assert load(tmp_path / "cifar10" / "test.zip").classes == ("cat",)
