import numpy as np
import pytest
import torch
from torch import nn

from ganviz import penalties

rng = np.random.default_rng(0)
REAL, FAKE = (torch.from_numpy(rng.normal(size=(6, 2))) for _ in range(2))
MIX = torch.from_numpy(rng.random(6))
SLOPE = torch.tensor([3.0, -4.0], dtype=torch.float64)

ALL = {
    "r1": lambda d, real, fake: penalties.r1(d, real, fake),
    "r2": lambda d, real, fake: penalties.r2(d, real, fake),
    "gradient_penalty": lambda d, real, fake: penalties.gradient_penalty(d, real, fake, MIX),
    "zero_centred": lambda d, real, fake: penalties.zero_centred(d, real, fake, MIX),
}
WHERE = {
    "r1": REAL,
    "r2": FAKE,
    "gradient_penalty": MIX[:, None] * REAL + (1 - MIX[:, None]) * FAKE,
    "zero_centred": MIX[:, None] * REAL + (1 - MIX[:, None]) * FAKE,
}


def affine(x):
    return x @ SLOPE + 7


def quadratic(x):
    """Its gradient is (2 x, 6 y)."""
    return (x * x * torch.tensor([1.0, 3.0], dtype=x.dtype)).sum(1, keepdim=True)


def paid(name, squared):
    return (squared.sqrt() - 1).square() if name == "gradient_penalty" else squared


@pytest.mark.parametrize("name", ALL)
def test_an_affine_d_pays_the_square_of_its_slope(name):
    expected = 16.0 if name == "gradient_penalty" else 25.0  # |slope| = 5
    assert ALL[name](affine, REAL, FAKE).item() == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("name", ALL)
def test_a_quadratic_d_pays_where_the_penalty_looks(name):
    x = WHERE[name]
    squared = (2 * x[:, 0]) ** 2 + (6 * x[:, 1]) ** 2
    expected = paid(name, squared).mean().item()
    assert ALL[name](quadratic, REAL, FAKE).item() == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("name", ALL)
def test_value_and_gradient_against_finite_differences_and_autograd_by_hand(name):
    torch.manual_seed(3)
    net = nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1)).double()
    loss = ALL[name](net, REAL, FAKE)
    jacobian = torch.autograd.functional.jacobian(lambda x: net(x).sum(), WHERE[name])
    expected = paid(name, jacobian.square().sum(1)).mean()
    assert loss.item() == pytest.approx(expected.item(), rel=1e-12)
    (gradient,) = torch.autograd.grad(loss, net[0].weight)
    h = 1e-6
    for i, j in ((0, 0), (3, 1)):
        ends = []
        for sign in (1, -1):
            with torch.no_grad():
                net[0].weight[i, j] += sign * h
            ends.append(ALL[name](net, REAL, FAKE).item())
            with torch.no_grad():
                net[0].weight[i, j] -= sign * h
        assert gradient[i, j].item() == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-6)


@pytest.mark.parametrize("name", ALL)
def test_pictures_are_flattened(name):
    pictures = torch.arange(2 * 3 * 2 * 2, dtype=torch.float64).view(2, 3, 2, 2)
    given = ALL[name] if name in ("r1", "r2") else None
    value = (given or (lambda d, a, b: getattr(penalties, name)(d, a, b, torch.rand(2))))(
        lambda x: 2 * x.sum((1, 2, 3)), pictures, pictures
    )
    squared = torch.tensor(4.0 * 12, dtype=torch.float64)
    assert value.item() == pytest.approx(paid(name, squared).item(), rel=1e-13)


def test_a_flat_d_has_a_finite_gradient_in_the_wgan_gp_penalty():
    scale = torch.zeros(2, dtype=torch.float64, requires_grad=True)
    loss = penalties.gradient_penalty(lambda x: x @ scale, REAL, FAKE, MIX)
    assert loss.item() == 1
    assert torch.autograd.grad(loss, scale)[0].abs().sum() == 0


@pytest.mark.parametrize("name", ALL)
def test_batch_norm_is_refused(name):
    net = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3), nn.Linear(3, 1)).double()
    with pytest.raises(ValueError, match="without batch normalisation"):
        ALL[name](net, REAL, FAKE)


def test_a_generator_can_look_through_the_penalty_on_its_fakes():
    shift = torch.tensor([0.3, -0.2], dtype=torch.float64, requires_grad=True)
    loss = penalties.r2(quadratic, REAL, FAKE + shift)
    expected = torch.tensor([8.0, 72.0]) * (FAKE + shift).detach().mean(0)
    assert torch.allclose(torch.autograd.grad(loss, shift)[0], expected)
