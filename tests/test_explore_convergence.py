"""The explorers of Proposition 2, driven by their settings on the path that Colab takes."""

import math
import sys
import time

import numpy as np
import pytest

from ganviz import explore
from ganviz.explore.convergence import FULL, KNOTS, SPEED, STARTS, short
from ganviz.texts import decimal
from ganviz.theory import METHODS

NAMES = ("convergence",)
SETTINGS = {
    "convergence": explore.ConvergenceSettings(
        "gaussian", "drawn", "projected", 0.001, (0.5,) * KNOTS.size
    ),
}


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def make():
    """An explorer by name, closed at the end."""
    made = []

    def make_(name, *arguments):
        made.append(getattr(explore, name)(*arguments))
        return made[-1]

    yield make_
    for explorer in made:
        explorer.close()


def drag(explorer, uid, index, x, y=0.0):
    event = {"type": "drag", "uid": uid, "index": index, "x": x, "y": y}
    explorer.view._receive(None, event | {"view": "", "final": True}, [])


def drawn(explorer):
    """What the page shows: the figure's traces, and what was painted over them."""
    content, [buffer] = explorer.view._last
    numbers, at, traces = np.frombuffer(buffer, np.float32), 0, {}
    for trace in content["traces"]:
        n = trace["x"]
        traces[trace["uid"]] = numbers[at : at + n], numbers[at + n : at + 2 * n]
        at += 2 * n
    return traces, content["readout"]


@pytest.mark.parametrize("name", NAMES)
def test_it_shows_itself_and_its_settings_go_through_json(name, make):
    for explorer in (make(name), make(name, SETTINGS[name])):
        assert explore.from_json(type(explorer.settings), explorer.to_json()) == explorer.settings
        assert "{" not in explorer.view.readout
        assert any(c.isdigit() for c in explorer.view.readout)


@pytest.mark.parametrize(
    ("name", "field", "value", "words"),
    [
        ("convergence", "start", "brod", "did you mean 'broad'"),
        ("convergence", "method", "miror", "did you mean 'mirror'"),
        ("convergence", "step_size", 0.03, "step_size = 0.03"),
        ("convergence", "drawn", (0.0,) * KNOTS.size, "drawn"),
        ("convergence", "drawn", (1.0, 1.0), "drawn"),
        ("convergence", "drawn", (math.nan,) * KNOTS.size, "drawn"),
    ],
)
def test_bad_values_are_refused_by_name(name, field, value, words, make):
    explorer = make(name)
    before = explorer.settings
    with pytest.raises(ValueError, match=words):
        explorer.set(**{field: value})
    assert explorer.settings == before
    explorer.message.guard(explorer.set)(**{field: value})
    assert field in explorer.message.value


# The descent


def test_playing_brings_p_g_to_p_data(make):
    explorer = make("convergence")
    for _ in range(5):
        explorer.player.play()
    snapshot = explorer.player.frame.snapshot
    assert snapshot.step == 5 * explorer.player.per_click
    assert snapshot.p_g == pytest.approx(snapshot.p_data, abs=1e-3)
    traces, readout = drawn(explorer)
    assert decimal(snapshot.criterion) in readout
    assert np.array_equal(traces["p_g"][1], snapshot.p_g.astype(np.float32))
    powers = traces["gap"][1]
    assert powers[-1] == pytest.approx(math.log10(2 * snapshot.jsd), abs=1e-4)
    assert (np.diff(powers) < 0).all()
    bound = traces["bound"][1]
    assert (bound[1:] > powers[1:]).all()
    assert set(traces) == {trace.uid for trace in explorer.view.figure.data}


def test_scrubbing_back_shows_that_moment_and_the_curves_up_to_it(make):
    explorer = make("convergence")
    for _ in range(4):
        explorer.player.advance(10)
    explorer.player.seek(2)
    traces, readout = drawn(explorer)
    assert "<b>20</b>" in readout
    assert traces["criterion"][0].tolist() == [0, 10, 20]


def test_method_and_target_change_while_it_runs_and_a_start_begins_anew(make):
    explorer = make("convergence")
    explorer.player.play()
    reached = explorer.player.frame.snapshot.step
    explorer.set(method="projected")
    assert explorer.settings.step_size == METHODS["projected"].step_size
    assert explorer._controls["step_size"].value == METHODS["projected"].step_size
    explorer.set(method="mirror", step_size=0.5)
    explorer.set(target="gaussian")
    assert explorer.player.frame.snapshot.step == reached, "the run goes on"
    explorer.player.play()
    assert explorer.player.frame.snapshot.p_g == pytest.approx(
        explorer.player.frame.snapshot.p_data, abs=1e-6
    )
    explorer.set(start="left")
    assert explorer.player.frame.snapshot.step == 0


def test_the_menus_set_what_they_name(make):
    explorer = make("convergence")
    for field, value in (("target", "skewed"), ("start", "box"), ("step_size", 0.5)):
        explorer._controls[field].value = value
        assert getattr(explorer.settings, field) == value
    explorer._controls["method"].value = "projected"
    assert explorer.settings.method == "projected"


def test_a_drawn_start_has_full_support_and_converges(make):
    explorer = make("convergence")
    explorer.set(start="drawn")
    assert explorer.view.draw_uid == "p_g"
    event = {"type": "draw", "uid": "p_g", "x": [-4, 0, 4], "y": [0.0, 0.9, -0.4]}
    explorer.view._receive(None, event | {"view": "", "final": True}, [])
    assert min(explorer.settings.drawn) == FULL
    assert explorer.player.frame.snapshot.p_g.min() > 0
    explorer.set(step_size=1.0)
    explorer.player.play()
    assert explorer.player.frame.snapshot.jsd < 1e-12


def test_a_start_without_full_support_keeps_its_holes(make):
    explorer = make("convergence", explore.ConvergenceSettings(start="box", step_size=1.0))
    explorer.player.play()
    snapshot = explorer.player.frame.snapshot
    assert STARTS["box"].pdf([3.0])[0] == 0
    assert snapshot.p_g[snapshot.x > 2].max() == 0
    assert snapshot.jsd > 0.05
    traces, readout = drawn(explorer)
    assert "∞" in readout, "the bound says so"
    assert np.isfinite(traces["gap"][1]).all()
    assert np.isfinite(traces["subgradient"][1]).all()


def test_with_a_thread_it_plays_at_a_speed_for_the_eye(make, monkeypatch):
    monkeypatch.delitem(sys.modules, "google.colab")
    explorer = make("convergence")
    explorer.player.play()
    time.sleep(0.5)
    explorer.player.pause()
    explorer.player.wait(5)
    assert 0 < explorer.player.frame.snapshot.step < SPEED


def test_numbers_are_short():
    assert [short(n) for n in (0.25, 1.234e-7, math.nan, math.inf)] == [
        "0.25",
        "1.2e−07",
        "–",
        "∞",
    ]
