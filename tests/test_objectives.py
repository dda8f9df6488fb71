import numpy as np
import pytest
import torch
from scipy.special import log_expit

from ganviz.objectives import OBJECTIVES, Minimax, NonSaturating, Objective, objective

LOGITS = torch.linspace(-30, 30, 61, dtype=torch.float64)
EXTREME = torch.tensor([-1e4, -800.0, 0.0, 800.0, 1e4], dtype=torch.float64)


def gradient(loss, logits):
    logits = logits.clone().requires_grad_()
    return torch.autograd.grad(loss(logits), logits)[0]


def test_the_abstract_objective_cannot_be_made():
    with pytest.raises(TypeError, match="abstract"):
        Objective()


def test_unknown_name_suggests_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'non_saturating'"):
        objective("nonsaturating")


@pytest.mark.parametrize("name", OBJECTIVES)
def test_d_loss_is_minus_the_estimate_of_v(name):
    real, fake = LOGITS, LOGITS.flip(0) / 3 + 1
    v = log_expit(real.numpy()).mean() + log_expit(-fake.numpy()).mean()
    assert OBJECTIVES[name].d_loss(real, fake).item() == pytest.approx(-v, rel=1e-14)


def test_g_losses_against_scipy():
    log_d, log_not_d = log_expit(LOGITS.numpy()), log_expit(-LOGITS.numpy())
    assert Minimax().g_loss(LOGITS).item() == pytest.approx(log_not_d.mean(), rel=1e-14)
    assert NonSaturating().g_loss(LOGITS).item() == pytest.approx(-log_d.mean(), rel=1e-14)


def test_gradients_are_the_closed_forms():
    n, d = len(LOGITS), torch.sigmoid(LOGITS)
    assert torch.allclose(gradient(Minimax().g_loss, LOGITS), -d / n, atol=1e-15)
    assert torch.allclose(gradient(NonSaturating().g_loss, LOGITS), (d - 1) / n, atol=1e-15)
    d_fake = gradient(lambda fake: Minimax().d_loss(LOGITS, fake), LOGITS)
    d_real = gradient(lambda real: Minimax().d_loss(real, LOGITS), LOGITS)
    assert torch.allclose(d_fake, d / n, atol=1e-15)
    assert torch.allclose(d_real, (d - 1) / n, atol=1e-15)


def test_minimax_saturates_where_d_rejects_and_the_other_does_not():
    rejected = torch.tensor([-40.0], dtype=torch.float64)
    assert gradient(Minimax().g_loss, rejected).abs().item() < 1e-17
    assert gradient(NonSaturating().g_loss, rejected).abs().item() == pytest.approx(1)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
@pytest.mark.parametrize("name", OBJECTIVES)
def test_finite_at_extreme_logits(name, dtype):
    logits = EXTREME.to(dtype)
    for loss in (
        OBJECTIVES[name].g_loss,
        lambda x: OBJECTIVES[name].d_loss(x, logits),
        lambda x: OBJECTIVES[name].d_loss(logits, x),
    ):
        assert loss(logits).isfinite()
        assert gradient(loss, logits).isfinite().all()


@pytest.mark.parametrize("name", OBJECTIVES)
def test_leading_axes_are_separate_games(name):
    rng = np.random.default_rng(0)
    real, fake = (torch.from_numpy(rng.normal(size=(3, 2, 7))) for _ in range(2))
    d, g = OBJECTIVES[name].d_loss(real, fake), OBJECTIVES[name].g_loss(fake)
    assert d.shape == g.shape == (3, 2)
    assert d[1, 0] == OBJECTIVES[name].d_loss(real[1, 0], fake[1, 0])
    assert g[2, 1] == OBJECTIVES[name].g_loss(fake[2, 1])
