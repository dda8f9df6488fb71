"""Both orders of the game against linear programs and closed forms; chains against quadrature."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy import integrate, optimize, special

from ganviz.distributions import circle
from ganviz.theory import (
    best_generator,
    blurring,
    bumpy_data,
    circle_log_pdf,
    game_value,
    mass_jsd,
    max_min,
    metropolis,
    min_max,
    off_the_circle,
    parts_visited,
)
from ganviz.theory.chains import PARTS, STRIDE
from ganviz.theory.orders import GRID, bumps

LOG4 = math.log(4)
ROUGH = st.lists(st.floats(0.02, 0.98), min_size=8, max_size=8)


def spread(knots):
    """A curve through eight heights, on every cell."""
    return np.interp(GRID.x, np.linspace(GRID.low, GRID.high, len(knots)), knots)


@share(0.25)
@given(ROUGH)
def test_the_best_generator_is_the_optimum_of_a_linear_program(knots):
    d = spread(knots)
    cost = bumps() @ np.log1p(-d)
    found = optimize.linprog(cost, A_eq=np.ones((1, len(cost))), b_eq=[1], bounds=(0, 1))
    p_g = best_generator(d)
    assert p_g @ np.log1p(-d) == pytest.approx(found.fun, abs=1e-6)  # as HiGHS promises
    assert (np.abs(bumps() - p_g).max(axis=1) == 0).any(), "a single bump"


@share(0.25)
@given(ROUGH, st.integers(1, 6))
def test_the_value_of_the_game_lies_between_what_either_player_can_force(knots, modes):
    p_data, weights = bumpy_data(modes), spread(knots)
    p_g = weights / weights.sum() @ bumps()
    d_star = p_data / (p_data + p_g)
    assert game_value(p_data, best_generator(weights), weights) <= -LOG4 + 1e-12
    assert game_value(p_data, p_g, d_star) >= -LOG4 - 1e-12
    assert game_value(p_data, p_g, d_star) >= game_value(p_data, p_g, weights)


@pytest.mark.parametrize("modes", range(1, 7))
def test_min_max_goes_down_to_the_data(modes):
    p_data = bumpy_data(modes)
    play = min_max(p_data, 60)
    np.testing.assert_allclose(play.value, 2 * play.jsd - LOG4, atol=1e-12)  # eq. 6
    assert (np.diff(play.value) < 0).all()
    assert play.jsd[-1] < 0.006
    np.testing.assert_allclose(play.p_g.sum(axis=1), 1)


@pytest.mark.parametrize("modes", range(2, 6))
def test_max_min_makes_one_mode_at_a_time_and_all_of_them_on_average(modes):
    p_data = bumpy_data(modes)
    play = max_min(p_data, 60, 0.1)
    assert (np.abs(play.p_g[:, None] - bumps()).max(axis=2).min(axis=1) == 0).all()
    assert (play.value <= -LOG4 + 1e-12).all()
    # One of k modes that do not overlap, in closed form.
    k = modes
    one = (math.log(2 / (1 + k)) / k + (k - 1) / k * math.log(2) + math.log(2 * k / (1 + k))) / 2
    assert play.jsd.min() == pytest.approx(one, abs=0.02)
    assert play.average_jsd[-1] < 0.02
    assert play.average_jsd[-1] == pytest.approx(mass_jsd(p_data, play.p_g.mean(axis=0)), rel=1e-9)
    centres = np.linspace(-2.4, 2.4, modes)
    at = GRID.x[play.p_g.argmax(axis=1)]
    assert set(np.abs(at[:, None] - centres).argmin(axis=1)) == set(range(modes))


def test_a_discriminator_that_stands_still_gets_the_same_answer_for_ever():
    play = max_min(bumpy_data(3), 10, 0.0)
    assert (play.p_g == play.p_g[0]).all()
    assert (play.d == play.d[0]).all()


def test_bad_arguments_are_refused():
    for call in (
        lambda: bumpy_data(0),
        lambda: max_min(bumpy_data(2), 5, 1.0),
        lambda: min_max(bumpy_data(2), -1),
        lambda: blurring(0.0, [0.1], 5, np.random.default_rng(0)),
        lambda: blurring(0.1, [-0.1], 5, np.random.default_rng(0)),
        lambda: blurring(0.1, [0.1], 5, np.random.default_rng(0), chains=0),
    ):
        with pytest.raises(ValueError, match="is not allowed"):
            call()


@pytest.mark.parametrize("std", [0.02, 0.1, 0.2])
def test_the_density_of_the_circle_is_that_of_the_catalogue(std):
    near = 1 + 3 * std * np.random.default_rng(0).uniform(-1, 1, 50)
    angle = np.random.default_rng(1).uniform(-4, 4, 50)
    x = near[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    np.testing.assert_allclose(circle_log_pdf(x, std), circle(std=std).log_pdf(x), atol=1e-4)


def test_chains_keep_the_density_that_they_start_from():
    rng = np.random.default_rng(0)
    start = rng.standard_normal((4_000, 2)) * [1.0, 0.5]
    path = metropolis(lambda x: -((x / [1.0, 0.5]) ** 2).sum(-1) / 2, start, 1.0, 30, rng)
    np.testing.assert_allclose(path[-1].mean(axis=0), 0, atol=0.07)
    np.testing.assert_allclose(path[-1].std(axis=0), [1.0, 0.5], rtol=0.05)
    moved = (np.diff(path, axis=0) != 0).any(axis=-1).mean()
    assert 0.2 < moved < 0.8
    flat = metropolis(lambda x: np.zeros(x.shape[:-1]), start, 1.0, 3, np.random.default_rng(1))
    assert (np.diff(flat, axis=0) != 0).all(), "on a plain nothing is refused"


def test_blurred_chains_are_as_far_off_as_quadrature_says():
    std, blur = 0.05, 0.3
    width = math.hypot(std, blur)

    def radial(r, f):  # exact law of the distance from 0
        return f(r) * r * special.ive(0, r / width**2) * math.exp(-((r - 1) ** 2) / 2 / width**2)

    total, off = (
        integrate.quad(radial, 0, 4, args=(f,))[0] for f in (lambda r: 1.0, lambda r: abs(r - 1))
    )
    found = blurring(std, [blur], 2_000, np.random.default_rng(0))
    assert found.off[0] == pytest.approx(off / total, rel=0.05)
    assert found.visited[0] == PARTS


@pytest.mark.parametrize("std", [0.05, 0.02, 0.01])
def test_more_blur_mixes_better_and_is_further_off(std):
    found = blurring(std, [0.0, 0.05, 0.2], 600, np.random.default_rng(0))
    assert (np.diff(found.off) > 0).all()
    assert (np.diff(found.visited) > 0).all()
    steps = np.linalg.norm(np.diff(found.path[:, 0], axis=0), axis=1)
    assert np.sqrt((steps[steps > 0] ** 2).mean()) < 2 * STRIDE * std, "thin data: short steps"


def test_parts_and_distances_of_points_that_are_known():
    angle = 2 * np.pi * (np.arange(PARTS) + 0.5) / PARTS
    ring = 1.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    for m in range(1, PARTS + 1):
        assert parts_visited(ring[:m]) == m
    np.testing.assert_allclose(off_the_circle(ring), 0.5)
