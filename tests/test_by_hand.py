"""Algorithm 1 by hand against autograd, and against the order of the paper's listing."""

import itertools

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from ganviz.toy.runs.by_hand import ByHand, Parameters, d_step, g_step

moderate = st.floats(-2, 2)


@given(moderate, moderate, moderate, moderate, st.integers(0, 1000))
def test_d_step_is_the_gradient_of_v(a, b, w, c, seed):
    rng = np.random.default_rng(seed)
    x, fake = rng.normal(size=5), rng.normal(size=5)
    after, found = d_step(Parameters(a, b, w, c), x, fake, lr=1.0)

    theta = torch.tensor([w, c], dtype=torch.float64, requires_grad=True)
    real = torch.sigmoid(theta[0] * torch.tensor(x) + theta[1])
    generated = torch.sigmoid(theta[0] * torch.tensor(fake) + theta[1])
    v = real.log().mean() + (1 - generated).log().mean()
    v.backward()
    assert found["V"] == pytest.approx(v.item(), abs=1e-12)
    assert (after.w - w, after.c - c) == pytest.approx(theta.grad.numpy(), abs=1e-12)
    assert (after.a, after.b) == (a, b)


@pytest.mark.parametrize("saturating", [True, False])
@given(moderate, moderate, moderate, moderate, st.integers(0, 1000))
def test_g_step_is_the_gradient_of_its_loss(saturating, a, b, w, c, seed):
    z = np.random.default_rng(seed).uniform(-1, 1, size=5)
    after, found = g_step(Parameters(a, b, w, c), z, lr=1.0, saturating=saturating)

    theta = torch.tensor([a, b], dtype=torch.float64, requires_grad=True)
    d = torch.sigmoid(w * (theta[0] * torch.tensor(z) + theta[1]) + c)
    loss = (1 - d).log().mean() if saturating else -d.log().mean()
    loss.backward()
    assert found["loss"] == pytest.approx(loss.item(), abs=1e-12)
    assert (a - after.a, b - after.b) == pytest.approx(theta.grad.numpy(), abs=1e-12)
    assert (after.w, after.c) == (w, c)


def test_lines_follow_the_listing_with_k():
    numbers = [line.number for line in itertools.islice(ByHand(k=2).lines(), 8)]
    assert numbers == [2, 3, 4, 2, 3, 4, 5, 6]


def test_the_counterfeiter_reaches_the_mean_of_the_data():
    """An affine D can only compare means, so that is what this pair learns."""
    lines = ByHand(m=256, k=3, lr=0.1).lines()
    b = [line.parameters.b for line in itertools.islice(lines, 11 * 2000) if line.number == 6]
    assert np.mean(b[-500:]) == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("bad", [{"m": 0}, {"k": 0}, {"lr": float("nan")}])
def test_bad_settings_are_named(bad):
    with pytest.raises(ValueError, match=next(iter(bad))):
        ByHand(**bad)
