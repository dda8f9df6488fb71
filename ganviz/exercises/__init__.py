"""Graded exercises: the tutorial's three and more, each checked by numbers against exact theory."""

from ganviz.exercises.catalogue import EXERCISES, GROUPS
from ganviz.exercises.checker import check
from ganviz.exercises.exercise import LEVELS, Exercise
from ganviz.exercises.solutions import Solution, solution
from ganviz.exercises.verdict import Counterexample, Verdict

__all__ = [
    "EXERCISES",
    "GROUPS",
    "LEVELS",
    "Counterexample",
    "Exercise",
    "Solution",
    "Verdict",
    "check",
    "solution",
]
