"""Recordings: what stands in the file is what the explorer showed, in at most 1.5 MB."""

import functools
import json
import os
import sys
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pytest
import registry
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from recordings import read, restored

from ganviz import explore
from ganviz.host import Scene, Session
from ganviz.host.columns import PLACES, Column
from ganviz.host.picture import split
from ganviz.host.record import in_place, record, recorded
from ganviz.run import Diverged
from ganviz.settings import Settings, number
from ganviz.widgets.explorer import RECORD

LIMIT = 1_500_000


def apart(found, picture):
    """How far apart the numbers of a moment and of a picture are, as a share of what is shown."""
    worst, whole = 0.0, split(picture)
    for uid, own in whole.arrays.items():
        assert found[uid].keys() == own.keys()
        for key, array in own.items():
            low, high = whole.spans[uid].get(key, (0, 1))
            shown = np.clip(array, low, high) if key == "z" else array
            assert np.array_equal(np.isnan(found[uid][key]), np.isnan(shown))
            assert found[uid][key].shape == shown.shape
            far = np.abs(found[uid][key] - shown) / abs(high - low)
            worst = max(worst, np.nanmax(far, initial=0.0))
    return worst


# Numbers.


@given(
    st.lists(
        arrays(np.float64, st.integers(0, 9), elements=st.floats(-3, 3) | st.just(np.nan)),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from(["x", "z"]),
)
def test_a_column_is_read_as_it_was_within_half_a_place(parts, key):
    column = Column(key)
    for part in parts:
        column.add(part, (-3.0, 3.0))
    told, numbers = column.encode()
    found = restored(told, numbers, [len(part) for part in parts])
    for part, again in zip(parts, found, strict=True):
        np.testing.assert_allclose(again, part, atol=3.01 / (254 if key == "z" else PLACES))


def test_numbers_that_no_lattice_holds_travel_as_they_are():
    far = np.array([0.0, 1e6, 0.5, np.inf])
    column = Column("y")
    column.add(far, (0.0, 1.0))
    told, numbers = column.encode()
    assert told == {"kind": "float"}
    np.testing.assert_array_equal(restored(told, numbers, [4])[0], far.astype(np.float32))


@pytest.fixture(autouse=True)
def _closed(monkeypatch):
    """Every session that a test opens is closed after it."""
    opened, begin = [], Session.__init__

    def init(session, *given, **more):
        begin(session, *given, **more)
        opened.append(session)

    monkeypatch.setattr(Session, "__init__", init)
    yield
    for session in opened:
        session.close()


# Runs.


def test_a_run_is_what_the_explorer_shows_at_its_rounds():
    session = explore.figure1.session(target="two_modes", k=2)
    found = read(recorded(session, rounds=60, frames=6))
    assert [moment.step for moment in found.moments] == [0, 10, 20, 30, 40, 50, 60]
    own = Session(explore.figure1.scene, session.settings, threaded=False)
    for moment in found.moments:
        assert apart(moment.arrays, own.picture) < 1e-3
        assert moment.readout == own.readout
        own.player.call(lambda run: run.step(10))
    assert session.player.frame.snapshot.step == 0, "the open explorer stays as it is"
    session.close()


@pytest.mark.long
@pytest.mark.parametrize(
    ("session", "rounds"),
    [(explore.figure1.session, 3000), (lambda: explore.playground().session, 1000)],
    ids=["figure1", "playground"],
)
def test_a_file_is_small_and_has_moments_enough(session, rounds, tmp_path):
    path = record(session(), tmp_path / "run.html", rounds=rounds)
    page = path.read_text(encoding="utf-8")
    assert path.stat().st_size <= LIMIT
    assert len(read(page).moments) > 150
    assert not [word for word in ('src="', 'href="', "@import") if word in page.split("<script")[0]]


def test_the_same_seed_makes_the_same_file(monkeypatch):
    def made(**changes):
        return recorded(explore.figure1.session(**changes), rounds=90, frames=9)

    first = made(seed=3)
    assert made(seed=3) == first
    assert made(seed=4) != first
    monkeypatch.setitem(sys.modules, "google.colab", object())  # no thread
    assert made(seed=3) == first


def test_what_has_been_played_is_recorded_as_it_was():
    session = explore.training.session()
    with pytest.raises(
        ValueError, match=r"rounds = None is not allowed: .* nothing has been played"
    ):
        recorded(session)
    for _ in range(4):
        session.player.advance(5)
        assert session.player.wait()
    found = read(recorded(session))
    assert [m.step for m in found.moments] == session.player.curves()["step"].tolist()
    assert apart(found.moments[-1].arrays, session.picture) < 1e-3
    session.player.seek(1)
    assert session.player.wait()
    assert len(read(recorded(session)).moments) == 2, "up to the moment that is shown"
    session.close()


@dataclass(frozen=True)
class Slope(Settings):
    slope: float = number(1.0, 0, 2, label="alpha")


class Falls:
    """A run that diverges at step 25, or ends."""

    def __init__(self, settings, end=10**9):
        self.steps, self.end = 0, end

    @property
    def finished(self):
        return self.steps >= self.end

    def step(self, n=1):
        for _ in range(n):
            if self.steps == 25:
                raise Diverged("too steep")
            self.steps += not self.finished

    def snapshot(self):
        return SimpleNamespace(step=self.steps)


def falls(end=10**9):
    def picture(settings, shot):
        axis = {"range": [0.0, 30.0]}
        dots = {"type": "scatter", "uid": "p_g", "mode": "markers", "x": np.arange(3.0)}
        dots |= {"y": dots["x"] + shot.snapshot.step, "meta": {"drag": "x", "kind": "a"}}
        return {"data": [dots], "layout": {"xaxis": axis, "yaxis": axis}}, "words"

    scene = Scene("fitting", Slope, picture, run=functools.partial(Falls, end=end))
    return Session(scene, Slope(), threaded=False)


def test_a_run_that_stops_is_recorded_until_then_and_says_why():
    found = read(recorded(falls(), rounds=100, frames=10))
    assert [moment.step for moment in found.moments] == [0, 10, 20, 20]
    said = [moment.state["message"]["text"] for moment in found.moments]
    assert said[-1] == "too steep"
    assert said[0] == said[1] == "A recording: the grey controls would need Python."
    assert [m.step for m in read(recorded(falls(12), rounds=100, frames=10)).moments] == [0, 10, 12]


def test_what_needs_python_is_not_there_or_grey():
    about = read(recorded(falls(), rounds=10)).about
    assert about["pictures"][0]["picture"]["data"][0]["meta"] == {"kind": "a"}, "no handles"
    assert about["state"]["off"] == ["slope"]
    assert about["state"]["clock"]["stepped"] is False
    about = read(recorded(explore.figure1.session(), rounds=2)).about
    assert not [entry for entry in about["state"]["schema"] if entry["kind"] == "button"]
    assert [section["key"] for section in about["state"]["sections"]] == ["more"]


# Settings.


def test_each_value_of_a_slider_has_its_picture():
    session = explore.smoothing.session()
    found = read(recorded(session, fake=(0, 0.4, 3), real=[0.0, 0.1]))
    assert found.about["sweep"] == [["fake", [0.0, 0.2, 0.4]], ["real", [0.0, 0.1]]]
    assert len(found.moments) == 6
    for i, moment in enumerate(found.moments):
        own = explore.smoothing.session(fake=(i // 2) * 0.2, real=(0.0, 0.1)[i % 2])
        assert apart(moment.arrays, own.picture) < 2.5e-3
        assert moment.readout == own.readout
        assert moment.state["settings"] == own.state["settings"]
        assert set(moment.state["off"]) == own.state["settings"].keys() - {"fake", "real"}
    assert session.settings == explore.smoothing.session().settings


@pytest.mark.parametrize(
    ("name", "asked", "kind", "values"),
    [
        ("fitting", {"alpha": None}, "slider", np.linspace(0, 1, 41).round(10).tolist()),
        ("fitting", {"divergence": ["js", "alpha"]}, "choice", ["js", "alpha"]),
        ("discriminator", {"drawing": None}, "toggle", [False, True]),
        ("losses", {"objective": ["minimax"], "d": [0.1, 0.2, 0.9]}, "ladder", [0.1, 0.2, 0.9]),
        ("orders", {"modes": (2, 4, 3)}, None, [2, 3, 4]),
    ],
)
def test_a_control_has_the_recorded_values(name, asked, kind, values):
    if asked.get("alpha", 0) is None or asked.get("drawing", 0) is None:
        page = recorded(explore.EXPLORERS[name].session(), *asked)
    else:
        page = recorded(explore.EXPLORERS[name].session(), **asked)
    about = read(page).about
    path, told = about["sweep"][-1]
    assert told == values
    [entry] = [entry for entry in about["state"]["schema"] if entry["name"] == path]
    assert kind in (entry["kind"], None)
    if kind == "slider":
        assert (entry["min"], entry["max"], entry["step"]) == (0, 1, 0.025)
    if kind == "choice":
        assert [key for _, key in entry["options"]] == values


@pytest.mark.parametrize("name", registry.EXPLORERS)
def test_any_explorer_can_stand_in_a_page(name):
    session = explore.EXPLORERS[name].session()
    page = in_place(session, 20)
    assert len(page.encode()) <= LIMIT
    found = read(page)
    if session.scene.run is None:
        now = [m for m in found.moments if m.state["settings"] == session.state["settings"]]
        shown = now[0] if now else found.moments[0]
        assert now == [] or apart(shown.arrays, session.picture) < 3e-3
    json.dumps(found.about, allow_nan=False)
    session.close()


# Refusals.


@pytest.mark.parametrize(
    ("name", "asked", "why"),
    [
        ("fitting", {"rounds": 10}, "rounds = 10 is not allowed: .* this explorer has no run"),
        ("fitting", {"alhpa": (0, 1, 3)}, r"sweep = 'alhpa' .* \(did you mean 'alpha'\?\)"),
        ("fitting", {"alpha": (0, 2, 3)}, r"alpha = 2 is not allowed: .* <= 1"),
        ("fitting", {"alpha": (0, 0.5, 1)}, r"alpha = \(0, 0.5, 1\) .* how many"),
        ("fitting", {"alpha": 0.5}, r"alpha = 0.5 .* or a list of values"),
        ("fitting", {"alpha": []}, r"alpha = \[\] .* or a list of values"),
        ("fitting", {"divergence": ["kll"]}, "divergence = 'kll' is not allowed"),
        ("fitting", {"alpha": (0, 1, 99), "left": (0, 1, 99)}, "at most 2000 pictures"),
        ("fitting", {"alpha": [0], "left": [0], "right": [0]}, "one or two settings"),
        ("discriminator", {"drawn": None}, "sweep = 'drawn' is not allowed: .* one of target"),
        ("parzen", {"seed": None}, r"seed = None .* its control has no two ends"),
        ("training", {"mean": (0, 1, 3)}, "sweep = 'mean' .* say how many rounds"),
        ("training", {"rounds": 0}, "rounds = 0 is not allowed"),
        ("training", {"rounds": 9, "frames": 5000}, "frames = 5000 is not allowed"),
        ("phases", {"rounds": 9}, "rounds = 9 .* what has been played is recorded"),
    ],
)
def test_a_refusal_names_the_argument_its_value_and_what_is_allowed(name, asked, why, tmp_path):
    with pytest.raises(ValueError, match=why):
        record(explore.EXPLORERS[name].session(), tmp_path / "no.html", **asked)
    assert os.listdir(tmp_path) == []


def test_a_path_is_a_page_in_a_folder_that_is_there(tmp_path):
    session = explore.lemma.session()
    for path in ("lemma.pdf", "lemma"):
        with pytest.raises(ValueError, match=r"must be a path that ends in \.html"):
            record(session, tmp_path / path)
    with pytest.raises(ValueError, match="must be a file in a folder that exists"):
        record(session, tmp_path / "none" / "lemma.html")


# Widgets.


def test_the_widget_says_how_far_it_is(tmp_path):
    shown, heard, told = explore.fitting(), [], []
    shown.session.send = lambda message, buffers: heard.append(message["state"]["message"]["text"])
    path = shown.record(
        tmp_path / "fitting.html", alpha=(0, 1, 5), progress=lambda *done: told.append(done)
    )
    assert told == [(i, 5) for i in range(1, 6)]
    assert heard[0] == "fitting.html: 1 of 5"
    assert heard[-1] == "written: fitting.html"
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    shown.close()


def test_a_cell_shows_a_recording_where_the_environment_asks_for_it(monkeypatch):
    shown = explore.lemma()
    data, _ = shown._repr_mimebundle_()
    assert "text/html" not in data, "else every notebook would carry it"
    monkeypatch.setenv(RECORD, "100")
    page = shown._repr_mimebundle_()["text/html"]
    assert page.startswith('<iframe srcdoc="&lt;!doctype html&gt;')
    monkeypatch.setenv(RECORD, "yes")
    with pytest.raises(ValueError, match="GANVIZ_RECORD = 'yes' is not allowed"):
        shown._repr_mimebundle_()
    shown.close()
