"""Downloads, from a real server on the loopback that serves files written here."""

import contextlib
import gzip
import hashlib
import http.server
import struct
import threading

import numpy as np
import pytest

from ganviz.images.data import DataError, cifar10, load, mnist
from ganviz.images.data.fetch import fetch, home

pytest.importorskip("pooch")
CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@contextlib.contextmanager
def serving(folder):
    """Serve a folder; yields its address and the list of paths that were asked for."""
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def do_GET(self):
            asked.append(self.path)
            if "/cut/" not in self.path:
                return super().do_GET()
            # A mirror whose connection breaks after half of the file.
            self.send_response(200)
            self.send_header("Content-Length", str(len(CONTENT)))
            self.end_headers()
            self.wfile.write(CONTENT[: len(CONTENT) // 2])

        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def site(tmp_path):
    folder = tmp_path / "site"
    for name, content in (("good", CONTENT), ("tampered", CONTENT[::-1])):
        (folder / name).mkdir(parents=True)
        (folder / name / "file.bin").write_bytes(content)
    (folder / "packed").mkdir()
    (folder / "packed" / "file.gz").write_bytes(gzip.compress(CONTENT, 1))
    (folder / "garbage").mkdir()
    (folder / "garbage" / "file.gz").write_bytes(CONTENT)
    with serving(folder) as (address, asked):
        yield address, asked


def test_mirrors_are_tried_in_order_until_one_has_the_right_file(site, tmp_path):
    address, asked = site
    mirrors = [f"{address}/{name}" for name in ("gone", "cut", "tampered", "good", "unused")]
    path = fetch("file.bin", mirrors, SHA256, tmp_path / "cache")
    assert path == tmp_path / "cache" / "file.bin"
    assert path.read_bytes() == CONTENT
    assert asked == [f"/{name}/file.bin" for name in ("gone", "cut", "tampered", "good")]
    assert list(path.parent.iterdir()) == [path], "nothing else is left behind"


def test_every_failure_is_told_and_what_to_put_where(site, tmp_path):
    address, _ = site
    dead = "http://127.0.0.1:9"
    mirrors = [f"{address}/gone", f"{address}/cut", f"{address}/tampered", dead]
    with pytest.raises(DataError) as caught:
        fetch("file.bin", mirrors, SHA256, tmp_path / "cache")
    lines = str(caught.value).splitlines()
    assert "file.bin is missing and could not be downloaded" in lines[0]
    assert "404" in lines[1]
    assert "/cut/file.bin" in lines[2]
    assert SHA256 in lines[3]
    assert hashlib.sha256(CONTENT[::-1]).hexdigest() in lines[3]
    assert dead in lines[4]
    assert f"Put file.bin into {tmp_path / 'cache'}" in lines[5]
    assert "GANVIZ_DATA" in lines[5]
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_hash_may_be_that_of_what_a_gz_holds(site, tmp_path):
    address, _ = site
    mirrors = [f"{address}/garbage", f"{address}/packed"]
    path = fetch("file.gz", mirrors, SHA256, tmp_path, gzipped_content=True)
    assert gzip.decompress(path.read_bytes()) == CONTENT


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(DataError, match=r"taken.*cannot be stored"):
        fetch("file.bin", ["http://127.0.0.1:9"], SHA256, tmp_path / "taken")


def test_mnist_is_fetched_once_and_then_never_again(tmp_path, monkeypatch):
    arrays = {
        "train-images-idx3-ubyte": np.arange(60, dtype=np.uint8).reshape(3, 4, 5),
        "train-labels-idx1-ubyte": np.array([1, 0, 1], np.uint8),
    }
    hashes = {}
    (tmp_path / "site").mkdir()
    for name, array in arrays.items():
        content = struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim, *array.shape)
        content += array.tobytes()
        (tmp_path / "site" / f"{name}.gz").write_bytes(gzip.compress(content))
        hashes[name] = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(mnist, "SHA256", hashes)
    monkeypatch.setenv("GANVIZ_DATA", str(tmp_path / "cache"))
    with serving(tmp_path / "site") as (address, asked):
        monkeypatch.setattr(mnist, "MIRRORS", (f"{address}/gone", address))
        first = load("mnist", "train")
        assert len(asked) == 4
        second = load("mnist", "train")
        assert len(asked) == 4
    np.testing.assert_array_equal(first.images[..., 0], arrays["train-images-idx3-ubyte"])
    assert first.sha256 == second.sha256 == load("mnist", "train").sha256


def test_the_folder_is_root_or_the_environment_or_the_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("GANVIZ_DATA", str(tmp_path / "environment"))
    assert home(tmp_path / "root") == tmp_path / "root"
    assert home(None) == tmp_path / "environment"
    monkeypatch.delenv("GANVIZ_DATA")
    assert home(None).name == "ganviz"


def test_without_pooch_the_message_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pooch", None)
    with pytest.raises(DataError, match=r"pip install pooch.*GANVIZ_DATA"):
        load("mnist", root=tmp_path)


def test_the_real_mirrors_are_several_and_https():
    for mirrors in (mnist.MIRRORS, cifar10.MIRRORS):
        assert len(mirrors) >= 2
        assert all(mirror.startswith("https://") for mirror in mirrors)
