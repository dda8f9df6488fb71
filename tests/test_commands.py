"""The command line, through typer's runner and as a real process."""

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
import torch
from PIL import Image
from typer.testing import CliRunner

from ganviz import metrics
from ganviz.commands import app
from ganviz.images import RECIPES, Recipe, checkpoint, trained
from ganviz.images.folder import read_recipe

torch.set_num_threads(1)
pytestmark = pytest.mark.long  # each starts a run
runner = CliRunner()
COMMANDS = ("train", "sample", "interpolate", "evaluate", "runs", "recipes", "sweep")


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
        (["train", "digits", "--threads", "-1"], "threads = -1"),
        (["train", "digits", "--device", "tpu"], "device = 'tpu'"),
        (["train", "digits", "--set", "lr.x=3"], "changes = 'lr.x'"),
        (["train", "digits", "--set", "batch=2000"], "at most the 1444 images"),
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


def test_resume_refuses_another_recipe_and_another_folder(run, tmp_path):
    result = call("train", "mnist", "--resume", run)
    assert result.exit_code == 2
    assert "recipe = 'mnist'" in result.stderr
    result = call("train", "--resume", run, "--out", tmp_path / "new")
    assert result.exit_code == 2
    assert "out = " in result.stderr


@pytest.mark.parametrize("device", ["tpu", "cuda:99", "cuda:x", "mps:7"])
@pytest.mark.parametrize("command", ["sample", "evaluate"])
def test_devices_that_are_not_there_are_refused_in_one_line(run, command, device):
    result = call(command, run, "--device", device)
    assert result.exit_code == 2
    assert f"device = '{device}' is not allowed: it must be one that this machine has: cpu" in (
        result.stderr
    )


def test_parzen_windows_of_mps_are_computed_on_the_cpu(run, monkeypatch):
    real, where = metrics.parzen_protocol, []

    def protocol(*data, device):
        where.append(device)
        return real(*data, device=device)

    found = trained.load_trained(run)
    monkeypatch.setattr(trained, "load_trained", lambda *_, **__: found)
    monkeypatch.setattr(metrics, "parzen_protocol", protocol)
    assert call("evaluate", run, "-n", 50, "--device", "mps").exit_code == 0
    assert where == ["cpu"]


def test_a_resumed_run_remembers_where_and_how(tmp_path):
    def now():
        meta = checkpoint.latest(tmp_path / "r")[0].meta
        assert checkpoint.steps(tmp_path / "r")[-1] == meta["step"]
        return meta["machine"]["device"], meta["machine"]["precision"], meta["habits"]["keep"]

    options = ("--device", "cpu", "--precision", "bf16", "--keep", 1, "--checkpoint-every", 5)
    assert call("train", "--epochs", 1, *options, "--out", tmp_path / "r").exit_code == 0
    assert now() == ("cpu", "bf16", 1)
    assert call("train", "--resume", tmp_path / "r", "--epochs", 2).exit_code == 0
    assert now() == ("cpu", "bf16", 1)
    assert len(checkpoint.steps(tmp_path / "r")) <= 2
    changed = ("--precision", "fp32", "--keep", 2)
    assert call("train", "--resume", tmp_path / "r", "--epochs", 3, *changed).exit_code == 0
    assert now() == ("cpu", "fp32", 2)


def test_data_are_found_from_anywhere_and_may_move(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    images = np.random.default_rng(0).integers(0, 256, (8, 8, 8), dtype=np.uint8)
    for i, image in enumerate(images):
        Image.fromarray(image).save(tmp_path / "a" / f"{i}.png")
    monkeypatch.chdir(tmp_path)
    options = ("--data", "a", "--set", "batch=4", "--epochs", 1, "--out", "r")
    assert call("train", "digits", *options).exit_code == 0
    run = tmp_path / "r"
    assert read_recipe(run).data == str(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    result = call("train", "--resume", run, "--epochs", 2, "--data", "b")
    assert result.exit_code == 0, result.output
    assert read_recipe(run).data == str(tmp_path / "b")
    (tmp_path / "b" / "0.png").unlink()
    result = call("train", "--resume", run, "--epochs", 3)
    assert "the data that the run was started with" in result.stderr


def test_one_damaged_run_does_not_hide_the_others(run, tmp_path):
    for name, text in (("a", "{"), ("b", "[1]"), ("c", '{"name": "digits"}')):
        (tmp_path / name).mkdir()
        (tmp_path / name / "recipe.json").write_text(text)
    (tmp_path / "c" / "metrics.jsonl").write_bytes(b"\xff\n")
    result = call("runs", tmp_path)
    assert result.exit_code == 0, result.output
    assert [line.split()[1] for line in result.output.splitlines()] == ["?", "?", "digits"]


def test_as_a_process(tmp_path):
    command = [sys.executable, "-m", "ganviz"]
    options = ["train", "digits", "--epochs", "1", "--out", str(tmp_path / "r"), "--threads", "1"]
    done = subprocess.run([*command, *options], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert "finished" in done.stdout
    assert (tmp_path / "r" / "README.txt").is_file()


def test_help_does_not_wait_for_torch():
    code = "import sys; import ganviz.commands; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "False", done.stderr


def test_a_sweep_is_written_goes_on_and_is_tabled(tmp_path):
    out = tmp_path / "sweep.parquet"
    grid = ("sweep", "k=1,2", "generator.lr=.001", "--set", "batch=16", "--rounds", 4)
    for seeds, rows in ((1, "2 of 2 runs"), (2, "4 of 4 runs")):
        result = call(*grid, "--seeds", seeds, "--out", out)
        assert result.exit_code == 0, result.output
        assert rows in result.output
        assert "jsd" in result.output
    table = pd.read_parquet(out)
    assert len(table) == 4
    assert call("sweep", "bach=1").exit_code == 2
    assert call("sweep", "k=1", "--workers", 0).exit_code == 2


def test_a_sweep_is_played_by_the_workers_of_a_cluster(tmp_path):
    from distributed import LocalCluster

    grid = ("sweep", "k=1,2", "--set", "batch=16", "--rounds", 4, "--seeds", 1)
    with LocalCluster(n_workers=1, processes=False, dashboard_address=None) as cluster:
        address = cluster.scheduler_address
        result = call(*grid, "--cluster", address, "--out", tmp_path / "sweep.parquet")
    assert result.exit_code == 0, result.output
    assert "2 of 2 runs" in result.output
