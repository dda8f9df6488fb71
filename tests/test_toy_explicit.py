"""The explicit engine against autograd in float64: layers, penalties, optimisers, objectives."""

import numpy as np
import pytest
import torch

from ganviz import penalties
from ganviz.objectives import OBJECTIVES, Unpaired, smoothed
from ganviz.toy import ACTIVATIONS, NetworkSettings
from ganviz.toy.autograd.networks import MLP, sigma
from ganviz.toy.network import Perceptron, start
from ganviz.toy.optimizers import OPTIMIZERS
from ganviz.toy.penalties import Penalty, Term

B = 12


def pair(activation="tanh", outputs=1, hidden=(5, 4), **kinds):
    """The same network twice in float64: in torch as a function of theta, and explicit."""
    rng = np.random.default_rng(3)
    form = NetworkSettings(hidden, activation, **kinds), 2, outputs
    theta, lefts = start(*form, rng)
    theta = theta + 0.1 * rng.normal(size=theta.shape)
    explicit = Perceptron(*form, theta, [left.astype(float) for left in lefts])
    at = torch.from_numpy(theta.copy()).requires_grad_()
    return MLP(explicit), at, explicit, torch.from_numpy(rng.normal(size=(B, 2)))


KINDS = {
    **{name: {"activation": name} for name in ACTIVATIONS},
    "two outputs": {"outputs": 2},
    "no hidden layer": {"hidden": ()},
    "batch norm": {"batch_norm": True, "outputs": 2},
    "batch norm and maxout": {"batch_norm": True, "activation": "maxout"},
    "spectral norm": {"spectral_norm": True},
    "minibatch features": {"minibatch_features": 3},
}


@pytest.mark.parametrize("kind", KINDS)
def test_forward_and_backward_are_those_of_autograd(kind):
    net, theta, explicit, x = pair(**KINDS[kind])
    x.requires_grad_()
    y = net.with_theta(theta)(x)
    slope = torch.from_numpy(np.random.default_rng(0).normal(size=y.shape))
    by_theta, by_x = torch.autograd.grad(y, (theta, x), slope)
    at = explicit.at(B)
    at.input[...] = x.detach().numpy().T
    assert np.allclose(at.forward(), y.detach().numpy().T, atol=1e-13)
    found = at.backward(slope.numpy().T.copy(), inputs=True)
    explicit.chain()
    assert np.allclose(found, by_x.numpy().T, atol=1e-12)
    assert np.allclose(explicit.gradient, by_theta.numpy(), atol=1e-12)
    alone = explicit.at(B)
    alone.input[...], explicit.gradient[...] = at.input, 7
    alone.forward()
    again = alone.backward(slope.numpy().T.copy(), parameters=False, inputs=True)
    assert np.allclose(again, found, atol=1e-13)
    assert (explicit.gradient == 7).all()


def test_minibatches_side_by_side_do_not_see_each_other():
    net, theta, explicit, x = pair(minibatch_features=3)
    at = explicit.at(B, groups=2)
    at.input[...] = x.numpy().T
    alone = [net.with_theta(theta)(part) for part in x.split(B // 2)]
    assert np.allclose(at.forward()[0], torch.cat(alone).detach().numpy()[:, 0], atol=1e-13)
    slope = np.random.default_rng(0).normal(size=(1, B))
    (expected,) = torch.autograd.grad(torch.cat(alone), theta, torch.from_numpy(slope.T))
    at.backward(slope)
    assert np.allclose(explicit.gradient, expected.numpy(), atol=1e-12)


def test_spectral_norm_follows_the_parameters_as_in_torch():
    _, _, explicit, _ = pair(spectral_norm=True)
    twin = explicit.double()
    net = MLP(twin)
    for _ in range(3):
        explicit.theta *= 1.01
        net.theta.mul_(1.01)
        net.refresh()
        explicit.refresh()
    for (matrix, left), norm in zip(net.spectral, explicit._spectral, strict=True):
        assert np.allclose(norm._left, left.numpy(), atol=1e-12)
        assert np.allclose(norm.seen[:-1], (matrix / sigma(matrix, left)).numpy(), atol=1e-12)


REAL, FAKE, MIX, MORE = (slice(i * B, (i + 1) * B) for i in range(4))
TERMS = {
    "r1": [(REAL, 0.7, 0.0)],
    "r2": [(FAKE, 0.7, 0.0)],
    "gradient_penalty": [(MIX, 0.7, 1.0)],
    "zero_centred": [(MIX, 0.7, 0.0)],
    "all": [(REAL, 0.1, 0.0), (FAKE, 0.2, 0.0), (MIX, 0.3, 1.0), (MORE, 0.4, 0.0)],
    "two apart": [(FAKE, 0.3, 0.0), (MORE, 0.4, 1.0)],
}
CRITICS = {name: {"activation": name} for name in ACTIVATIONS}
CRITICS |= {"spectral norm": {"spectral_norm": True}, "no hidden layer": {"hidden": ()}}


@pytest.mark.parametrize("critic", CRITICS)
@pytest.mark.parametrize("terms", TERMS)
def test_penalties_are_those_of_double_backpropagation(critic, terms):
    net, theta, explicit, _ = pair(**CRITICS[critic])
    rng = np.random.default_rng(1)
    x, slope = rng.normal(size=(4 * B, 2)), rng.normal(size=(4 * B, 1))
    run = net.with_theta(theta)
    total = (run(torch.from_numpy(x)) * torch.from_numpy(slope)).sum()
    for columns, weight, target in TERMS[terms]:
        here = torch.from_numpy(x[columns])
        u = torch.ones(B, dtype=torch.float64)
        paid = penalties.gradient_penalty(run, here, here, u, target=target)
        total = total + weight * paid
    (expected,) = torch.autograd.grad(total, theta)
    at = explicit.at(4 * B)
    penalty = Penalty(explicit, at, [Term(c, (w,), t) for c, w, t in TERMS[terms]])
    at.input[...] = x.T
    at.forward()
    penalty.run()
    at.backward(slope.T.copy())
    penalty.add()
    explicit.chain()
    assert np.allclose(explicit.gradient, expected.numpy(), rtol=1e-9, atol=1e-11)


def test_a_flat_d_pays_no_slope_in_wgan_gp():
    _, _, explicit, x = pair()
    explicit.theta[...] = 0
    at = explicit.at(B)
    penalty = Penalty(explicit, at, [Term(slice(0, B), (1.0,), 1.0)])
    at.input[...] = x.numpy().T
    at.forward()
    penalty.run()
    at.backward(np.zeros((1, B)))
    penalty.add()
    assert (explicit.gradient == 0).all()


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("momentum", [0.0, 0.5])
def test_updates_are_those_of_torch(name, momentum):
    rng = np.random.default_rng(2)
    theta = torch.from_numpy(rng.normal(size=9))
    own, gradient = theta.numpy().copy(), np.empty(9)
    player = NetworkSettings(lr=0.03, momentum=momentum, beta2=0.99)
    explicit = OPTIMIZERS[name](own, gradient, [player])
    rates = {"momentum": momentum} if name == "sgd" else {"betas": (momentum, 0.99)}
    torchs = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[name]([theta], lr=0.03, **rates)
    for _ in range(150):  # past the corrections that are computed ahead
        gradient[...] = rng.normal(size=9)
        theta.grad = torch.from_numpy(gradient)
        torchs.step()
        explicit.step()
    assert np.allclose(own, theta.numpy(), rtol=1e-12, atol=1e-12)


ALL = {**OBJECTIVES, "smoothed": smoothed(OBJECTIVES["non_saturating"], 0.1, 0.05)}


@pytest.mark.parametrize("name", ALL)
def test_slopes_of_objectives_are_those_of_autograd_for_tensors_and_arrays(name):
    made = ALL[name]
    v = torch.linspace(-6.3, 5.9, 40, dtype=torch.float64)
    real, fake = (part.clone().requires_grad_() for part in v.view(2, 20).flip(0))
    by_d = torch.autograd.grad(made.d_loss(real, fake), (real, fake))
    (by_g,) = torch.autograd.grad(made.g_loss(fake, real=real), fake)
    given = real.detach(), fake.detach()
    for a, b, kind in ((*given, torch.Tensor), (*(t.numpy() for t in given), np.ndarray)):
        found = [*made.d_slopes(a, b), made.g_slope(b, real=a)]
        for slope, expected in zip(found, (*by_d, by_g), strict=True):
            assert isinstance(slope, kind)
            assert np.allclose(slope, expected, rtol=1e-12, atol=1e-15)
        assert float(made.d_loss(a, b)) == pytest.approx(made.d_loss(real, fake).item(), rel=1e-13)
        assert float(made.g_loss(b, real=a)) == pytest.approx(
            made.g_loss(fake, real=real).item(), rel=1e-13
        )


@pytest.mark.parametrize("name", [n for n, o in OBJECTIVES.items() if isinstance(o, Unpaired)])
def test_slopes_in_single_precision_stay_single_and_know_no_nan(name):
    far = np.array([-1e4, -90, 0, 90, 1e4], np.float32)
    with np.errstate(over="ignore"):
        for slope in (OBJECTIVES[name].d_real_slope, OBJECTIVES[name].d_fake_slope):
            assert slope(far).dtype == np.float32
            assert not np.isnan(slope(far)).any()
