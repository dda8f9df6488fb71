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
from ganviz.widgets.sketch import Sketch
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
        "layout": {"xaxis.range": [0.0, 4.0]},
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


FIXED = {"xaxis": {"range": [0, 4]}, "yaxis": {"range": [0, 1]}}


def moving(y=0.5, top=1, shift=0, name="p_g", wall=1):
    """A figure on fixed axes: a curve, a handle, a heat map, bars, and a line across."""
    return go.Figure(
        [
            go.Heatmap(uid="heat", x0=0, dx=1, z=np.full((2, 2), y), zmin=0, zmax=1),
            go.Scatter(uid="p_g", mode="lines", x=[0, 1, 2], y=[y, np.nan, 0], name=name),
            go.Scatter(uid="handle", mode="markers", x=[shift], y=[0]),
            go.Bar(x=[1], y=[0.5]),
        ],
        FIXED | {"yaxis": {"range": [0, top]}, "shapes": [{"type": "line", "x0": wall}]},
    )


def uids(content):
    return [trace["uid"] for trace in content["traces"]]


def test_points_that_have_moved_are_settled_and_plotly_draws_nothing_anew():
    view = Recorded(moving())
    spec = view._spec
    view.figure = moving(y=0.25, top=2)
    [(content, [buffer])] = view.sent
    assert (content["kind"], uids(content)) == ("settle", ["heat", "p_g"])
    assert content["layout"] == {"yaxis.range": [0, 2]}
    sent = np.frombuffer(buffer, np.float32)
    np.testing.assert_array_equal(sent, [0.25] * 4 + [0, 1, 2, 0.25, np.nan, 0])
    assert view._spec == spec
    assert view.figure.layout.yaxis.range == (0, 2)


def test_what_has_moved_before_is_sent_again_as_the_page_has_it_elsewhere():
    view = Recorded(moving())
    view.figure = moving(shift=1, wall=2)
    view.figure = moving(top=2)
    content, [buffer] = view.sent[-1]
    assert uids(content) == ["handle"]
    assert np.frombuffer(buffer, np.float32).tolist() == [0, 0]
    assert content["layout"]["shapes"][0]["x0"] == 1
    assert content["layout"]["yaxis.range"] == [0, 2]


def test_a_new_figure_takes_back_what_was_streamed():
    view = Recorded(moving())
    view.stream({"p_g": ([0], [7])}, ranges={"xaxis": (0, 9)})
    view.figure = moving(shift=1)
    content, _ = view.sent[-1]
    assert (content["kind"], uids(content)) == ("settle", ["p_g", "handle"])
    assert content["layout"] == {"xaxis.range": [0, 4]}


@pytest.mark.parametrize(
    "change",
    [
        lambda new: new.data[1].update(name="q"),
        lambda new: new.data[2].update(x=[0, 1], y=[0, 1], mode="markers+text"),
        lambda new: new.data[3].update(y=[1]),
        lambda new: new.update_layout(title="new"),
        lambda new: new.update_layout(shapes=[], yaxis={"autorange": True}),
        lambda new: new.add_scatter(uid="d", mode="lines", x=[0], y=[0]),
    ],
)
def test_whatever_else_has_changed_is_a_new_figure(change):
    view = Recorded(moving())
    spec = view._spec
    view.figure = moving(shift=1)
    change(new := moving())
    view.figure = new
    assert view._spec != spec
    assert view.sent[-1][0] == {"kind": "clear"}
    view.figure = new
    assert uids(view.sent[-1][0]) == []  # it is drawn: nothing has moved since


@pytest.mark.parametrize(
    "trace",
    [
        go.Scatter(uid="p", mode="lines+text", x=[0], y=[0]),
        go.Scatter(uid="p", x=[0], y=[0]),
        go.Scatter(uid="p", mode="lines", x=[0], y=[0], fill="tonexty"),
        go.Scatter(uid="p", mode="lines", x=[0], y=[0], line_shape="spline"),
        go.Scatter(uid="p", mode="lines", x=[0], y=[0], xaxis="x2"),
        go.Scatter(mode="lines", x=[0], y=[0]),
        go.Heatmap(uid="p", z=[[0]]),
        go.Contour(uid="p", z=[[0]]),
    ],
)
def test_the_canvas_is_given_only_what_it_paints_as_plotly_does(trace):
    assert Sketch.of(go.Figure(trace, FIXED)).points == {}


def test_arrows_may_become_more():
    def arrows(n):
        meta, marker = {"kind": "arrows"}, {"symbol": "arrow", "size": np.full(n, 7)}
        look = {"mode": "lines+markers", "meta": meta, "marker": marker}
        return go.Figure(go.Scatter(uid="force", x=np.zeros(n), y=np.zeros(n), **look), FIXED)

    moved, layout = Sketch.of(arrows(3)).moved(Sketch.of(arrows(6)))
    assert (list(moved), layout) == (["force"], {})


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


def test_a_remark_outlives_the_next_click(transport):
    _, line, bar = transport
    line.info("what this shows")
    bar.step.click()
    assert "what this shows" in line.value
    line.guard(lambda: None)()
    assert line.shown == ("what this shows", "info")
    line.warning("k = -1")
    bar.step.click()
    assert line.value == ""


def test_what_a_click_clears_is_said_again_if_it_is_still_so(transport):
    player, line, bar = transport
    player.call(lambda run: setattr(run, "breaks_at", run.n + 1))
    for _ in range(2):
        bar.step.click()
        assert "diverged" in line.value


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
