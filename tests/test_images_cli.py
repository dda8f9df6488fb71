"""The command line, through typer's runner and as a real process."""

import json
import subprocess
import sys

import numpy as np
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from ganviz.images import RECIPES, Recipe
from ganviz.images.cli import app

torch.set_num_threads(1)
runner = CliRunner()
COMMANDS = ("train", "sample", "interpolate", "evaluate", "runs", "recipes")


def call(*arguments):
    return runner.invoke(app, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    out = tmp_path_factory.mktemp("runs") / "a"
    result = call("train", "digits", "--epochs", 3, "--seed", 4, "--set", "lr=0.002", "--out", out)
    assert result.exit_code == 0, result.output
    assert "finished" in result.output
    return out


def test_help_lists_the_commands_and_each_has_help_of_its_own():
    text = call("--help").output
    assert all(name in text for name in COMMANDS)
    for name in COMMANDS:
        result = call(name, "--help")
        assert result.exit_code == 0
        assert len(result.output) > 150


def test_overrides_reach_the_recipe(run):
    recipe = Recipe.from_json((run / "recipe.json").read_text())
    assert recipe == RECIPES["digits"].but(epochs=3, seed=4, lr=0.002)


def test_resume_with_more_epochs(run):
    result = call("train", "--resume", run, "--epochs", 4)
    assert result.exit_code == 0, result.output
    assert "epoch 4" in result.output
    assert json.loads((run / "recipe.json").read_text())["epochs"] == 4


def test_sample_writes_a_grid_or_an_array(run, tmp_path):
    result = call(
        "sample", run, "-n", 12, "--columns", 4, "--out", tmp_path / "s.png", "--scale", 1
    )
    assert result.exit_code == 0, result.output
    assert Image.open(tmp_path / "s.png").size == (4 * 9 - 1, 3 * 9 - 1)
    assert call("sample", run, "-n", 5, "--out", tmp_path / "s.npy").exit_code == 0
    assert np.load(tmp_path / "s.npy").shape == (5, 8, 8, 1)
    options = ("--nearest", "--columns", 4, "-n", 12, "--scale", 1, "--out", tmp_path / "f2.png")
    assert call("sample", run, *options).exit_code == 0
    assert Image.open(tmp_path / "f2.png").size == (4 * 9 - 1 + 4 + 8, 3 * 9 - 1)


def test_interpolate(run, tmp_path):
    out = tmp_path / "f3.png"
    result = call("interpolate", run, "--path", "spherical", "--steps", 6, "--out", out)
    assert result.exit_code == 0, result.output
    assert Image.open(out).size == (2 * (6 * 9 - 1), 2 * (4 * 9 - 1))


def test_evaluate_prints_table_1_and_ours(run):
    result = call("evaluate", run, "-n", 300)
    assert result.exit_code == 0, result.output
    assert "Adversarial nets" in result.output
    assert "225 ± 2" in result.output
    assert "on digits:" in result.output
    assert "nats" in result.output


def test_runs_and_recipes_are_listed(run, tmp_path):
    text = call("runs", run.parent).output
    assert str(run) in text
    assert "finished" in text
    assert "no runs" in call("runs", tmp_path).output
    text = call("recipes").output
    assert all(name in text for name in RECIPES)
    assert Recipe.from_json(call("recipes", "mnist").output) == RECIPES["mnist"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["train", "minst"], "did you mean 'mnist'"),
        (["train", "digits", "--set", "lrr=1"], "did you mean 'lr'"),
        (["train", "digits", "--precision", "fp8"], "precision = 'fp8'"),
        (["train", "--resume", "nowhere"], "run = 'nowhere'"),
        (["train", "dcgan-64"], "needs --data"),
        (["train", "digits", "--data", "no/such.zip"], "no/such.zip"),
        (["sample", "nowhere"], "run = 'nowhere'"),
        (["evaluate", "nowhere"], "run = 'nowhere'"),
        (["recipes", "dcgan"], "did you mean 'dcgan"),
    ],
)
def test_errors_are_one_line_and_exit_2(arguments, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert not list(tmp_path.iterdir())


def test_resume_refuses_other_settings(run):
    result = call("train", "--resume", run, "--set", "lr=1")
    assert result.exit_code == 2
    assert "only --epochs" in result.stderr


def test_as_a_process(tmp_path):
    command = [sys.executable, "-m", "ganviz.images.cli"]
    options = ["train", "digits", "--epochs", "1", "--out", str(tmp_path / "r"), "--threads", "1"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "finished" in done.stdout
    assert (tmp_path / "r" / "README.txt").is_file()


def test_help_does_not_wait_for_torch():
    code = "import sys; import ganviz.images.cli; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr
