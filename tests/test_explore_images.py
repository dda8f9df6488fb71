"""The live view of the image trainers, driven without a page; digits, few rounds."""

import base64
import io
import signal
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image
from waiting import wait_for

from ganviz import explore, plots
from ganviz.explore.images import COLUMNS, ImagesSettings
from ganviz.explore.long_run import watch
from ganviz.images import figures
from ganviz.images.log import read_metrics
from ganviz.images.watch import GRID, Progress
from ganviz.plots.images import BINS, CURVES, histogram, loss_range

FEW = ("epochs=3",)
ROUNDS = 3 * (1444 // 64)


pytestmark = pytest.mark.long  # each trains on images


@pytest.fixture
def colab(monkeypatch):
    """No worker thread: a press has trained when it is answered."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def made():
    """Opens sessions, and closes them at the end."""
    kept = []

    def make(*arguments, **options):
        kept.append(explore.images.session(*arguments, **options))
        return kept[-1]

    yield make
    for session in kept:
        session.close()


def workers():
    return [t for t in threading.enumerate() if t.name == "ganviz-player" and t.is_alive()]


def press(session, what, value=None):
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    session.receive({"kind": "do", "request": 1, "what": what, "value": value})
    assert heard[-1]["refused"] is None
    return heard


def pixels(session, number=0):
    """An image of the picture: 0 is what G draws, 1 what it is to resemble."""
    source = session.picture["layout"]["images"][number]["source"]
    start = "data:image/png;base64,"
    assert source.startswith(start)
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(source.removeprefix(start)))))


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


def reached(session, rounds):
    """Wait until the run has played so many rounds."""
    wait_for(lambda: session.player.frame.snapshot.step >= rounds)


def test_settings_go_through_json():
    settings = ImagesSettings("dcgan-mnist", ("epochs=1", "lr=0.001"), source="digits", log_every=5)
    assert explore.from_json(ImagesSettings, settings.to_json()) == settings
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


def test_it_trains_to_the_end_in_one_press_where_threads_do_not_show(colab, made):
    before = workers()  # of other tests, perhaps
    session = made("digits", FEW, log_every=11)
    start = pixels(session)
    heard = press(session, "play")
    assert session.finished
    assert not session.training
    assert set(workers()) <= set(before)
    curves = session.player.frame.snapshot.curves
    assert curves["step"].tolist() == list(range(11, ROUNDS + 1, 11))
    assert all(np.isfinite(curves[name]).all() for name in CURVES)
    assert traces(session)["d_loss"]["x"].tolist() == curves["step"].tolist()
    assert not np.array_equal(pixels(session), start), "the samples have changed"
    said = [m["state"]["message"]["text"] for m in heard if "message" in m.get("state", {})]
    assert "interrupt the kernel" in said[0]
    assert "Finished" in session.state["message"]["text"]
    session.train()
    assert session.trainer.steps == ROUNDS, "there is nothing left to train"


def test_the_last_rounds_are_reported(colab, made):
    session = made("digits", FEW, log_every=20)
    session.train()
    curves = session.player.frame.snapshot.curves
    assert curves["step"].tolist() == [20, 40, 60, ROUNDS]
    assert f'value="{ROUNDS}" max="{ROUNDS}"' in session.state["note"]


def test_the_view_shows_the_numbers_of_the_run(colab, made):
    session = made("digits", FEW, log_every=ROUNDS)
    session.train()
    (row,) = [r for r in read_metrics(session.path) if "d_loss" in r]
    assert f"<b>{ROUNDS}</b> of {ROUNDS}" in session.readout
    assert f"{row['d_real']:.2f}" in session.readout
    assert session.readout.endswith("0:00 left")
    assert str(session.path) in session.state["note"]
    samples = session.generator()
    assert samples.step == ROUNDS
    assert samples.images(samples.z(3)).shape == (3, 8, 8, 1)


def test_the_picture_shows_what_g_draws_and_what_it_is_to_resemble(colab, made):
    session = made("digits", FEW)
    drawn = session.trainer.game.sample(session.trainer.watch.fixed_z).numpy()
    assert len(drawn) == GRID
    for number, images in enumerate((drawn, session.data.images)):
        shown = pixels(session, number)
        scale = shown.shape[1] // (9 * COLUMNS - 1)
        if number == 0:
            assert np.array_equal(shown[::scale, ::scale], figures.grid(images, COLUMNS)[..., 0])
        else:
            tiles = {image.tobytes() for image in images[..., 0]}
            assert shown[: 8 * scale : scale, : 8 * scale : scale].tobytes() in tiles


def test_time_goes_back_through_what_g_drew(colab, made):
    session = made("digits", FEW, log_every=11)
    first = pixels(session)
    for _ in range(2):
        session.player.advance(22)
    last = pixels(session)
    press(session, "seek", 0)
    assert np.array_equal(pixels(session), first)
    assert "<b>0</b> of" in session.readout
    press(session, "seek", session.player.frame.length - 1)
    assert np.array_equal(pixels(session), last)


def test_only_the_samples_travel(colab, made):
    session = made("digits", ("epochs=40",))
    press(session, "step")
    heard = press(session, "step")
    (frame,) = [m for m in heard if m["kind"] in ("frame", "picture")]
    assert frame["kind"] == "frame"
    assert "images[1].source" not in frame["layout"], "the real images were sent before"
    assert len(frame["layout"]["images[0].source"]) < 12_000
    heard = press(session, "play")
    sizes = {m["final"]: len(m["layout"]["images[0].source"]) for m in heard if "layout" in m}
    assert sizes[False] < 0.8 * sizes[True], "coarser while it goes on: the last two moments"


def test_it_stops_saved_resumes_and_ends_as_if_it_had_never_stopped(made, tmp_path):
    session = made("digits", ("epochs=20",), out=tmp_path / "run", log_every=5)
    session.start()
    reached(session, 15)
    session.stop()
    at = session.trainer.steps
    assert 15 <= at < session.trainer.total
    assert session.generator().step == at, "it was saved where it stopped"
    session.close()

    again = made("digits", ("epochs=20",), out=tmp_path / "run", log_every=5)
    assert again.trainer.steps == at
    before = list(range(5, at + 1, 5))
    assert again.player.frame.snapshot.curves["step"].tolist() == before
    assert traces(again)["g_loss"]["x"].tolist() == before
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


def test_reset_saves_what_was_played_and_lets_go_of_the_folder(made, tmp_path):
    session = made("digits", ("epochs=50",), out=tmp_path / "run")
    session.start()
    reached(session, 10)
    session.player.reset()
    assert session.player.wait()
    at = session.player.frame.snapshot.step
    assert at >= 10, "a run in a folder of its own goes on from there"
    session.player.advance(3)
    assert session.player.wait()
    assert session.trainer.steps == at + 3
    assert session.player.frame.level == "info"


def test_running_the_cell_again_stops_the_earlier_run():
    before = len(workers())
    for _ in range(3):
        live = explore.images("digits", ("epochs=230",))
        live.start()
        earlier = live.path
    assert len(workers()) == before + 1
    live.close()
    assert len(workers()) == before
    assert explore.images.session(out=earlier, changes=("epochs=230",)).trainer.steps >= 0


def test_what_it_returned_before_is_there(colab):
    live = explore.images("digits", FEW)
    assert live.path == live.trainer.path
    assert not live.finished
    live.start()
    assert live.finished
    assert live.data.images.shape[1:] == (8, 8, 1)
    assert live.generator().step == ROUNDS
    live.close()


def test_an_interrupt_stops_a_run_that_is_waited_for(made):
    session = made("digits", ("epochs=500",))
    session.start()
    reached(session, 5)
    threading.Timer(0.3, signal.raise_signal, [signal.SIGINT]).start()
    session.train()
    assert not session.finished
    assert session.generator().step == session.trainer.steps, "saved where it stopped"


def test_a_run_that_diverges_says_so_and_train_raises(colab, made):
    session = made("digits", (*FEW, "lr=1e30"), log_every=11)
    with pytest.raises(RuntimeError, match="not finite"):
        session.train()
    assert "not finite" in session.state["message"]["text"]
    assert session.state["message"]["level"] == "error"
    assert not session.training


def test_a_warning_of_the_trainer_is_on_the_message_line(colab, made):
    session = made("digits", FEW)
    moment = replace(session.player.frame.snapshot, step=40, warnings=("G has collapsed",))
    watch(session, replace(session.player.frame, snapshot=moment, playing=True))
    assert session.state["message"]["level"] == "warning"
    assert "round 40: G has collapsed" in session.state["message"]["text"]


def test_small_networks_train_on_one_thread_and_the_number_comes_back(colab, made, monkeypatch):
    session, seen = made("digits", FEW), []
    play = session.trainer.game.play
    monkeypatch.setattr(
        session.trainer.game, "play", lambda: (seen.append(torch.get_num_threads()), play())
    )
    torch.set_num_threads(2)
    session.player.advance(2)
    assert seen == [1, 1]
    assert torch.get_num_threads() == 2


def test_it_draws_ten_pictures_a_second_at_most(made):
    assert explore.images.scene.fps == 10


def progress(step=30, steps=100):
    rng = np.random.default_rng(0)
    return Progress(
        step=step,
        steps=steps,
        epoch=1,
        metrics=dict.fromkeys(CURVES, 0.7),
        d_real=rng.uniform(0.5, 1, 64),
        d_fake=rng.uniform(0, 0.5, 64),
        samples=np.zeros((GRID, 8, 8, 1), np.uint8),
        warnings=(),
    )


def some_curves(top=0.9):
    return {"step": np.array([10.0, 20.0, 30.0])} | dict.fromkeys(CURVES, np.array([0.7, top, 0.7]))


def test_images_stand_under_each_other_beside_the_curves():
    shown = {"G(z)": "data:image/png;base64,AA==", "x": "data:image/png;base64,BB=="}
    figure = plots.images(progress(), some_curves(), {"log 2": np.log(2)}, shown)
    above, below = figure.layout.images
    assert (above.source, below.source) == tuple(shown.values())
    assert above.y == 1
    assert above.y - above.sizey > below.y
    assert below.y - below.sizey == pytest.approx(0, abs=1e-9)
    assert above.sizey == pytest.approx(2 * below.sizey)
    assert {"G(z)", "x"} <= {note.text for note in figure.layout.annotations}
    assert not plots.images(progress(), some_curves(), {}).layout.images


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
    levels = [shape["y0"] for shape in made("digits", FEW).picture["layout"]["shapes"]]
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


def test_closing_twice_waits_for_nobody():
    """A widget is closed once more when it is collected: that must not hold the kernel."""
    shown = explore.images()
    shown.close()
    begin = time.monotonic()
    shown.close()
    assert shown.player.wait()
    assert time.monotonic() - begin < 5
