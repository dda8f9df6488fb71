"""The player and its history: the same code with a worker thread and without one."""

import gc
import signal
import subprocess
import sys
import threading
import time
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from waiting import wait_for

from ganviz.host.frame import Frame
from ganviz.host.history import History
from ganviz.host.player import Player


@dataclass(frozen=True)
class Snapshot:
    step: int
    value: float = 0.0
    lr: float = 1.0
    d_steps: int = 0


class Count:
    """A run that counts; it remembers which threads touched it."""

    def __init__(self, breaks_at: int | None = None, round_time: float = 0.0):
        self.n = self.d_steps = 0
        self.lr = 1.0
        self.breaks_at, self.round_time = breaks_at, round_time
        self.threads = set()

    def step(self, n=1):
        self.threads.add(threading.current_thread())
        time.sleep(n * self.round_time)
        self.n += n
        if self.breaks_at is not None and self.n >= self.breaks_at:
            raise FloatingPointError(f"diverged at step {self.n}")

    def step_discriminator(self):
        self.d_steps += 1

    def snapshot(self):
        return Snapshot(self.n, self.n / 2, self.lr, self.d_steps)

    def configure(self, **changes):
        if changes["lr"] <= 0:
            raise ValueError(f"lr = {changes['lr']} is not allowed")
        self.lr = changes["lr"]


class SlowlySeen(Count):
    """A step takes no time, and a look at it does."""

    def step(self, n=1):
        self.n += n

    def snapshot(self):
        time.sleep(0.2 if self.n else 0)
        return super().snapshot()


@pytest.fixture(params=[True, False], ids=["threaded", "synchronous"])
def make(request):
    """``make(factory, **options)`` -> (player, frames), closed at the end."""
    players = []

    def build(factory=Count, **options):
        player = Player(factory, **{"threaded": request.param, **options})
        frames: list[Frame] = []
        player.on_frame(frames.append)
        wait_for(lambda: frames)
        players.append(player)
        return player, frames

    yield build
    for player in players:
        player.close()


def settled(player, frames):
    """Wait until everything asked so far is done; returns the last frame."""
    assert player.wait(5)
    return frames[-1]


def test_advance_trains_exactly_n_rounds_and_pauses(make):
    player, frames = make()
    for n in (1, 1, 1000):
        player.advance(n)
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.playing) == (1002, False)


def test_one_player_steps_alone(make):
    player, frames = make()
    player.call(lambda run: run.step_discriminator())
    player.call(lambda run: run.step_discriminator())
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.snapshot.d_steps, frame.length) == (0, 2, 3)


def test_scrub_back_shows_the_earlier_snapshot_and_play_goes_on_from_the_latest(make):
    player, frames = make()
    for _ in range(5):
        player.advance(10)
        player.wait()
    player.seek(2)
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.position, frame.length) == (20, 2, 6)
    player.advance(1)
    assert settled(player, frames).snapshot.step == 51


@pytest.mark.parametrize(("asked", "shown"), [(-3, 0), (99, 3)])
def test_scrubbing_beyond_the_ends_shows_the_ends(make, asked, shown):
    player, frames = make()
    for _ in range(3):
        player.advance(1)
        player.wait()
    player.seek(asked)
    assert settled(player, frames).position == shown


def test_reset_builds_the_run_anew(make):
    player, frames = make()
    player.advance(10)
    player.wait()
    player.reset()
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.length, frame.playing) == (0, 1, False)
    other = Count()
    other.lr = 7.0
    player.reset(lambda: other)
    assert settled(player, frames).snapshot.lr == 7.0


def test_a_reset_that_is_refused_keeps_the_run(make):
    def refuse():
        raise ValueError("k = 0 is not allowed")

    player, frames = make()
    player.advance(10)
    player.wait()
    player.reset(refuse)
    frame = settled(player, frames)
    assert (frame.message, frame.level) == ("k = 0 is not allowed", "warning")
    player.advance(1)
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.message) == (11, "")


def test_settings_change_and_a_refused_one_is_a_message(make):
    player, frames = make()
    player.configure(lr=-1.0)
    frame = settled(player, frames)
    assert (frame.snapshot.lr, frame.level, frame.message) == (
        1.0,
        "warning",
        "lr = -1.0 is not allowed",
    )
    player.configure(lr=0.5)
    frame = settled(player, frames)
    assert (frame.snapshot.lr, frame.length, frame.message) == (0.5, 1, "")


def test_a_run_that_diverges_pauses_says_so_and_keeps_its_history(make):
    player, frames = make(lambda: Count(breaks_at=100))
    player.advance(50)
    player.wait()
    player.advance(50)
    frame = settled(player, frames)
    assert (frame.level, frame.message) == ("error", "diverged at step 100")
    assert (frame.snapshot.step, frame.playing) == (50, False)
    player.reset()
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.message) == (0, "")


def test_a_picture_that_fails_does_not_hide_the_reason(make):
    player, frames = make()

    def draw(frame):
        if frame.snapshot.step:
            raise KeyError("p_g")

    player.on_frame(draw)
    player.advance(3)
    frame = settled(player, frames)
    assert (frame.level, frame.message, frame.snapshot.step) == ("error", "'p_g'", 3)
    player.pause()
    assert settled(player, frames).snapshot.step == 3


def test_arguments_are_refused_where_they_are_given(make):
    player, _ = make()
    with pytest.raises(ValueError, match="n = 0"):
        player.advance(0)
    with pytest.raises(ValueError, match="rounds_per_second = -1"):
        player.speed(-1)
    with pytest.raises(ValueError, match="fps = 0"):
        Player(Count, fps=0)
    with pytest.raises(ValueError, match="no such run"):
        Player(lambda: (_ for _ in ()).throw(ValueError("no such run")))


def test_without_a_thread_play_trains_its_rounds_and_pauses():
    player = Player(Count, threaded=False, per_click=123)
    player.play()
    assert (player.frame.snapshot.step, player.frame.playing) == (123, False)
    player.toggle()
    assert player.frame.snapshot.step == 246


def test_only_the_worker_touches_the_run(make):
    run = Count()
    player, frames = make(lambda: run)
    player.advance(500)
    settled(player, frames)
    expected = "ganviz-player" if player.threaded else threading.main_thread().name
    assert {thread.name for thread in run.threads} == {expected}


@pytest.fixture
def playing():
    player = Player(lambda: Count(round_time=1e-4))
    frames: list[Frame] = []
    player.on_frame(frames.append)
    yield player, frames
    player.close()


def test_play_publishes_thirty_a_second_at_most_and_pause_ends_it(playing):
    """However slow the machine: of a rate, only the upper bound is certain."""
    player, frames = playing
    start = time.monotonic()
    player.play()
    wait_for(lambda: len(frames) > 20 and frames[-1].rounds_per_second > 0)
    assert len(frames) <= 30 * (time.monotonic() - start) + 4
    player.pause()
    assert player.wait()
    assert not frames[-1].playing
    assert frames[-1].rounds_per_second == 0
    assert player.run.n == frames[-1].snapshot.step


def test_speed_is_kept(playing):
    player, frames = playing
    start = time.monotonic()
    player.speed(200)
    player.play()
    wait_for(lambda: frames and frames[-1].snapshot.step >= 100)
    player.pause()
    assert player.wait()
    slow = frames[-1].snapshot.step
    assert slow <= 200 * (time.monotonic() - start + 0.1) + 2
    player.speed(None)
    player.play()
    wait_for(lambda: frames[-1].snapshot.step > slow + 400)


def test_waiting_for_endless_play_gives_up(playing):
    player, _ = playing
    player.play()
    assert not player.wait(0.1)


def test_closing_ends_the_thread(playing):
    player, frames = playing
    player.play()
    player.close()
    assert not player._thread.is_alive()
    shown = len(frames)
    player.pause()
    assert len(frames) == shown, "nobody is there to obey"


@given(
    capacity=st.integers(2, 40),
    gaps=st.lists(st.integers(1, 300), min_size=1, max_size=400),
)
def test_history_keeps_first_and_latest_and_its_bound(capacity, gaps):
    history = History(capacity)
    steps = np.concatenate([[0], np.cumsum(gaps)])
    for step in steps:
        history.append(Snapshot(int(step)))
        assert len(history) <= capacity + 1
    kept = history.curves()["step"]
    assert kept[0] == 0
    assert kept[-1] == steps[-1]
    assert np.all(np.diff(kept) > 0)


def test_history_spreads_evenly_over_a_long_run():
    history = History(512)
    for step in range(0, 200_000, 7):
        history.append(Snapshot(step, step / 2))
    curves = history.curves("value")
    gaps = np.diff(curves["step"])
    assert 256 <= len(history) <= 512
    assert gaps[:-1].max() <= 2 * gaps[:-1].min() + 7
    np.testing.assert_allclose(curves["value"], curves["step"] / 2)
    assert curves["value"].dtype == np.float32


def test_history_replaces_a_snapshot_of_the_same_step_unless_it_is_to_be_kept():
    history = History(10)
    history.append(Snapshot(0, lr=1))
    history.append(Snapshot(0, lr=2))
    assert len(history) == 1
    assert history[0].lr == 2
    history.append(Snapshot(0, lr=3), keep=True)
    assert [history[i].lr for i in range(2)] == [2, 3]


def test_memory_is_bounded():
    class Heavy:
        def __init__(self, step):
            self.step, self.x = step, np.zeros(1000)

    history = History(512)
    for step in range(2000):
        history.append(Heavy(step))
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    for step in range(2000, 20_000):
        history.append(Heavy(step))
    gc.collect()
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 513 * 9000


def test_fork_goes_on_from_an_earlier_moment_and_keeps_the_past(make):
    player, _ = make()
    for _ in range(4):
        player.call(lambda run: run.step(10))

    def build(run, snapshot):
        other = Count()
        other.n = snapshot.step
        return other

    player.fork(2, build, lambda snapshot: Snapshot(snapshot.step, value=-1.0))
    assert player.wait()
    assert list(player.curves("value")["step"]) == [0, 10, 20]
    assert set(player.curves("value")["value"]) == {-1.0}
    player.call(lambda run: run.step(5))
    assert player.wait()
    assert player.frame.snapshot.step == 25


def test_a_fork_that_is_refused_changes_nothing(make):
    player, _ = make()
    player.call(lambda run: run.step(10))

    def build(run, snapshot):
        raise ValueError("lr = 0 is not allowed")

    player.fork(0, build)
    assert player.wait()
    assert "lr = 0" in player.frame.message
    assert player.frame.length == 2
    player.call(lambda run: run.step(10))
    assert player.wait()
    assert player.frame.snapshot.step == 20


def test_a_run_with_large_moments_is_kept_in_fewer(make):
    class Large(Count):
        capacity = 4

    player, _ = make(Large)
    for _ in range(20):
        player.call(lambda run: run.step())
    assert player.wait()
    assert player.frame.length <= 4
    player.reset(Count)
    for _ in range(20):
        player.call(lambda run: run.step())
    assert player.wait()
    assert player.frame.length == 21


def test_the_past_of_the_shown_moment_and_a_frame_once_more(make):
    player, frames = make()
    for _ in range(5):
        player.call(lambda run: run.step(10))
    player.seek(3)
    assert player.wait()
    assert [s.step for s in player.past(2)] == [10, 20]
    assert [s.step for s in player.past(99)] == [0, 10, 20]
    seen = len(frames)
    player.show()
    assert player.wait()
    assert len(frames) == seen + 1
    assert frames[-1].snapshot.step == 30


def test_threads_take_quick_turns_as_long_as_any_player_plays():
    usual = sys.getswitchinterval()
    one, other = (Player(lambda: Count(round_time=1e-4)) for _ in range(2))
    one.play()
    other.play()
    wait_for(lambda: one.frame.playing and other.frame.playing)
    assert sys.getswitchinterval() == pytest.approx(1e-3)
    one.pause()
    assert one.wait()
    assert sys.getswitchinterval() == pytest.approx(1e-3)
    other.close()
    wait_for(lambda: sys.getswitchinterval() == usual)
    one.close()


def test_settings_that_wait_are_replaced_by_later_ones_of_the_same_kind_and_lane():
    """A hand that draws is faster than a run; nothing that says something else is lost."""
    seen, go = [], threading.Event()

    class Slow(Count):
        def configure(self, **changes):
            go.wait(5)
            seen.append(changes)

    player = Player(Slow)
    for changes in ({"lr": 1}, {"lr": 2}, {"lr": 3}, {"k": 1}, {"lr": 4, "lane": 0}):
        player.configure(**changes)
    player.configure(lr=5, lane=1)
    player.advance(1)
    player.configure(lr=6, lane=1)
    go.set()
    assert player.wait(5)
    player.close()
    expected = [{"lr": 3}, {"k": 1}, {"lr": 4, "lane": 0}, {"lr": 5, "lane": 1}]
    assert [c for c in seen if c not in ({"lr": 1}, {"lr": 2})] == [*expected, {"lr": 6, "lane": 1}]
    assert {"lr": 2} not in seen


def test_one_thread_serves_many_players():
    """A served player plays in the turns that it is given, one in ten ms, and until Pause."""
    players = [Player(lambda: Count(round_time=1e-4), served=True) for _ in range(3)]
    slow, fast, _ = players
    assert all(player.live and not player.threaded for player in players)
    assert all(player.due == float("inf") for player in players)
    slow.speed(100)
    for player in (slow, fast):
        player.play()
    start = time.perf_counter()

    def serve():
        for player in players:
            if player.due <= time.perf_counter():
                player.turn(0.003)
        return slow.run.n > 1 and fast.run.n > 2 * slow.run.n

    wait_for(serve)
    for player in players:
        player.pause()
    at_most = 100 * (time.perf_counter() - start + 0.1) + 1
    shown = [player.frame.snapshot.step for player in players]
    assert 1 < shown[0] <= at_most
    assert shown[1] > 2 * shown[0]
    assert shown[2] == 0
    threads = {thread for player in players for thread in player.run.threads}
    assert threads <= {threading.current_thread()}
    assert not any(player.frame.playing for player in players)


def test_a_served_player_obeys_at_once_and_ends_its_turn_when_asked():
    player = Player(lambda: Count(round_time=1e-3), served=True)
    player.call(lambda run: run.step_discriminator())
    assert player.frame.snapshot.d_steps == 1
    player.play()
    player.turn(10, until=lambda: True)
    assert 1 <= player.run.n <= 5
    player.held = True
    assert player.due == float("inf")
    before = player.run.n
    player.turn(0.1)
    assert player.run.n == before
    player.held = False
    player.advance(20)
    assert player.wait(5)
    assert player.frame.snapshot.step == before + 20
    player.close()
    assert player.closed
    assert player.due == float("inf")


def test_a_run_that_ends_by_itself_stops_playing_and_says_nothing_wrong(make):
    class Short(Count):
        @property
        def finished(self):
            return self.n >= 30

        def step(self, n=1):
            super().step(min(n, 30 - self.n))

    player, frames = make(Short)
    player.play()
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.finished, frame.playing) == (30, True, False)
    assert (frame.message, frame.level) == ("", "info")
    length = frame.length
    player.play()
    player.advance(5)
    assert settled(player, frames).length == length
    player.reset(Count)
    assert not settled(player, frames).finished


def test_a_player_that_keeps_states_goes_on_from_any_moment(make):
    class Whole(Count):
        def state_dict(self):
            return {"n": self.n, "lr": self.lr}

        def load_state_dict(self, state):
            self.n, self.lr = state["n"], state["lr"]

    player, frames = make(Whole, branches=True, capacity=6)
    for _ in range(20):
        player.call(lambda run: run.step(10))
    assert settled(player, frames).length <= 6
    player.configure(lr=3.0)
    player.fork(2)
    frame = settled(player, frames)
    then = frame.snapshot.step
    assert (frame.length, frame.position, then % 10) == (3, 2, 0)
    player.advance(1)
    frame = settled(player, frames)
    assert (frame.snapshot.step, frame.snapshot.lr) == (then + 1, 1.0)
    with pytest.raises(ValueError, match="branches = False"):
        make()[0].fork(0)


def test_without_a_thread_an_interrupt_pauses_between_two_rounds():
    class Interrupted(Count):
        def step(self, n=1):
            super().step(n)
            if self.n >= 20:
                signal.raise_signal(signal.SIGINT)

    usual = signal.getsignal(signal.SIGINT)
    player = Player(Interrupted, threaded=False, per_click=10_000)
    player.play()
    assert not player.frame.playing
    assert 20 <= player.frame.snapshot.step < 10_000
    assert player.run.n == player.frame.snapshot.step
    assert signal.getsignal(signal.SIGINT) is usual


def test_of_resets_that_wait_only_the_last_is_made():
    made, gate = [], threading.Event()

    def slow(n):
        made.append(n)
        gate.wait(10)
        return Count()

    player = Player(Count)
    for n in range(5):
        player.reset(lambda n=n: slow(n))
    while not made:
        time.sleep(0.001)
    for n in range(5, 9):
        player.reset(lambda n=n: slow(n))
    player.reset()
    gate.set()
    assert player.wait(10)
    player.close()
    assert made[1:] in ([4, 8, 8], [8, 8]), "the first, the last of those that waited, and Reset"


def test_closing_does_not_wait_for_what_has_not_begun():
    gate, made = threading.Event(), []
    player = Player(Count)
    player.call(lambda run: gate.wait(10))
    player.play()
    player.reset(lambda: made.append(1) or Count())
    threading.Timer(0.2, gate.set).start()
    player.close(timeout=10)
    assert not player._thread.is_alive()
    assert not made


@pytest.mark.long
def test_a_process_ends_while_a_player_is_inside_torch():
    code = (
        "from ganviz import explore\n"
        "session = explore.saturation.session()\n"
        "session.set(rounds=500)\n"
        "session.player.play()\n"
        "import time; time.sleep(0.5)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_was_waited_for_is_what_is_seen():
    """Not the frame before: the run has ended, but its last moment is not looked at yet."""
    player = Player(SlowlySeen)
    player.call(lambda run: time.sleep(0.1))  # so that the next two are heard together
    player.advance(1)
    assert player.wait()
    assert player.frame.snapshot.step == 1
    player.close()
