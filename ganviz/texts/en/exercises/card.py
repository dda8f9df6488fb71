"""Verdicts of the checker, and the words of the card."""

TEXTS = {
    # verdicts
    "exercise_correct": "Right, at all {n} inputs that were tried.",
    "exercise_unanswered": "Not answered yet.",
    "exercise_problem_value": "Not yet: at {inputs}, {what} is {given}; right is {right}.",
    "exercise_problem_raises": (
        "Not yet: at {inputs}, your answer stops with {detail}. Right is {right}."
    ),
    "exercise_problem_shape": (
        "Not yet: at {inputs}, your answer has the shape {detail}; wanted is {shape}."
    ),
    "exercise_problem_not_numbers": (
        "Not yet: at {inputs}, your answer is {detail}; wanted are numbers. Right is {right}."
    ),
    "exercise_one_number": "a single number",
    "exercise_your_answer": "your answer",
    "exercise_least_criterion_measured": "your number",
    "exercise_worst_generator_measured": "C(G) of your p_g",
    "exercise_maximum_likelihood_measured": "the gradient of your cost by the mean of p_g",
    # a wrong value that shows by itself that it is wrong
    "exercise_witness_pointwise_argmax": (
        "There a log y + b log(1 − y) is {reached} with yours, and {best} is possible."
    ),
    "exercise_witness_optimal_strategy": (
        "This x adds {reached} to the integral of V with your D, and {best} is possible."
    ),
    "exercise_witness_subgradient": (
        "A line through (b, f(b)) of your slope does not stay below f: at b' = {other} the line is "
        "at {line}, f at {f}."
    ),
    # what any numbers can show
    "exercise_pattern_minus": "The sign is the wrong way round, everywhere.",
    "exercise_pattern_bits": "That is the right value in bits: take natural logarithms.",
    "exercise_pattern_factor": "Your answer is {factor} times the right one, everywhere.",
    "exercise_pattern_summand": "Your answer is off by {summand}, everywhere.",
    # the card
    "exercise_level_warm-up": "warm-up",
    "exercise_level_standard": "standard",
    "exercise_level_hard": "hard",
    "exercise_check": "Check",
    "exercise_check_tip": "Check what this notebook calls {name}, after its cell has been run",
    "exercise_hint": "Next hint ({left} left)",
    "exercise_hint_tip": "One step further",
    "exercise_solve": "Solution",
    "exercise_solve_tip": "Show or hide the worked solution",
}
