"""An estimate computes like a number whose error is carried along."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ganviz.distributions import Gaussian
from ganviz.theory import Estimate, criterion, js_divergence

numbers = st.floats(-1e6, 1e6)
errors = st.floats(0, 1e3)
shares = st.floats(-1, 1)


@st.composite
def known(draw):
    """An estimate, and a truth within its error."""
    estimate = Estimate(draw(numbers), draw(errors))
    return estimate, estimate.value + draw(shares) * estimate.error


def holds(estimate, truth):
    """Whether the truth lies within the error, but for rounding in the operations themselves."""
    return abs(truth - estimate.value) <= estimate.error + 1e-9 * max(1, abs(truth), estimate.error)


@given(known(), known(), numbers)
def test_the_truth_stays_within_the_error(first, second, number):
    (a, x), (b, y) = first, second
    for found, truth in [
        (a + b, x + y),
        (a - b, x - y),
        (a * b, x * y),
        (a + number, x + number),
        (number + a, number + x),
        (a - number, x - number),
        (number - a, number - x),
        (a * number, x * number),
        (number * a, number * x),
        (-a, -x),
        (abs(a), abs(x)),
    ]:
        assert isinstance(found, Estimate)
        assert holds(found, truth)
    if abs(number) > 1e-3:
        assert holds(a / number, x / number)


@given(known(), known())
def test_errors_add_up_as_bounds(first, second):
    (a, _), (b, _) = first, second
    assert (a + b).error == (a - b).error == a.error + b.error
    assert (3 * a).error == (a * -3).error == 3 * a.error
    assert (a + 1).error == abs(a).error == (-a).error == a.error


@given(numbers, errors, numbers, errors)
def test_it_is_compared_by_value(x, e, y, f):
    a, b = Estimate(x, e), Estimate(y, f)
    assert (a < b, a <= b, a > b, a >= b) == (x < y, x <= y, x > y, x >= y)
    assert (a < y, a <= y, a > y, a >= y) == (x < y, x <= y, x > y, x >= y)
    assert (x < b, x <= b, x > b, x >= b) == (x < y, x <= y, x > y, x >= y)
    assert (a == b) == (x == y and e == f)


@given(known())
def test_in_asks_for_the_interval(pair):
    estimate, _ = pair
    low, high = estimate.interval
    assert low in estimate
    assert high in estimate
    assert np.nextafter(low, -math.inf) not in estimate
    assert np.nextafter(high, math.inf) not in estimate


@given(numbers, errors, st.sampled_from([".3f", "+.2e", "10.4g", "%"]), st.integers(0, 5))
def test_it_is_formatted_and_rounded_like_its_value(value, error, spec, digits):
    estimate = Estimate(value, error)
    assert format(estimate, spec) == format(value, spec)
    assert round(estimate, digits) == round(value, digits)
    assert round(estimate) == round(value)
    assert float(estimate) == value


@given(numbers, st.floats(1e-12, 1e3))
def test_it_is_printed_to_its_error(value, error):
    shown, off = str(Estimate(value, error)).split(" ± ")
    assert abs(float(off) - error) <= error / 2
    # one digit of the number at least, even where the error is larger
    assert abs(float(shown) - value) <= max(error, abs(value) / 2)


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(0.111421, 3.2e-7), "0.111421 ± 3e-07"),
        (Estimate(-0.5, 1e-17), "-0.5 ± 1e-17"),
        (Estimate(0.0, 1e-12), "0 ± 1e-12"),
        (Estimate(1.25, 0.0), "1.25"),
        (Estimate(math.inf, 0.0), "inf"),
    ],
)
def test_it_prints(estimate, words):
    assert str(estimate) == f"{estimate}" == words


def test_it_works_with_numbers_of_numpy_and_in_sums():
    a = Estimate(2.0, 0.5)
    assert np.float64(1) + a == a + np.float64(1) == Estimate(3.0, 0.5)
    assert np.float64(3) * a == Estimate(6.0, 1.5)
    assert np.float64(1) < a
    assert sum([a, a]) == Estimate(4.0, 1.0)
    assert np.array([a, a], dtype=float).tolist() == [2.0, 2.0]


@pytest.mark.parametrize("other", ["1", None, np.ones(2), 1j])
def test_what_is_no_number_is_refused(other):
    a = Estimate(2.0, 0.5)
    for operation in (
        lambda: a + other,
        lambda: other + a,
        lambda: a - other,
        lambda: other - a,
        lambda: a * other,
        lambda: a / other,
        lambda: a < other,
        lambda: 1 / a,
    ):
        with pytest.raises(TypeError):
            operation()


def test_eq_6_can_be_written_as_it_stands():
    p_data, p_g = Gaussian(0, 1), Gaussian(1, 1)
    gap = criterion(p_data, p_g) + math.log(4) - 2 * js_divergence(p_data, p_g)
    assert abs(gap) < 1e-8
    assert gap.error < 1e-7
