"""The explorer of Proposition 2, driven by messages on the path that Colab takes."""

import math
import sys
import time

import numpy as np
import pytest
from waiting import wait_for

from ganviz import explore
from ganviz.explore.convergence import FULL, KNOTS, SPEED, STARTS
from ganviz.texts import decimal, text
from ganviz.theory import METHODS


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def descent():
    """Opens a session of the descent, closed at the end."""
    made = []

    def open_(*settings, **changes):
        made.append(explore.convergence.session(*settings, **changes))
        return made[-1]

    yield open_
    for session in made:
        session.close()


def traces(session):
    return {trace["uid"]: trace for trace in session.picture["data"]}


def ask(session, **said):
    """A message of the page; what is refused fails the test."""
    heard = []
    session.send = lambda message, buffers: heard.append(message)
    session.receive({"request": 1, **said})
    assert heard[-1]["refused"] is None


def test_a_drawn_start_goes_through_json():
    settings = explore.ConvergenceSettings(
        "gaussian", "drawn", "projected", 0.001, (0.5,) * KNOTS.size
    )
    assert explore.from_json(explore.ConvergenceSettings, settings.to_json()) == settings


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("start", "brod", "did you mean 'broad'"),
        ("method", "miror", "did you mean 'mirror'"),
        ("step_size", 0.0, "step_size = 0"),
        ("step_size", 7.0, "step_size = 7"),
        ("drawn", (0.0,) * KNOTS.size, "drawn"),
        ("drawn", (1.0, 1.0), "drawn"),
        ("drawn", (math.nan,) * KNOTS.size, "drawn"),
    ],
)
def test_a_bad_start_or_step_is_refused_by_name(field, value, words, descent):
    session = descent()
    before = session.settings
    with pytest.raises(ValueError, match=words):
        session.set(**{field: value})
    assert session.settings == before


def test_playing_brings_p_g_to_p_data(descent):
    session = descent()
    for _ in range(5):
        session.player.play()
    snapshot = session.player.frame.snapshot
    assert snapshot.step == 5 * session.player.per_click
    assert snapshot.p_g == pytest.approx(snapshot.p_data, abs=1e-3)
    shown = traces(session)
    assert decimal(snapshot.criterion) in session.readout
    assert np.array_equal(shown["p_g"]["y"], snapshot.p_g)
    powers = shown["gap"]["y"]
    assert powers[-1] == pytest.approx(math.log10(2 * snapshot.jsd), abs=1e-4)
    assert (np.diff(powers) < 0).all()
    assert (shown["bound"]["y"][1:] > powers[1:]).all()


def test_scrubbing_back_shows_that_moment_and_the_curves_up_to_it(descent):
    session = descent()
    for _ in range(4):
        session.player.advance(10)
    ask(session, kind="do", what="seek", value=2)
    assert "<b>20</b>" in session.readout
    assert traces(session)["criterion"]["x"].tolist() == [0, 10, 20]


def test_method_and_target_change_while_it_runs_and_a_start_begins_anew(descent):
    session = descent()
    session.player.play()
    reached = session.player.frame.snapshot.step
    session.set(method="projected")
    assert session.settings.step_size == METHODS["projected"].step_size
    assert session.state["settings"]["step_size"] == METHODS["projected"].step_size
    session.set(method="mirror", step_size=0.5)
    assert session.settings.step_size == 0.5
    session.set(target="gaussian")
    assert session.player.frame.snapshot.step == reached, "the run goes on"
    assert session.settings.step_size == 0.5
    session.player.play()
    snapshot = session.player.frame.snapshot
    assert snapshot.p_g == pytest.approx(snapshot.p_data, abs=1e-6)
    session.set(start="left")
    assert session.player.frame.snapshot.step == 0


def test_a_method_that_stays_keeps_its_step_size(descent):
    session = descent(step_size=0.5)
    ask(session, kind="set", changes={"method": "mirror"})
    assert session.settings.step_size == 0.5
    assert explore.convergence.session(method="projected").settings.step_size < 0.1


def test_the_menus_set_what_they_name(descent):
    session = descent()
    for field, value in (("target", "skewed"), ("start", "box"), ("step_size", 0.5)):
        ask(session, kind="set", changes={field: value})
        assert getattr(session.settings, field) == value
    ask(session, kind="set", changes={"method": "projected"})
    assert session.settings.method == "projected"
    assert session.state["words"]["step_tip"] == text("convergence_step_tip")


def test_a_drawn_start_has_full_support_and_converges(descent):
    session = descent()
    session.set(start="drawn")
    assert session.state["draw"] == "p_g"
    value = {"uid": "p_g", "x": [-4, 0, 4], "y": [0.0, 0.9, -0.4]}
    ask(session, kind="do", what="draw", value=value)
    assert min(session.settings.drawn) == FULL
    assert session.player.frame.snapshot.p_g.min() > 0
    session.set(step_size=1.0)
    session.player.play()
    assert session.player.frame.snapshot.jsd < 1e-12


def test_a_start_without_full_support_keeps_its_holes(descent):
    session = descent(explore.ConvergenceSettings(start="box", step_size=1.0))
    session.player.play()
    snapshot = session.player.frame.snapshot
    assert STARTS["box"].pdf([3.0])[0] == 0
    assert snapshot.p_g[snapshot.x > 2].max() == 0
    assert snapshot.jsd > 0.05
    assert "∞" in session.readout, "the bound says so"
    assert np.isfinite(traces(session)["gap"]["y"]).all()
    assert np.isfinite(traces(session)["subgradient"]["y"]).all()


def test_with_a_thread_it_plays_at_a_speed_for_the_eye(descent, monkeypatch):
    monkeypatch.delitem(sys.modules, "google.colab")
    session = descent()
    assert session.state["clock"]["speed"] == SPEED
    began = time.monotonic()
    session.player.play()
    wait_for(lambda: session.player.frame.snapshot.step >= SPEED / 4, 30)
    session.player.pause()
    assert session.player.wait(30)
    # A player that was held up may make good for a tenth of a second at once.
    assert session.player.frame.snapshot.step <= SPEED * (time.monotonic() - began + 0.2)
