"""Losses against the formulas of their papers, in mpmath, and against the theory's payoffs."""

import mpmath
import numpy as np
import pytest
import torch
from mpmath import exp, log, mpf, sqrt, tanh
from torch.nn.functional import binary_cross_entropy_with_logits

from ganviz.objectives import (
    OBJECTIVES,
    LeastSquares,
    Minimax,
    NonSaturating,
    Objective,
    Relativistic,
    Unpaired,
    objective,
    smoothed,
)
from ganviz.theory import CRITICS, IMPLIED
from ganviz.theory.critics import cost_slope

LOGITS = torch.linspace(-30, 30, 61, dtype=torch.float64)
EXTREME = torch.tensor([-1e4, -800.0, 0.0, 800.0, 1e4], dtype=torch.float64)
UNPAIRED = [name for name, o in OBJECTIVES.items() if not o.paired]
# An exponential of the critic's output is what the paper asks for: it must overflow somewhere.
EXPONENTIAL = ("maximum_likelihood", "kl", "reverse_kl", "neyman", "hellinger")


def D(v):
    return 1 / (1 + exp(-v))


def f_gan(g, conjugate):
    """eq. 7 of Nowozin et al. (2016): what D loses at real and at fake samples, and what G does."""
    return (lambda v: -g(v), lambda v: conjugate(g(v)), lambda v: -conjugate(g(v)))


def cross_entropy(cost):
    return (lambda v: -log(D(v)), lambda v: -log(1 - D(v)), cost)


PAPERS = {
    "minimax": cross_entropy(lambda v: log(1 - D(v))),
    "non_saturating": cross_entropy(lambda v: -log(D(v))),
    "maximum_likelihood": cross_entropy(lambda v: -D(v) / (1 - D(v))),
    "least_squares": (lambda v: (v - 1) ** 2 / 2, lambda v: (v + 1) ** 2 / 2, lambda v: v**2 / 2),
    "hinge": (lambda v: max(0, 1 - v), lambda v: max(0, 1 + v), lambda v: -v),
    "wasserstein": (lambda v: -v, lambda v: v, lambda v: -v),
    "kl": f_gan(lambda v: v, lambda t: exp(t - 1)),
    "reverse_kl": f_gan(lambda v: -exp(-v), lambda t: -1 - log(-t)),
    "pearson": f_gan(lambda v: v, lambda t: t**2 / 4 + t),
    "neyman": f_gan(lambda v: 1 - exp(-v), lambda t: 2 - 2 * sqrt(1 - t)),
    "hellinger": f_gan(lambda v: 1 - exp(-v), lambda t: t / (1 - t)),
    "js": f_gan(lambda v: log(2) - log(1 + exp(-v)), lambda t: -log(2 - exp(t))),
    "total_variation": f_gan(lambda v: tanh(v) / 2, lambda t: t),
}


def gradient(loss, logits):
    logits = logits.clone().requires_grad_()
    return torch.autograd.grad(loss(logits), logits)[0]


def losses(name):
    """Its losses as functions of one batch of logits each: D's on real, D's on fake, G's."""
    made, zero = OBJECTIVES[name], torch.zeros(1, dtype=torch.float64)
    return (
        lambda v: made.d_loss(v, zero.to(v.dtype)),
        lambda v: made.d_loss(zero.to(v.dtype), v),
        lambda v: made.g_loss(v, real=zero.to(v.dtype)),
    )


def test_every_objective_has_its_theory_and_the_other_way_round():
    assert set(OBJECTIVES) == set(IMPLIED) == set(PAPERS) | {"relativistic"}
    assert set(CRITICS) == set(UNPAIRED) - {"wasserstein"}
    assert all(isinstance(o, Unpaired) != o.paired for o in OBJECTIVES.values())


def test_the_abstract_objective_cannot_be_made():
    with pytest.raises(TypeError, match="abstract"):
        Objective()


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'non_saturating'"):
        objective("nonsaturating")


@pytest.mark.parametrize("name", PAPERS)
def test_losses_and_gradients_are_those_of_the_papers(name):
    made, logits = OBJECTIVES[name], np.array([-6.5, -1.3, -0.4, 0.3, 0.9, 2.2, 5.7])
    v = torch.from_numpy(logits)
    with mpmath.workdps(40):
        for ours, paper in zip((made.d_real, made.d_fake, made.g_cost), PAPERS[name], strict=True):
            values = [float(paper(mpf(x))) for x in logits]
            slopes = [float(mpmath.diff(paper, mpf(x))) for x in logits]
            assert ours(v).numpy() == pytest.approx(values, rel=1e-13, abs=1e-13)
            found = gradient(lambda x, ours=ours: ours(x).sum(), v).numpy()
            assert found == pytest.approx(slopes, rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("name", PAPERS)
def test_losses_are_means_of_their_terms(name):
    made, real, fake = OBJECTIVES[name], LOGITS / 10, LOGITS.flip(0) / 20 + 1
    terms = made.d_real(real).mean() + made.d_fake(fake).mean()
    assert made.d_loss(real, fake).item() == pytest.approx(terms.item(), rel=1e-14)
    assert made.g_loss(fake).item() == pytest.approx(made.g_cost(fake).mean().item(), rel=1e-14)
    assert made.g_loss(fake, real=real) == made.g_loss(fake), "an unpaired G ignores the real"


@pytest.mark.parametrize("name", CRITICS)
def test_losses_are_the_theorys_payoffs(name):
    made, theory, logits = OBJECTIVES[name], CRITICS[name], LOGITS / 5
    for ours, payoff in (
        (-made.d_real(logits), theory.real),
        (-made.d_fake(logits), theory.fake),
        (made.g_cost(logits), theory.cost),
    ):
        assert ours.numpy() == pytest.approx(payoff(logits.numpy()), rel=1e-13, abs=1e-13)


@pytest.mark.parametrize("name", sorted(set(CRITICS) - {"hinge", "total_variation"}))
def test_d_stands_still_at_the_theorys_critic(name):
    made = OBJECTIVES[name]
    for a, b in ((0.7, 0.2), (0.1, 0.5), (0.4, 0.4)):
        best = torch.as_tensor(CRITICS[name].optimum(np.log(a / b)), dtype=torch.float64)
        slope = gradient(lambda v, a=a, b=b: a * made.d_real(v) + b * made.d_fake(v), best)
        assert abs(slope.item()) < 1e-15


@pytest.mark.parametrize("name", ["minimax", "non_saturating", "maximum_likelihood"])
def test_the_slopes_of_the_tutorials_figure_are_autograds(name):
    logits = LOGITS / 6
    slopes = gradient(lambda v: OBJECTIVES[name].g_cost(v).sum(), logits)
    assert cost_slope(name, logits.numpy()) == pytest.approx(slopes.numpy(), rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("name", OBJECTIVES)
def test_real_comes_first(name):
    says_real, says_fake = torch.full((4,), 3.0), torch.full((4,), -3.0)
    right = OBJECTIVES[name].d_loss(says_real, says_fake)
    assert right < OBJECTIVES[name].d_loss(says_fake, says_real)


@pytest.mark.parametrize("name", sorted(set(OBJECTIVES) - {"least_squares"}))
def test_g_wants_its_samples_to_pass_for_real(name):
    slope = gradient(losses(name)[2], torch.tensor([-0.5, 0.5]))
    assert (slope < 0).all()


def test_minimax_saturates_where_d_rejects_and_the_other_does_not():
    rejected = torch.tensor([-40.0], dtype=torch.float64)
    assert gradient(Minimax().g_loss, rejected).abs().item() < 1e-17
    assert gradient(NonSaturating().g_loss, rejected).abs().item() == pytest.approx(1)


def test_least_squares_take_other_labels():
    zero_one = LeastSquares(a=0, b=1, c=1)
    v = torch.tensor([0.25], dtype=torch.float64)
    assert zero_one.d_loss(v, v).item() == pytest.approx((0.75**2 + 0.25**2) / 2)
    assert zero_one.g_loss(v).item() == pytest.approx(0.75**2 / 2)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", OBJECTIVES)
def test_finite_at_extreme_logits(name, dtype):
    logits = (EXTREME / (250 if name in EXPONENTIAL else 1)).to(dtype)
    for loss in losses(name):
        assert loss(logits).isfinite()
        assert gradient(loss, logits).isfinite().all()


@pytest.mark.parametrize("name", OBJECTIVES)
def test_leading_axes_are_separate_games(name):
    rng, made = np.random.default_rng(0), OBJECTIVES[name]
    real, fake = (torch.from_numpy(rng.normal(size=(3, 2, 7))) for _ in range(2))
    d, g = made.d_loss(real, fake), made.g_loss(fake, real=real)
    assert d.shape == g.shape == (3, 2)
    assert d[1, 0] == made.d_loss(real[1, 0], fake[1, 0])
    assert g[2, 1] == made.g_loss(fake[2, 1], real=real[2, 1])


def test_relativistic_pairing_judges_pairs():
    real, fake = torch.tensor([2.0, -1.0]).double(), torch.tensor([0.5, 0.0]).double()
    says = torch.sigmoid(real - fake)
    assert torch.isclose(Relativistic().d_loss(real, fake), -says.log().mean())
    assert torch.isclose(Relativistic().g_loss(fake, real=real), -(1 - says).log().mean())
    moved = Relativistic().d_loss(real + 5, fake + 5)
    assert torch.isclose(moved, Relativistic().d_loss(real, fake)), "a constant says nothing"
    with pytest.raises(ValueError, match="real = None"):
        Relativistic().g_loss(fake)


@pytest.mark.parametrize(("alpha", "beta"), [(0.1, 0.0), (0.0, 0.2), (0.3, 0.25)])
def test_smoothing_is_cross_entropy_with_soft_targets(alpha, beta):
    made, real, fake = smoothed(NonSaturating(), alpha, beta), LOGITS, LOGITS.flip(0) / 3
    expected = binary_cross_entropy_with_logits(real, torch.full_like(real, 1 - alpha))
    expected = expected + binary_cross_entropy_with_logits(fake, torch.full_like(fake, beta))
    assert torch.isclose(made.d_loss(real, fake), expected, rtol=1e-14)
    assert made.g_loss(fake) == NonSaturating().g_loss(fake), "G is told nothing of it"


@pytest.mark.parametrize("name", UNPAIRED)
def test_any_unpaired_objective_can_be_smoothed(name):
    made, v = OBJECTIVES[name], torch.tensor([0.3, -0.7], dtype=torch.float64)
    d = smoothed(made, real=0.1, fake=0.2).d_loss(v, v)
    mixed = 1.1 * made.d_real(v) + 0.9 * made.d_fake(v)
    assert torch.isclose(d, mixed.mean(), rtol=1e-13)


def test_smoothing_refuses_what_it_cannot_do():
    paired = OBJECTIVES["relativistic"]
    assert smoothed(paired) is paired, "no smoothing, no question"
    with pytest.raises(ValueError, match="without pairs of samples"):
        smoothed(paired, real=0.1)
    with pytest.raises(ValueError, match=r"real = -0\.1"):
        smoothed(Minimax(), real=-0.1)
    with pytest.raises(ValueError, match=r"real \+ fake"):
        smoothed(Minimax(), real=0.5, fake=0.5)
