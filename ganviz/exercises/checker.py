"""The checker: it tries an answer on many inputs and reports the simplest one where it fails."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ganviz import _check
from ganviz.exercises.catalogue import EXERCISES
from ganviz.exercises.exercise import Case, Exercise, Unanswered, given_by
from ganviz.exercises.verdict import Counterexample, Verdict
from ganviz.texts import text

_ATOL = 1e-9


@dataclass(frozen=True)
class _Outcome:
    """The result of an answer for one case: numbers of the right shape, or a problem."""

    value: np.ndarray | None
    problem: str = "value"
    detail: str = ""


@dataclass(frozen=True)
class _Trial:
    """One case, the right result, and that of the answer."""

    case: Case
    right: np.ndarray
    outcome: _Outcome

    def passes(self, rtol: float) -> bool:
        """Whether the answer is right here."""
        value = self.outcome.value
        return value is not None and np.allclose(value, self.right, rtol, _ATOL)


@np.errstate(all="ignore")  # an answer may overflow: its value is then wrong, without a warning
def check(name: str, answer: Any) -> Verdict:
    """Check an answer to an exercise by numbers; exceptions in the answer make it wrong.

    Args:
        name: a key of `EXERCISES`.
        answer: a function of the exercise's inputs, a number, or a short array.

    Raises:
        ValueError: an unknown name; the nearest is suggested.

    >>> print(check("growth_factor", lambda h: 1 + h**2))
    Not yet: at h = 0.1, your answer is 1.01; right is 1.005. That is the factor of the squared
    distance: take the square root.
    >>> check("growth_factor", lambda h: (1 + h**2) ** 0.5).correct
    True
    """
    exercise = EXERCISES[_check.one_of("name", name, EXERCISES)]
    trials = []
    for case in exercise.cases:
        right = np.asarray(exercise.right(*exercise.inputs(case).values()), dtype=np.float64)
        trials.append(_Trial(case, right, _ask(exercise, answer, case, right.shape)))
        if trials[-1].outcome.problem == "unanswered":
            return Verdict(False, text("exercise_unanswered"))
    failed = next((trial for trial in trials if not trial.passes(exercise.rtol)), None)
    if failed is None:
        return Verdict(True, text("exercise_correct", n=len(trials)))
    return _refusal(exercise, failed, _remark(exercise, trials))


def _ask(exercise: Exercise, answer: Any, case: Case, shape: tuple[int, ...]) -> _Outcome:
    """The outcome of an answer for one case, where the right result has this shape."""
    try:
        said = exercise.measure(answer, *exercise.inputs(case).values())
    except Unanswered:
        return _Outcome(None, "unanswered")
    except Exception as error:
        return _Outcome(None, "raises", f"{type(error).__name__}: {error}")
    try:
        if np.iscomplexobj(said):
            raise TypeError
        value = np.asarray(said, dtype=np.float64)
    except Exception:  # an answer's __float__ or __array__ may raise anything
        return _Outcome(None, "not_numbers", repr(said)[:80])
    if value.shape == shape or value.size == math.prod(shape) == 1:
        return _Outcome(value.reshape(shape))
    return _Outcome(None, "shape", f"{value.shape}")


def _refusal(exercise: Exercise, failed: _Trial, remark: str) -> Verdict:
    """The verdict on a wrong answer, with the first trial where it failed."""
    inputs = exercise.inputs(failed.case)
    outcome = failed.outcome
    given, right = _shown(outcome.value, failed.right)
    measured = exercise.measure is not given_by
    what = text(f"exercise_{exercise.name}_measured") if measured else text("exercise_your_answer")
    sentences = [
        text(
            f"exercise_problem_{outcome.problem}",
            inputs=", ".join(f"{name} = {_show(value)}" for name, value in inputs.items()),
            what=what,
            given=given,
            right=right,
            detail=outcome.detail,
            shape=failed.right.shape or text("exercise_one_number"),
        ),
        _witness(exercise, outcome, inputs),
        remark,
    ]
    value = None if outcome.value is None else outcome.value.tolist()
    where = Counterexample(inputs, value, failed.right.tolist())
    return Verdict(False, " ".join(filter(None, sentences)), where)


def _witness(exercise: Exercise, outcome: _Outcome, inputs: dict[str, Any]) -> str:
    """A sentence that proves the answer wrong, by the exercise's ``witness``; "" without one."""
    if exercise.witness is None or outcome.value is None:
        return ""
    numbers = exercise.witness(float(outcome.value), *inputs.values())
    if numbers is None:
        return ""
    blanks = {name: _show(number) for name, number in numbers.items()}
    return text(f"exercise_witness_{exercise.name}", **blanks)


def _remark(exercise: Exercise, trials: list[_Trial]) -> str:
    """A remark on the mistake: a known mistake of the exercise, or a pattern in the numbers."""
    for name, mistake in exercise.mistakes.items():
        theirs = (_ask(exercise, mistake, t.case, t.right.shape) for t in trials)
        if all(_alike(t.outcome, o, exercise.rtol) for t, o in zip(trials, theirs, strict=True)):
            return exercise.remark(name)
    return _pattern(trials, exercise.rtol)


def _alike(a: _Outcome, b: _Outcome, rtol: float) -> bool:
    """Whether two outcomes agree; overflowing and raising an error count as the same."""
    if a.value is None or b.value is None:
        return not any(o.value is not None and np.isfinite(o.value).all() for o in (a, b))
    neither = ~np.isfinite(a.value) & ~np.isfinite(b.value)
    return bool((np.isclose(a.value, b.value, rtol, _ATOL) | neither).all())


def _pattern(trials: list[_Trial], rtol: float) -> str:
    """A remark if the answer is off by the same factor or summand everywhere."""
    if any(trial.outcome.value is None for trial in trials):
        return ""
    given = np.concatenate([np.ravel(trial.outcome.value) for trial in trials])  # type: ignore[arg-type]
    right = np.concatenate([np.ravel(trial.right) for trial in trials])
    some = np.isfinite(right)
    given, right = given[some], right[some]
    if np.unique(right.round(9)).size < 3 or not np.isfinite(given).all():
        return ""  # too few numbers to speak of a pattern
    largest = np.argmax(np.abs(right))
    factor = given[largest] / right[largest]
    if factor != 0 and np.allclose(given, factor * right, rtol, _ATOL):
        for name, known in (("minus", -1.0), ("bits", 1 / math.log(2))):
            if math.isclose(factor, known, rel_tol=rtol):
                return text(f"exercise_pattern_{name}")
        shown = _show(factor)
        return "" if shown == "1" else text("exercise_pattern_factor", factor=shown)
    summand = given[0] - right[0]
    if np.allclose(given, right + summand, rtol, _ATOL):
        return text("exercise_pattern_summand", summand=_show(summand))
    return ""


def _shown(given: np.ndarray | None, right: np.ndarray) -> tuple[str, str]:
    """Both as text, with enough digits to differ."""
    pairs = [(_show(given, digits), _show(right, digits)) for digits in (4, 8, 17)]
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])


def _show(value: Any, digits: int = 4) -> str:
    if isinstance(value, np.ndarray) and value.ndim:
        return f"[{', '.join(_show(part, digits) for part in value)}]"
    if isinstance(value, int | float | np.floating | np.ndarray):
        number = 0.0 if abs(value) < 1e-12 and digits == 4 else float(value)
        return f"{number:.{digits}g}".replace("-", "−").replace("inf", "∞")
    return repr(value)
