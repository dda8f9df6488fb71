"""View, controls and registry in the kernel, without a page."""

import gzip
import json
import shutil
import subprocess
from pathlib import Path

import ipywidgets
import numpy as np
import plotly.graph_objects as go
import plotly.io
import pytest
from test_widgets_player import Count

import ganviz.widgets
from ganviz.widgets import FigureView, MessageLine, Player, PlotlyLibrary, Transport, claim
from ganviz.widgets.view import pack

ROOT = Path(ganviz.widgets.__file__).parents[2]


def figure():
    return go.Figure(
        [
            go.Scatter(uid="p_g", x=np.linspace(0, 1, 5), y=np.zeros(5), name="p_g"),
            go.Scatter(uid="point", x=[0.5], y=[0.5], mode="markers", meta={"drag": "xy"}),
            go.Scatter(x=[0, 1], y=[0, 1]),
            go.Heatmap(uid="d", x0=0, dx=1, z=np.zeros((3, 2)), zmin=0, zmax=1),
        ]
    )


class Recorded(FigureView):
    """A view that keeps what it would have sent to the page."""

    def __init__(self, *args, **kwargs):
        self.sent = []
        super().__init__(*args, **kwargs)

    def send(self, content, buffers=None):
        self.sent.append((content, buffers))


def test_the_page_is_told_the_uids():
    uids = [trace.get("uid") for trace in json.loads(FigureView(figure())._spec)["data"]]
    assert uids == ["p_g", "point", None, "d"]


def test_the_page_gets_what_plotly_would_write():
    made = (
        figure().add_scatter(y=[0.1, float("nan")], name="<i>p</i>").add_scatter(y=np.arange(9.0))
    )
    made.add_scatter(y=np.array([np.nan, np.inf, -1e-300]))
    plain = plotly.io.to_json(made, validate=False, remove_uids=False)
    assert json.loads(FigureView(made)._spec) == json.loads(plain)


def test_a_frame_is_one_message_with_one_buffer():
    view = Recorded(figure())
    x, y = np.arange(4.0), np.array([1, np.nan, np.inf, 1e300])
    view.stream({"p_g": (x, y)}, readout="V", ranges={"xaxis": (0, 4)}, step=3)
    [(content, [buffer])] = view.sent
    assert content == {
        "kind": "frame",
        "traces": [{"uid": "p_g", "x": 4, "y": 4}],
        "readout": "V",
        "ranges": {"xaxis": [0.0, 4.0]},
        "step": 3,
    }
    np.testing.assert_array_equal(
        np.frombuffer(buffer, np.float32), [0, 1, 2, 3, 1, np.nan, np.inf, np.inf]
    )


def test_a_heat_map_travels_in_the_same_buffer():
    view = Recorded(figure())
    z = np.arange(6.0).reshape(3, 2)
    view.stream({"d": z.T[::-1].T, "p_g": ([7], [8])})
    [(content, [buffer])] = view.sent
    assert content["traces"] == [{"uid": "d", "z": [3, 2]}, {"uid": "p_g", "x": 1, "y": 1}]
    assert np.frombuffer(buffer, np.float32).tolist() == [1, 0, 3, 2, 5, 4, 7, 8]


def test_the_view_says_what_the_legend_has_switched_off():
    off = {"visible": "legendonly"}
    made = go.Figure([go.Scatter(uid="p_g"), go.Scatter(uid="p_data", **off), go.Scatter(**off)])
    assert FigureView(made).hidden == ["p_data"]


def test_a_page_that_is_loaded_again_gets_the_last_frame_unless_the_figure_is_newer():
    view = Recorded(figure())
    view.settle({"p_g": ([0, 1], [2, 3])})
    view._receive(view, {"type": "hello"}, [])
    assert view.sent[0] == view.sent[1]
    view.figure = figure()
    assert view.sent[2][0] == {"kind": "clear"}
    view._receive(view, {"type": "hello"}, [])
    assert len(view.sent) == 3


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"p": ([0], [0])}, r"uid = 'p' is not allowed.*did you mean 'p_g'"),
        ({"p_g": ([0, 1], [0])}, r"arrays\['p_g'\] has shapes \(2,\) and \(1,\)"),
        ({"p_g": ([[0]], [[0]])}, "one-dimensional"),
        ({"p_g": np.zeros((2, 2))}, r"arrays\['p_g'\] does not fit its trace: .* a pair x, y"),
        ({"d": ([0], [0])}, r"arrays\['d'\] does not fit its trace: .* a numpy array z"),
        ({"d": np.zeros(3)}, r"arrays\['d'\] has shape \(3,\)"),
    ],
)
def test_arrays_that_fit_no_trace_are_refused(arrays, message):
    with pytest.raises(ValueError, match=message):
        FigureView(figure()).stream(arrays)


def test_pack_keeps_the_order_of_its_traces():
    header, buffer = pack({"b": ([1], [2]), "a": ([3, 4], [5, 6])})
    assert [entry["uid"] for entry in header] == ["b", "a"]
    assert np.frombuffer(buffer, np.float32).tolist() == [1, 2, 3, 4, 5, 6]


def test_what_a_person_drags_draws_and_clicks_reaches_the_callbacks_and_is_answered():
    view, calls = Recorded(figure()), []
    view.on_drag(lambda *arguments: calls.append(arguments))
    view.on_draw(lambda uid, x, y: calls.append((uid, x.sum(), y.max())))
    view.on_click(lambda *arguments: calls.append(arguments))
    where = {"view": "v1", "final": True}
    view._receive(view, {"type": "drag", "uid": "point", "index": 0, "x": 1, "y": 2, **where}, [])
    view._receive(view, {"type": "draw", "uid": "p_g", "x": [1, 2], "y": [3, 4], **where}, [])
    view._receive(view, {"type": "click", "uid": "d", "x": 0.5, "y": 0.25, **where}, [])
    assert calls == [("point", 0, 1, 2), ("p_g", 3, 4), ("d", 0.5, 0.25)]
    assert [content["kind"] for content, _ in view.sent] == ["answer"] * 3


def test_a_callback_that_fails_says_so_on_the_page():
    view, errors = Recorded(figure()), []

    def refuse(*_):
        raise ValueError("std = 0 is not allowed")

    view.on_drag(refuse)
    view.on_error(errors.append)
    message = {"type": "drag", "uid": "p", "index": 0, "x": 1, "y": 2, "view": "v", "final": False}
    view._receive(view, message, [])
    assert view.sent[0][0] == {"kind": "error", "text": "std = 0 is not allowed"}
    assert view.sent[1][0]["kind"] == "answer"
    assert len(errors) == 1


def test_the_library_is_sent_once():
    views = [FigureView(figure()) for _ in range(3)]
    library = PlotlyLibrary.shared()
    assert {id(view._loader) for view in views} == {id(library)}
    assert b"plotly.js" in gzip.decompress(library.source)
    assert len(library.source) < 500_000
    state = {key: value for key, value in views[0].get_state().items() if key != "_loader"}
    assert len(json.dumps(state)) < 50_000


def test_a_page_without_the_library_gets_it_from_any_view():
    view = Recorded(figure())
    view._receive(view, {"type": "library"}, [])
    assert view.sent == [({"kind": "library"}, [PlotlyLibrary.shared().source])]


def test_a_closed_library_is_replaced():
    old = PlotlyLibrary.shared()
    old.close()
    assert PlotlyLibrary.shared() is not old


def test_a_guarded_callback_shows_its_exception():
    line = MessageLine()

    def refuse(value):
        if value < 0:
            raise ValueError("std < 0")
        if value == 0:
            raise KeyError("zero")
        return value

    guarded = line.guard(refuse)
    assert guarded(-1) is None
    assert "std &lt; 0" in line.value
    guarded(0)
    assert "zero" in line.value
    assert "font-weight" in line.value
    assert guarded(1) == 1
    assert line.value == ""


@pytest.fixture
def transport():
    player = Player(Count, threaded=False, per_click=10)
    line = MessageLine()
    return player, line, Transport(player, line, only={"D": Count.step_discriminator})


def test_the_bar_drives_the_player(transport):
    player, _, bar = transport
    bar.play.click()
    bar.step.click()
    bar.only[0].click()
    snapshot = player.frame.snapshot
    assert (snapshot.step, snapshot.d_steps) == (11, 1)
    assert (bar.time.max, bar.time.value) == (3, 3)
    bar.time.value = 1
    assert player.frame.snapshot.step == 10
    assert "10" in bar.where.value
    bar.reset.click()
    assert (player.frame.snapshot.step, bar.time.max, bar.time.value) == (0, 0, 0)


def test_messages_of_the_player_appear_and_others_stay(transport):
    player, line, _ = transport
    player.configure(lr=-1)
    assert "lr = -1" in line.value
    player.advance(1)
    assert line.value == ""
    line.warning("from elsewhere")
    player.advance(1)
    assert "from elsewhere" in line.value


def test_the_play_button_says_what_it_does(transport):
    _, line, _ = transport
    threaded = Player(Count)
    bar = Transport(threaded, line)
    try:
        labels = set()
        threaded.on_frame(lambda _: labels.add(bar.play.description))
        threaded.play()
        threaded.wait(0.2)
        threaded.pause()
        threaded.wait()
        assert labels == {"Play", "Pause"}
        assert bar.play.description == "Play"
    finally:
        threaded.close()


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


def test_widgets_are_plain_enough_for_ipywidgets_7():
    bar = Transport(Player(Count, threaded=False), MessageLine())
    known = (ipywidgets.Button, ipywidgets.IntSlider, ipywidgets.HTML, ipywidgets.Dropdown)
    assert all(isinstance(child, known) for child in bar.children)


@pytest.mark.skipif(
    shutil.which("npm") is None or not (ROOT / "node_modules").is_dir(),
    reason="needs npm and node_modules (npm ci)",
)
@pytest.mark.parametrize("script", ["check", "test"])
def test_javascript(script):
    done = subprocess.run(["npm", "run", "-s", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
