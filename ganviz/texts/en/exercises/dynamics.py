"""Exercises about training."""

TEXTS = {
    # growth_factor
    "exercise_growth_factor_title": "Simultaneous steps spiral outwards",
    "exercise_growth_factor_source": "NIPS 2016 tutorial: the game of exercise 2, in steps",
    "exercise_growth_factor_statement": (
        "In the game $V = x y$ both players step at the same time with the rate $h$: $x' = x - h "
        "y$ and $y' = y + h x$. By which factor does the distance to $(0, 0)$ grow?"
    ),
    "exercise_growth_factor_hints": (
        "Compute $x'^2 + y'^2$; the mixed terms cancel.\n$x'^2 + y'^2 = (1 + h^2)(x^2 + y^2)$."
    ),
    "exercise_growth_factor_explanation": (
        "$x'^2 + y'^2 = (x - h y)^2 + (y + h x)^2 = (1 + h^2)(x^2 + y^2)$, so each step "
        r"multiplies the distance by $\sqrt{1 + h^2} \gt 1$, however small $h$ is. It is the "
        r"modulus of the eigenvalues $1 \pm i h$ of the step."
    ),
    "exercise_growth_factor_mistake_squared": (
        "That is the factor of the squared distance: take the square root."
    ),
    "exercise_growth_factor_mistake_flow": (
        "The distance stays for infinitely small steps only; each finite step leaves the circle."
    ),
    "exercise_growth_factor_mistake_linear": (
        "The step is at right angles to the distance: their squares add up."
    ),
    "exercise_growth_factor_mistake_shrinks": (
        "The step goes along the tangent, which leads out of the circle, not into it."
    ),
    "exercise_growth_factor_mistake_implicit": (
        "That is the implicit step, whose gradient is taken where the step ends."
    ),
    # algorithm_step
    "exercise_algorithm_step_title": "One step of Algorithm 1 by hand",
    "exercise_algorithm_step_source": "the paper, Algorithm 1",
    "exercise_algorithm_step_statement": (
        r"$D(x) = \sigma(w x + c)$ takes one step of Algorithm 1 with the learning rate $\eta$: "
        r"up the gradient of $\frac1m \sum_i \big[\log D(x_i) + \log(1 - D(G(z_i)))\big]$. "
        "<code>real</code> holds the $x_i$ and <code>fake</code> the $G(z_i)$. Return the new "
        "$[w, c]$."
    ),
    "exercise_algorithm_step_hints": (
        r"$\frac{d}{d\ell} \log \sigma(\ell) = 1 - \sigma(\ell)$ and $\frac{d}{d\ell} \log(1 - "
        r"\sigma(\ell)) = -\sigma(\ell)$, for the logit $\ell = w x + c$."
        "\n"
        r"$\partial \ell / \partial w = x$ and $\partial \ell / \partial c = 1$."
        "\n"
        r"By $w$: the mean of $(1 - D(x)) \, x$ over real points, less that of $D(x) \, x$ over "
        "fakes."
    ),
    "exercise_algorithm_step_explanation": (
        r"By the chain rule $\partial_w = \frac1m \sum_i \big[(1 - D(x_i)) \, x_i - D(G(z_i)) \, "
        r"G(z_i)\big]$ and $\partial_c = \frac1m \sum_i \big[1 - D(x_i) - D(G(z_i))\big]$; the "
        r"step adds $\eta$ times these. It is a step of logistic regression with the label 1 for "
        "real and 0 for fake."
    ),
    "exercise_algorithm_step_mistake_descent": "D ascends its gradient: add it.",
    "exercise_algorithm_step_mistake_sum": (
        "That is the sum over the minibatch; Algorithm 1 takes the mean."
    ),
    "exercise_algorithm_step_mistake_no_fake": (
        "The fake points are missing: log(1 − D(G(z))) has a gradient too."
    ),
    "exercise_algorithm_step_mistake_swapped": "Real and fake points have changed places.",
    "exercise_algorithm_step_mistake_halved": (
        "The 1/2 of the cross-entropy (or the mean over 2m points) is not in Algorithm 1."
    ),
    "exercise_algorithm_step_mistake_step_only": "That is the step; add it to the old parameters.",
    # alternating_round
    "exercise_alternating_round_title": "Taking turns",
    "exercise_alternating_round_source": (
        "the paper, Algorithm 1 with k = 1, on the tutorial's game"
    ),
    "exercise_alternating_round_statement": (
        "Algorithm 1 takes turns: in the game $V = x y$ first $y$ (as $D$) steps up its "
        "gradient, then $x$ (as $G$) steps down its own, seeing the new $y$. Both have the rate "
        r"$h$. Return the matrix $M$ of one round, $\begin{pmatrix} x' \\ y' \end{pmatrix} = M "
        r"\begin{pmatrix} x \\ y \end{pmatrix}$. Does it spiral outwards?"
    ),
    "exercise_alternating_round_hints": (
        "$y' = y + h x$, then $x' = x - h y'$."
        "\n"
        "Insert the first into the second: $x' = x - h (y + h x)$."
        "\n"
        "Sort by $x$ and $y$; then look at the determinant of $M$."
    ),
    "exercise_alternating_round_explanation": (
        r"$$M = \begin{pmatrix} 1 - h^2 & -h \\ h & 1 \end{pmatrix}.$$ Its determinant is 1 and "
        r"its trace $2 - h^2$: for $h \lt 2$ both eigenvalues lie on the unit circle. The players "
        "stay on an ellipse, neither inwards nor outwards, where simultaneous steps diverge for "
        "every $h$."
    ),
    "exercise_alternating_round_mistake_simultaneous": (
        "Those are simultaneous steps: x must see the new y."
    ),
    "exercise_alternating_round_mistake_x_first": (
        "There x moves first; in Algorithm 1 it is the discriminator, here y."
    ),
    "exercise_alternating_round_mistake_transposed": (
        "That is transposed: the first row gives the new x."
    ),
    "exercise_alternating_round_mistake_both_ascend": (
        "Both players ascend; the player of x minimises V, so it steps down."
    ),
}
