"""Explorers without a browser: driven by their settings, on the path that Colab takes."""

import json
import math
import sys
import threading

import numpy as np
import plotly.graph_objects as go
import pytest

from ganviz import Gaussian, criterion, explore, named
from ganviz.explore.figure1 import KNOTS, Figure1Settings
from ganviz.texts import decimal, text
from ganviz.toy import Player, ToySettings

NAMES = ("algorithm1", "convergence", "figure1", "optimum", "training")


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture(params=NAMES)
def explorer(request):
    made = getattr(explore, request.param)()
    yield made
    made.close()


def test_settings_go_through_json(explorer):
    if not hasattr(explorer.settings, "p_z"):  # the run by hand holds distributions, not names
        text = explorer.to_json()
        json.loads(text)
        assert explore.from_json(type(explorer.settings), text) == explorer.settings


def test_the_figure_names_its_axes_and_keeps_its_ranges(explorer):
    figure = explorer.view.figure
    assert isinstance(figure, go.Figure)
    axes = [figure.layout[key] for key in figure.layout if key[:5] in ("xaxis", "yaxis")]
    shown = [axis for axis in axes if axis.visible is not False and axis.type != "category"]
    assert all(axis.range is not None or axis.side == "top" for axis in shown)
    assert any(axis.title.text for axis in shown)


def test_readout_has_numbers_and_no_hole(explorer):
    assert any(c.isdigit() for c in explorer.view.readout) or explorer.player is not None
    assert "{" not in explorer.view.readout


def test_figure1_plays_in_clicks_and_repeats_with_its_seed():
    explorer = explore.figure1()
    seen = []
    for _ in range(2):
        explorer.player.reset()
        explorer.player.play()
        seen.append(explorer.player.frame.snapshot)
    assert seen[0].step == explorer.player.per_click
    assert np.array_equal(seen[0].p_g, seen[1].p_g)
    explorer.close()


def test_figure1_changes_live_settings_without_a_new_run():
    explorer = explore.figure1()
    explorer.player.play()
    reached = explorer.player.frame.snapshot.step
    explorer.set(k=3, objective="minimax", target="gaussian")
    assert explorer.player.frame.snapshot.step == reached, "the run goes on"
    assert explorer.settings.toy.k == 3
    explorer.set(prior="uniform")
    assert explorer.player.frame.snapshot.step == 0, "another prior is another run"
    explorer.set(generator=Player(hidden=(8,)))
    explorer.set(target="iris_petal_length")
    assert explorer.player.frame.snapshot.x[-1] > 4, "the axes follow the data"
    explorer.close()


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
def test_figure1_refuses_by_name_and_goes_on(changes, words):
    explorer = explore.figure1()
    before = explorer.settings
    with pytest.raises(ValueError, match=words):
        explorer.set(**changes)
    assert explorer.settings == before
    explorer.player.play()
    assert explorer.player.frame.snapshot.step > 0
    explorer.close()


def test_figure1_draws_a_density():
    explorer = explore.figure1()
    explorer._drawn("p_data", np.array([-4.0, -1.0, 1.0, 4.0]), np.array([0.0, 0.8, -0.3, 0.0]))
    assert explorer.settings.target == "drawn"
    assert len(explorer.settings.drawn) == KNOTS
    assert explorer.settings.p_data.pdf([-1.0])[0] > 0
    assert explorer.settings.p_data.pdf([2.0])[0] == 0, "below the axis is no density"
    explorer.close()


@pytest.mark.long
def test_figure1_panels_tell_the_papers_story():
    explorer = explore.figure1(Figure1Settings(toy=ToySettings(seed=1)))
    jsd = {}
    for letter in "abcd":
        explorer.panel(letter)
        snapshot = explorer.player.frame.snapshot
        jsd[letter] = snapshot.jsd
        if letter == "b":
            assert snapshot.criterion - snapshot.value < 0.05, "D has reached D*"
    assert jsd["b"] == jsd["a"], "only D was trained"
    assert jsd["c"] < jsd["b"], "G followed the gradient of D"
    assert jsd["d"] < jsd["c"]
    explorer.player.play()
    assert explorer.player.frame.snapshot.step > 0, "the run goes on from there"
    explorer.close()


@pytest.mark.long
def test_optimum_bound_approaches_the_criterion_after_a_move():
    explorer = explore.optimum()
    explorer.set(mean=2.0)
    snapshot = explorer.player.frame.snapshot
    expected = criterion(named("gaussian"), Gaussian(2.0, 1.0)).value
    assert snapshot.criterion == pytest.approx(expected)
    assert -0.05 < snapshot.value - expected <= 1e-6
    assert decimal(expected) in explorer.view.readout or explorer.view._last is not None
    explorer.close()


def test_algorithm1_steps_line_by_line():
    explorer = explore.algorithm1()
    assert explorer.line is None
    numbers = []
    for _ in range(5):
        explorer.next_line()
        numbers.append(explorer.line.number)
    assert numbers == [2, 3, 4, 5, 6]
    explorer.next_round()
    assert explorer.line.number == 6
    assert explorer.line.round == 2
    explorer.set(k=2)
    assert explorer.line is None
    explorer.close()


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


def test_a_run_that_diverges_says_so_and_can_be_reset():
    explorer = explore.figure1()
    explorer.set(
        generator=Player(optimizer="sgd", lr=1e6), discriminator=Player(optimizer="sgd", lr=1e6)
    )
    for _ in range(5):
        explorer.player.play()
    assert explorer.player.frame.level == "error"
    assert "finite" in explorer.message.value
    assert explorer.player.frame.length >= 1, "the history is kept"
    explorer.set(generator=Player(), discriminator=Player())
    explorer.player.reset()
    explorer.player.play()
    assert explorer.player.frame.level == "info"
    assert math.isfinite(explorer.player.frame.snapshot.value)
    explorer.close()


@pytest.mark.long
def test_reset_after_a_panel_begins_at_the_first_round():
    explorer = explore.figure1()
    explorer.panel("b")
    reached = explorer.player.frame.snapshot.step
    explorer.player.reset()
    assert (reached > 0, explorer.player.frame.snapshot.step) == (True, 0)
    explorer.close()


def test_a_control_goes_back_when_its_value_is_refused():
    explorer = explore.figure1()
    controls = (getattr(c, "description", "") for c in explorer.widget.children[1].children)
    seed = explorer.widget.children[1].children[list(controls).index(text("seed"))]
    seed.value = -1
    assert seed.value == 0
    assert "seed = -1" in explorer.message.value
    seed.value = 3
    assert (explorer.settings.toy.seed, explorer.message.value) == (3, "")
    explorer.close()
