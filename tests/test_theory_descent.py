"""Proposition 2: simplex, subgradient, descents, the line between two densities, parameters."""

import math

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.spatial.distance import jensenshannon

from ganviz.distributions import NAMES_1D, Gaussian, PiecewiseConstant, StudentT, Uniform, named
from ganviz.theory import (
    METHODS,
    Flow,
    Grid,
    TwoBumps,
    between,
    criterion,
    criterion_between,
    descend,
    descend_parameters,
    js_divergence,
    mass_jsd,
    pointwise_argmax,
    pointwise_value,
    project_onto_simplex,
    subgradient,
    tangent_between,
)
from ganviz.theory.descent import is_short, mirror

GRID = Grid()
LOG4 = math.log(4)
TARGETS = [name for name in NAMES_1D if not name.startswith("iris")]
STARTS = {"broad": Gaussian(0, 2), "left": Gaussian(-2, 0.6), "heavy": StudentT(3, 1, 1)}

weights = st.lists(st.floats(1e-6, 1), min_size=5, max_size=5)


def simplex(values):
    values = np.asarray(values, dtype=float)
    return values / values.sum()


def value_of(p_data, p_g, D):
    """U(p_g, D) of the proposition, on cells: independent of the module under test."""
    return float(np.sum(pointwise_value(p_data, p_g, D)))


def c_of(p_data, p_g):
    return value_of(p_data, p_g, np.nan_to_num(pointwise_argmax(p_data, p_g)))


# The simplex


@pytest.mark.parametrize("name", TARGETS)
def test_masses_are_integrals_of_the_density_and_none_is_lost(name):
    p, masses = named(name), GRID.masses(named(name))
    assert masses.sum() == pytest.approx(1, abs=1e-12)
    assert (masses >= 0).all()
    for cell in (20, 60, 75, 97):
        low, high = GRID.edges[cell : cell + 2]
        kinks = [b for b in p.breaks[0] if low < b < high]
        exact = quad(lambda x: p.pdf([x])[0], low, high, points=kinks or None)[0]
        assert masses[cell] == pytest.approx(exact, abs=1e-12)


def test_both_tails_keep_their_digits():
    grid, std = Grid(-9, 9, 18), 0.8
    masses = grid.masses(Gaussian(0, std))
    assert masses == pytest.approx(masses[::-1], rel=1e-12)
    exact = mpmath.ncdf(-7 / std) - mpmath.ncdf(-8 / std)
    assert masses[16] == pytest.approx(float(exact), rel=1e-9, abs=0)


def test_coarse_graining_never_raises_the_divergence_and_fine_cells_reach_it():
    for name in TARGETS:
        p, q = named(name), Gaussian(0.5, 1.2)
        exact = js_divergence(p, q).value
        coarse, fine = (
            mass_jsd(grid.masses(p), grid.masses(q)) for grid in (Grid(-5, 5, 12), Grid(-9, 9, 900))
        )
        assert coarse <= exact + 1e-9, name
        assert fine == pytest.approx(exact, abs=2e-3), name


@given(st.lists(st.floats(-3, 3), min_size=4, max_size=4))
@share(0.25)
def test_projection_is_the_nearest_point_by_another_solver(y):
    y = np.array(y)
    found = project_onto_simplex(y)
    assert found.sum() == pytest.approx(1, abs=1e-12)
    assert (found >= 0).all()
    nearest = minimize(
        lambda p: ((p - y) ** 2).sum(),
        np.full(4, 0.25),
        jac=lambda p: 2 * (p - y),
        method="SLSQP",
        bounds=[(0, None)] * 4,
        constraints={"type": "eq", "fun": lambda p: p.sum() - 1},
        options={"ftol": 1e-15},
    )
    assert found == pytest.approx(nearest.x, abs=1e-5)


def test_projection_of_huge_numbers_and_of_the_simplex_itself():
    p = simplex([1, 2, 3, 4])
    assert project_onto_simplex(p) == pytest.approx(p, abs=1e-16)
    assert project_onto_simplex(p + 1e6) == pytest.approx(p, abs=1e-9)
    assert project_onto_simplex([0, 1e12]).tolist() == [0, 1]


# C on the simplex and its subgradient


@given(weights, weights)
def test_jsd_of_masses_is_scipys(a, b):
    a, b = simplex(a), simplex(b)
    assert mass_jsd(a, b) == pytest.approx(jensenshannon(a, b) ** 2, abs=1e-12)
    assert 2 * mass_jsd(a, b) - LOG4 == pytest.approx(c_of(a, b), abs=1e-12)


def test_jsd_keeps_its_digits_near_0():
    a, shift = simplex([1, 2, 3]), np.array([1e-9, -3e-9, 2e-9])
    with mpmath.workdps(60):
        total = mpmath.mpf(0)
        for p, d in zip(a, shift, strict=True):
            p, q = mpmath.mpf(p), mpmath.mpf(p) + mpmath.mpf(d)
            m = (p + q) / 2
            total += (p * mpmath.log(p / m) + q * mpmath.log(q / m)) / 2
    assert mass_jsd(a, a + shift) == pytest.approx(float(total), rel=1e-5, abs=0)


@given(weights, weights)
@share(0.4)
def test_subgradient_is_the_gradient_of_c(a, b):
    a, b = simplex(a), simplex(b)
    for cell, slope in enumerate(subgradient(a, b)):

        def c(mass, cell=cell):
            p, q = mpmath.mpf(a[cell]), mass
            return p * mpmath.log(p / (p + q)) + q * mpmath.log(q / (p + q))

        assert slope == pytest.approx(float(mpmath.diff(c, mpmath.mpf(b[cell]))), rel=1e-8)


@given(weights, weights, weights)
def test_the_best_d_gives_a_subgradient_of_the_supremum(a, b, other):
    """The proof's step: with D* of one p_g, U is linear in p_g, at most C, and equal to C there."""
    a, b, other = simplex(a), simplex(b), simplex(other)
    D = pointwise_argmax(a, b)
    linear = c_of(a, b) + subgradient(a, b) @ (other - b)
    assert linear == pytest.approx(value_of(a, other, D), abs=1e-10)
    assert linear <= c_of(a, other) + 1e-10


def test_subgradient_where_a_density_vanishes():
    found = subgradient(np.array([0.5, 0.5, 0.0, 0.0]), np.array([0.0, 0.5, 0.5, 0.0]))
    assert found[0] == -math.inf
    assert found[1:] == pytest.approx([-math.log(2), 0, 0])


# Descent


@given(weights, weights, st.floats(0.05, 3))
@share(0.2)
def test_a_mirror_step_minimises_its_model(a, b, step_size):
    a, b = simplex(np.array(a) + 0.05), simplex(np.array(b) + 0.05)
    g = subgradient(a, b)

    def model(p):
        p = np.maximum(p, 1e-12)
        return g @ p + float(p @ np.log(p / b)) / step_size

    best = minimize(
        model,
        b,
        method="SLSQP",
        bounds=[(1e-12, 1)] * 5,
        constraints={"type": "eq", "fun": lambda p: p.sum() - 1},
        options={"ftol": 1e-14, "maxiter": 300},
    )
    assert mirror(b, g, step_size) == pytest.approx(best.x, abs=2e-4)


@given(weights, weights, st.floats(0.01, 1))
@share(0.6)
def test_mirror_descent_lowers_c_at_every_step_size_up_to_1(a, b, step_size):
    found = descend(simplex(a), simplex(b), "mirror", step_size, 40)
    assert (np.diff(found.criterion) <= 1e-15).all()
    assert np.isfinite(found.bound[1:]).all(), "every step was short"
    assert (found.criterion + LOG4 <= found.bound + 1e-15).all()
    assert found.p_g.sum(axis=1) == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("start", STARTS)
def test_from_any_start_with_full_support_p_g_reaches_p_data(target, start):
    p_data, p_g = GRID.masses(named(target)), GRID.masses(STARTS[start])
    for step_size in (1.0, 0.2):
        found = descend(p_data, p_g, "mirror", step_size, 300)
        assert np.abs(found.p_g[-1] - p_data).max() < 1e-10
        assert (np.diff(found.criterion) <= 1e-15).all()
    assert descend(p_data, p_g, step_size=1, steps=1).p_g[1] == pytest.approx((p_data + p_g) / 2)


def test_without_full_support_it_ends_at_what_it_can_reach():
    """log(p_g / (p_data + p_g)) is level on the reach if p_g is p_data conditioned on it."""
    p_data, p_g = GRID.masses(Gaussian(0, 1)), GRID.masses(Uniform(-1, 2))
    found = descend(p_data, p_g, step_size=1, steps=100)
    reach = p_g > 0
    assert found.p_g[-1] == pytest.approx(simplex(p_data * reach), abs=1e-12)
    assert found.criterion[-1] > -LOG4 + 0.05


@pytest.mark.parametrize("step_size", [0.1, 0.5, 1.0, 1.5])
def test_the_measured_rate_of_mirror_descent_is_the_known_one(step_size):
    p_data, p_g = GRID.masses(StudentT(3, 0, 1)), GRID.masses(Gaussian(0.3, 1.5))
    steps = {0.1: 300, 0.5: 70, 1.0: 25, 1.5: 14}[step_size]
    found = descend(p_data, p_g, step_size=step_size, steps=steps)
    assert found.rate == pytest.approx((1 - step_size / 2) ** 2, rel=0.02)


def test_the_measured_rate_of_projected_gradient_is_that_of_its_linear_map():
    p_data, p_g, step_size = simplex([1, 2, 3, 5]), simplex([3, 3, 2, 2]), 0.08
    found = descend(p_data, p_g, "projected", step_size, 120)
    tangent = np.eye(4) - 0.25  # sums of masses stay 1
    linear = np.eye(4) - step_size * tangent @ np.diag(1 / (2 * p_data)) @ tangent
    eigenvalues = np.linalg.eigvalsh(linear)
    slowest = max(abs(e) for e in eigenvalues if abs(e - 1) > 1e-9)
    assert found.rate == pytest.approx(slowest**2, rel=1e-3)


@given(
    st.lists(st.floats(0.1, 1), min_size=5, max_size=5),
    st.lists(st.floats(0.1, 1), min_size=5, max_size=5),
)
@share(0.15)
def test_projected_gradient_converges_if_its_steps_are_small_enough(a, b):
    """C has curvature p_data / (p_g (p_data + p_g)) <= 1 / p_g: 1 / that is small enough here."""
    a, b = simplex(a), simplex(b)
    found = descend(a, b, "projected", min(a.min(), b.min()) / 2, 600)
    assert (np.diff(found.criterion) <= 1e-15).all()
    assert (found.criterion + LOG4 <= found.bound + 1e-12).all()
    assert found.p_g[-1] == pytest.approx(a, abs=1e-4)


def test_projected_gradient_gives_mass_where_there_was_none():
    p_data = GRID.masses(StudentT(3, 0, 0.6))
    found = descend(p_data, GRID.masses(Uniform(-2, 2)), "projected", 1e-4, 5000)
    assert found.p_g[-1] == pytest.approx(p_data, abs=1e-3)


def test_steps_that_are_too_long_are_known_as_such():
    p_data, p_g = GRID.masses(named("two_modes")), GRID.masses(Gaussian(-2, 0.6))
    for method, step_size in (("mirror", 3.9), ("projected", 1e-2)):
        found = descend(p_data, p_g, method, step_size, 100)
        assert np.diff(found.criterion).max() > 0, "C rises"
        assert np.isnan(found.bound[-1]), "no bound is claimed"
        first = int(np.flatnonzero(np.isnan(found.bound))[0])
        step = found.p_g[first - 1], found.p_g[first]
        assert not is_short(p_data, *step, method, step_size)


def test_descend_refuses_by_name():
    p = simplex([1, 2])
    for arguments, words in (
        ((p, p, "miror"), "did you mean 'mirror'"),
        ((p, p, "mirror", 0), "step_size = 0"),
        ((p, p, "mirror", 1, 0), "steps = 0"),
        ((p, [0.5, 0.6]), "p_g is not allowed"),
        (([-0.5, 1.5], p), "p_data is not allowed"),
        ((p, simplex([1, 2, 3])), "2 cells"),
    ):
        with pytest.raises(ValueError, match=words):
            descend(*arguments)
    with pytest.raises(ValueError, match="high = 0"):
        Grid(0, 0)
    with pytest.raises(ValueError, match="cells = 1"):
        Grid(0, 1, 1)


# The run


@pytest.mark.parametrize("method", METHODS)
def test_a_flow_is_the_descent(method):
    p_data, p_g = named("two_modes"), Gaussian(0, 2)
    flow = Flow(p_data, p_g, method)
    found = descend(GRID.masses(p_data), GRID.masses(p_g), method, steps=30)
    flow.step(30)
    seen = flow.snapshot()
    assert seen.step == 30
    assert np.array_equal(seen.p_g, GRID.density(found.p_g[-1]))
    assert (seen.jsd, seen.criterion) == (found.jsd[-1], found.criterion[-1])
    assert seen.bound == pytest.approx(found.bound[-1], nan_ok=True)
    assert seen.rate == pytest.approx(found.jsd[-1] / found.jsd[-2])


def test_a_flow_goes_on_with_the_same_bits():
    flow, other = (Flow(named("skewed"), Gaussian(0, 2), step_size=0.1) for _ in range(2))
    flow.step(5)
    flow.configure(method="projected", step_size=1e-4)
    flow.step(5)
    other.load_state_dict(flow.state_dict())
    assert other.snapshot().rate == flow.snapshot().rate
    flow.step(7)
    other.step(7)
    a, b = flow.snapshot(), other.snapshot()
    assert np.array_equal(a.p_g, b.p_g)
    assert (a.step, a.bound, a.rate) == (b.step, b.bound, b.rate)


def test_a_flow_follows_data_that_move_and_restarts_its_bound():
    flow = Flow(named("two_modes"), Gaussian(0, 2), step_size=0.5)
    flow.step(50)
    flow.configure(p_data=Gaussian(1, 1))
    assert math.isnan(flow.snapshot().bound)
    before = flow.snapshot().jsd
    flow.step(50)
    assert flow.snapshot().jsd < 1e-6 < before
    with pytest.raises(ValueError, match="mirror"):
        flow.configure(method="miror")


# Convexity


@pytest.mark.parametrize("name", TARGETS)
def test_c_along_a_line_is_below_its_chord_and_above_its_tangents(name):
    p_data, p, q = named(name), Gaussian(-2, 0.5), named("triangle")
    shares = np.linspace(0, 1, 11)
    c = criterion_between(p_data, p, q, shares)
    for i in (0, 4, 10):
        assert c[i] == pytest.approx(criterion(p_data, between(p, q, shares[i])).value, abs=1e-9)
    assert (c <= (1 - shares) * c[0] + shares * c[-1] + 1e-9).all()
    assert np.diff(c, 2).min() > -1e-9
    low, high = (float(end) for end in tangent_between(p_data, p, q, 0.4))
    line = (1 - shares) * low + shares * high
    assert (line <= c + 1e-9).all()
    assert line[4] == pytest.approx(c[4], abs=1e-9)


def test_the_slope_of_the_tangent_is_that_of_c():
    p_data, p, q = named("two_modes"), Gaussian(-2, 0.5), Gaussian(1, 0.8)
    low, high = tangent_between(p_data, p, q, 0.4)
    c = criterion_between(p_data, p, q, [0.4 - 1e-4, 0.4 + 1e-4])
    assert high.value - low.value == pytest.approx((c[1] - c[0]) / 2e-4, abs=1e-6)


def test_a_tangent_is_upright_where_support_is_gained():
    assert (
        tangent_between(Gaussian(0, 1), Uniform(-1, 1), Gaussian(0, 1), 0.0)[1].value == -math.inf
    )


def test_a_share_is_between_0_and_1():
    for outside in (-0.1, 1.1):
        with pytest.raises(ValueError, match="share"):
            between(Gaussian(0, 1), Gaussian(1, 1), outside)
        with pytest.raises(ValueError, match="share"):
            criterion_between(Gaussian(0, 1), Gaussian(0, 1), Gaussian(1, 1), [0.5, outside])


# Through the parameters of G


def test_the_jacobian_is_the_derivative_of_the_masses():
    bumps, theta, h = TwoBumps(), np.array([-4.8, 0.7]), 1e-5
    for i, row in enumerate(bumps.jacobian(theta)):
        shift = h * np.eye(2)[i]
        slope = (bumps.masses(theta + shift) - bumps.masses(theta - shift)) / (2 * h)
        assert row == pytest.approx(slope, abs=1e-9)


def test_some_starts_reach_p_data_and_some_stick_at_another_critical_point():
    p_data, bumps = named("two_modes"), TwoBumps()
    assert p_data == bumps.p_g([-1.5, 1.5]), "G can become p_data exactly"
    good, stuck = (descend_parameters(p_data, start, steps=600) for start in ([0, 2], [0.8, 2.5]))
    for found in (good, stuck):
        assert found.gradient[-1] < 1e-9, "a critical point"
        assert (np.diff(found.jsd) <= 1e-15).all()
    assert good.criterion[-1] == pytest.approx(-LOG4, abs=1e-12)
    assert stuck.criterion[-1] > -LOG4 + 0.4
    free = descend(GRID.masses(p_data), bumps.masses([0.8, 2.5]), step_size=1, steps=60)
    assert free.p_g[-1] == pytest.approx(GRID.masses(p_data), abs=1e-12)


def test_where_it_sticks_is_a_strict_minimum_also_without_the_grid():
    """C(theta) by adaptive quadrature: gradient 0, both curvatures positive."""
    p_data, bumps = named("two_modes"), TwoBumps()
    theta = descend_parameters(p_data, [0.8, 2.5], steps=600).theta[-1]

    def c(first, second):
        return criterion(p_data, bumps.p_g(theta + np.array([first, second]))).value

    h = 0.02
    gradient = [(c(h, 0) - c(-h, 0)) / (2 * h), (c(0, h) - c(0, -h)) / (2 * h)]
    assert gradient == pytest.approx([0, 0], abs=2e-3)
    mixed = (c(h, h) - c(h, -h) - c(-h, h) + c(-h, -h)) / (4 * h * h)
    hessian = [
        [(c(h, 0) - 2 * c(0, 0) + c(-h, 0)) / h**2, mixed],
        [mixed, (c(0, h) - 2 * c(0, 0) + c(0, -h)) / h**2],
    ]
    assert np.linalg.eigvalsh(hessian).min() > 0.05


def test_parameters_are_checked():
    for arguments, words in (
        ({"theta": [1.0]}, "two means"),
        ({"theta": [0, 1], "step_size": 0}, "step_size = 0"),
        ({"theta": [0, 1], "steps": 0}, "steps = 0"),
    ):
        with pytest.raises(ValueError, match=words):
            descend_parameters(named("two_modes"), **arguments)
    with pytest.raises(ValueError, match="std"):
        TwoBumps(std=0)


def test_a_histogram_of_the_masses_is_the_density():
    masses = GRID.masses(named("skewed"))
    assert GRID.density(masses) == pytest.approx(PiecewiseConstant(GRID.edges, masses).pdf(GRID.x))
