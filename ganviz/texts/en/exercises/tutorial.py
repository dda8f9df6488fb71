"""The three exercises of the NIPS 2016 tutorial."""

TEXTS = {
    # optimal_strategy
    "exercise_optimal_strategy_title": "The optimal discriminator strategy",
    "exercise_optimal_strategy_source": "NIPS 2016 tutorial, exercise 1; eq. 2 of the paper",
    "exercise_optimal_strategy_statement": (
        r"$D$ minimises the cross-entropy $J^{(D)} = -\tfrac12 \mathbb{E}_{x \sim p_{data}} \log "
        r"D(x) - \tfrac12 \mathbb{E}_{x \sim p_g} \log(1 - D(x))$, and may be any function with "
        "values between 0 and 1. Which one is best against a given $p_g$? Return $D^*(x)$ at a "
        "point $x$. What must hold of the two densities so that every $D^*(x)$ is determined?"
    ),
    "exercise_optimal_strategy_hints": (
        "Write $J^{(D)}$ as one integral over $x$. The value of $D$ at one point does not "
        "constrain its value at another: each $D(x)$ can be chosen by itself."
        "\n"
        r"Set the derivative of $p_{data}(x) \log D + p_g(x) \log(1 - D)$ by $D$ to zero."
        "\n"
        r"$\frac{p_{data}(x)}{D} = \frac{p_g(x)}{1 - D}$. Solve for $D$."
    ),
    "exercise_optimal_strategy_explanation": (
        r"$J^{(D)} = -\tfrac12 \int p_{data}(x) \log D(x) + p_g(x) \log(1 - D(x)) \, dx$ is "
        "smallest where the integrand is largest at each $x$. Its derivative by $D(x)$ vanishes "
        r"where $\frac{p_{data}(x)}{D(x)} = \frac{p_g(x)}{1 - D(x)}$, so $$D^*(x) = "
        r"\frac{p_{data}(x)}{p_{data}(x) + p_g(x)}.$$ At least one of the two densities must be "
        "positive at $x$: where neither ever puts a point, $D(x)$ costs nothing and is not "
        "determined."
    ),
    "exercise_optimal_strategy_mistake_swapped": (
        "That is p_g / (p_data + p_g), the probability of a fake; D gives that of real data."
    ),
    "exercise_optimal_strategy_mistake_ratio": (
        "That is p_data / p_g, the odds of real data; a probability is odds / (1 + odds)."
    ),
    "exercise_optimal_strategy_mistake_half": (
        "1/2 is the best D only where p_data(x) = p_g(x), as at the global optimum."
    ),
    "exercise_optimal_strategy_mistake_density": (
        "That is the density p_data(x); it must be weighed against p_g(x)."
    ),
    "exercise_optimal_strategy_mistake_logit": (
        "That is log p_data − log p_g, the logit of D*: pass it through the sigmoid."
    ),
    # game_flow
    "exercise_game_flow_title": "Gradient descent for games",
    "exercise_game_flow_source": "NIPS 2016 tutorial, exercise 2",
    "exercise_game_flow_statement": (
        "In the game $V(x, y) = x y$ one player controls $x$ and minimises $V$, the other "
        "controls $y$ and maximises it. Both follow their gradient with infinitely small steps, "
        r"at the same time: $\dot x = -\partial V / \partial x$, $\dot y = +\partial V / \partial "
        "y$. Where are they after the time $t$? Do they reach the equilibrium $(0, 0)$?"
    ),
    "exercise_game_flow_hints": (
        r"The two equations are $\dot x = -y$ and $\dot y = x$."
        "\n"
        r"Differentiate once more: $\ddot x = -\dot y = -x$. Which functions are minus their own "
        "second derivative?"
        "\n"
        r"$x(t) = x \cos t + c \sin t$. Find $c$ from $\dot x(0) = -y$."
    ),
    "exercise_game_flow_explanation": (
        r"$\dot x = -y$ and $\dot y = x$ give $\ddot x = -x$, so with the start as initial values "
        r"$$x(t) = x \cos t - y \sin t, \qquad y(t) = x \sin t + y \cos t.$$ The players circle "
        r"around $(0, 0)$ for ever, at the distance at which they began: $\tfrac{d}{dt}(x^2 + "
        "y^2) = -2xy + 2xy = 0$. Small steps do not converge, and simultaneous steps of a finite "
        "size spiral outwards."
    ),
    "exercise_game_flow_mistake_clockwise": (
        "You turn the other way: the player of x descends, x' = −y, and that of y ascends, y' = x."
    ),
    "exercise_game_flow_mistake_both_descend": (
        "Both players descend here; the player of y maximises V, so y' = +x."
    ),
    "exercise_game_flow_mistake_converges": (
        "You shrink towards (0, 0), but the distance from it stays: d/dt (x² + y²) = −2xy + 2xy "
        "= 0."
    ),
    "exercise_game_flow_mistake_one_step": (
        "That is one step of size t; the gradient changes on the way."
    ),
    "exercise_game_flow_mistake_stands_still": "Only (0, 0) is at rest.",
    # maximum_likelihood
    "exercise_maximum_likelihood_title": "Maximum likelihood in the GAN framework",
    "exercise_maximum_likelihood_source": "NIPS 2016 tutorial, exercise 3",
    "exercise_maximum_likelihood_statement": (
        r"$G$ minimises $J^{(G)} = \mathbb{E}_{x \sim p_g} f(x)$ by its gradient, with $D = D^*$ "
        "held still during the step. Find the $f$ with which this gradient is that of "
        r"$KL(p_{data} \| p_g)$: then $G$ learns by maximum likelihood, though nobody knows its "
        "density. Return $f$ as a function of $d = D^*(x)$."
    ),
    "exercise_maximum_likelihood_hints": (
        r"Only $p_g$ depends on the parameters: $\partial_\theta KL(p_{data} \| p_g) = "
        r"-\mathbb{E}_{x \sim p_{data}} \partial_\theta \log p_g(x)$."
        "\n"
        r"$\partial_\theta \mathbb{E}_{x \sim p_g} f(x) = \int f \, \partial_\theta p_g \, dx = "
        r"\mathbb{E}_{x \sim p_g} [f(x) \, \partial_\theta \log p_g(x)]$, since $\partial_\theta "
        r"p_g = p_g \, \partial_\theta \log p_g$."
        "\n"
        "The two agree if $f(x) = -p_{data}(x) / p_g(x)$. Express this ratio by $D^*$."
    ),
    "exercise_maximum_likelihood_explanation": (
        r"The gradient of the cost is $\mathbb{E}_{x \sim p_g} [f \, \partial_\theta \log p_g]$, "
        r"that of the divergence is $-\mathbb{E}_{x \sim p_{data}} [\partial_\theta \log p_g] = "
        r"-\mathbb{E}_{x \sim p_g} [\tfrac{p_{data}}{p_g} \partial_\theta \log p_g]$. They agree "
        r"for $$f(x) = -\frac{p_{data}(x)}{p_g(x)} = -\frac{D^*(x)}{1 - D^*(x)} = "
        r"-\exp(\sigma^{-1}(D^*(x))).$$ A constant may be added: $\mathbb{E}_{x \sim p_g} "
        r"[\partial_\theta \log p_g] = 0$."
    ),
    "exercise_maximum_likelihood_mistake_sign": (
        "The sign: G minimises, and a sample that looks real must cost less."
    ),
    "exercise_maximum_likelihood_mistake_inverted": (
        "That is −p_g / p_data; wanted is the other ratio."
    ),
    "exercise_maximum_likelihood_mistake_reverse_kl": (
        "That is −log(p_data / p_g), which gives the gradient of the reverse KL(p_g ‖ p_data): "
        "for Gaussians of one width the two agree, here they do not."
    ),
    "exercise_maximum_likelihood_mistake_non_saturating": (
        "That is the non-saturating cost −log D, which does not descend KL(p_data ‖ p_g)."
    ),
    "exercise_maximum_likelihood_mistake_minimax": (
        "That is the minimax cost log(1 − D): with D = D*, it descends the JSD."
    ),
    "exercise_maximum_likelihood_mistake_exp_of_d": (
        "The exponential is of the logit of D*, not of D* itself."
    ),
    "exercise_maximum_likelihood_mistake_not_divided": (
        "D* is p_data / (p_data + p_g); wanted is p_data / p_g."
    ),
}
