"""Runs on disk: the same bits afterwards, and a clear word about files that are no runs."""

import numpy as np
import pytest
from comparing import same

from ganviz import Gaussian, ToyGAN, Uniform, named
from ganviz.toy import Player, ToySettings
from ganviz.toy.storage import load_run, read_about, save_run

P_Z = Uniform(-1, 1)
SETTINGS = {
    "as ever": ToySettings(seed=4),
    "momentum": ToySettings(generator=Player(optimizer="sgd", momentum=0.9, lr=0.01), k=2),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_run_goes_on_with_the_same_bits(name, tmp_path):
    gan = ToyGAN(named("two_modes"), P_Z, SETTINGS[name])
    gan.step(20)
    gan.configure(batch=64)
    path = save_run(gan, tmp_path / "run", {"target": "two_modes"})
    again = load_run(path, gan.p_data, P_Z)
    assert again.settings == gan.settings
    gan.step(30)
    again.step(30)
    same(gan.snapshot(), again.snapshot())
    assert read_about(path)["target"] == "two_modes"
    assert ToySettings.from_json(read_about(path)["settings"]).batch == 64


def test_a_second_save_replaces_the_first_and_leaves_nothing_else(tmp_path):
    gan = ToyGAN(Gaussian(), P_Z)
    save_run(gan, tmp_path / "run")
    gan.step(5)
    save_run(gan, tmp_path / "run")
    assert [p.name for p in tmp_path.iterdir()] == ["run"]
    assert load_run(tmp_path / "run", Gaussian(), P_Z).steps == 5


def test_a_failed_save_leaves_the_earlier_file(tmp_path, monkeypatch):
    gan = ToyGAN(Gaussian(), P_Z)
    save_run(gan, tmp_path / "run")
    before = (tmp_path / "run").read_bytes()

    def full(*_):
        raise OSError("no space left on the device")

    monkeypatch.setattr("ganviz.toy.storage.save_file", full)
    with pytest.raises(OSError, match="no space"):
        save_run(gan, tmp_path / "run")
    assert (tmp_path / "run").read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("damage", ["missing", "short", "text", "other"])
def test_what_is_no_run_is_refused_by_name(damage, tmp_path):
    path = save_run(ToyGAN(Gaussian(), P_Z), tmp_path / "run")
    if damage == "missing":
        path.unlink()
    elif damage == "short":
        path.write_bytes(path.read_bytes()[:-100])
    elif damage == "text":
        path.write_text("hello")
    else:
        from safetensors.numpy import save_file

        save_file({"a": np.zeros(1)}, path)
    with pytest.raises(ValueError, match=r"path = '.*run' is not allowed"):
        load_run(path, Gaussian(), P_Z)
