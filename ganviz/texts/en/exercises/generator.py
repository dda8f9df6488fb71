"""Exercises about G."""

TEXTS = {
    # push_forward_affine
    "exercise_push_forward_affine_title": "The density of a linear generator",
    "exercise_push_forward_affine_source": "the paper, section 3: the distribution of G(z)",
    "exercise_push_forward_affine_statement": (
        r"$G(z) = a z + b$ with $z \sim N(0, 1)$ and $a \ne 0$. What is $p_g(x)$?"
    ),
    "exercise_push_forward_affine_hints": (
        "Which $z$ does $G$ take to $x$?"
        "\n"
        r"$p_g(x) = p_z(z) \left|\frac{dz}{dx}\right|$: an interval that $G$ stretches loses "
        "density."
    ),
    "exercise_push_forward_affine_explanation": (
        r"$z = (x - b)/a$ and $\left|\frac{dz}{dx}\right| = \frac{1}{|a|}$, so $$p_g(x) = "
        r"\frac{1}{|a| \sqrt{2 \pi}} \exp\Big(-\frac{(x - b)^2}{2 a^2}\Big).$$ It is the density "
        "of $N(b, a^2)$."
    ),
    "exercise_push_forward_affine_mistake_no_jacobian": (
        "The Jacobian is missing: this does not integrate to 1."
    ),
    "exercise_push_forward_affine_mistake_inverted": (
        "The Jacobian is the wrong way up: where G stretches, the density falls."
    ),
    "exercise_push_forward_affine_mistake_no_abs": (
        "A density is not negative: take the absolute value of the Jacobian."
    ),
    "exercise_push_forward_affine_mistake_squared": (
        "Divide by |a|, the standard deviation, not by the variance."
    ),
    "exercise_push_forward_affine_mistake_forward": (
        "p_z is taken at G(x); take it at the z that G takes to x."
    ),
    # non_saturating
    "exercise_non_saturating_title": "Two costs, two slopes",
    "exercise_non_saturating_source": "the paper, section 3: early in learning",
    "exercise_non_saturating_statement": (
        r"A fake point has $D(G(z)) = d = \sigma(\ell)$. $G$ minimises $\log(1 - D)$ in eq. 1, or "
        r"$-\log D$ in practice. Return the derivatives of both by the logit $\ell$. What happens "
        "to them while $D$ rejects fakes with confidence?"
    ),
    "exercise_non_saturating_hints": (
        r"$\frac{d\sigma}{d\ell} = \sigma (1 - \sigma) = d (1 - d)$."
        "\n"
        r"By the chain rule the first is $-\frac{1}{1 - d} \cdot d (1 - d)$."
    ),
    "exercise_non_saturating_explanation": (
        r"$\frac{d}{d\ell} \log(1 - \sigma(\ell)) = -d$ and $\frac{d}{d\ell} (-\log \sigma(\ell)) "
        r"= -(1 - d)$. Both point the same way and agree at $d = \tfrac12$; but when $D$ is sure "
        r"of a fake, $d \to 0$, the first vanishes (it saturates) and the second goes to $-1$."
    ),
    "exercise_non_saturating_mistake_swapped": (
        "The two are in the other order: log(1 − D) comes first."
    ),
    "exercise_non_saturating_mistake_by_d": (
        "Those are the derivatives by D; by the logit, a factor d (1 − d) comes on top."
    ),
    "exercise_non_saturating_mistake_sign": (
        "The sign: both costs fall when the logit rises, for G wants D to be large."
    ),
    "exercise_non_saturating_mistake_opposite": (
        "G descends both costs in the same direction; you have lost the minus of −log D."
    ),
    "exercise_non_saturating_mistake_same": (
        "If both slopes were the same, there would be nothing to gain by changing the cost."
    ),
    # push_forward_fold
    "exercise_push_forward_fold_title": "A generator that folds",
    "exercise_push_forward_fold_source": "the paper, section 3: the distribution of G(z)",
    "exercise_push_forward_fold_statement": (
        r"$G(z) = z^2$ with $z \sim N(0, 1)$. What is $p_g(x)$, for $x$ of either sign?"
    ),
    "exercise_push_forward_fold_hints": (
        "Which points $z$ does $G$ take to $x$? There may be two, or none."
        "\n"
        "$p_g(x)$ is the sum of $p_z(z) / |G'(z)|$ over all of them."
        "\n"
        r"They are $\pm\sqrt{x}$, with $|G'(z)| = 2 \sqrt{x}$ at both."
    ),
    "exercise_push_forward_fold_explanation": (
        r"For $x \gt 0$ both $\sqrt{x}$ and $-\sqrt{x}$ arrive at $x$, so $$p_g(x) = 2 \cdot "
        r"\frac{p_z(\sqrt{x})}{2 \sqrt{x}} = \frac{e^{-x/2}}{\sqrt{2 \pi x}};$$ nothing arrives "
        r"at $x \lt 0$. It is the $\chi^2$ distribution with one degree of freedom, infinite at "
        "0, where $G' = 0$. $G$ need not be invertible: its density is then a sum over branches."
    ),
    "exercise_push_forward_fold_mistake_one_branch": "One branch is missing: −√x arrives at x too.",
    "exercise_push_forward_fold_mistake_no_jacobian": (
        "The Jacobian is missing: divide by |G'(z)| = 2 √x."
    ),
    "exercise_push_forward_fold_mistake_inverted": (
        "The Jacobian is the wrong way up: divide by |G'(z)|."
    ),
    "exercise_push_forward_fold_mistake_no_support": (
        "No z arrives at a negative x: there the density is 0."
    ),
    "exercise_push_forward_fold_mistake_mirrored": (
        "A square is never negative: for x < 0 the density is 0."
    ),
    # parzen
    "exercise_parzen_title": "The Parzen window's log-likelihood",
    "exercise_parzen_source": "the paper, section 5 and Table 1",
    "exercise_parzen_statement": (
        r"Samples $s_1, \dots, s_n$ of $G$ in $d$ dimensions stand for $p_g$: a Gaussian of "
        r"standard deviation $\sigma$ is put on each, all with the same weight. What is the "
        "log-likelihood of a point $x$, also far from every sample?"
    ),
    "exercise_parzen_hints": (
        r"The density is $\frac1n \sum_i N(x; s_i, \sigma^2 I)$, and $N(x; s, \sigma^2 I) = (2 "
        r"\pi \sigma^2)^{-d/2} \exp(-\|x - s\|^2 / 2 \sigma^2)$."
        "\n"
        r"All exponentials may underflow: use $\log \sum_i e^{u_i} = m + \log \sum_i e^{u_i - m}$ "
        r"with $m = \max_i u_i$, which is <code>np.logaddexp.reduce(u)</code>."
    ),
    "exercise_parzen_explanation": (
        r"$$\log p(x) = \log \sum_{i=1}^n \exp\Big(-\frac{\|x - s_i\|^2}{2 \sigma^2}\Big) - \log "
        r"n - \frac d2 \log(2 \pi \sigma^2),$$ with the sum taken in logarithms. In 784 "
        r"dimensions the last term alone is 684 nats for $\sigma = 0.1668$: the number in Table 1 "
        r"depends on $\sigma$ as much as on $G$."
    ),
    "exercise_parzen_mistake_naive": (
        "All kernels underflow to 0, and log 0 is −∞: add them up in logarithms (log-sum-exp)."
    ),
    "exercise_parzen_mistake_sum": "The weight 1/n is missing: subtract log n.",
    "exercise_parzen_mistake_mean_of_logs": (
        "That is the mean of logarithms; wanted is the logarithm of the mean density."
    ),
    "exercise_parzen_mistake_no_normaliser": (
        "The kernel's constant is missing: (2πσ²) to the power −d/2."
    ),
    "exercise_parzen_mistake_one_dimension": (
        "The kernel's constant has the power −d/2: one factor for each dimension."
    ),
}
