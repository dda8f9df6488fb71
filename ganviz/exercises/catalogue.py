"""All exercises by name, in the order of notebook 09."""

from ganviz.exercises import discriminator, divergences, dynamics, generator, tutorial
from ganviz.exercises.exercise import Exercise

GROUPS: dict[str, tuple[Exercise, ...]] = {
    "tutorial": tutorial.EXERCISES,
    "discriminator": discriminator.EXERCISES,
    "divergences": divergences.EXERCISES,
    "generator": generator.EXERCISES,
    "dynamics": dynamics.EXERCISES,
}
"""Part of the notebook -> its exercises, from warm-up to hard."""

EXERCISES: dict[str, Exercise] = {
    exercise.name: exercise for group in GROUPS.values() for exercise in group
}
"""Every exercise by name."""
