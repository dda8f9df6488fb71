"""Training for real on digits, the log, the health of a game, figures, samples of a run."""

import json
import logging
import math
import subprocess
import warnings

import graphs
import numpy as np
import pytest
import torch
from comparing import same
from PIL import Image
from sklearn.neural_network import MLPClassifier
from waiting import wait_for

from ganviz._capture import Captured
from ganviz.images import (
    RECIPES,
    Diverged,
    Habits,
    Machine,
    Trainer,
    figure2,
    figure3,
    folder,
    grid,
    load,
    load_generator,
    load_trained,
    sample,
    save_png,
    summaries,
)
from ganviz.images.figures import lerp, slerp
from ganviz.images.gan import ImageGAN
from ganviz.images.log import Log, read_metrics
from ganviz.images.networks import Dense, Stack
from ganviz.images.watch import Health
from ganviz.metrics import nearest, parzen_log_likelihood

pytestmark = pytest.mark.long

torch.set_num_threads(1)
QUIET = Habits(log_every=20, checkpoint_every=200, bar=False)
SIGMA = 0.25


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A short real training, 90 epochs of digits: what the callback saw, and the outcome."""
    path = tmp_path_factory.mktemp("runs") / "digits"
    seen = []
    run = Trainer(
        RECIPES["digits"].but(epochs=90),
        load("digits"),
        path,
        validation=load("digits", "validation"),
        habits=QUIET,
    )
    start = run.game.sample(run.game.z(1000)).numpy()
    outcome = run.fit(seen.append)
    return run, start, seen, outcome


def test_training_improves_the_log_likelihood(trained):
    """By at least 30 nats over the untrained G: of 64 pixels, at a fixed sigma."""
    run, start, _, outcome = trained
    held_out = load("digits", "test").images / np.float32(255)
    before = parzen_log_likelihood(start, held_out, SIGMA).mean
    after = parzen_log_likelihood(sample(run.path, 1000), held_out, SIGMA).mean
    assert after > before + 30
    assert outcome.finished
    assert outcome.step == 90 * run.game.steps_per_epoch


def test_samples_are_digits_to_a_classifier(trained):
    """With two fifths of the epochs; benchmarks/images_digits.py checks the whole claim."""
    run, *_ = trained
    real = load("digits", "train+validation")
    judge = MLPClassifier((128,), max_iter=120, learning_rate_init=3e-3, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it stops at max_iter, as it should
        judge.fit(real.images.reshape(-1, 64) / np.float32(255), real.labels)
    p = np.asarray(judge.predict_proba(sample(run.path, 1000).reshape(-1, 64)))
    sure = p.max(1) > 0.9
    assert sure.mean() > 0.6
    assert set(p.argmax(1)[sure]) == set(range(10))


def test_the_callback_sees_the_game(trained):
    run, _, seen, _ = trained
    assert [p.step for p in seen] == list(range(20, run.steps + 1, 20))
    last = seen[-1]
    assert last.samples.shape == (64, 8, 8, 1)
    assert last.samples.dtype == np.uint8
    assert last.d_real.shape == last.d_fake.shape == (run.recipe.batch,)
    assert ((last.d_real > 0) & (last.d_real < 1)).all()
    assert last.metrics["images_per_second"] > 0
    assert 0 < last.metrics["d_loss"] < 2


def test_a_run_explains_itself(trained):
    run, *_ = trained
    text = (run.path / "README.txt").read_text()
    assert f"ganviz train --resume {run.path}" in text
    meta = json.loads((run.path / "meta.json").read_text())
    assert meta["data_sha256"] == load("digits").sha256
    assert {"torch", "ganviz", "python"} <= meta["versions"].keys()
    pictures = sorted((run.path / "samples").glob("*.png"))
    assert Image.open(pictures[-1]).size == (2 * (8 * 9 - 1),) * 2
    assert list((run.path / "tensorboard").iterdir())
    (summary,) = summaries(run.path.parent)
    assert (summary.recipe, summary.state) == ("digits", "finished")
    assert summary.best == max(r["parzen"] for r in read_metrics(run.path) if "parzen" in r)


def test_metrics_are_one_line_a_step(trained):
    run, *_ = trained
    rows = [r for r in read_metrics(run.path) if "d_loss" in r]
    assert [r["step"] for r in rows] == list(range(20, run.steps + 1, 20))
    assert {"g_loss", "d_real", "d_fake", "lr", "epoch", "seconds"} <= rows[0].keys()


def test_samples_come_from_the_seed_alone(trained):
    run, *_ = trained
    a, b, c = sample(run.path, 5, 1), sample(run.path, 5, 1), sample(run.path, 5, 2)
    assert a.shape == (5, 8, 8, 1)
    assert a.dtype == np.float32
    assert a.min() >= 0
    assert a.max() <= 1
    assert np.array_equal(a, b)
    assert not np.array_equal(a, c)


def test_the_averaged_generator_is_what_is_sampled(trained):
    run, *_ = trained
    kept = dict(load_generator(run.path).named_parameters())
    for name, p in run.game.average.named_parameters():
        assert torch.equal(p, kept[name])
    assert load_trained(run.path, which="best").step in range(0, run.steps + 1, 20)


# Stopping for a reason


def test_nan_is_noticed_and_named(tmp_path, capsys):
    settings = RECIPES["mnist-zero-bias"].but(
        data="digits",
        lr=1e30,
        batch=32,
        generator=Stack((Dense(16, "relu"), Dense(64))),
    )
    run = Trainer(settings, load("digits"), tmp_path / "run", habits=QUIET)
    with pytest.raises(Diverged, match="not finite"):
        run.fit()
    assert "diverged" in capsys.readouterr().err
    assert any("not finite" in r.get("event", "") for r in read_metrics(tmp_path / "run"))
    weights = load_generator(tmp_path / "run").parameters()
    assert all(torch.isfinite(p).all() for p in weights)


GOOD = {"d_loss": 0.6, "g_loss": 0.8, "d_real": 0.6, "d_fake": 0.4}
NORMS = {"d_grad_norm": 1.0, "g_grad_norm": 1.0}


def test_health_is_silent_on_a_good_game():
    health = Health(variation=0.3)
    assert all(health.diagnose({**GOOD, **NORMS}, 0.2) == [] for _ in range(100))


def test_health_names_a_collapse_once_and_only_when_it_lasts():
    health = Health(variation=0.3, patience=3)
    said = [health.diagnose({**GOOD, **NORMS}, v) for v in (0.0, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0)]
    assert [len(s) for s in said] == [0, 0, 0, 0, 0, 1, 0]
    assert "samples hardly vary" in said[5][0]


def test_health_names_a_d_that_has_won():
    health = Health(variation=0.3, patience=3)
    health.diagnose({**GOOD, **NORMS}, 0.2)
    won = {**GOOD, **NORMS, "d_loss": 1e-5, "g_grad_norm": 1e-6}
    said = [health.diagnose(won, 0.2) for _ in range(4)]
    assert [len(s) for s in said] == [0, 0, 1, 0]
    assert "D has won" in said[2][0]


def test_health_names_what_is_not_finite():
    (text,) = Health(0.3).diagnose({**GOOD, **NORMS, "g_loss": math.nan}, 0.2)
    assert text == "diverged: g_loss not finite"


def test_the_log_drops_what_a_killed_process_wrote_after_its_checkpoint(tmp_path):
    log = Log(tmp_path, 0, tensorboard=False)
    for step in (10, 20, 30):
        log.write(step, {"d_loss": 1.0 if step < 30 else math.nan})
    log.close()
    with (tmp_path / "metrics.jsonl").open("a") as file:
        file.write('{"step": 40, "d_lo')  # cut short
    assert [r["step"] for r in read_metrics(tmp_path)] == [10, 20, 30]
    assert read_metrics(tmp_path)[-1]["d_loss"] is None
    log = Log(tmp_path, 20, tensorboard=False)
    log.write(30, {"d_loss": 2.0})
    log.close()
    assert [r["step"] for r in read_metrics(tmp_path)] == [10, 20, 30]


# Two stages, as TFD


def test_a_pretrained_generator_fills_the_last_layers(tmp_path):
    def settings(layers, **changes):
        return RECIPES["tfd"].but(
            data="digits",
            batch=32,
            epochs=1,
            generator=Stack(layers),
            discriminator=Stack((Dense(1),)),
            **changes,
        )

    tail = (Dense(20, "relu"), Dense(64, "sigmoid", marginals=True))
    data = load("digits")
    first = Trainer(settings(tail, pretrained="", z_dim=10), data, tmp_path / "pre", habits=QUIET)
    first.fit()
    front = (Dense(30, "relu"), Dense(10, "sigmoid", bias=-2.0))
    pre = str(tmp_path / "pre")
    both = settings(front + tail, pretrained=pre, ema=0.99)
    second = Trainer(both, data, tmp_path / "run", habits=QUIET)
    theirs = first.game.generator.network.layers
    for ours in (second.game.generator.network.layers, second.game.average.layers):
        for mine, given in zip(ours[2:], theirs, strict=True):
            pairs = zip(mine.parameters(), given.parameters(), strict=True)
            assert all(torch.equal(a, b) for a, b in pairs)
    for wrong in (
        (Dense(64, "sigmoid"),),
        (Dense(30), Dense(64)),
        (Dense(30), *tail[:0], Dense(64)),
    ):
        with pytest.raises(ValueError, match=r"pretrained = .*whose G has the same layers"):
            Trainer(settings(wrong, pretrained=pre), data, tmp_path / "w", habits=QUIET)
    with pytest.raises(ValueError, match=r"pretrained = .*whose G has the same layers"):
        Trainer(
            RECIPES["dcgan-mnist"].but(data="digits", batch=32, pretrained=pre),
            data,
            tmp_path / "w",
            habits=QUIET,
        )
    with pytest.raises(ValueError, match=r"pretrained = .*ganviz train tfd-pretrain"):
        Trainer(settings(tail, pretrained=str(tmp_path / "no")), data, tmp_path / "x", habits=QUIET)


def test_machines_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(ValueError, match="precision = 'fp8'"):
        Machine(precision="fp8")
    if not torch.cuda.is_available():
        with pytest.raises(ValueError, match="device = 'cuda'"):
            Trainer(RECIPES["digits"], load("digits"), tmp_path, machine=Machine("cuda"))
    with pytest.raises(ValueError, match="cuda_graph"):
        Trainer(
            RECIPES["digits"], load("digits"), tmp_path, machine=Machine("cpu", cuda_graph=True)
        )


def test_bf16_trains(tmp_path):
    run = Trainer(
        RECIPES["digits"].but(epochs=2),
        load("digits"),
        tmp_path / "run",
        machine=Machine("cpu", "bf16"),
        habits=QUIET,
    )
    assert run.fit().finished
    assert all(p.dtype == torch.float32 for p in run.game.generator.theta)


# Figures


def test_grid_places_every_image():
    images = np.arange(3, dtype=np.uint8)[:, None, None, None] * np.ones((1, 4, 5, 3), np.uint8) + 1
    table = grid(images, 2)
    assert table.shape == (9, 11, 3)
    assert (table[:4, :5] == 1).all()
    assert (table[:4, 6:] == 2).all()
    assert (table[5:, :5] == 3).all()
    assert (table[5:, 6:] == 0).all()
    assert (table[4] == 0).all()


def test_figure_2_ends_with_the_nearest_training_image():
    training = load("digits").images
    samples = training[[5, 9, 17, 3, 40, 8]] / np.float32(255)
    samples[2] += 0.01 * (samples[2] < 0.9)
    figure = figure2(samples, training, columns=3)
    last = figure[:, -8:, 0]
    assert np.array_equal(last[:8], training[17, :, :, 0])
    assert np.array_equal(last[9:], training[8, :, :, 0])
    assert nearest(training[[17]], training).index[0] == 17


def test_figure_3_starts_and_ends_at_its_points(trained):
    run, *_ = trained
    g = load_trained(run.path)
    for path in ("linear", "spherical"):
        figure = figure3(g, rows=2, steps=5, seed=4, path=path)
        assert figure.shape == (17, 44, 1)
        ends = g.images(g.z(4, 4))
        expected = np.rint(ends * 255).astype(int)
        assert np.abs(figure[:8, :8].astype(int) - expected[0]).max() <= 1
        assert np.abs(figure[9:, -8:].astype(int) - expected[3]).max() <= 1
    with pytest.raises(ValueError, match="did you mean 'linear'"):
        figure3(g, path="linea")


def test_paths_between_points():
    a, b = torch.tensor([3.0, 0.0]), torch.tensor([0.0, 1.0])
    assert lerp(a, b, 3).tolist() == [[3, 0], [1.5, 0.5], [0, 1]]
    middle = slerp(a, b, 3)[1]  # length half way, angle half way
    torch.testing.assert_close(middle, torch.full((2,), 2 / math.sqrt(2)))
    assert torch.equal(slerp(a, a, 4), lerp(a, a, 4))


def test_png_is_scaled(tmp_path):
    image = np.array([[[0], [255]]], np.uint8)
    with Image.open(save_png(image, tmp_path / "a" / "x.png", scale=3)) as picture:
        assert picture.size == (6, 3)
        assert np.array_equal(np.asarray(picture), [[0] * 3 + [255] * 3] * 3)


def test_signals_elsewhere_than_in_the_main_thread_are_left_alone(tmp_path):
    """A live view trains in a worker thread and stops it from another one."""
    import threading

    run = Trainer(
        RECIPES["digits"].but(epochs=10_000), load("digits"), tmp_path / "r", habits=QUIET
    )
    outcome = []
    worker = threading.Thread(target=lambda: outcome.append(run.fit()))
    worker.start()
    wait_for(lambda: run.game.step_count > 0)
    run.stop()
    worker.join(timeout=30)
    assert not outcome[0].finished
    assert outcome[0].step == run.game.step_count > 0


# Records


def test_a_short_run_is_listed_with_all_its_rounds(tmp_path):
    run = Trainer(RECIPES["digits"].but(epochs=2), load("digits"), tmp_path / "a", habits=Habits())
    outcome = run.fit()
    (summary,) = summaries(tmp_path)
    assert (summary.step, summary.epoch) == (outcome.step, outcome.epoch) == (44, 2)


def test_an_older_checkpoint_is_not_used_in_silence(tmp_path, caplog):
    habits = Habits(checkpoint_every=20, bar=False)
    Trainer(RECIPES["digits"].but(epochs=1), load("digits"), tmp_path, habits=habits).fit()
    newest = tmp_path / "checkpoints" / "step-000000022" / "weights.safetensors"
    newest.write_bytes(newest.read_bytes()[:-1])
    with caplog.at_level(logging.WARNING, "ganviz"):
        assert load_trained(tmp_path).step == 20
    assert "step 20 is used" in caplog.text
    assert str(newest) in caplog.text


def test_the_revision_is_of_the_repository_that_tracks_ganviz(tmp_path, monkeypatch):
    def git(*words):
        who = ["-c", "user.name=a", "-c", "user.email=a@b"]
        subprocess.run(["git", "-C", tmp_path, *who, *words], check=True, capture_output=True)

    (tmp_path / "other.txt").write_text("of somebody's project")
    git("init")
    git("add", "other.txt")
    git("commit", "-m", "theirs")
    copy = tmp_path / "venv" / "run.py"
    copy.parent.mkdir()
    copy.write_text("")
    monkeypatch.setattr(folder, "__file__", str(copy))
    assert folder.git_revision() is None
    git("add", "venv/run.py")
    git("commit", "-m", "ours")
    assert len(folder.git_revision()) == 40


# On CUDA, as far as it can be checked without


def test_fp32_is_float32_in_convolutions_too(monkeypatch):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", torch.backends.cudnn.allow_tf32)
    allowed = {}
    for precision in ("fp32", "tf32", "bf16", "fp32"):
        Machine("cpu", precision).fabric()
        allowed[precision] = torch.backends.cudnn.allow_tf32
    assert allowed == {"fp32": False, "tf32": True, "bf16": True}


@pytest.mark.parametrize("record", [graphs.NoRecord, graphs.BadRecord])
def test_where_recording_fails_rounds_are_played_directly(monkeypatch, record):
    log = graphs.on_cpu(monkeypatch, record)
    games = [ImageGAN(RECIPES["digits"], load("digits").images) for _ in range(2)]
    held = [*games[0].tensors().values()]
    games[0].play = Captured(games[0].play_round, held, generator=games[0].draws.generator)
    for game in games:
        for _ in range(3):
            game.step()
    with pytest.warns(UserWarning, match="played directly"):
        games[0].step()
    games[0].step()
    for _ in range(2):
        games[1].step()
    assert log == ["record"]
    same(*(game.tensors() for game in games))


def test_a_round_is_recorded_once_and_replayed(monkeypatch):
    log = graphs.on_cpu(monkeypatch)
    total, made = torch.zeros(3), []

    def play():
        made.append(1)
        total.mul_(2).add_(1)

    captured = Captured(play, [total], generator=torch.Generator())
    for n in range(1, 7):
        captured()
        assert total.tolist() == [2**n - 1] * 3
    assert len(made) == 4, "three rounds directly, one recorded"
    assert log == ["record", "replay", "replay", "replay"]
