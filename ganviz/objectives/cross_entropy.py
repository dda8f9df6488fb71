"""D as the classifier of eq. 1, with the three costs of G that the tutorial compares.

Sources: Goodfellow et al. (2014), eq. 1 and section 3; Goodfellow 2016 (tutorial), section 3.2,
which has half of these losses.
"""

from typing import final

from ganviz.objectives.arrays import Logits, exp, falling_sigmoid, logsigmoid, sigmoid
from ganviz.objectives.base import Unpaired


class CrossEntropy(Unpaired):
    """D minimises ``-V(G, D)``: logistic regression of real against fake.

    Its optimum is ``D* = p_data / (p_data + p_g)``, with the logit ``log p_data - log p_g`` (eq.
    2); there ``V = 2 JSD(p_data, p_g) - log 4`` (Theorem 1).
    """

    def d_real(self, logits: Logits) -> Logits:
        """``-log D``."""
        return -logsigmoid(logits)

    def d_fake(self, logits: Logits) -> Logits:
        """``-log(1 - D)``."""
        return -logsigmoid(-logits)

    def d_real_slope(self, logits: Logits) -> Logits:
        """``D - 1``."""
        return falling_sigmoid(logits, -1)

    def d_fake_slope(self, logits: Logits) -> Logits:
        """``D``."""
        return sigmoid(logits)

    def d_slopes(self, real: Logits, fake: Logits) -> tuple[Logits, Logits]:
        """Those of the terms over B, divided in the same pass."""
        n_real, n_fake = real.shape[-1], fake.shape[-1]
        return falling_sigmoid(real, -1 / n_real), falling_sigmoid(-fake, 1 / n_fake)


@final
class Minimax(CrossEntropy):
    """Both players use the value function V(G, D), eq. 1 of Goodfellow et al. (2014).

    D minimises ``-V = -E[log D(x)] - E[log(1 - D(G(z)))]``, G minimises ``E[log(1 - D(G(z)))]``.
    With D at D*, G descends ``2 JSD(p_data, p_g)``, but its gradient vanishes where D rejects a
    sample with confidence (section 3).

    >>> import torch
    >>> undecided = torch.zeros(8, dtype=torch.float64)  # D = 1/2 everywhere
    >>> round(Minimax().d_loss(undecided, undecided).item(), 6)  # log 4
    1.386294
    >>> round(Minimax().g_loss(undecided).item(), 6)  # -log 2
    -0.693147
    """

    def g_cost(self, logits: Logits) -> Logits:
        """``log(1 - D)``, at most 0; flat where D is near 0."""
        return logsigmoid(-logits)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """``-D``."""
        return -sigmoid(logits)


@final
class NonSaturating(CrossEntropy):
    """G maximises ``E[log D(G(z))]`` instead: the same fixed point, stronger gradients early on.

    From section 3 of Goodfellow et al. (2014), whose released code uses it.
    With D at D*, G descends ``KL(p_g || p_data) - 2 JSD(p_data, p_g)`` (Arjovsky & Bottou 2017,
    Theorem 2.5).

    >>> import torch
    >>> undecided = torch.zeros(8, dtype=torch.float64)
    >>> round(NonSaturating().g_loss(undecided).item(), 6)  # log 2
    0.693147
    """

    def g_cost(self, logits: Logits) -> Logits:
        """``-log D``, at least 0; steep where D is near 0."""
        return -logsigmoid(logits)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """``D - 1``."""
        return falling_sigmoid(logits, -1)

    def g_slope(self, fake: Logits, *, real: Logits | None = None) -> Logits:
        """That of the terms over B, divided in the same pass; ``real`` is ignored."""
        return falling_sigmoid(fake, -1 / fake.shape[-1])


@final
class MaximumLikelihood(CrossEntropy):
    """G minimises ``-E[exp(logit of D(G(z)))] = -E[D / (1 - D)]``.

    With D at D*, G descends ``KL(p_data || p_g)``: maximum likelihood (tutorial, section 3.2.4 and
    exercise 3). Nearly all of the gradient comes from the few samples that D takes for real. The
    cost overflows for logits above 88 in single precision.

    >>> import torch
    >>> MaximumLikelihood().g_loss(torch.zeros(8)).item()
    -1.0
    """

    def g_cost(self, logits: Logits) -> Logits:
        """``-D / (1 - D)``, at most 0; flat where D is near 0, unbounded where D is near 1."""
        return -exp(logits)

    def g_cost_slope(self, logits: Logits) -> Logits:
        """The same, as the derivative of an exponential is."""
        return -exp(logits)
