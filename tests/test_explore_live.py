"""Explorers that are played, without a page: driven by messages, on the path that Colab takes."""

import math
import sys
import threading

import numpy as np
import pytest

from ganviz import Gaussian, criterion, explore, named
from ganviz.explore.figure1 import KNOTS
from ganviz.explore.optimum import PATIENCE
from ganviz.texts import decimal
from ganviz.toy import NetworkSettings


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def opened():
    """A session by name, closed at the end."""
    made = []

    def open_(name, *settings, **changes):
        made.append(explore.EXPLORERS[name].session(*settings, **changes))
        return made[-1]

    yield open_
    for session in made:
        session.close()


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


def do(session, what, value=None):
    """What a press or a drag of the page does; a refusal fails the test."""
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    session.receive({"kind": "do", "request": 1, "what": what, "value": value})
    assert heard[-1] == {"kind": "done", "request": 1, "refused": None}


# Figure 1


def test_figure1_plays_in_clicks_and_repeats_with_its_seed(opened):
    session = opened("figure1")
    seen = []
    for _ in range(2):
        do(session, "reset")
        do(session, "play")
        seen.append(session.player.frame.snapshot)
    assert seen[0].step == session.player.per_click
    assert np.array_equal(seen[0].p_g, seen[1].p_g)


def test_figure1_changes_live_settings_without_a_new_run(opened):
    session = opened("figure1")
    session.player.play()
    reached = session.player.frame.snapshot.step
    session.set(k=3, objective="minimax", target="gaussian")
    assert session.player.frame.snapshot.step == reached, "the run goes on"
    assert session.settings.toy.k == 3
    session.set(prior="uniform")
    assert session.player.frame.snapshot.step == 0, "another prior is another run"
    session.set(generator=NetworkSettings(hidden=(8,)))
    session.set(target="iris_petal_length")
    assert session.player.frame.snapshot.x[-1] > 4, "the axes follow the data"
    assert traces(session)["p_g"]["x"][-1] > 4


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"k": 0, "k_g": 0}, "k = 0"),
        ({"seed": -1}, "seed = -1"),
        ({"objective": "minmax"}, "did you mean 'minimax'"),
        ({"target": "two_mode"}, "did you mean 'two_modes'"),
        ({"drawn": (-1.0,) * 5, "target": "drawn"}, ">= 0"),
    ],
)
def test_figure1_refuses_by_name_and_goes_on(changes, words, opened):
    session = opened("figure1")
    before = session.settings
    with pytest.raises(ValueError, match=words):
        session.set(**changes)
    assert session.settings == before
    session.player.play()
    assert session.player.frame.snapshot.step > 0


def test_figure1_draws_a_density(opened):
    session = opened("figure1")
    session.set(target="drawn")
    assert session.state["draw"] == "p_data"
    assert traces(session)["p_data"]["meta"] == {"draw": True}
    do(session, "draw", {"uid": "p_data", "x": [-4, -1, 1, 4], "y": [0.0, 0.8, -0.3, 0.0]})
    assert len(session.settings.drawn) == KNOTS.size
    assert session.settings.p_data.pdf([-1.0])[0] > 0
    assert session.settings.p_data.pdf([2.0])[0] == 0, "below the axis is no density"
    session.set(target="gaussian")
    assert session.state["draw"] is None


@pytest.mark.long
def test_figure1_panels_tell_the_papers_story(opened):
    session = opened("figure1", seed=1)
    jsd = {}
    for letter in "abcd":
        do(session, f"panel_{letter}")
        snapshot = session.player.frame.snapshot
        jsd[letter] = snapshot.jsd
        if letter == "b":
            assert snapshot.criterion - snapshot.value < 0.05, "D has reached D*"
    assert jsd["b"] == jsd["a"], "only D was trained"
    assert jsd["c"] < jsd["b"], "G followed the gradient of D"
    assert jsd["d"] < jsd["c"]
    reached = session.player.frame.snapshot.step
    session.player.play()
    assert session.player.frame.snapshot.step > reached, "the run goes on from there"


@pytest.mark.long
def test_reset_after_a_panel_begins_at_the_first_round(opened):
    session = opened("figure1", seed=1)
    session.press("panel_b")
    reached = session.player.frame.snapshot.step
    do(session, "reset")
    assert (reached > 0, session.player.frame.snapshot.step) == (True, 0)


def test_a_run_that_diverges_says_so_and_can_be_reset(opened):
    session = opened("figure1")
    wild, tame = NetworkSettings(optimizer="sgd", lr=1e6), NetworkSettings()
    session.set(generator=wild, discriminator=wild)
    for _ in range(5):
        session.player.play()
    assert session.player.frame.level == "error"
    assert "finite" in session.state["message"]["text"]
    assert session.state["message"]["level"] == "error"
    assert session.player.frame.length >= 1, "the history is kept"
    session.set(generator=tame, discriminator=tame)
    do(session, "reset")
    do(session, "play")
    assert session.player.frame.level == "info"
    assert session.state["message"]["text"] == ""
    assert math.isfinite(session.player.frame.snapshot.value)


@pytest.mark.long
def test_the_four_panels_are_those_of_the_buttons(opened):
    session = opened("panels", seed=1)
    assert {"p_g0", "p_g1", "p_g2", "p_g3"} <= traces(session).keys()
    live = opened("figure1", seed=1)
    live.press("panel_c")
    assert np.array_equal(traces(session)["d2"]["y"], live.player.frame.snapshot.d)
    assert decimal(live.player.frame.snapshot.jsd, 3) in session.readout


# A D that is trained to D*


def test_training_brings_d_to_the_optimum_and_shows_the_way(opened):
    session = opened("training")
    for _ in range(4):
        do(session, "play")
    snapshot = session.player.frame.snapshot
    assert 0 <= snapshot.criterion - snapshot.value < 0.05
    shown = traces(session)
    assert np.array_equal(shown["d"]["y"], snapshot.d)
    steps = shown["value"]["x"]
    assert (steps[0], steps[-1]) == (0, 4 * session.player.per_click)
    assert decimal(snapshot.value) in session.readout
    do(session, "seek", 2)
    assert np.array_equal(traces(session)["value"]["x"], steps[:3])
    assert session.picture["layout"]["xaxis2"]["range"] == [0, 1000], "the axis stands still"


def test_training_goes_on_where_a_density_moves_and_begins_anew_with_a_seed(opened):
    session = opened("training")
    do(session, "play")
    session.set(mean=-2, target="gaussian")
    snapshot = session.player.frame.snapshot
    assert snapshot.step == session.player.per_click
    assert snapshot.criterion == pytest.approx(
        criterion(named("gaussian"), Gaussian(-2, session.settings.std)).value
    )
    session.set(seed=3)
    assert session.player.frame.snapshot.step == 0


# Theorem 1


@pytest.mark.long
def test_optimum_bound_approaches_the_criterion_after_a_move(opened):
    session = opened("optimum")
    assert session.player.frame.snapshot.step == PATIENCE, "it trains by itself"
    session.set(mean=2.0)
    snapshot = session.player.frame.snapshot
    assert snapshot.step == 2 * PATIENCE
    expected = criterion(named("gaussian"), Gaussian(2.0, 1.0)).value
    assert snapshot.criterion == pytest.approx(expected)
    assert -0.05 < snapshot.value - expected <= 1e-6
    assert decimal(expected) in session.readout
    assert decimal(snapshot.value) in session.readout


@pytest.mark.long
def test_optimum_is_dragged_by_two_handles(opened):
    session = opened("optimum")
    do(session, "drag", {"uid": "handles", "index": 0, "x": -9.0, "y": 0.1})
    do(session, "drag", {"uid": "handles", "index": 1, "x": -2.5, "y": 0.1})
    assert (session.settings.mean, session.settings.std) == (-4.0, 1.5)
    assert session.player.frame.snapshot.p_g == Gaussian(-4.0, 1.5)


@pytest.mark.long
def test_optimum_begins_anew_with_another_seed_and_draws_more_samples(opened):
    session = opened("optimum")
    sampled = traces(session)["interval"]["x"]
    session.set(n=10_000)
    more = traces(session)["interval"]["x"]
    assert np.ptp(more) < np.ptp(sampled) / 2
    session.set(seed=5)
    assert session.player.frame.snapshot.step == PATIENCE
    with pytest.raises(ValueError, match="n = 7"):
        session.set(n=7)


# Saturation


def test_saturation_shows_what_is_left_of_the_gradient(opened):
    session = opened("saturation")
    do(session, "play")
    seen = session.player.frame.snapshot
    assert seen.ratio > 50
    assert f"{seen.minimax:.2g}" in session.readout
    assert np.isfinite(traces(session)["minimax"]["y"]).all()


# Algorithm 1, line by line


def line(session):
    return session.player.frame.snapshot.line


def test_algorithm1_steps_line_by_line(opened):
    session = opened("algorithm1")
    assert line(session) is None
    assert "font-weight" not in session.state["note"], "no line is lit"
    numbers = []
    for _ in range(5):
        do(session, "step")
        numbers.append(line(session).number)
    assert numbers == [2, 3, 4, 5, 6]
    do(session, "next_round")
    assert (line(session).number, line(session).round) == (6, 2)
    session.set(k=2)
    assert line(session) is None, "other settings begin anew"


def test_algorithm1_shows_every_number_of_its_line(opened):
    session = opened("algorithm1")
    for _ in range(3):
        do(session, "step")
    note, found = session.state["note"], line(session).quantities
    assert note.count("font-weight") == 1
    assert decimal(found["V"], 3) in note
    assert all(decimal(value, 3) in note for value in found["D_x"])
    assert decimal(line(session).parameters.w, 3) in session.readout
    drawn = traces(session)
    assert drawn["real"]["x"].tolist() == session.player.frame.snapshot.x.tolist()


def test_algorithm1_goes_back_in_time(opened):
    session = opened("algorithm1")
    for _ in range(4):
        do(session, "step")
    note = session.state["note"]
    do(session, "seek", 3)
    assert line(session).number == 4
    assert session.state["note"] != note


def test_algorithm1_can_be_driven_from_a_cell():
    made = explore.algorithm1(k=2)
    made.next_line()
    assert made.player.frame.snapshot.line.number == 2
    made.next_round()
    assert made.player.frame.snapshot.line.number == 6
    made.reset()
    assert made.player.frame.snapshot.line is None
    made.close()


# All of them


def test_running_a_cell_again_leaves_one_worker(monkeypatch):
    monkeypatch.delitem(sys.modules, "google.colab")

    def workers():
        return [t for t in threading.enumerate() if t.name == "ganviz-player" and t.is_alive()]

    before = len(workers())
    for _ in range(3):
        last = explore.training()
    assert len(workers()) == before + 1
    last.close()
    assert len(workers()) == before
