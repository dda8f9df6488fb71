"""Exercises about D."""

TEXTS = {
    # pointwise_argmax
    "exercise_pointwise_argmax_title": "The best guess at one point",
    "exercise_pointwise_argmax_source": "the paper, proof of Proposition 1",
    "exercise_pointwise_argmax_statement": (
        r"At which $y$ in $[0, 1]$ is $a \log y + b \log(1 - y)$ largest? Both weights are at "
        r"least 0, one may be 0 ($0 \log 0 = 0$)."
    ),
    "exercise_pointwise_argmax_hints": (
        "The function is concave: set its derivative by $y$ to zero."
        "\n"
        r"$\frac{a}{y} - \frac{b}{1 - y} = 0$, so $a (1 - y) = b y$."
    ),
    "exercise_pointwise_argmax_explanation": (
        r"$\frac{a}{y} = \frac{b}{1 - y}$ gives $a - a y = b y$, so $y = \frac{a}{a + b}$. The "
        r"second derivative $-\frac{a}{y^2} - \frac{b}{(1 - y)^2}$ is negative: it is the "
        "maximum. With $b = 0$ it lies at the end $y = 1$, which the formula gives as well."
    ),
    "exercise_pointwise_argmax_mistake_swapped": (
        "That is b / (a + b): the weight of log y belongs above the line."
    ),
    "exercise_pointwise_argmax_mistake_ratio": (
        "That is a / b = y / (1 − y), the odds; solve for y itself."
    ),
    "exercise_pointwise_argmax_mistake_half": "1/2 is right only for a = b.",
    "exercise_pointwise_argmax_mistake_logit": (
        "That is log(a / b), the logit of y: pass it through the sigmoid."
    ),
    # least_squares
    "exercise_least_squares_title": "The best critic of least squares",
    "exercise_least_squares_source": "a variation of Proposition 1 (Mao et al. 2017)",
    "exercise_least_squares_statement": (
        "Replace the logarithms by squares: $D$ may return any number and minimises "
        r"$\mathbb{E}_{x \sim p_{data}} (D(x) - 1)^2 + \mathbb{E}_{x \sim p_g} (D(x) + 1)^2$. "
        "What is the best $D(x)$, given $a = p_{data}(x)$ and $b = p_g(x)$?"
    ),
    "exercise_least_squares_hints": (
        "As in Proposition 1, minimise $a (D - 1)^2 + b (D + 1)^2$ at each $x$."
        "\n"
        "The derivative is $2 a (D - 1) + 2 b (D + 1)$."
    ),
    "exercise_least_squares_explanation": (
        r"$a (D - 1) + b (D + 1) = 0$ gives $D = \frac{a - b}{a + b}$: the mean of the targets 1 "
        "and $-1$ with the weights $a$ and $b$. It is $2 D^*(x) - 1$ with the paper's $D^*$."
    ),
    "exercise_least_squares_mistake_probability": (
        "That is right for the targets 1 and 0; here the fake target is −1."
    ),
    "exercise_least_squares_mistake_swapped": "The sign: the target of real points is +1.",
    "exercise_least_squares_mistake_hinge": (
        "That is the best critic of the hinge loss, which only takes sides."
    ),
    "exercise_least_squares_mistake_undivided": "Divide by the weights' sum, a + b.",
    # class_priors
    "exercise_class_priors_title": "Minibatches that are not half real",
    "exercise_class_priors_source": "the paper, section 4.1: D as a classifier",
    "exercise_class_priors_statement": (
        r"A share $\pi$ of the points that $D$ sees are real, the others are fake. $D$ maximises "
        r"$\pi \, \mathbb{E}_{x \sim p_{data}} \log D(x) + (1 - \pi) \, \mathbb{E}_{x \sim p_g} "
        r"\log(1 - D(x))$. What is $D^*(x)$, given $a = p_{data}(x)$ and $b = p_g(x)$?"
    ),
    "exercise_class_priors_hints": (
        "$D^*(x)$ is the probability that a point seen at $x$ is real: Bayes' rule."
        "\n"
        r"Or use Proposition 1 with the weights $\pi a$ and $(1 - \pi) b$."
    ),
    "exercise_class_priors_explanation": (
        r"The integrand is $\pi a \log D + (1 - \pi) b \log(1 - D)$, so $$D^*(x) = \frac{\pi "
        r"a}{\pi a + (1 - \pi) b},$$ the posterior probability of real data. In logits the prior "
        r"is a mere summand: $\log\frac{a}{b} + \log\frac{\pi}{1 - \pi}$."
    ),
    "exercise_class_priors_mistake_ignored": (
        "That is right for a share of 1/2 only; the share weighs the densities."
    ),
    "exercise_class_priors_mistake_other_class": (
        "The two shares are at the wrong densities: real points have the share π."
    ),
    "exercise_class_priors_mistake_outside": (
        "The share must also stand in the denominator: the two posteriors add up to 1."
    ),
    "exercise_class_priors_mistake_fake": "That is the probability of a fake.",
    # label_smoothing
    "exercise_label_smoothing_title": "Label smoothing",
    "exercise_label_smoothing_source": "NIPS 2016 tutorial, section 4.2",
    "exercise_label_smoothing_statement": (
        r"$D$ is trained by cross-entropy towards the target $1 - \alpha$ on real points and "
        r"$\beta$ on fake ones; a point with the target $t$ adds $t \log D + (1 - t) \log(1 - D)$ "
        "to what $D$ maximises. What is $D^*(x)$, given $a = p_{data}(x)$ and $b = p_g(x)$? Why "
        r"is $\beta = 0$ advised?"
    ),
    "exercise_label_smoothing_hints": (
        r"Collect the weights of $\log D$ and of $\log(1 - D)$ at one $x$."
        "\n"
        r"They are $(1 - \alpha) a + \beta b$ and $\alpha a + (1 - \beta) b$. What is their sum?"
    ),
    "exercise_label_smoothing_explanation": (
        r"By Proposition 1 with these weights, whose sum is $a + b$, $$D^*(x) = \frac{(1 - "
        r"\alpha) \, a + \beta \, b}{a + b}.$$ This is $\beta + (1 - \alpha - \beta) "
        r"\tfrac{a}{a + b}$. With $\beta = 0$ the old $D^*$ is only scaled, and $\log D^*$ keeps "
        r"its slope. With $\beta \gt 0$ it rests on the floor $\beta$ where $a$ is small: next "
        "to no slope is left there, and $G$ has no reason to move its samples towards the data."
    ),
    "exercise_label_smoothing_mistake_unsmoothed": "That is the D* of hard targets.",
    "exercise_label_smoothing_mistake_one_sided": (
        "That smooths the real side only: fake points too have a weight, β b, on log D."
    ),
    "exercise_label_smoothing_mistake_as_priors": (
        "Targets are not shares of points: the weight of log(1 − D) is α a + (1 − β) b, and the "
        "denominator a + b."
    ),
    "exercise_label_smoothing_mistake_fake": "That is the weight of log(1 − D): 1 less D*.",
    # log_d
    "exercise_log_d_title": "log D out of a logit",
    "exercise_log_d_source": "the paper, eq. 1, as one computes it",
    "exercise_log_d_statement": (
        r"A discriminator returns logits $\ell$, and $D = \sigma(\ell) = 1 / (1 + e^{-\ell})$. "
        r"Compute $\log D$, also for $\ell = \pm 1000$, where $e^{1000}$ is beyond the largest "
        "double."
    ),
    "exercise_log_d_hints": (
        r"$\log D = -\log(1 + e^{-\ell})$. For $\ell \to -\infty$ this is nearly $\ell$."
        "\n"
        r"$\log(1 + e^{-\ell}) = \log(e^0 + e^{-\ell})$: numpy has a function for that."
        "\n"
        r"By hand: take the larger exponent out, $\max(0, -\ell) + \log(1 + e^{-|\ell|})$."
    ),
    "exercise_log_d_explanation": (
        r"$\log D = -\log(e^0 + e^{-\ell})$ is <code>-np.logaddexp(0, -logit)</code>, which takes "
        r"the larger exponent out of the sum: $-\max(0, -\ell) - \log(1 + e^{-|\ell|})$. Likewise "
        r"$\log(1 - D) =$ <code>-np.logaddexp(0, logit)</code>. This is why the discriminators "
        "here return logits."
    ),
    "exercise_log_d_mistake_naive": (
        "exp(−logit) overflows, D rounds to 0, and log 0 is −∞: never form D itself."
    ),
    "exercise_log_d_mistake_complement": "That is log(1 − D).",
    "exercise_log_d_mistake_sign": "The sign: a probability is below 1, its logarithm below 0.",
    "exercise_log_d_mistake_probability": "That is D; wanted is its logarithm.",
    # importance_weights
    "exercise_importance_weights_title": "Data's means from fake samples",
    "exercise_importance_weights_source": "from eq. 2: the density ratio in D*",
    "exercise_importance_weights_statement": (
        r"The points $x_1, \dots, x_n$ are drawn from $p_g$; you know $D^*(x_i)$ and $f(x_i)$. "
        r"Estimate $\mathbb{E}_{x \sim p_{data}} f(x)$ without bias."
    ),
    "exercise_importance_weights_hints": (
        r"$\mathbb{E}_{x \sim p_{data}} f(x) = \mathbb{E}_{x \sim p_g} "
        r"\big[\tfrac{p_{data}(x)}{p_g(x)} f(x)\big]$."
        "\n"
        r"Solve $D^* = \frac{p_{data}}{p_{data} + p_g}$ for $\frac{p_{data}}{p_g}$."
    ),
    "exercise_importance_weights_explanation": (
        r"$\frac{D^*}{1 - D^*} = \frac{p_{data}}{p_g}$ is the weight of a point of $p_g$, so "
        r"$$\frac1n \sum_i \frac{D^*(x_i)}{1 - D^*(x_i)} f(x_i)$$ has the right mean. It needs "
        r"$p_g \gt 0$ wherever $p_{data} \gt 0$: a mode that $G$ has dropped is not seen."
    ),
    "exercise_importance_weights_mistake_unweighted": (
        "That is the mean over p_g: points that are more frequent in the data must weigh more."
    ),
    "exercise_importance_weights_mistake_inverted": (
        "Those weights are p_g / p_data; wanted is the other ratio."
    ),
    "exercise_importance_weights_mistake_not_divided": (
        "D* is p_data / (p_data + p_g), not p_data / p_g: divide by 1 − D*."
    ),
    "exercise_importance_weights_mistake_normalised": (
        "You divide by the sum of the weights: it converges, but it is biased. Divide by n."
    ),
}
