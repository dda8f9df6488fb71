"""The widget that carries an explorer, in the kernel, without a page."""

import gzip
import json
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import ipywidgets
import numpy as np
import pytest
import registry
from comm.base_comm import BaseComm
from ipywidgets.widgets import widget as ipywidget
from test_widgets_player import Count

import ganviz.widgets
from ganviz import explore
from ganviz.host import Player
from ganviz.widgets.explorer import ExplorerWidget
from ganviz.widgets.registry import claim

ROOT = Path(ganviz.widgets.__file__).parents[2]


@pytest.fixture(autouse=True)
def colab(monkeypatch):
    """No worker thread: a command has run when its call returns."""
    monkeypatch.setitem(sys.modules, "google.colab", object())


@pytest.fixture
def fitting():
    made = explore.fitting()
    yield made
    made.close()


@pytest.fixture
def heard(fitting, monkeypatch):
    """What goes to the page."""
    said = []
    send = lambda content, buffers=None: said.append((content, buffers))  # noqa: E731
    monkeypatch.setattr(fitting, "send", send)
    return said


def on_the_page():
    """The widgets that the kernel has, by their ids."""
    kept = getattr(ipywidget, "_instances", None)
    return set(ipywidgets.Widget.widgets if kept is None else kept)  # ipywidgets 7, 8


def tell(explorer, **said):
    """A message of the page, as a comm brings it."""
    explorer._handle_custom_msg({"request": 1, **said}, [])


@pytest.mark.parametrize("name", registry.EXPLORERS)
def test_an_explorer_is_two_widgets_at_most_and_none_when_it_is_closed(name):
    before = on_the_page()
    made = explore.EXPLORERS[name]()
    assert isinstance(made, ExplorerWidget)
    assert 1 <= len(on_the_page() - before) <= 2
    made.close()
    assert on_the_page() <= before


def test_running_the_cell_again_closes_what_it_left(monkeypatch):
    monkeypatch.delitem(sys.modules, "google.colab")
    before, threads = on_the_page(), threading.active_count()
    for _ in range(3):
        last = explore.training()
    assert len(on_the_page() - before) == 2
    assert threading.active_count() == threads + 1
    last.close()
    assert on_the_page() <= before
    assert threading.active_count() == threads


def test_the_card_of_an_exercise_leaves_only_the_looks_that_cards_share():
    explore.exercise("growth_factor").close()
    before = on_the_page()
    for _ in range(3):
        last = explore.exercise("growth_factor")
    last.close()
    assert on_the_page() == before


def test_cells_of_two_explorers_leave_each_other_alone():
    one, other = explore.fitting(), explore.training()
    assert one.comm is not None
    assert other.comm is not None
    one.close()
    other.close()


def test_it_stands_in_a_box(fitting):
    box = ipywidgets.HBox([fitting, ipywidgets.FloatSlider()])
    assert f"IPY_MODEL_{fitting.model_id}" in box.get_state()["children"]


def test_each_setting_is_a_trait_that_another_widget_can_be_linked_to(fitting):
    slide = ipywidgets.FloatSlider(value=1, max=1)
    link = ipywidgets.link((slide, "value"), (fitting, "alpha"))
    slide.value = 0.25
    assert fitting.settings.alpha == 0.25
    fitting.set(alpha=0.75)
    assert slide.value == 0.75
    tell(fitting, kind="set", changes={"alpha": 0.5})
    assert (fitting.settings.alpha, fitting.alpha, slide.value) == (0.5, 0.5, 0.5)
    link.unlink()


def test_a_dot_in_a_path_is_an_underline_in_the_traits_name():
    made = explore.figure1()
    made.toy_k = 3
    assert made.settings.toy.k == 3
    made.set(k=2)
    assert made.toy_k == 2
    made.close()


def test_a_trait_that_is_refused_goes_back_and_says_why(fitting):
    with pytest.raises(ValueError, match=r"alpha = 7\.0 is not allowed"):
        fitting.alpha = 7.0
    assert (fitting.alpha, fitting.settings.alpha) == (1.0, 1.0)
    assert "alpha = 7.0" in fitting.session.state["message"]["text"]
    fitting.alpha = 0.5
    assert fitting.settings.alpha == 0.5


def test_traits_do_not_travel_by_themselves(fitting):
    """The page hears of settings from the session alone: else each would travel twice."""
    assert not {"alpha", "left", "divergence"} & set(fitting.keys)
    assert len(json.dumps({k: v for k, v in fitting.get_state().items() if k != "_esm"})) < 2_000


def test_the_page_is_told_what_the_session_says(fitting, heard):
    tell(fitting, kind="hello")
    kinds = [content["kind"] for content, _ in heard]
    assert kinds == ["state", "picture", "done"]
    assert len(heard[1][1]) == 1
    heard.clear()
    tell(fitting, kind="set", changes={"left": -1})
    assert [content["kind"] for content, _ in heard] == ["state", "frame", "done"]


def test_garbage_is_refused_and_the_explorer_goes_on(fitting, heard):
    for said in (None, 3, "play", [], {"kind": "nonsense"}):
        fitting._handle_custom_msg(said, [])
    assert all(content["kind"] == "done" and content["refused"] for content, _ in heard)
    fitting.set(alpha=0)


def test_the_library_goes_to_the_page_that_asks(fitting, heard):
    tell(fitting, kind="library")
    [(content, [code])] = heard
    assert content == {"kind": "library"}
    assert b"plotly.js" in gzip.decompress(code)
    assert len(code) < 500_000


def test_it_says_what_it_shows_and_can_do(fitting):
    assert fitting.figure.data[0].uid == fitting.session.picture["data"][0]["uid"]
    assert fitting.readout == fitting.session.readout
    assert explore.from_json(explore.FittingSettings, fitting.to_json()) == fitting.settings
    assert "FittingSettings" in repr(fitting)
    assert fitting.player is None
    with pytest.raises(AttributeError, match="no_such"):
        _ = fitting.no_such
    with pytest.raises(ValueError, match="name = 'no_such' is not allowed"):
        fitting.press("no_such")


def test_a_press_goes_to_the_shell_that_its_own_header_names(fitting):
    """The guard against ipykernel 7.4, in which it goes to the one that has published last."""

    class Comm(BaseComm):
        def publish_msg(self, *_, **__):
            pass

        def _reply_subshell_for(self, _data, _default):
            return "the busy one"

    fitting.comm = Comm(target_name="test")
    assert fitting.comm._reply_subshell_for({}, "a free one") == "a free one"


def test_a_cell_that_runs_again_closes_what_it_left():
    first, second, other = (Player(Count) for _ in range(3))
    try:
        claim("cell", first)
        claim("other cell", other)
        claim("cell", second)
        assert not first._thread.is_alive()
        assert second._thread.is_alive()
        assert other._thread.is_alive()
    finally:
        claim("cell")
        claim("other cell")
    assert not second._thread.is_alive()


def test_numbers_of_a_picture_travel_as_float32(fitting, heard):
    tell(fitting, kind="hello")
    content, [buffer] = heard[1]
    first = content["header"][0]
    trace = next(t for t in fitting.session.picture["data"] if t["uid"] == first["uid"])
    sent = np.frombuffer(buffer, np.float32)[: first["x"]]
    np.testing.assert_array_equal(sent, np.float32(trace["x"]))


@pytest.mark.long
@pytest.mark.skipif(
    shutil.which("npm") is None or not (ROOT / "node_modules").is_dir(),
    reason="needs npm and node_modules (npm ci)",
)
@pytest.mark.parametrize("script", ["check", "test"])
def test_javascript(script):
    done = subprocess.run(["npm", "run", "-s", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_it_listens_before_the_page_knows_of_it(monkeypatch):
    """A page answers at once, in another thread, and what nobody hears is lost."""
    heard, opens = [], ExplorerWidget.open

    def open_(widget):
        widget._msg_callbacks(widget, {"kind": "hello", "request": 1}, [])
        opens(widget)

    monkeypatch.setattr(ExplorerWidget, "open", open_)
    monkeypatch.setattr(ExplorerWidget, "send", lambda self, said, buffers: heard.append(said))
    explore.lemma().close()
    assert [said["kind"] for said in heard] == ["state", "picture", "done"]
