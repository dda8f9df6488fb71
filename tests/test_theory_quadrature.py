"""The quadrature against scipy, and its manners with awkward integrands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from profiles import share
from scipy import integrate as scipy_integrate

from ganviz import theory
from ganviz.distributions import Gaussian, Laplace, StudentT, Uniform, named, ring
from ganviz.theory.estimate import Estimate, clip
from ganviz.theory.quadrature import MAX_NODES, integrate, integrate_over

UNIT = np.array([0.0, 1.0])


@share(0.4)
@given(st.lists(st.floats(-3, 3), min_size=1, max_size=22))
def test_polynomials_up_to_degree_22_are_exact(coefficients):
    p = np.polynomial.Polynomial(coefficients)
    (found,) = integrate(p, (np.array([-1.0, 0.5]),))
    exact = p.integ()(0.5) - p.integ()(-1.0)
    assert found.value == pytest.approx(exact, abs=1e-13)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sqrt(x),
        lambda x: np.abs(x - 0.3),
        lambda x: np.where(x < 0.3, 1.0, 5.0),
        lambda x: 1 / (1e-4 + (x - 0.6) ** 2),
        lambda x: np.cos(200 * x),
    ],
)
def test_agrees_with_scipy_and_admits_its_error(f):
    (found,) = integrate(f, (UNIT,))
    exact, noise = scipy_integrate.quad(f, 0, 1, points=[0.3, 0.6], limit=500, epsabs=1e-13)
    assert found.error <= 1e-10 * max(1, abs(exact))
    assert abs(found.value - exact) <= found.error + noise


def test_in_the_plane():
    (found,) = integrate(lambda x: np.exp(-30 * np.abs(x).sum(axis=1)), (UNIT, UNIT * 2))
    exact = (1 - np.exp(-30)) * (1 - np.exp(-60)) / 900
    assert abs(found.value - exact) <= found.error + 1e-16
    assert found.error < 1e-7
    p, q = named("two_moons"), named("swiss_roll")
    (ours,) = integrate_over(lambda x: np.sqrt(p.pdf(x) * q.pdf(x)), p, q)
    theirs = scipy_integrate.cubature(
        lambda x: np.sqrt(p.pdf(x) * q.pdf(x)), [-5, -5], [5, 5], rule="gk15", atol=1e-7
    )
    assert abs(ours.value - theirs.estimate) <= ours.error + theirs.error


def test_several_integrals_share_their_points():
    found = integrate(lambda x: np.stack([x, x**2, np.exp(x)]), (UNIT,))
    assert [e.value for e in found] == pytest.approx([1 / 2, 1 / 3, np.e - 1], abs=1e-14)


@pytest.mark.parametrize("p", [Gaussian(3, 0.1), Laplace(), StudentT(0.3), StudentT(2.5)])
def test_unbounded_tails_are_complete(p):
    mass, _ = integrate_over(lambda x: np.stack([p.pdf(x), 0 * x]), p, p)
    assert mass.value == pytest.approx(1, abs=1e-9)


def test_the_slowest_tail_that_still_converges():
    # E|x|^2 of t with 2.1 degrees of freedom is df / (df - 2) = 21.
    p = StudentT(2.1)
    (found,) = integrate_over(lambda x: p.pdf(x) * x * x, p, p)
    assert found.value == pytest.approx(21, rel=1e-7)


def test_an_infinite_integrand_makes_the_integral_infinite():
    (found,) = integrate(lambda x: np.where(x > 0.9, np.inf, 0.0), (UNIT,))
    assert found == Estimate(np.inf, 0.0)


def test_noise_does_not_trap_the_refinement():
    asked = []

    def single(x):
        asked.append(len(x))
        return np.sin(5 * x.astype(np.float32))

    (found,) = integrate(single, (UNIT,))
    assert sum(asked) < MAX_NODES[1] / 5
    assert abs(found.value - (1 - np.cos(5)) / 5) < 1e-6
    assert 1e-10 < found.error < 1e-4


def test_refinement_is_bounded():
    asked = []

    def wild(x):
        asked.append(len(x))
        return np.sin(1e9 * x)

    integrate(wild, (UNIT,))
    assert sum(asked) < 3 * MAX_NODES[1]


def test_breaks_that_differ_by_rounding_are_one():
    p, q = Uniform(0, 0.3), Uniform(0, 0.1 + 0.2)
    assert p != q
    assert float(theory.kl_divergence(q, p)) == pytest.approx(0, abs=1e-12)


def test_clip_moves_rounding_only():
    assert clip(Estimate(-1e-13, 1e-15), 0, 1).value == 0
    assert clip(Estimate(1.5, 1e-9), 0, 1).value == 1.5


def test_narrow_modes_are_not_missed():
    p = ring(std=1e-4)
    (mass,) = integrate_over(p.pdf, p, named("grid"))
    assert mass.value == pytest.approx(1, abs=1e-6)
