"""A session without a page: what it answers, and what of a picture travels."""

import threading
import time
from dataclasses import dataclass, field
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganviz.host import Button, Group, Scene, Session, Shown
from ganviz.host.link import SILENCE, WINDOW
from ganviz.host.packing import pack
from ganviz.host.picture import Screen, split
from ganviz.settings import Choice, Settings, choice, number, whole

X = np.linspace(0, 1, 5)


@dataclass(frozen=True)
class Inner(Settings):
    lr: float = number(0.1, 0, 1)
    optimizer: str = choice("adam", ("adam", "sgd"))


@dataclass(frozen=True)
class Line(Settings):
    slope: float = number(1.0, -2, 2, label="alpha", when=lambda s: s.k > 0)
    k: int = whole(1, 0, 9)
    inner: Inner = field(default=Inner())
    size: tuple[int, ...] = (8,)


def line(s, shot=None):
    y = s.slope * X if shot is None else X + shot.snapshot.step
    trace = {"type": "scatter", "uid": "p_g", "mode": "lines", "x": X, "y": y}
    bars = {"type": "bar", "uid": "bars", "x": ["a"], "y": [s.k]}
    axis = {"range": [0, 1]}
    return {"data": [trace, bars], "layout": {"xaxis": axis, "yaxis": axis}}, f"k = {s.k}"


CONTROLS = (
    "slope",
    "k",
    Shown("inner.lr", "d_lr"),
    Group(
        "more",
        (
            "inner.optimizer",
            Shown("size", "d_size", Choice(options={"8": (8,), "8 · 8": (8, 8)})),
        ),
        "fold",
    ),
    Button("d_half", lambda session: session.set(slope=0.5)),
)


class Count:
    """A run that counts its rounds."""

    def __init__(self, start=0):
        self.steps, self.lr = start, 0.0

    def step(self, n=1):
        self.steps += n

    def snapshot(self):
        return SimpleNamespace(step=self.steps, value=self.lr)

    def configure(self, lr=0.0):
        if lr == 0.5:
            raise ValueError("lr = 0.5 is not allowed: it must be another")
        self.lr = lr


def opened(**more):
    drag = more.pop("drag", lambda s, uid, index, x, y: {"slope": y})
    scene = Scene("fitting", Line, line, controls=CONTROLS, drag=drag, **more)
    session, heard = Session(scene, Line(), threaded=more.pop("threaded", False)), []
    session.send = lambda message, buffers: heard.append((message, buffers))
    return session, heard


def kinds(heard):
    return [message["kind"] for message, _ in heard]


def ask(session, heard, **said):
    heard.clear()
    session.receive({"request": 7, **said})
    return kinds(heard)


def test_a_new_page_is_told_everything():
    session, heard = opened()
    assert ask(session, heard, kind="hello") == ["state", "picture", "done"]
    state, whole_ = heard[0][0]["state"], heard[1][0]
    assert [c["name"] for c in state["schema"]] == [
        "slope",
        "k",
        "inner.lr",
        "inner.optimizer",
        "size",
        "d_half",
    ]
    assert state["sections"] == [{"key": "more", "label": "More settings", "kind": "fold"}]
    assert state["settings"]["size"] == "8"
    assert whole_["picture"]["layout"]["xaxis"]["range"] == [0, 1]
    assert whole_["header"] == [{"uid": "p_g", "x": 5, "y": 5}, {"uid": "bars"}]
    np.testing.assert_allclose(np.frombuffer(heard[1][1][0], np.float32), np.r_[X, X])


def test_only_what_has_moved_travels():
    session, heard = opened()
    ask(session, heard, kind="hello")
    assert ask(session, heard, kind="set", changes={"slope": 0.5}) == ["state", "frame", "done"]
    frame, buffers = heard[1]
    assert frame["header"] == [{"uid": "p_g", "y": 5}], "x stays"
    assert frame["layout"] == {}
    assert frame["request"] == 7
    assert len(buffers[0]) == 20
    # the bars are plotly's: a whole picture
    assert ask(session, heard, kind="set", changes={"k": 3}) == ["state", "picture", "done"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"slope": 7}, "slope = 7 is not allowed: it must be a finite number >= -2 and <= 2"),
        ({"slope": "steep"}, "slope = 'steep' is not allowed"),
        ({"k": 2.5}, "k = 2.5 is not allowed: it must be a whole number >= 0 and <= 9"),
        ({"inner.lr": float("nan")}, "lr = nan is not allowed"),
        ({"inner.optimizer": "adamw"}, "inner.optimizer = 'adamw' is not allowed"),
        ({"slopes": 1}, "did you mean 'slope'"),
        ([1], "changes = [1] is not allowed"),
        (None, "changes = None is not allowed"),
    ],
)
def test_a_refusal_names_the_argument_the_value_and_what_is_allowed(changes, words):
    session, heard = opened()
    before = session.settings
    assert ask(session, heard, kind="set", changes=changes) == ["done"]
    assert words in heard[0][0]["refused"]
    assert session.settings == before


@pytest.mark.parametrize(
    "said",
    [
        b"garbage",
        None,
        3,
        [],
        {},
        {"kind": "do"},
        {"kind": ["set"]},
        {"kind": "do", "what": "drag", "value": {}},
    ],
)
def test_garbage_is_refused_in_words(said):
    session, heard = opened()
    session.receive(said)
    assert kinds(heard) == ["done"]
    assert heard[0][0]["refused"]


def test_settings_come_back_from_the_page_as_the_fields_hold_them():
    session, heard = opened()
    ask(session, heard, kind="set", changes={"size": "8 · 8", "k": 2.0, "inner.lr": 1})
    assert session.settings.size == (8, 8)
    assert session.settings.k == 2
    assert isinstance(session.settings.k, int)
    assert session.settings.inner.lr == 1.0


def test_a_control_is_grey_where_its_field_has_no_meaning():
    session, heard = opened()
    assert session.state["off"] == []
    ask(session, heard, kind="set", changes={"k": 0})
    assert heard[0][0]["state"]["off"] == ["slope"]


def test_a_drag_is_kept_within_what_is_allowed():
    session, heard = opened()
    value = {"uid": "p_g", "index": 0, "x": 0.0, "y": 99.0}
    assert ask(session, heard, kind="do", what="drag", value=value) == ["state", "frame", "done"]
    assert session.settings.slope == 2.0


def test_a_button_does_what_it_says():
    session, heard = opened()
    ask(session, heard, kind="do", what="d_half")
    assert session.settings.slope == 0.5


def test_a_failure_is_said_and_the_session_goes_on(caplog):
    session, heard = opened(drag=lambda *_: 1 / 0)
    value = {"uid": "p_g", "index": 0, "x": 0.0, "y": 0.0}
    ask(session, heard, kind="do", what="drag", value=value)
    assert heard[-1][0]["refused"] == "division by zero"
    ask(session, heard, kind="set", changes={"slope": 0})
    assert session.settings.slope == 0


def test_a_run_is_played_stepped_sought_and_told():
    follow = lambda old, new: None if new.k != old.k else {"lr": new.inner.lr}  # noqa: E731
    session, heard = opened(
        run=lambda s: Count(100 * s.k),
        curves=["value"],
        follow=follow,
        only={"D": lambda run: run.step(10)},
    )
    assert session.state["clock"]["only"] == ["D"]
    ask(session, heard, kind="hello")
    ask(session, heard, kind="do", what="play")
    assert session.player.frame.snapshot.step == 300
    frame = [m for m, _ in heard if m["kind"] == "frame"][-1]
    assert frame["clock"]["step"] == 300
    assert frame["final"]
    ask(session, heard, kind="do", what="only", value="D")
    assert session.player.frame.snapshot.step == 310
    ask(session, heard, kind="do", what="seek", value=0)
    assert session.player.frame.snapshot.step == 100
    ask(session, heard, kind="set", changes={"inner.lr": 0.25})
    assert session.player.frame.snapshot.step == 100
    assert session.player.run.lr == 0.25
    ask(session, heard, kind="set", changes={"k": 2})
    assert session.player.frame.snapshot.step == 200


def test_what_a_run_refuses_is_said_and_the_next_press_forgets_it():
    session, heard = opened(run=lambda s: Count(), follow=lambda old, new: {"lr": new.inner.lr})
    ask(session, heard, kind="set", changes={"inner.lr": 0.5})
    assert session.state["message"]["level"] == "warning"
    ask(session, heard, kind="do", what="step")
    assert session.state["message"]["text"] == ""


def test_a_threaded_run_draws_until_it_pauses():
    session, _ = opened(run=lambda s: Count(), curves=["value"])
    session.close()
    scene = Scene("figure1", Line, line, run=lambda s: Count(), curves=["value"])
    session = Session(scene, Line())
    finals, done = [], threading.Event()

    def send(message, buffers):
        if message["kind"] in ("frame", "picture"):
            finals.append(message["final"])
            if message["final"] and len(finals) > 3:
                done.set()

    session.send = send
    session.receive({"kind": "hello"})
    session.receive({"kind": "do", "what": "play"})
    deadline = time.monotonic() + 10
    while len(finals) < 4 and time.monotonic() < deadline:
        session.receive({"kind": "ack", "n": 10**6})
    session.receive({"kind": "do", "what": "pause"})
    assert done.wait(10)
    session.close()


def figure(y):
    return line(SimpleNamespace(slope=y, k=1))[0]


class Page:
    """A screen on a clock that is set by hand, and what a page makes of its messages."""

    def __init__(self):
        self.now, self.sent, self.arrays = 0.0, [], {}
        self.screen = Screen(self.receive, lambda: self.now)

    def receive(self, message, buffers):
        self.sent.append(message)
        buffer, at = b"".join(buffers), 0
        for sizes in message["header"]:
            held = self.arrays.setdefault(sizes["uid"], {})
            for key in [key for key in sizes if key != "uid"]:
                told = sizes[key] if isinstance(sizes[key], dict) else {"size": sizes[key]}
                shape = np.atleast_1d(told["size"])
                kind = (np.uint16 if len(shape) == 1 else np.uint8) if "low" in told else np.float32
                new = np.frombuffer(buffer, kind, shape.prod(), at).reshape(shape)
                at += -(-new.nbytes // 4) * 4
                if "low" in told:
                    top = np.iinfo(kind).max
                    step = (told["high"] - told["low"]) / (top - 1)
                    new = np.where(new == top, np.nan, told["low"] + step * new)
                if "head" in told:
                    old = held[key]
                    ends = old[: told["head"]], old[len(old) - told["tail"] :]
                    new = np.concatenate((ends[0], new, ends[1]))
                held[key] = new
        assert at == len(buffer)


def test_of_pictures_that_the_page_is_not_ready_for_the_newest_wins():
    page = Page()
    page.screen.show(figure(0))
    for i in range(3 * WINDOW):
        page.now += 0.1 * (i < WINDOW)
        page.screen.show(figure(i + 1.0), final=False)
    assert len(page.sent) == WINDOW
    page.now += 0.1
    page.screen.heard(WINDOW)
    assert len(page.sent) == WINDOW + 1
    assert page.arrays["p_g"]["y"][-1] == 3 * WINDOW
    page.screen.show(figure(-1.0))  # a final one always goes
    assert len(page.sent) == WINDOW + 2


def test_what_moved_is_counted_from_what_was_sent_last():
    page = Page()
    page.screen.show(figure(0))
    page.screen.show(figure(1), final=False)  # too soon
    page.screen.show(figure(0), final=False)  # what the page shows already
    page.now += 0.1
    page.screen.show(figure(0), final=False)
    assert page.sent[-1]["n"] == 2
    assert page.sent[-1]["header"] == []


def test_after_silence_one_goes_all_the_same():
    page = Page()
    for i in range(2 * WINDOW):
        page.now += 2 * SILENCE
        page.screen.show(figure(float(i)), final=False)
    assert len(page.sent) == 2 * WINDOW


def over_a_link(rate, delay, paint=0.025, seconds=60):
    """A run of 30 pictures a second, over so many bytes a second with so long a way.

    The page paints them one by one, and says twice a second what it has painted.

    Returns:
        Pictures painted a second, and the 95th percentile of the seconds from sent to painted, in
        the first five seconds and after them.
    """
    link, words, painted = [], [], []
    now = clear = free = word = 0.0
    axes = {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}

    def send(message, buffers):
        nonlocal clear
        clear = max(clear, now) + (len(str(message)) + len(buffers[0])) / rate
        link.append((clear + delay, message["n"], now))

    screen, rng = Screen(send, lambda: now), np.random.default_rng(0)
    for tick in range(200 * seconds):
        now = tick / 200
        if tick % 7 == 0:
            cloud = {"type": "scatter", "uid": "fake", "mode": "markers", "x": rng.random(3000)}
            heat = {"type": "heatmap", "uid": "d", "zmin": 0, "zmax": 1, "z": rng.random((64, 64))}
            screen.show({"data": [cloud, heat], "layout": axes}, final=tick == 0)
        if link and link[0][0] <= now and free <= now:
            _, n, sent = link.pop(0)
            painted.append((now, n, now - sent))
            free = now + paint
        if painted and now - word >= 0.5:
            word = now
            words.append((now + delay, painted[-1][1], now - painted[-1][0]))
        while words and words[0][0] <= now:
            screen.heard(*words.pop(0)[1:])
    early, late = [], []
    for at, _, took in painted:
        (early if at < 5 else late).append(took)
    per_second = len(early) / 5, len(late) / (seconds - 5)
    return per_second, (np.percentile(early, 95), np.percentile(late, 95))


def test_a_fast_link_shows_all_and_a_slow_one_what_it_can_without_a_queue():
    (early, late), _ = over_a_link(1e7, 0.002)
    assert early > 20
    assert late > 28
    for rate in (125_000, 62_500):  # 1 and 0.5 Mbit a second
        (_, late), queue = over_a_link(rate, 0.1)
        assert late > 0.7 * rate / (6_000 + 4_096 / 3 + 400)
        assert max(queue) < 1.6
        assert queue[1] < 0.8


def test_a_slow_page_is_not_sent_more_than_it_paints():
    (_, late), (_, queue) = over_a_link(1e7, 0.002, paint=0.08)
    assert late > 8
    assert queue < 1.2


@given(
    st.lists(
        st.tuples(st.lists(st.sampled_from([0.0, 1.0, -2.5, np.nan]), max_size=40), st.booleans()),
        max_size=6,
    )
)
def test_the_page_holds_what_was_shown_whatever_has_stayed(shown):
    page = Page()
    grown = np.arange(60.0)
    for y, longer in shown:
        grown = np.r_[grown, y] if longer else np.r_[grown[:30], y, grown[30:]][-90:]
        line = {"type": "scatter", "uid": "line", "mode": "lines", "x": grown + 1, "y": grown}
        axes = {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}
        page.screen.show({"data": [line], "layout": axes})
        np.testing.assert_array_equal(page.arrays["line"]["y"], grown.astype(np.float32))
        np.testing.assert_array_equal(page.arrays["line"]["x"], (grown + 1).astype(np.float32))


def test_of_a_curve_that_grows_only_the_new_numbers_travel():
    page = Page()
    for n in (100, 101):
        x = np.arange(float(n))
        line = {"type": "scatter", "uid": "jsd", "mode": "lines", "x": x, "y": np.sqrt(x)}
        axes = {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}
        page.screen.show({"data": [line], "layout": axes})
    one = {"size": 1, "head": 100, "tail": 0}
    assert page.sent[-1]["header"] == [{"uid": "jsd", "x": one, "y": one}]


def test_while_it_plays_numbers_travel_in_steps_and_are_exact_again_on_pause():
    page, rng = Page(), np.random.default_rng(0)
    axes = {"xaxis": {"range": [-3, 3]}, "yaxis": {"range": [0, 1]}}

    def show(final):
        arrows = rng.normal(size=255)
        arrows[::3] = np.nan
        cloud = {"type": "scatter", "uid": "fake", "mode": "lines", "x": arrows}
        heat = {"type": "heatmap", "uid": "d", "zmin": 0, "zmax": 1, "z": rng.random((7, 11))}
        heat["z"][0, :3] = 0, 1, (50 if not final else 1)  # a peak beyond the colours
        far = {"type": "scatter", "uid": "far", "mode": "lines", "y": 1e6 * rng.random(90)}
        page.now += 0.1
        page.screen.show({"data": [cloud, heat, far], "layout": axes}, final=final)
        wanted = {"fake": ("x", cloud), "d": ("z", heat), "far": ("y", far)}
        errors = {}
        for uid, (key, trace) in wanted.items():
            there, true = page.arrays[uid][key], trace[key]
            true = np.minimum(true, 1) if uid == "d" else true
            assert np.array_equal(np.isnan(there), np.isnan(true))
            errors[uid] = np.nanmax(np.abs(there - true)) / (np.nanmax(true) - np.nanmin(true))
        return errors

    assert max(show(final=True).values()) < 1e-7
    for _ in range(3):
        error = show(final=False)
        assert 1e-6 < error["fake"] < 0.51 / 65_534
        assert 1e-4 < error["d"] < 0.51 / 254
        assert error["far"] < 1e-7, "nearly all of it is outside: a step would show"
    state = rng.bit_generator.state
    show(final=False)
    rng.bit_generator.state = state  # the same picture, on pause
    assert max(show(final=True).values()) < 1e-7


def test_points_on_a_logarithmic_axis_travel_as_they_are():
    page = Page()
    for shift, final in ((0.0, True), (0.1, False)):
        page.now += 0.1
        x = 10.0 ** (np.linspace(0, 9, 99) + shift)
        points = {"type": "scatter", "uid": "risk", "mode": "markers", "x": x}
        axes = {"xaxis": {"range": [0, 9], "type": "log"}, "yaxis": {"range": [0, 1]}}
        page.screen.show({"data": [points], "layout": axes}, final=final)
    assert page.sent[-1]["header"] == [{"uid": "risk", "x": 99}]


def test_numbers_beyond_float32_do_not_warn():
    with np.errstate(over="raise"):
        pack(
            split(
                {"data": [{"uid": "a", "type": "scatter", "x": np.array([1e300])}], "layout": {}}
            ).arrays
        )


def test_what_an_explorer_can_do_is_called_and_what_it_has_is_read():
    verbs = {
        "double": lambda session: session.set(k=2 * session.settings.k),
        "k": property(lambda s: s.settings.k),
    }
    session, _ = opened(verbs=verbs)
    session.double()
    assert session.k == 2
    with pytest.raises(AttributeError, match="no attribute 'triple'"):
        session.triple()


def test_of_pictures_in_a_layout_only_the_one_that_has_changed_travels():
    def shown(*sources):
        images = [{"source": source, "x": i} for i, source in enumerate(sources)]
        return {"data": [], "layout": {"images": images, "xaxis": {"range": [0, 1], "type": "log"}}}

    sent = []
    screen = Screen(lambda message, buffers: sent.append(message))
    screen.show(shown("data:a", "data:b"))
    assert sent[0]["picture"] == shown("data:a", "data:b")
    screen.show(shown("data:c", "data:b"))
    assert sent[1]["layout"] == {"images[0].source": "data:c"}
    screen.show(shown("data:c"))
    assert sent[2]["picture"] == shown("data:c")
