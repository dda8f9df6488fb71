"""Exercises about Theorem 1 and divergences."""

TEXTS = {
    # least_criterion
    "exercise_least_criterion_title": "The least value of C(G)",
    "exercise_least_criterion_source": "the paper, Theorem 1",
    "exercise_least_criterion_statement": (
        r"$C(G) = \max_D V(G, D)$ is least where $p_g = p_{data}$. Which number is it, in nats? "
        "Give the formula, or seven digits."
    ),
    "exercise_least_criterion_hints": (
        "What is $D^*$ if the two densities agree?"
        "\n"
        r"Insert $D^* = \tfrac12$ into $\mathbb{E} \log D + \mathbb{E} \log(1 - D)$."
    ),
    "exercise_least_criterion_explanation": (
        r"$D^* = \tfrac12$ everywhere, so $C(G) = \log \tfrac12 + \log \tfrac12 = -\log 4 \approx "
        "-1.386$."
    ),
    "exercise_least_criterion_mistake_half": (
        "−log 2 is one of the two terms: real and fake points both add it."
    ),
    "exercise_least_criterion_mistake_sign": (
        "log 4 is the loss of D, which is −V; C(G) itself is negative."
    ),
    "exercise_least_criterion_mistake_zero": (
        "0 is the JSD there, and the largest value of C(G): C(G) = −log 4 + 2 JSD."
    ),
    "exercise_least_criterion_mistake_bits": "That is in bits: take natural logarithms.",
    "exercise_least_criterion_mistake_probability": "1/2 is D* there; wanted is the value V.",
    # worst_generator
    "exercise_worst_generator_title": "The worst generator",
    "exercise_worst_generator_source": "the paper, eq. 6: how large the JSD can be",
    "exercise_worst_generator_statement": (
        r"On four bins, $p_{data} = (\tfrac12, \tfrac12, 0, 0)$. Give four probabilities of $p_g$ "
        "for which $C(G)$ is as large as it can be. How many such $p_g$ are there, and what does "
        "$C(G)$ tell them about the way to the data?"
    ),
    "exercise_worst_generator_hints": (
        "$C(G)$ is large where $D$ makes no mistakes."
        "\n"
        "$D$ is never wrong if no bin holds both real and fake points."
    ),
    "exercise_worst_generator_explanation": (
        "Every $p_g = (0, 0, t, 1 - t)$ will do: real and fake points never share a bin, $D^*$ "
        r"is 1 or 0, and $C(G) = \log 1 + \log 1 = 0$, with $JSD = \log 2$. $C(G)$ is the same "
        "for all of them: it does not tell $G$ where the data are."
    ),
    "exercise_worst_generator_mistake_best": "That is p_data itself: the best generator.",
    "exercise_worst_generator_mistake_overlapping": (
        "Real and fake points share a bin: there D can be wrong."
    ),
    # kl_gaussians
    "exercise_kl_gaussians_title": "KL of two Gaussians",
    "exercise_kl_gaussians_source": "the building block of eq. 5",
    "exercise_kl_gaussians_statement": (
        r"Give $KL(p \| q) = \mathbb{E}_{x \sim p} \log \frac{p(x)}{q(x)}$ in closed form, for $p "
        r"= N(\mu_p, \sigma_p^2)$ and $q = N(\mu_q, \sigma_q^2)$, in nats."
    ),
    "exercise_kl_gaussians_hints": (
        r"$\log \frac{p}{q} = \log \frac{\sigma_q}{\sigma_p} - \frac{(x - \mu_p)^2}{2 \sigma_p^2} "
        r"+ \frac{(x - \mu_q)^2}{2 \sigma_q^2}$."
        "\n"
        r"Under $p$, the mean of $(x - \mu_p)^2$ is $\sigma_p^2$."
        "\n"
        r"Under $p$, the mean of $(x - \mu_q)^2$ is $\sigma_p^2 + (\mu_p - \mu_q)^2$."
    ),
    "exercise_kl_gaussians_explanation": (
        r"$$KL(p \| q) = \log \frac{\sigma_q}{\sigma_p} + \frac{\sigma_p^2 + (\mu_p - \mu_q)^2}{2 "
        r"\sigma_q^2} - \frac12.$$ It is 0 for $p = q$ only, and not symmetric: distances "
        "are measured in widths of $q$."
    ),
    "exercise_kl_gaussians_mistake_reversed": "That is KL(q ‖ p): the mean is taken over p.",
    "exercise_kl_gaussians_mistake_no_half": (
        "The −1/2 is missing, the mean of −(x − μ_p)² / 2σ_p²: KL(p ‖ p) must be 0."
    ),
    "exercise_kl_gaussians_mistake_log_sign": (
        "The logarithm is that of σ_q / σ_p: 1/σ stands before each density."
    ),
    "exercise_kl_gaussians_mistake_variances": (
        "The standard deviations are taken for variances: square them."
    ),
    "exercise_kl_gaussians_mistake_equal_widths": "That holds for equal widths only.",
    # criterion_gaussians
    "exercise_criterion_gaussians_title": "C(G) by number",
    "exercise_criterion_gaussians_source": "the paper, eq. 4",
    "exercise_criterion_gaussians_statement": (
        r"For $p_{data} = N(0, 1)$ and $p_g = N(\mu, \sigma^2)$ there is no closed form of $C(G) "
        r"= \mathbb{E}_{x \sim p_{data}} \log D^*(x) + \mathbb{E}_{x \sim p_g} \log(1 - D^*(x))$. "
        "Compute it with a relative error below 0.0001."
    ),
    "exercise_criterion_gaussians_hints": (
        "A sum over a fine grid is very exact for a smooth function that vanishes at both ends: "
        r"$\int g \, dx \approx \sum_i g(x_i) \, \Delta x$."
        "\n"
        "Make the grid wide enough for both densities, and finer than the narrower one."
        "\n"
        r"Where a density underflows, $0 \log 0$ gives nan: work with $\log p_{data} - \log p_g$, "
        "the logit of $D^*$, and <code>np.logaddexp</code>."
    ),
    "exercise_criterion_gaussians_explanation": (
        r"With $\ell = \log p_{data} - \log p_g$, $\log D^* = -\log(1 + e^{-\ell})$ and $\log(1 - "
        r"D^*) = -\log(1 + e^{\ell})$ are exact everywhere, and a sum over a grid does the rest. "
        r"At $\mu = 0, \sigma = 1$ it gives $-\log 4$; far away it goes to 0."
    ),
    "exercise_criterion_gaussians_mistake_jsd": "That is the JSD: C(G) = −log 4 + 2 JSD.",
    "exercise_criterion_gaussians_mistake_one_jsd": (
        "That is −log 4 + JSD; the JSD counts twice (eq. 6)."
    ),
    "exercise_criterion_gaussians_mistake_log2": (
        "That is −log 2 + 2 JSD; a factor of 2 leaves both logarithms, which makes −log 4."
    ),
    "exercise_criterion_gaussians_mistake_kl": (
        "That is −log 4 + KL(p_data ‖ p_g); eq. 5 has the KL of both to their mean."
    ),
    "exercise_criterion_gaussians_mistake_half": (
        "That is V at D = 1/2, or C(G) at p_g = p_data; D* does better here."
    ),
    # jsd_uniforms
    "exercise_jsd_uniforms_title": "JSD of two boxes",
    "exercise_jsd_uniforms_source": (
        "the paper, eq. 6; disjoint supports (Arjovsky and Bottou 2017)"
    ),
    "exercise_jsd_uniforms_statement": (
        "Let $p_{data}$ be uniform on $[0, 1]$ and $p_g$ uniform on $[s, s + 1]$. What is "
        r"$JSD(p_{data} \| p_g)$ for a shift $s$ of either sign and any size, in nats?"
    ),
    "exercise_jsd_uniforms_hints": (
        "Where the boxes overlap, $p_{data} = p_g = m$: nothing is added there."
        "\n"
        r"Elsewhere one density is twice $m = (p_{data} + p_g) / 2$: there the logarithm is $\log "
        "2$."
        "\n"
        "Each box has the mass $|s|$ outside the other one, but never more than 1."
    ),
    "exercise_jsd_uniforms_explanation": (
        r"$JSD = \tfrac12 \cdot \min(|s|, 1) \log 2 + \tfrac12 \cdot \min(|s|, 1) \log 2 = "
        r"\min(|s|, 1) \log 2$. For $|s| \ge 1$ the supports are disjoint, and it stays at its "
        r"bound $\log 2$: no gradient leads back."
    ),
    "exercise_jsd_uniforms_mistake_unbounded": (
        "The JSD is never above log 2, which disjoint supports reach."
    ),
    "exercise_jsd_uniforms_mistake_no_abs": "The JSD is symmetric and never negative.",
    "exercise_jsd_uniforms_mistake_variation": (
        "That is the total variation; here the JSD is log 2 times it."
    ),
    "exercise_jsd_uniforms_mistake_doubled": (
        "That is the sum of the two KL terms; the JSD is half of it."
    ),
    "exercise_jsd_uniforms_mistake_kl": (
        "That is KL(p_data ‖ p_g); the JSD compares with the mean, which is nowhere 0 on the boxes."
    ),
    "exercise_jsd_uniforms_mistake_all_or_nothing": (
        "log 2 is for disjoint supports; where the boxes overlap, nothing is added."
    ),
    # mode_dropping
    "exercise_mode_dropping_title": "Dropped modes",
    "exercise_mode_dropping_source": "the paper, section 6: the Helvetica scenario",
    "exercise_mode_dropping_statement": (
        "$p_{data}$ has 8 equal modes that do not overlap. $p_g$ reproduces $m$ of them exactly, "
        r"with equal weights, and drops the others. Return $[KL(p_{data} \| p_g), \; KL(p_g \| "
        "p_{data})]$."
    ),
    "exercise_mode_dropping_hints": (
        r"On a mode that $p_g$ keeps, $p_g = \tfrac{8}{m} p_{data}$; on the others $p_g = 0$."
        "\n"
        r"Where $p_{data} \gt 0$ and $p_g = 0$, $\log \frac{p_{data}}{p_g}$ is infinite. Does "
        "that happen for $m = 8$?"
        "\n"
        r"In $KL(p_g \| p_{data})$ only kept modes count: the ratio is $\tfrac8m$ on all of them."
    ),
    "exercise_mode_dropping_explanation": (
        r"$KL(p_{data} \| p_g) = \infty$ as soon as one mode is dropped (0 for $m = 8$), while "
        r"$KL(p_g \| p_{data}) = \log \tfrac8m$ stays small: from the reverse side, dropping half "
        r"of the modes costs only $\log 2$. Maximum likelihood forbids what the reverse KL "
        "forgives."
    ),
    "exercise_mode_dropping_mistake_swapped": (
        "The two are in the other order: the mean is taken over the first distribution."
    ),
    "exercise_mode_dropping_mistake_finite": (
        "The two differ: on a dropped mode p_data > 0 and p_g = 0, so the first is infinite."
    ),
    "exercise_mode_dropping_mistake_negative": (
        "A KL divergence is never negative: p_g is 8/m times p_data on what it keeps."
    ),
    "exercise_mode_dropping_mistake_bits": "The second is in bits: take natural logarithms.",
    "exercise_mode_dropping_mistake_both_infinite": (
        "The second is finite: p_g puts nothing where p_data is 0."
    ),
    # wasserstein_uniforms
    "exercise_wasserstein_uniforms_title": "Moving a box",
    "exercise_wasserstein_uniforms_source": "beyond the paper (Arjovsky et al. 2017)",
    "exercise_wasserstein_uniforms_statement": (
        "Compute the Wasserstein-1 distance of the uniform distributions on $[a, b]$ and on $[c, "
        r"d]$: the mean distance that mass must travel. On a line this is $\int_0^1 |F^{-1}(u) - "
        r"H^{-1}(u)| \, du$ with the two quantile functions."
    ),
    "exercise_wasserstein_uniforms_hints": (
        "$F^{-1}(u) = a + u (b - a)$: the difference of the two is a line from $c - a$ at $u = "
        "0$ to $d - b$ at $u = 1$."
        "\n"
        "If both ends have the same sign, the integral is the mean of their sizes."
        "\n"
        "Otherwise the line crosses zero: add up two triangles."
    ),
    "exercise_wasserstein_uniforms_explanation": (
        r"Let $l = c - a$ and $r = d - b$. With equal signs the distance is $\tfrac12 |l + r|$, "
        "the difference of the means. With opposite signs one box lies inside the other, and the "
        r"two triangles give $\frac{l^2 + r^2}{2 (|l| + |r|)}$. Unlike the JSD it keeps growing "
        "when the boxes are apart: its gradient leads back."
    ),
    "exercise_wasserstein_uniforms_mistake_means": (
        "That is the distance of the means: enough, unless one box lies inside the other, where "
        "mass moves both ways."
    ),
    "exercise_wasserstein_uniforms_mistake_signed": (
        "A distance is not negative, and mass that moves to the left does not undo other mass."
    ),
    "exercise_wasserstein_uniforms_mistake_squared": (
        "That is the Wasserstein-2 distance, of squares; wanted is the mean of the distances."
    ),
    "exercise_wasserstein_uniforms_mistake_ends": (
        "That is the mean over the two ends: the mass that hardly moves lies between them."
    ),
    "exercise_wasserstein_uniforms_mistake_jsd": (
        "That is the JSD, which does not see how far apart the boxes are."
    ),
    # subgradient
    "exercise_subgradient_title": "The slope of a supremum",
    "exercise_subgradient_source": "the paper, proof of Proposition 2",
    "exercise_subgradient_statement": (
        r"$f(b) = \max_y \, [a \log y + b \log(1 - y)]$ is convex in $b$: each $y$ gives a line, "
        r"and $f$ is their upper envelope. Give the slope $g$ at $b \gt 0$ with which $f(b') \ge "
        r"f(b) + g \, (b' - b)$ for every $b'$."
    ),
    "exercise_subgradient_hints": (
        "Which line touches $f$ at $b$? The one whose $y$ attains the maximum there."
        "\n"
        r"As a function of $b$, the line of $y$ has the slope $\log(1 - y)$."
        "\n"
        r"Insert $y^* = \frac{a}{a + b}$."
    ),
    "exercise_subgradient_explanation": (
        r"The line of $y^* = \frac{a}{a + b}$ lies below $f$ and touches it at $b$, so its slope "
        r"$$g = \log(1 - y^*) = \log \frac{b}{a + b}$$ will do: $y^*$ depends on $b$, but at the "
        "maximum this does not matter. So the gradient of $V(G, D^*)$ with $D^*$ held still is a "
        "subgradient of $C(G)$, which is why Proposition 2 lets $D$ go first."
    ),
    "exercise_subgradient_mistake_other_term": (
        "That is log y*, the slope in a; by b the line has the slope log(1 − y*)."
    ),
    "exercise_subgradient_mistake_no_log": "That is 1 − y*; the slope is its logarithm.",
    "exercise_subgradient_mistake_sign": "The sign: log(1 − y) is negative, so every line falls.",
    "exercise_subgradient_mistake_value": "That is f(b) itself; wanted is its slope.",
    "exercise_subgradient_mistake_one_term": (
        "That is the derivative of b log(1 − y*) alone; a log y* changes with b too, and cancels "
        "a part."
    ),
}
