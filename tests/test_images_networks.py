"""The paper's networks against values worked out by hand or by a second method."""

import itertools
import math
from dataclasses import asdict

import numpy as np
import pytest
import torch
from torch import nn

from ganviz.images import preprocess
from ganviz.images.draws import PRIORS, Draws
from ganviz.images.networks import (
    DCGANDiscriminator,
    DCGANGenerator,
    Deconvolution,
    Dense,
    Dropout,
    Maxout,
    MaxoutConv,
    MaxoutConvolution,
    MaxoutLinear,
    Stack,
    Tools,
    cap_columns,
    logit_of_marginals,
)
from ganviz.images.optimizers import Adam, Momentum, decayed_lr, ramped_momentum


def tools(marginals=None, seed=0):
    return Tools(torch.Generator().manual_seed(seed), Draws(seed), marginals)


# Maxout


def test_maxout_by_hand():
    layer = MaxoutLinear(2, units=2, pieces=2)
    with torch.no_grad():  # rows: piece 0 of both units, then piece 1 of both units
        layer.weight.copy_(torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, 2.0]]))
        layer.bias.copy_(torch.tensor([0.0, 0.5, 0.25, -3.0]))
    x = torch.tensor([[2.0, 1.0], [-2.0, 4.0]])
    # unit 0: max(x0, -x0 + .25); unit 1: max(x1 + .5, 2 x1 - 3)
    assert layer(x).tolist() == [[2.0, 1.5], [2.25, 5.0]]


def test_maxout_convolution_is_a_maximum_over_pieces_and_windows():
    torch.manual_seed(0)
    conv = MaxoutConv(3, MaxoutConvolution(4, kernel=3, padding=1, pool=3, pieces=2, stride=2))
    with torch.no_grad():
        conv.weight.normal_()
        conv.bias.normal_()
    x = torch.randn(2, 3, 8, 8)
    maps = nn.functional.conv2d(x, conv.weight, conv.bias, padding=1).view(2, 2, 4, 8, 8)
    expected = torch.empty(2, 4, 4, 4)
    for i, j in itertools.product(range(4), range(4)):
        window = maps[..., 2 * i : 2 * i + 3, 2 * j : 2 * j + 3]  # the last one hangs over
        expected[..., i, j] = window.amax((1, 3, 4))
    torch.testing.assert_close(conv(x), expected)
    assert conv.size(8) == 4


def test_sizes_of_the_released_cifar10_discriminator():
    """33 -> 16, 15 -> 7, 9 -> 5: pooling windows of cuda-convnet hang over the edge."""
    shape, sizes = (3, 32, 32), []
    for layer in (
        MaxoutConvolution(32, kernel=8, padding=4, pool=4),
        MaxoutConvolution(32, kernel=8, padding=3, pool=4),
        MaxoutConvolution(192, kernel=5, padding=3, pool=2),
    ):
        module, after = layer.build(shape, tools())
        assert module(torch.zeros(1, *shape)).shape[1:] == after
        shape = after
        sizes.append(after)
    assert sizes == [(32, 16, 16), (32, 7, 7), (192, 5, 5)]


# Initial values


def test_initial_weights_lie_in_the_given_range_and_fill_it():
    for layer, n_in, r in ((Dense(400, init=0.05), 100, 0.05), (Maxout(80, 5), 100, 0.005)):
        module, _ = layer.build((n_in,), tools())
        weight = next(p for p in module.parameters() if p.ndim == 2)
        assert weight.abs().max() <= r
        assert weight.std().item() == pytest.approx(r / math.sqrt(3), rel=0.02)


def test_bias_from_marginals_makes_the_mean_image():
    mean = torch.tensor([[[0.0, 0.25], [0.5, 1.0]]])
    bias = logit_of_marginals(mean)
    assert bias[1].item() == pytest.approx(math.log(0.25 / 0.75))
    assert bias[0].item() == pytest.approx(math.log(1e-7), rel=1e-4)
    torch.testing.assert_close(bias.sigmoid(), mean.flatten(), atol=1e-6, rtol=0)
    module, _ = Dense(4, "sigmoid", init=0.0, marginals=True).build((3,), tools(lambda: mean))
    torch.testing.assert_close(module(torch.randn(2, 3))[0], mean.flatten(), atol=1e-6, rtol=0)


def test_sparse_initialisation_counts_its_weights():
    module, _ = Dense(50, sparse=100).build((300,), tools())
    weight = next(p for p in module.parameters() if p.ndim == 2)
    assert ((weight != 0).sum(1) == 100).all()
    assert weight[weight != 0].std().item() == pytest.approx(1, abs=0.05)


def test_the_same_seed_is_the_same_network():
    spec = Stack((Dense(5, "relu"), Dense(2)))
    a, b, c = (spec.build((3,), (2,), tools(seed=s)).state_dict() for s in (1, 1, 2))
    assert all(torch.equal(a[k], b[k]) for k in a)
    assert not torch.equal(a["layers.0.1.weight"], c["layers.0.1.weight"])


# Dropout and the cap on column norms


@pytest.mark.parametrize(("keep", "scale"), [(0.8, 1.25), (0.5, 2.0)])
def test_dropout_keeps_and_scales_as_the_paper(keep, scale):
    drop = Dropout(keep, Draws(0))
    out = drop(torch.ones(200, 500))
    assert sorted(set(out.flatten().tolist())) == [0.0, scale]
    assert (out > 0).double().mean().item() == pytest.approx(keep, abs=0.01)
    assert drop.eval()(torch.ones(2, 3)).tolist() == torch.ones(2, 3).tolist()


def test_a_stack_drops_its_input_and_its_hidden_layers_differently():
    spec = Stack((Dense(10), Dense(10), Dense(1)), keep_input=0.8, keep_hidden=0.5)
    drops = spec.build((4,), (), tools()).drops
    assert [d.keep for d in drops] == [0.8, 0.5, 0.5]


def test_cap_scales_long_columns_only():
    w = torch.tensor([[3.0, 4.0], [1.0, 1.0], [0.0, 0.0]])
    cap_columns([w], 1.9365)
    np.testing.assert_allclose(w[0], [3 * 1.9365 / 5, 4 * 1.9365 / 5], rtol=1e-6)
    assert w[1:].tolist() == [[1.0, 1.0], [0.0, 0.0]]


# Schedules and update rules


def test_learning_rate_by_hand():
    assert decayed_lr(0.1, 0) == 0.1
    assert decayed_lr(0.1, 1) == pytest.approx(0.0999996000016, rel=1e-12)
    assert decayed_lr(0.1, 250_000) == pytest.approx(0.1 * math.exp(-0.999998), rel=1e-6)
    assert decayed_lr(0.1, 3_000_000) == 1e-6
    assert decayed_lr(0.1, 10**9) == 1e-6


def test_momentum_by_hand():
    assert [ramped_momentum(n) for n in (1, 250, 251, 1000)] == [0.5, 0.7, 0.7, 0.7]
    assert ramped_momentum(2) == pytest.approx(0.5 + 0.2 / 249)
    assert all(ramped_momentum(n) <= ramped_momentum(n + 1) for n in range(1, 300))


def test_momentum_rule_by_hand():
    theta = [torch.tensor([1.0, -2.0])]
    updates = Momentum().build(theta, 0.1)
    rates = torch.tensor([0.1, 0.5])
    updates([torch.tensor([1.0, 2.0])], rates)  # v = -.1 g
    assert theta[0].tolist() == pytest.approx([0.9, -2.2])
    rates[:] = torch.tensor([0.01, 0.6])
    updates([torch.tensor([10.0, 0.0])], rates)  # v = .6 v - .01 g = (-.06 - .1, -.12)
    assert theta[0].tolist() == pytest.approx([0.9 - 0.16, -2.2 - 0.12])


@pytest.mark.parametrize("decay", [1.0, 1.2])
def test_adam_is_torchs_adam(decay):
    torch.manual_seed(0)
    mine = torch.randn(5)
    theirs = nn.Parameter(mine.clone())
    settings = Adam(beta1=0.5, decay=decay)
    rule = settings.build([mine], 0.01)
    reference = torch.optim.Adam([theirs], lr=0.01, betas=(0.5, 0.999))
    falling = torch.optim.lr_scheduler.ExponentialLR(reference, 1 / decay)
    for t in range(20):
        g = torch.randn(5)
        rule([g], torch.tensor(settings.rates(0.01, t, epoch=1)))
        theirs.grad = g.clone()
        reference.step()
        falling.step()
    torch.testing.assert_close(mine, theirs.detach())


# Preprocessing


def test_global_contrast_normalisation_by_hand():
    x = torch.tensor([[[[10, 20], [30, 40]]], [[[7, 7], [7, 7]]]], dtype=torch.uint8)
    out = preprocess.global_contrast_normalise(x)
    norm = math.sqrt(15**2 + 5**2 + 5**2 + 15**2)
    expected = [-15 * 55 / norm, -5 * 55 / norm, 5 * 55 / norm, 15 * 55 / norm]
    np.testing.assert_allclose(out[0].flatten(), expected, rtol=1e-6)
    assert out[1].abs().max() == 0


@pytest.mark.parametrize("name", preprocess.PREPROCESS)
def test_preprocessing_leads_back_to_pixels(name):
    pixels = torch.arange(48, dtype=torch.uint8).view(3, 1, 4, 4) * 5
    fitted = preprocess.fit(name, pixels)
    assert preprocess.from_dict(name, asdict(fitted)) == fitted
    back = fitted.to_unit(fitted(pixels))
    if name == "gcn":  # keeps the order and an average contrast
        assert torch.equal(back[0].flatten().argsort(), torch.arange(16))
        assert back.mean().item() == pytest.approx(pixels.double().mean().item() / 255, abs=1e-6)
    else:
        torch.testing.assert_close(back, pixels / 255)


# p_z and the random numbers of several processes


@pytest.mark.parametrize("name", PRIORS)
def test_priors_have_unit_variance(name):
    z = Draws(0).z(name, 20_000, 5)
    np.testing.assert_allclose(z.var(0), 1, rtol=0.05)
    np.testing.assert_allclose(z.mean(0), 0, atol=0.03)
    assert name != "uniform" or z.abs().max() <= math.sqrt(3)


def test_processes_share_what_one_would_draw():
    one = Draws(7)
    parts = [Draws(7, rank=r, world=3) for r in range(3)]
    assert torch.equal(one.z("gaussian", 9, 4), torch.cat([d.z("gaussian", 3, 4) for d in parts]))
    shape = torch.Size((3, 5))
    masks = torch.cat([d.mask(shape, 0.5) for d in parts])
    assert torch.equal(one.mask(torch.Size((9, 5)), 0.5), masks)
    order = one.order(20, 2)
    rows = torch.cat([d.rows(d.order(20, 2), 6, 1) for d in parts])
    assert torch.equal(one.rows(order, 6, 1), rows)
    assert sorted(order.tolist()) == list(range(20))
    assert order.tolist() != one.order(20, 3).tolist()


# DCGAN's guidelines


@pytest.mark.parametrize(("side", "channels"), [(8, 1), (28, 1), (32, 3), (64, 3)])
def test_dcgan_follows_its_five_guidelines(side, channels):
    shape = (channels, side, side)
    g = DCGANGenerator(8).build((100,), shape, tools())
    d = DCGANDiscriminator(8).build(shape, (), tools())
    x = g(torch.randn(4, 100))
    assert x.shape == (4, *shape)
    assert d(x).shape == (4,)
    assert x.abs().max() <= 1
    parts = [*g.modules(), *d.modules()]
    assert not any(isinstance(m, nn.Linear | nn.MaxPool2d | nn.AvgPool2d) for m in parts)
    convolutions = [m for m in d.modules() if isinstance(m, nn.Conv2d)]
    assert all(m.stride == (2, 2) for m in convolutions[:-1])
    g_layers, d_layers = list(g.children()), list(d.children())
    assert isinstance(g_layers[-1], nn.Tanh)
    assert not isinstance(g_layers[-2], nn.BatchNorm2d)
    assert isinstance(d_layers[1], nn.LeakyReLU)  # no batch norm after D's first convolution
    assert d_layers[1].negative_slope == 0.2
    hidden = [m for m in g_layers[:-2] if isinstance(m, nn.ConvTranspose2d)]
    assert sum(isinstance(m, nn.BatchNorm2d) for m in g_layers) == len(hidden)


def test_dcgan_weights_start_as_normal():
    g = DCGANGenerator(64).build((100,), (3, 64, 64), tools())
    weights = torch.cat([m.weight.flatten() for m in g if isinstance(m, nn.ConvTranspose2d)])
    assert weights.std().item() == pytest.approx(0.02, rel=0.01)


# Refusals


def test_settings_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match=r"activation = 'rellu'.*did you mean 'relu'"):
        Dense(3, "rellu")
    with pytest.raises(ValueError, match="keep_input"):
        Stack((Dense(1),), keep_input=0)
    with pytest.raises(ValueError, match="must end in"):
        Stack((Dense(3),)).build((2,), (4,), tools())
    with pytest.raises(ValueError, match="maps = 80"):
        Deconvolution(80, 3, 5, 3).build((100,), tools())
    with pytest.raises(ValueError, match="side = 30"):
        DCGANGenerator().build((10,), (1, 30, 30), tools())


def test_adam_reads_each_gradient_where_its_parameter_lies():
    """Gradients that several processes have exchanged are contiguous, channels_last weights not."""
    torch.manual_seed(0)
    start, grads = torch.randn(4, 3, 2, 2), [torch.randn(4, 3, 2, 2) for _ in range(3)]
    moved = start.clone().to(memory_format=torch.channels_last).requires_grad_()
    plain = start.clone().requires_grad_()
    updates = Adam().build([moved], 0.1)
    expected = torch.optim.Adam([plain], lr=0.1, betas=(0.5, 0.999))
    for grad in grads:
        updates([grad.contiguous()], torch.tensor([0.1, 0.5]))
        plain.grad = grad
        expected.step()
    torch.testing.assert_close(moved, plain)
