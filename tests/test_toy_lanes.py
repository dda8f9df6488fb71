"""Runs in step: branches of one past, lanes that stop alone, and a memory that fits."""

import numpy as np
import pytest
from comparing import same

from ganviz.distributions import named
from ganviz.toy import Diverged, Noise, Player, ToyGAN, ToySettings
from ganviz.toy.runs.lanes import MEMORY, MOMENTS, Lanes

SMALL = {"generator": Player(hidden=(8,)), "discriminator": Player(hidden=(8,))}


def run(**settings):
    return ToyGAN(named("soft_ring"), Noise(), ToySettings(**(SMALL | settings)))


def test_lanes_are_their_runs_in_step():
    lanes, alone = Lanes(run(), run(seed=1)), run(seed=1)
    lanes.step(7)
    lanes.step_discriminator()
    lanes.step_generator(2)
    alone.step(7)
    alone.step_discriminator()
    alone.step_generator(2)
    moment = lanes.snapshot()
    same(moment.lanes[1], alone.snapshot())
    assert moment.step == 10
    assert moment.jsd == tuple(lane.jsd for lane in moment.lanes)
    with pytest.raises(AttributeError):
        _ = moment.nonsense


def test_a_branch_goes_on_as_the_run_would_have():
    lanes = Lanes(run())
    lanes.step(5)
    moment = lanes.snapshot()
    lanes.step(5)
    two = lanes.branch(moment, (0, 0))
    two.configure(1, k=3)
    two.step(5)
    first, second = two.snapshot().lanes
    same(first, lanes.snapshot().lanes[0])
    assert not np.array_equal(second.fake, first.fake)
    assert [len(past) for past in (moment.shared((0, 0)).lanes, moment.lanes)] == [2, 1]


def test_lanes_resume_with_the_same_bits():
    lanes, other = Lanes(run(), run(k=2)), Lanes(run(), run(k=2))
    lanes.step(4)
    other.load_state_dict(lanes.state_dict())
    lanes.step(4)
    other.step(4)
    for a, b in zip(lanes.snapshot().lanes, other.snapshot().lanes, strict=True):
        same(a, b)


def test_a_lane_that_diverges_stops_alone_and_keeps_its_last_moment():
    wild = Player(hidden=(8,), optimizer="sgd", lr=1e30)
    lanes = Lanes(run(), run(generator=wild, discriminator=wild))
    lanes.snapshot()
    for _ in range(5):
        lanes.step(3)
    moment = lanes.snapshot()
    assert moment.stopped[0] == ""
    assert "not finite" in moment.stopped[1]
    assert [lane.step for lane in moment.lanes] == [15, 0]
    with pytest.raises(Diverged):
        Lanes(run(generator=wild, discriminator=wild)).step(20)


def test_one_to_four_lanes():
    for n in (0, 5):
        with pytest.raises(ValueError, match=f"runs = {n}"):
            Lanes(*(run() for _ in range(n)))


@pytest.mark.parametrize("width", [8, 256])
def test_a_history_of_states_fits_the_memory(width):
    big = Player(hidden=(width,) * 4)
    lanes = Lanes(run(generator=big, discriminator=big))
    low, high = MOMENTS
    assert low <= lanes.capacity <= high
    parameters = 2 * 3 * width**2
    if width == 8:
        assert lanes.capacity == high
    else:  # parameters, last gradient and two moments of Adam, 4 bytes each
        assert lanes.capacity * parameters * 16 < 1.1 * MEMORY
