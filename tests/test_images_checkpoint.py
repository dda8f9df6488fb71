"""Checkpoints: whole or not at all, checked before use; kill -9 and resume, bit for bit."""

import itertools
import json
import os
import random
import resource
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
import torch
from waiting import wait_for

from ganviz.images import RECIPES, Habits, Trainer, checkpoint, folder, load, watch
from ganviz.images.checkpoint import CheckpointError
from ganviz.images.log import read_metrics

TENSORS = {
    "generator.w": torch.arange(6.0).view(2, 3),
    "updates.generator.0": torch.ones(3),
    "random.draws": torch.arange(5, dtype=torch.uint8),
}
torch.set_num_threads(1)
pytestmark = pytest.mark.long  # they write and read whole runs
QUIET = Habits(log_every=10, checkpoint_every=40, tensorboard=False, bar=False)


def saved(tmp_path, *steps):
    for step in steps:
        checkpoint.save(tmp_path, step, TENSORS, {"note": step})
    return tmp_path


def at(run, step):
    return run / "checkpoints" / f"step-{step:09d}"


def same(a, b):
    return a.keys() == b.keys() and all(torch.equal(a[k], b[k]) for k in a)


def test_what_is_loaded_is_what_was_saved(tmp_path):
    found = checkpoint.load(at(saved(tmp_path, 7), 7))
    assert found.step == 7
    assert found.meta == {"note": 7, "step": 7}
    assert same(found.tensors, TENSORS)
    assert set(checkpoint.load(found.path, weights_only=True).tensors) == {"generator.w"}


def truncate(path):
    path.write_bytes(path.read_bytes()[:-3])


def flip(path):
    raw = bytearray(path.read_bytes())
    raw[-1] ^= 1
    path.write_bytes(raw)


FILES = ("weights.safetensors", "state.safetensors", "meta.json", "manifest.json")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", [truncate, flip, os.remove])
def test_a_damaged_checkpoint_is_named_and_the_one_before_is_used(tmp_path, name, damage):
    run = saved(tmp_path, 10, 20)
    damage(at(run, 20) / name)
    with pytest.raises(CheckpointError, match=name if damage is os.remove else "json|safetensors"):
        checkpoint.load(at(run, 20))
    found, refused = checkpoint.latest(run)
    assert found.step == 10
    assert list(refused) == [20]
    assert "step-000000020" in refused[20]


def test_no_usable_checkpoint_is_an_error(tmp_path):
    with pytest.raises(CheckpointError, match="no usable checkpoint"):
        checkpoint.latest(tmp_path)


def test_the_last_ones_and_the_best_are_kept(tmp_path):
    run = saved(tmp_path, 1, 2, 3, 4, 5)
    checkpoint.mark_best(run, 2, -3.5)
    (run / "checkpoints" / f".step-000000009.{pid_of_the_dead()}").mkdir()
    checkpoint.prune(run, 2)
    assert checkpoint.steps(run) == [2, 4, 5]
    assert checkpoint.best(run).step == 2
    assert checkpoint.best_record(run) == (2, -3.5)
    assert not list((run / "checkpoints").glob(".step-*"))


def pid_of_the_dead():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_what_a_living_process_writes_is_not_pruned(tmp_path):
    run = saved(tmp_path, 1)
    work = run / "checkpoints" / f".step-000000009.{os.getppid()}"
    work.mkdir()
    checkpoint.prune(run, 1)
    assert work.is_dir()


def test_a_full_disk_is_an_oserror_and_leaves_nothing_behind(tmp_path):
    tensors = {"generator.w": torch.zeros(10_000), "updates.generator.0": torch.zeros(3)}
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(OSError, match=r"step-000000003 cannot be written"):
            checkpoint.save(tmp_path, 3, tensors, {})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list((tmp_path / "checkpoints").iterdir()) == []


def test_nothing_half_written_is_ever_visible(tmp_path, monkeypatch):
    """Whatever write fails, no folder under a checkpoint's name appears."""

    def fail(*_):
        raise OSError("the disk is full")

    for name in ("save_file", "_sha256", "_flush"):
        with monkeypatch.context() as patched:
            patched.setattr(checkpoint, name, fail)
            with pytest.raises(OSError, match="disk is full"):
                checkpoint.save(tmp_path, 3, TENSORS, {})
        assert checkpoint.steps(tmp_path) == []


# Runs


def recipe(epochs, **changes):
    return RECIPES["digits"].but(epochs=epochs, **changes)


def test_resume_continues_bit_for_bit(tmp_path):
    data = load("digits")
    whole = Trainer(recipe(5), data, tmp_path / "whole", habits=QUIET)
    whole.fit()
    part = Trainer(recipe(5), data, tmp_path / "part", habits=QUIET)

    def interrupt(progress):
        if progress.step == 50:
            part.stop()

    assert part.fit(interrupt).step == 50
    assert not part.fit(lambda p: part.stop()).finished  # and within one Trainer, step 60
    rest = Trainer(recipe(5), data, tmp_path / "part", resume=True, habits=QUIET)
    assert rest.game.step_count == 60
    assert rest.fit().finished
    assert same(whole.game.tensors(), rest.game.tensors())
    rows = [[r for r in read_metrics(tmp_path / run) if "d_loss" in r] for run in ("whole", "part")]
    names = ("step", "d_loss", "g_loss", "d_real", "d_fake", "lr")
    assert [[r[n] for n in names] for r in rows[0]] == [[r[n] for n in names] for r in rows[1]]


def test_resume_from_the_one_before_when_the_last_is_damaged(tmp_path):
    data = load("digits")
    whole = Trainer(recipe(4), data, tmp_path / "run", habits=QUIET)
    whole.fit()
    truncate(at(tmp_path / "run", 88) / "state.safetensors")
    again = Trainer(recipe(4), data, tmp_path / "run", resume=True, habits=QUIET)
    assert again.game.step_count == 80
    again.fit()
    assert same(whole.game.tensors(), again.game.tensors())
    rows = read_metrics(tmp_path / "run")
    assert any("refused a checkpoint" in row.get("event", "") for row in rows)
    steps = [row["step"] for row in rows if "d_loss" in row]
    assert steps == sorted(set(steps))


def test_resume_refuses_other_data_and_another_recipe(tmp_path):
    data = load("digits")
    Trainer(recipe(1), data, tmp_path / "run", habits=QUIET).fit()
    with pytest.raises(ValueError, match=r"data = 'digits test'.*started with"):
        Trainer(recipe(1), load("digits", "test"), tmp_path / "run", resume=True, habits=QUIET)
    with pytest.raises(ValueError, match=r"recipe = 'digits'.*differs in: lr, z_dim"):
        Trainer(recipe(1, lr=1.0, z_dim=5), data, tmp_path / "run", resume=True, habits=QUIET)
    with pytest.raises(ValueError, match="a new folder"):
        Trainer(recipe(1), data, tmp_path / "run", habits=QUIET)
    with pytest.raises(ValueError, match="the folder of a run"):
        Trainer(recipe(1), data, tmp_path / "none", resume=True, habits=QUIET)


def test_damaged_checkpoints_do_not_push_out_whole_ones(tmp_path):
    data, path = load("digits"), tmp_path / "run"
    Trainer(recipe(4), data, path, habits=QUIET).fit()
    for step in (80, 88):
        truncate(at(path, step) / "weights.safetensors")
    checkpoint.mark_best(path, 88, 7.0)
    again = Trainer(recipe(4), data, path, resume=True, habits=replace(QUIET, keep=2))
    assert again.fit(lambda _: again.stop()).step == 50
    assert checkpoint.steps(path) == [40, 50]
    assert checkpoint.best_record(path) is None
    aside = sorted(p.name for p in (path / "checkpoints").glob(".refused-*"))
    assert aside == [".refused-step-000000080", ".refused-step-000000088"]
    for _ in range(2):  # and what is saved under those steps now counts
        assert again.fit().finished
        assert checkpoint.steps(path) == [80, 88]
    assert len(list((path / "checkpoints").glob(".refused-*"))) == 2


def test_runs_of_the_same_second_get_a_folder_each(tmp_path, monkeypatch):
    class Still(datetime):
        @classmethod
        def now(cls, tz=None):
            return cls(2026, 1, 1, 12)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(folder, "datetime", Still)
    paths = [Trainer(recipe(1), load("digits"), None, habits=QUIET).path for _ in range(3)]
    name = "digits-20260101-120000"
    assert [p.name for p in paths] == [name, f"{name}-2", f"{name}-3"]


def test_of_two_that_take_a_folder_at_once_one_is_refused(tmp_path):
    """Both have found it empty."""
    folder.create(tmp_path, recipe(1), {}, ["a"])
    with pytest.raises(ValueError, match=r"out = .*a new folder"):
        folder.create(tmp_path, recipe(2), {}, ["b"])
    assert folder.read_recipe(tmp_path).epochs == 1


def test_two_do_not_train_in_one_folder(tmp_path):
    data, said = load("digits"), []
    first = Trainer(recipe(1), data, tmp_path / "run", habits=QUIET)
    second = Trainer(recipe(1), data, tmp_path / "other", habits=QUIET)
    second.record.path = first.path

    def intrude(_):
        with pytest.raises(ValueError, match="no other process trains") as caught:
            second.fit()
        said.append(caught)

    assert first.fit(intrude).finished
    assert len(said) == 3, "rounds 10 and 20, and the last one"
    with pytest.raises(ValueError, match="trained it to step 22"):
        second.fit()
    assert checkpoint.steps(first.path) == [0, 22]


def test_a_run_stays_on_its_kind_of_device(tmp_path):
    Trainer(recipe(1), load("digits"), tmp_path, habits=QUIET).fit()
    found = checkpoint.latest(tmp_path)[0]
    checkpoint.save(tmp_path, found.step, found.tensors, {**found.meta, "device": "cuda:0"})
    with pytest.raises(ValueError, match=r"device = 'cpu' .*must be cuda"):
        Trainer(recipe(1), load("digits"), tmp_path, resume=True, habits=QUIET)


def test_the_first_speed_after_a_resume_counts_the_rounds_of_this_sitting(tmp_path, monkeypatch):
    clock = itertools.count()  # every look at the clock is a second later
    monkeypatch.setattr(watch.time, "perf_counter", lambda: float(next(clock)))
    data = load("digits")
    first = Trainer(recipe(4), data, tmp_path / "run", habits=QUIET)
    first.fit(lambda p: first.stop() if p.step == 50 else None)
    habits, seen = replace(QUIET, log_every=20), []
    again = Trainer(recipe(4), data, tmp_path / "run", resume=True, habits=habits)
    before = again.watch.seconds

    def look(progress):
        seen.append((progress.metrics["images_per_second"], again.watch.seconds - before))

    again.fit(look)
    (speed, seconds), (next_speed, later), _ = seen  # the last rounds are told, too
    assert speed * seconds == pytest.approx(10 * 64)
    assert next_speed * (later - seconds) == pytest.approx(20 * 64)


@pytest.mark.skipif(
    threading.current_thread() is not threading.main_thread(), reason="signals need the main thread"
)
def test_a_signal_is_of_one_sitting(tmp_path):
    one = Trainer(recipe(4), load("digits"), tmp_path / "run", habits=QUIET)
    stopped = one.fit(lambda _: signal.raise_signal(signal.SIGTERM))
    assert (stopped.signal, stopped.finished) == (signal.SIGTERM, False)
    again = one.fit()
    assert (again.signal, again.finished) == (None, True)


def start(run, *arguments):
    command = [sys.executable, "-m", "ganviz.images.cli", "train", *arguments]
    options = ["--threads", "1", "--checkpoint-every", "20", "--log-every", "10"]
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    return subprocess.Popen(
        [*command, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )


def wait_for_step(run, step, process):
    def reached():
        assert process.poll() is None, process.communicate()
        return max(checkpoint.steps(run), default=-1) >= step

    wait_for(reached, timeout=120)


@pytest.mark.parametrize("wait", [0.0, pytest.param(0.3, marks=pytest.mark.slow)])
def test_kill_9_then_resume(tmp_path, wait):
    """The same final weights, bit for bit, as a run that nobody killed: right after a checkpoint
    appeared, and at random moments."""
    epochs, chance = 20, random.Random(os.getpid())
    whole = Trainer(recipe(epochs), load("digits"), tmp_path / "whole", habits=QUIET)
    whole.fit()
    run = tmp_path / "killed"
    process = start(run, "digits", "--epochs", str(epochs), "--out", str(run))
    for kill_after in (20, 100):
        wait_for_step(run, kill_after, process)
        time.sleep(chance.uniform(0, wait))
        process.kill()
        process.communicate()
        before = checkpoint.latest(run)[0].step
        assert before >= kill_after
        process = start(run, "--resume", str(run))
    out, error = process.communicate(timeout=200)
    assert process.returncode == 0, error
    assert "finished" in out
    found = checkpoint.latest(run)[0]
    assert found.step == whole.game.step_count
    assert same(found.tensors, {k: v.cpu() for k, v in whole.game.tensors().items()})
    steps = [row["step"] for row in read_metrics(run) if "d_loss" in row]
    assert steps == list(range(10, found.step + 1, 10))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_signals_save_first_and_say_how_to_go_on(tmp_path, number, code):
    run = tmp_path / "run"
    process = start(run, "digits", "--epochs", "4000", "--out", str(run))
    wait_for_step(run, 20, process)
    process.send_signal(number)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == code
    assert f"ganviz train --resume {run}" in out
    last = checkpoint.latest(run)[0]
    rows = read_metrics(run)
    assert rows[-1] == {"step": last.step, "event": "stopped"}
    assert json.loads((run / "meta.json").read_text())["data_sha256"] == load("digits").sha256
    assert np.isfinite([t.double().sum().item() for t in last.tensors.values()]).all()
