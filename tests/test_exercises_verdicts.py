"""What the checker says: where an answer fails, what is wrong with it, and never a traceback."""

import math
import re

import hypothesis
import numpy as np
import pytest
from hypothesis import strategies as st
from profiles import share

from ganviz.exercises import EXERCISES, check, solution
from ganviz.texts import text


def pinned(name, keep):
    """The solution at the first ``keep`` cases, nonsense at all others."""
    exercise = EXERCISES[name]
    known = [tuple(map(str, exercise.inputs(case).values())) for case in exercise.cases[:keep]]

    def answer(*inputs):
        right = exercise.solution(*inputs)
        return right if tuple(map(str, inputs)) in known else np.asarray(right) + 0.37

    return answer


@pytest.mark.parametrize(
    "name", ["pointwise_argmax", "kl_gaussians", "parzen", "alternating_round"]
)
def test_the_counterexample_is_the_simplest_input_that_fails(name):
    exercise = EXERCISES[name]
    for keep in range(len(exercise.cases)):
        where = check(name, pinned(name, keep)).counterexample
        expected_inputs = exercise.inputs(exercise.cases[keep])
        assert list(map(str, where.inputs.values())) == list(map(str, expected_inputs.values()))


@pytest.mark.parametrize(
    ("change", "pattern"),
    [
        (lambda v: -v, "exercise_pattern_minus"),
        (lambda v: v / math.log(2), "exercise_pattern_bits"),
        (lambda v: 3 * v, "exercise_pattern_factor"),
        (lambda v: v + 0.25, "exercise_pattern_summand"),
    ],
)
@pytest.mark.parametrize("name", ["kl_gaussians", "criterion_gaussians"])
def test_a_pattern_in_the_numbers_is_told(name, change, pattern):
    verdict = check(name, lambda *inputs: change(EXERCISES[name].solution(*inputs)))
    blanks = {
        "exercise_pattern_factor": {"factor": "3"},
        "exercise_pattern_summand": {"summand": "0.25"},
    }
    assert verdict.message.endswith(text(pattern, **blanks.get(pattern, {})))


def test_no_pattern_is_seen_where_there_is_none():
    assert check("jsd_uniforms", lambda shift: shift**2 + 0.3).message.endswith("right is 0.")
    assert check("least_criterion", -1.386).message.endswith("right is −1.3862944."), "one number"


@share(0.3)
@hypothesis.given(
    st.sampled_from(["pointwise_argmax", "class_priors", "non_saturating"]), st.floats(-9, 9)
)
def test_no_constant_passes(name, constant):
    shape = np.shape(EXERCISES[name].right(*EXERCISES[name].cases[0]))
    assert not check(name, np.full(shape, constant)).correct


def test_a_value_that_is_wrong_by_itself_is_shown_to_be():
    assert "−2.773 with yours, and −2.249 is possible" in check("pointwise_argmax", 0.5).message
    assert "with yours" not in check("pointwise_argmax", lambda a, b: 2.0).message, "no probability"
    message = check("subgradient", lambda a, b: math.log(a / (a + b))).message
    other, line, f = (
        float(n.replace("−", "-"))
        for n in re.search(r"b' = (\S+) the line is at (\S+), f at (\S+\d)", message).groups()
    )
    a, b = 3.0, 1.0

    def value(t):
        return a * math.log(a / (a + t)) + t * math.log(t / (a + t))

    assert f == pytest.approx(value(other), abs=1e-3)
    assert line == pytest.approx(value(b) + math.log(a / (a + b)) * (other - b), abs=1e-3)
    assert line > f


# Answers that are no answers.

BROKEN = {
    "raises": lambda *_: 1 / 0,
    "nan": lambda *_: math.nan,
    "word": lambda *_: "one half",
    "word itself": "one half",
    "complex": lambda *_: 1j,
    "ragged": lambda *_: [[1], [1, 2]],
    "shape": lambda *_: np.zeros((3, 5)),
    "empty": lambda *_: [],
    "object": lambda *_: object(),
    "huge": lambda *_: 10**400,
    "large": 1e308,
    "infinite": -math.inf,
    "signature": lambda one, two, three, four, five, six, seven: 0,
    "recursion": lambda *inputs: BROKEN["recursion"](*inputs),
}
UNWRITTEN = {
    "None": None,
    "Ellipsis": ...,
    "returns None": lambda *_: None,
    "returns Ellipsis": lambda *_: ...,
}


@pytest.mark.parametrize("name", EXERCISES)
def test_a_broken_answer_gets_a_verdict(name):
    for kind, answer in BROKEN.items():
        verdict = check(name, answer)
        assert not verdict.correct, kind
        assert verdict.counterexample is not None, kind
        assert verdict.message.startswith("Not yet: at "), kind
        assert "{" not in verdict.message, kind


@pytest.mark.parametrize("name", EXERCISES)
def test_an_unwritten_answer_is_no_mistake(name):
    for kind, answer in UNWRITTEN.items():
        verdict = check(name, answer)
        assert (verdict.correct, verdict.counterexample) == (False, None), kind
        assert verdict.message == text("exercise_unanswered"), kind


def test_problems_are_named():
    assert "ZeroDivisionError: " in check("growth_factor", lambda h: 1 / h).message
    assert (
        "shape (2,); it should be a single number"
        in check("growth_factor", lambda h: [1, h]).message
    )
    assert "shape (); it should be (2,)" in check("game_flow", 0.0).message
    assert "your answer is nan; right is" in check("growth_factor", math.nan).message
    assert "sum is 2" in check("worst_generator", [0.5] * 4).message, "no distribution"
    assert "masses" in check("worst_generator", [0.5, 0.5]).message


def test_overflow_is_recognised_however_it_shows():
    for answer in (
        lambda logit: math.log(1 / (1 + math.exp(-logit))),  # raises
        lambda logit: np.log(1 / (1 + np.exp(-np.float64(logit)))),  # -inf
    ):
        assert check("log_d", answer).message.endswith(EXERCISES["log_d"].remark("naive"))


def test_an_answer_may_write_to_its_arrays():
    def answer(d, f):
        d /= 1 - d
        f *= d
        return f.mean()

    assert check("importance_weights", answer).correct

    def spoiled(d, f):
        d[:] = 0
        return 0.0

    where = check("importance_weights", spoiled).counterexample
    assert where.inputs["d"].tolist() == [0.5, 0.5]


def test_the_same_answer_gets_the_same_verdict():
    for name, exercise in EXERCISES.items():
        mistake = next(iter(exercise.mistakes.values()))
        assert check(name, mistake).message == check(name, mistake).message


def test_unknown_names_are_refused_with_the_nearest():
    for call in (lambda name: check(name, 0), solution):
        with pytest.raises(ValueError, match="did you mean 'optimal_strategy'"):
            call("optimal_stratgy")


def test_a_verdict_shows_itself_safely():
    def answer(h):
        raise ValueError("<script>")

    shown = check("growth_factor", answer)._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    colours = [
        check("growth_factor", a)._repr_html_()[:60]
        for a in (None, 0, EXERCISES["growth_factor"].solution)
    ]
    assert len(set(colours)) == 3
