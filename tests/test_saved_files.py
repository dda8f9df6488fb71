"""What release 0.1.0 wrote to the disk is still read, and goes on; see `tools/save_files.py`."""

import json
import shutil
from dataclasses import is_dataclass
from pathlib import Path

import pytest
import torch
from tools.save_files import HABITS, SETTINGS, SMALL, TOY, numbers

from ganviz import Uniform, explore, named
from ganviz.images import RECIPES, Recipe, Trainer, load, sample, summaries
from ganviz.toy.storage import load_run, read_about

SAVED = Path(__file__).parent / "data" / "saved"
EXPECTED = json.loads((SAVED / "expected.json").read_text(encoding="utf-8"))
TEXTS = json.loads((SAVED / "settings.json").read_text(encoding="utf-8"))


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def agree(snapshot, expected, rel):
    assert numbers(snapshot) == pytest.approx(expected, rel=rel)


def holds(settings, plain):
    """Whether every field that the text names has the value that stood there."""
    for name, value in plain.items():
        found = getattr(settings, name)
        if is_dataclass(found):
            holds(found, value)
        else:
            assert json.loads(json.dumps(found)) == value, name


def test_a_recipe():
    text = (SAVED / "recipe.json").read_text(encoding="utf-8")
    assert Recipe.from_json(text) == RECIPES["dcgan-mnist"].but(seed=4, ema=0.9, lr=0.0003)


@pytest.mark.parametrize("name", TEXTS)
def test_settings_of_an_explorer(name):
    settings = explore.from_json(getattr(explore, name), TEXTS[name])
    holds(settings, json.loads(TEXTS[name]))
    for field, value in SETTINGS[name].items():
        assert getattr(settings, field) == value


def test_every_explorer_had_settings():
    assert TEXTS.keys() == SETTINGS.keys()
    assert len(TEXTS) == 24


def test_a_run_on_the_line():
    path = SAVED / "toy.safetensors"
    assert read_about(path)["target"] == "two_modes"
    run = load_run(path, named("two_modes"), Uniform(-1, 1))
    assert run.settings == TOY
    assert run.settings.generator == SMALL
    now, later = EXPECTED["toy"]
    agree(run.snapshot(), now, rel=1e-5)
    run.step(later["step"] - now["step"])
    agree(run.snapshot(), later, rel=1e-2)  # rounding grows


def test_a_run_of_the_laboratory():
    lab = explore.load_playground(SAVED / "playground.safetensors")
    try:
        now, later = EXPECTED["playground"]
        assert lab.settings.target == "soft_ring"
        assert lab.settings.toy.pack == 2
        agree(lab.player.frame.snapshot.lanes[0], now, rel=1e-5)
        lab.player.advance(later["step"] - now["step"])
        lab.player.wait()
        agree(lab.player.frame.snapshot.lanes[0], later, rel=1e-2)
    finally:
        lab.close()


def test_a_run_on_images(tmp_path):
    now, later = EXPECTED["digits"]
    path = tmp_path / "digits"
    shutil.copytree(SAVED / "digits", path)
    (summary,) = summaries(tmp_path)
    assert (summary.recipe, summary.state) == ("digits", "stopped")
    assert sample(path, 100).mean() == pytest.approx(now["mean"], rel=1e-5)
    recipe = Recipe.from_json((path / "recipe.json").read_text(encoding="utf-8"))
    outcome = Trainer(recipe, load("digits"), path, habits=HABITS, resume=True).fit()
    assert (outcome.finished, outcome.step) == (True, later["step"])
    assert sample(path, 100).mean() == pytest.approx(later["mean"], rel=1e-3)
