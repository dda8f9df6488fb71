"""The live view of the image trainers, driven without a browser; digits, few rounds."""

import io
import sys
import threading

import numpy as np
import pytest
import torch
from PIL import Image
from waiting import wait_for

from ganviz import explore, plots
from ganviz.explore.images import COLUMNS, SAMPLES, ImagesSettings, _threads
from ganviz.images import figures
from ganviz.images.log import read_metrics
from ganviz.images.watch import GRID, Progress
from ganviz.plots.images import BINS, CURVES, histogram, loss_range, ranges, traces
from ganviz.settings import to_json

FEW = ("epochs=3",)
ROUNDS = 3 * (1444 // 64)


@pytest.fixture
def colab(monkeypatch):
    """No worker thread: a click has trained when its handler returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def made():
    """Makes explorers, and closes them at the end."""
    kept = []

    def make(*arguments, **options):
        kept.append(explore.images(*arguments, **options))
        return kept[-1]

    yield make
    for explorer in kept:
        explorer.close()


def workers():
    return [t for t in threading.enumerate() if t.name == "ganviz-images"]


def pixels(widget):
    return np.asarray(Image.open(io.BytesIO(widget.value)))


def test_settings_go_through_json():
    settings = ImagesSettings("dcgan-mnist", ("epochs=1", "lr=0.001"), source="digits", log_every=5)
    assert explore.from_json(ImagesSettings, to_json(settings)) == settings
    assert settings.whole.lr == 0.001
    assert settings.whole.data == "digits"


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"recipe": "digit"}, "digits"),
        ({"changes": ["epoch=3"]}, "epochs"),
        ({"recipe": "dcgan-64"}, "folder or zip"),
        ({"log_every": 0}, "log_every"),
        ({"source": "nowhere/at/all"}, "a path that exists"),
    ],
)
def test_bad_settings_are_refused_with_a_hint(options, word):
    with pytest.raises(ValueError, match=word):
        explore.images(**options)


def test_it_trains_to_the_end_in_one_click_where_threads_do_not_show(colab, made):
    live = made("digits", FEW, log_every=11)
    start = pixels(live._samples)
    live._button.click()
    assert live.finished
    assert not workers()
    assert live._button.disabled
    assert live._bar.value == live._bar.max == ROUNDS
    curves = live._curves()
    assert curves["step"].tolist() == list(range(11, ROUNDS + 1, 11))
    assert all(np.isfinite(curves[name]).all() for name in CURVES)
    assert not np.array_equal(pixels(live._samples), start), "the samples have changed"
    live.train()
    assert live.trainer.game.step_count == ROUNDS, "there is nothing left to train"


def test_the_view_shows_the_numbers_of_the_run(colab, made):
    live = made("digits", FEW, log_every=ROUNDS)
    live.train()
    (row,) = [r for r in read_metrics(live.path) if "d_loss" in r]
    shown = live._readout(live._progress, live._curves())
    assert f"<b>{ROUNDS}</b> of {ROUNDS}" in shown
    assert f"{row['d_real']:.2f}" in shown
    assert shown.endswith("0:00 left")
    samples = live.generator()
    assert samples.step == ROUNDS
    assert samples.images(samples.z(3)).shape == (3, 8, 8, 1)


def test_the_first_picture_is_of_the_z_of_all_the_others(colab, made):
    live = made("digits", FEW)
    of_trainer = live.trainer.game.sample(live.trainer.watch.fixed_z).numpy()
    assert len(of_trainer) == GRID == SAMPLES
    assert np.array_equal(live._progress.samples, figures.to_uint8(of_trainer))
    shown = pixels(live._samples)
    grid = figures.grid(of_trainer, COLUMNS)[..., 0]
    assert np.array_equal(shown[:: len(shown) // len(grid), :: len(shown) // len(grid)], grid)


@pytest.mark.long
def test_it_stops_saved_resumes_and_ends_as_if_it_had_never_stopped(made, tmp_path):
    live = made("digits", ("epochs=20",), out=tmp_path / "run", log_every=5)
    live.start()
    wait_for(lambda: len(live._history) >= 3)
    live.stop()
    live._worker.join(60)
    reached = live.trainer.game.step_count
    assert 15 <= reached < live.trainer.total
    assert live._button.description == "Resume"
    assert live.generator().step == reached, "it was saved where it stopped"
    live.close()

    again = made("digits", ("epochs=20",), out=tmp_path / "run", log_every=5)
    assert again.trainer.game.step_count == reached
    assert again._curves()["step"].tolist() == list(range(5, reached + 1, 5))
    again.train()
    whole = made("digits", ("epochs=20",), log_every=5)
    whole.train()
    z = whole.generator().z(16)
    assert np.array_equal(again.generator().images(z), whole.generator().images(z))


def test_a_folder_of_another_recipe_is_refused(made, tmp_path):
    made("digits", FEW, out=tmp_path / "run")
    made("digits", FEW, out=tmp_path / "run").train()
    made("digits", ("epochs=4",), out=tmp_path / "run")
    with pytest.raises(ValueError, match=r"recipe = 'digits'.*differs in: lr"):
        explore.images("digits", ("epochs=3", "lr=0.01"), out=tmp_path / "run")


def test_running_the_cell_again_stops_the_earlier_run(made):
    for _ in range(3):
        live = made("digits", ("epochs=230",))
        live.start()
    assert len(workers()) == 1
    live.close()
    assert not workers()


def test_a_run_that_diverges_says_so_and_train_raises(colab, made):
    live = made("digits", (*FEW, "lr=1e30"), log_every=11)
    with pytest.raises(RuntimeError, match="not finite"):
        live.train()
    assert "not finite" in live.message.value
    assert live._button.disabled
    assert not live.training


def test_a_warning_of_the_trainer_is_on_the_message_line(colab, made):
    live = made("digits", FEW)
    live._follow(progress(step=40, warnings=("G has collapsed",)))
    assert "round 40: G has collapsed" in live.message.value


def test_small_networks_train_on_one_thread_and_the_number_comes_back(made):
    before = torch.get_num_threads()
    with _threads(made("digits", FEW).trainer):
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == before


def progress(step=30, steps=100, warnings=()):
    rng = np.random.default_rng(0)
    return Progress(
        step=step,
        steps=steps,
        epoch=1,
        metrics=dict.fromkeys(CURVES, 0.7),
        d_real=rng.uniform(0.5, 1, 64),
        d_fake=rng.uniform(0, 0.5, 64),
        samples=np.zeros((SAMPLES, 8, 8, 1), np.uint8),
        warnings=warnings,
    )


def some_curves(top=0.9):
    return {"step": np.array([10.0, 20.0, 30.0])} | dict.fromkeys(CURVES, np.array([0.7, top, 0.7]))


def test_the_live_traces_are_the_figures_own():
    live = traces(progress(), some_curves())
    figure = plots.images(progress(), some_curves(), {"log 2": np.log(2)})
    assert set(live) == {trace.uid for trace in figure.data}
    for trace in figure.data:
        assert np.array_equal(trace.y, live[trace.uid][1])
    for name, limits in ranges(progress(), some_curves()).items():
        assert figure.layout[name].range == limits


def test_a_histogram_is_one_share_for_each_bin():
    values = np.random.default_rng(0).beta(2, 5, 1000)
    x, share = histogram(values)
    counts, edges = np.histogram(values, BINS, (0, 1))
    assert np.array_equal(x, np.repeat(edges, 2))
    assert np.allclose(share[1:-1:2], counts / 1000)
    assert np.array_equal(share[1:-1:2], share[2:-1:2])
    assert np.trapezoid(share, x) * BINS == pytest.approx(1)
    assert not histogram(np.empty(0))[1].any()


@pytest.mark.parametrize("top", [0.1, 1.9, 2.1, 700.0])
def test_the_range_of_losses_holds_them_and_seldom_changes(top):
    low, high = loss_range(np.array([0.0, top, np.nan, np.inf]))
    assert low == 0
    assert top <= high <= max(2, 2 * top)
    low, high = loss_range(np.array([-top]))
    assert -max(1, 2 * top) <= low <= -top


def test_the_reference_is_the_loss_of_a_d_that_cannot_tell(colab, made):
    figure = made("digits", FEW).view.figure
    levels = [shape.y0 for shape in figure.layout.shapes]
    assert levels == pytest.approx([np.log(2), 0.5])


def test_a_picture_keeps_every_pixel():
    image = np.random.default_rng(0).integers(0, 256, (20, 30, 3), dtype=np.uint8)
    shown = explore.picture(image, "noise")
    assert shown.alt == "noise"
    big = np.asarray(Image.open(io.BytesIO(shown.data)))
    assert big.shape == (200, 300, 3)
    assert np.array_equal(big[::10, ::10], image)


def test_a_path_to_data_is_absolute_in_the_recipe(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "photos").mkdir()
    assert ImagesSettings("dcgan-64", source="photos").whole.data == str(tmp_path / "photos")
