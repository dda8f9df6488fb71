"""The image trainer in a player, as an explorer has it; and a run of the first release."""

import shutil
import time
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
import torch

from ganviz.host import Player
from ganviz.images import (
    RECIPES,
    Habits,
    Trainer,
    checkpoint,
    load,
    load_trained,
    sample,
    summaries,
)
from ganviz.images.log import read_metrics
from ganviz.images.play import open_run

OLD = Path(__file__).parent / "data" / "image_run_0.1.0"
CURVES = ("d_loss", "g_loss", "mean_d_real", "mean_d_fake")


pytestmark = pytest.mark.long  # each trains on images


def small(path, **habits):
    changes = ["epochs=4", "batch=100"]
    changes += [
        f"{who}.layers.{i}.units=8" for who in ("generator", "discriminator") for i in (0, 1)
    ]
    own = {"log_every": 2, "checkpoint_every": 20, "tensorboard": False, "bar": False} | habits
    recipe, parts = RECIPES["digits"].override(changes), (load("digits"), path)
    return Trainer(recipe, *parts, validation=load("digits", "validation"), habits=Habits(**own))


@pytest.mark.parametrize("threaded", [True, False])
def test_a_player_plays_it_to_its_end_and_turns_back(tmp_path, threaded):
    runs = []

    def factory():
        runs.append(small(tmp_path / f"run-{len(runs)}"))
        return runs[-1]

    player = Player(factory, threaded=threaded, per_click=1000, fps=1000)
    try:
        player.advance(3)
        assert player.wait()
        assert player.frame.snapshot.step == 3
        player.play()
        assert player.wait()
        last = player.frame
        assert (last.snapshot.step, last.finished, last.message) == (runs[0].total, True, "")
        assert last.snapshot.samples.shape == (64, 8, 8, 1)
        assert last.snapshot.samples.dtype == np.uint8
        player.seek(0)
        assert player.wait()
        first = player.frame.snapshot
        assert first.step == 0
        assert first.d_real.shape == (0,)
        assert not np.array_equal(first.samples, last.snapshot.samples)
        curves = player.curves(*CURVES, "score")
        assert np.isnan(curves["d_loss"][0])  # nothing was logged yet
        assert all(np.isfinite(curves[name][-1]) for name in CURVES)
        assert np.isfinite(curves["score"][1:]).all()
        player.call(Trainer.close)
        assert player.wait()
    finally:
        player.close()
    assert read_metrics(runs[0].path)[-1] == {"step": runs[0].total, "event": "finished"}
    assert sample(runs[0].path, 3).shape == (3, 8, 8, 1)


def test_a_player_leaves_the_same_files_as_fit(tmp_path):
    played, whole = small(tmp_path / "played"), small(tmp_path / "whole")
    whole.fit()
    player = Player(lambda: played, threaded=False, per_click=7, fps=1000)
    while not player.frame.finished:
        player.play()
    played.close()
    files = [sorted(p.relative_to(r.path) for p in r.path.rglob("*")) for r in (played, whole)]
    assert files[0] == files[1]
    for step in checkpoint.steps(whole.path):
        name = f"checkpoints/step-{step:09d}/weights.safetensors"
        assert (played.path / name).read_bytes() == (whole.path / name).read_bytes()
    rows = [read_metrics(r.path) for r in (played, whole)]
    measured = ("images_per_second", "seconds")
    plain = [[{k: v for k, v in r.items() if k not in measured} for r in each] for each in rows]
    assert plain[0] == plain[1]


def test_time_in_pause_is_no_training(tmp_path):
    run = small(tmp_path / "run")
    run.step(2)
    before = run.watch.seconds
    time.sleep(0.3)
    run.step(2)
    assert 0 < run.watch.seconds - before < 0.3
    run.close()


def test_going_back_sets_aside_what_was_saved_later(tmp_path):
    run = small(tmp_path / "run", checkpoint_every=5)
    run.step(5)
    state = run.state_dict()
    run.step(7)
    run.load_state_dict(state)
    run.step(3)
    run.close()
    assert checkpoint.steps(run.path) == [0, 5, 8]
    assert (run.path / "checkpoints" / ".refused-step-000000010").is_dir()
    assert [r["step"] for r in read_metrics(run.path) if "d_loss" in r] == [2, 4, 6, 8]
    assert any("went back to step 5" in r.get("event", "") for r in read_metrics(run.path))


def test_what_may_change_while_it_runs(tmp_path):
    run = small(tmp_path / "run")
    run.step(run.total)
    assert run.finished
    run.configure(epochs=5, log_every=1)
    run.step(100)
    assert run.snapshot().step == run.total == 5 * run.game.steps_per_epoch
    run.close()
    again = Trainer(run.recipe, load("digits"), run.path, resume=True)
    assert again.finished
    for change in ({"lr": 0.1}, {"epochs": 3}, {"log_every": 0}):
        with pytest.raises(ValueError, match=next(iter(change))):
            run.configure(**change)


def test_a_run_of_the_first_release_is_read_and_goes_on(tmp_path):
    path = tmp_path / "old"
    shutil.copytree(OLD, path)
    np.testing.assert_allclose(sample(path, 4), np.load(path / "expected.npy"), atol=1e-5)
    recipe = load_trained(path).recipe
    assert (recipe.generator.layers[0].units, recipe.optimizer.beta2) == (8, 0.99)
    assert summaries(tmp_path)[0].state == "finished"
    more = Trainer(recipe.but(epochs=3), load("digits"), path, resume=True)
    assert (more.steps, more.watch.metrics) == (24, {})
    assert more.fit().step == 36


def test_a_run_that_is_opened_again_goes_on(tmp_path):
    recipe = RECIPES["digits"].but(epochs=2)
    assert open_run(recipe, tmp_path / "run").steps == 0  # shown, and never stepped
    first = open_run(recipe, tmp_path / "run", log_every=5)
    with one_more_thread():
        first.step(5)
        assert torch.get_num_threads() == 2
    first.close()
    assert open_run(recipe, tmp_path / "run").steps == 5
    with pytest.raises(ValueError, match="differs in: lr"):
        open_run(recipe.but(lr=0.1), tmp_path / "run")


@contextmanager
def one_more_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        yield
    finally:
        torch.set_num_threads(before)
