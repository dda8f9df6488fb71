"""What can be switched on: each does what its paper says, and a run that uses it can be resumed."""

import copy
import json
from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from comparing import equal

from ganviz.distributions import Gaussian, Uniform, ring
from ganviz.objectives import OBJECTIVES
from ganviz.toy import Noise, Player, Regularisation, ToyGAN, ToySettings
from ganviz.toy.autograd.game import AutogradGame, apart, together
from ganviz.toy.autograd.networks import FUNCTIONS, MLP, with_features
from ganviz.toy.autograd.optimizers import OptimizedNetwork
from ganviz.toy.features import FeaturesPass
from ganviz.toy.game import TrainedNetwork
from ganviz.toy.layers import BatchNormPass, MaxoutPass
from ganviz.toy.network import Perceptron, start
from ganviz.toy.rounds import Rounds
from ganviz.toy.snapshots.points import DiscriminatorMap, PointMap

TARGET, PRIOR = ring(std=0.1), Noise("gaussian", 2)
G, D = Player((8,), "tanh", momentum=0.5), Player((8,), "leaky_relu", lr=0.01, momentum=0.5)
SMALL = ToySettings(batch=16, generator=G, discriminator=D)
PENALTIES = ("r1", "r2", "gradient_penalty", "zero_centred")


def reg(**weights):
    return replace(SMALL, regularisation=Regularisation(**weights))


FEATURES = {
    "usual": SMALL,
    **{name: reg(**{name: 0.1}) for name in PENALTIES},
    "clip": reg(clip=0.05),
    "instance noise": reg(instance_noise=0.3),
    "smoothing": reg(smooth_real=0.1, smooth_fake=0.05),
    "batch norm": replace(SMALL, generator=replace(G, batch_norm=True)),
    "spectral norm": replace(SMALL, discriminator=replace(D, spectral_norm=True)),
    "minibatch features": replace(SMALL, discriminator=replace(D, minibatch_features=3)),
    "maxout": replace(SMALL, discriminator=replace(D, activation="maxout")),
    "ema": replace(SMALL, ema=0.9),
    "pack": replace(SMALL, pack=3),
    "k_g": replace(SMALL, k=0, k_g=2),
    "k": replace(SMALL, k=2, k_g=0),
    "relativistic": replace(SMALL, objective="relativistic"),
    "relativistic, simultaneous": replace(
        SMALL, objective="relativistic", update="simultaneous", k=2, k_g=2
    ),
    "penalties, simultaneous": replace(
        reg(r1=0.1, r2=0.1, gradient_penalty=1, instance_noise=0.1), update="simultaneous", pack=2
    ),
    "unroll": replace(SMALL, unroll=3),
    "unroll with all": replace(
        reg(r1=0.1, r2=0.1, gradient_penalty=0.1, clip=0.5, instance_noise=0.1),
        unroll=2,
        pack=2,
        objective="relativistic",
        discriminator=Player((8,), "tanh", "sgd", 0.01, 0.5, spectral_norm=True),
    ),
    "no hidden layer": replace(SMALL, generator=Player(()), discriminator=Player(())),
}
PLACES = {"line": (Gaussian(1, 1), Uniform(-1, 1)), "plane": (TARGET, PRIOR)}


def thetas(gan):
    game = gan._game
    return np.concatenate([game.generator.network.theta, game.discriminator.network.theta])


def perceptron(player, inputs, outputs=1, seed=0):
    form = player, inputs, outputs
    return Perceptron(*form, *start(*form, np.random.default_rng(seed)))


@pytest.mark.long
@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", FEATURES)
def test_every_feature_is_seeded_and_resumes_bit_for_bit(name, place):
    whole, twin, other = (ToyGAN(*PLACES[place], FEATURES[name]) for _ in range(3))
    start = thetas(whole)
    whole.step(20)
    state = whole.state_dict()
    kept = copy.deepcopy(state)
    other.step(3)
    other.load_state_dict(state)
    whole.step(10)
    other.step(10)
    twin.step(30)
    assert np.array_equal(thetas(whole), thetas(other))
    assert np.array_equal(thetas(whole), thetas(twin))
    assert not np.array_equal(thetas(whole), start)
    assert equal(whole.snapshot(), other.snapshot())
    other.load_state_dict(state)  # the state was not written to meanwhile
    assert np.array_equal(state["generator"]["theta"], kept["generator"]["theta"])
    other.step(10)
    assert equal(whole.snapshot(), other.snapshot())


@pytest.mark.parametrize("name", FEATURES)
def test_settings_survive_json(name):
    assert ToySettings.from_json(FEATURES[name].to_json()) == FEATURES[name]


@pytest.mark.long
@pytest.mark.parametrize("name", OBJECTIVES)
def test_each_objective_with_each_penalty_takes_finite_steps(name):
    for penalty in PENALTIES:
        for update in ("alternating", "simultaneous"):
            gan = ToyGAN(TARGET, PRIOR, replace(reg(**{penalty: 1.0}), objective=name))
            gan.configure(update=update)
            before = thetas(gan)
            gan.step(2)
            assert np.isfinite(thetas(gan)).all()
            assert not np.array_equal(before, thetas(gan))


def test_penalties_enter_with_the_weight_that_is_given():
    """One step of SGD against autograd by hand."""
    sgd = Player((4,), "tanh", "sgd", lr=0.1)
    plain, paid = (
        ToyGAN(TARGET, PRIOR, replace(SMALL, discriminator=sgd, regularisation=Regularisation(r1)))
        for r1 in (0.0, 0.7)
    )
    spare = ToyGAN(TARGET, PRIOR, replace(SMALL, discriminator=sgd))._game
    real = torch.from_numpy(spare.sources.x.take(16).T.copy()).requires_grad_()
    network = MLP(spare.discriminator.network)
    (slope,) = torch.autograd.grad(network(real).sum(), real, create_graph=True)
    penalty = slope.square().sum(1).mean()
    parts = torch.autograd.grad(penalty, network.weights, allow_unused=True)
    by_hand = torch.cat(
        [
            (torch.zeros_like(w) if g is None else g).reshape(-1)
            for w, g in zip(network.weights, parts, strict=True)
        ]
    )
    for gan in (plain, paid):
        gan.step_discriminator()
    moved = paid._game.discriminator.network.theta - plain._game.discriminator.network.theta
    assert np.allclose(moved, -0.1 * 0.7 * by_hand, atol=1e-6)


def test_k_0_leaves_d_and_k_g_0_leaves_g_as_they_are():
    for k, k_g, still in ((0, 2, "discriminator"), (3, 0, "generator")):
        for update in ("alternating", "simultaneous"):
            gan = ToyGAN(TARGET, PRIOR, replace(SMALL, k=k, k_g=k_g, update=update))
            before = getattr(gan._game, still).network.theta.copy()
            gan.step(5)
            assert np.array_equal(before, getattr(gan._game, still).network.theta)
    once, twice = (ToyGAN(TARGET, PRIOR, replace(SMALL, k=k, k_g=k)) for k in (1, 2))
    once.step_discriminator(2)
    once.step_generator(2)
    twice.step()
    assert np.array_equal(thetas(once), thetas(twice))


def test_clipping_bounds_the_parameters():
    gan = ToyGAN(TARGET, PRIOR, reg(clip=0.02))
    assert np.abs(gan._game.discriminator.network.theta).max() > 0.02
    for _ in range(5):
        gan.step()
        assert np.abs(gan._game.discriminator.network.theta).max() <= 0.02 + 1e-9
    assert np.abs(gan._game.generator.network.theta).max() > 0.02


def test_instance_noise_has_the_variance_that_is_asked_for():
    gan = ToyGAN(TARGET, PRIOR, replace(reg(instance_noise=0.3), batch=20_000))
    spare = ToyGAN(TARGET, PRIOR, replace(SMALL, batch=20_000))
    real = [real_packs(run) for run in (gan, spare)]
    noise, again = (real[0]() - real[1]() for _ in range(2))
    assert np.abs(noise.mean(1)).max() < 0.01
    assert noise.std(1) == pytest.approx([0.3, 0.3], rel=0.03)
    assert not np.allclose(noise, again)
    gan.configure(regularisation=Regularisation())
    assert np.array_equal(real_packs(gan)(), real[1]())


def real_packs(gan):
    """What D would see next of the data, (pack dim, B)."""
    rounds = Rounds(gan._game)

    def draw():
        rounds._draw_real(place := np.empty_like(rounds._on_fakes.input))
        return place

    return draw


def test_smoothing_moves_the_labels_of_d_only():
    gan = ToyGAN(TARGET, PRIOR, reg(smooth_real=0.1))
    logits = torch.linspace(-3, 3, 7)
    plain = OBJECTIVES["non_saturating"]
    mixed = 0.9 * plain.d_loss(logits, logits) + 0.1 * (
        torch.nn.functional.softplus(logits).mean() + torch.nn.functional.softplus(logits).mean()
    )
    assert gan._game.objective.d_loss(logits, logits).item() == pytest.approx(mixed.item())
    assert gan._game.objective.g_loss(logits) == plain.g_loss(logits)


def test_the_moving_average_is_the_closed_form_and_snapshots_show_it():
    decay = 0.8
    gan = ToyGAN(TARGET, PRIOR, replace(SMALL, ema=decay))
    network = gan._game.generator.network
    steps = [network.theta.astype(float)]
    for _ in range(6):
        gan.step()
        steps.append(network.theta.astype(float))
    expected = decay**6 * steps[0] + (1 - decay) * sum(
        decay ** (6 - i) * steps[i] for i in range(1, 7)
    )
    assert np.allclose(gan._game.average, expected, atol=1e-6)
    z = np.random.default_rng(0).normal(size=(5, 2))
    shown = PointMap(network.double(expected))(z)
    assert np.allclose(gan.generator(z), shown, atol=1e-5)
    plain = ToyGAN(TARGET, PRIOR, SMALL)
    plain.step(6)
    assert np.array_equal(thetas(plain), thetas(gan))  # the game itself does not notice
    gan.configure(ema=0.0)
    assert np.allclose(gan.generator(z), plain.generator(z))


def test_spectral_norm_divides_by_the_largest_singular_value():
    player = replace(D, hidden=(16, 16), spectral_norm=True)
    gan = ToyGAN(TARGET, PRIOR, replace(SMALL, discriminator=player))
    gan.step(200)
    gan.configure(discriminator=replace(player, lr=1e-9))
    gan.step(30)
    network = gan._game.discriminator.network
    matrices = [m[:-1] for m in network.matrices(network.theta) if m.size]
    for norm, matrix in zip(network._spectral, matrices, strict=True):
        largest = np.linalg.svd(matrix)[1][0]
        assert norm._sigma == pytest.approx(largest, rel=2e-3)
        assert np.allclose(norm.seen[:-1], matrix / largest, rtol=2e-3)
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(2, 500, 2))
    d_x, d_y = (np.log(p / (1 - p)) for p in map(gan.discriminator, (x, y)))
    slope = np.abs(d_x - d_y) / np.linalg.norm(x - y, axis=1)
    assert slope.max() <= 1.01  # every layer and every leaky ReLU is 1-Lipschitz


def test_batch_norm_standardises_the_minibatch_and_settles_on_a_large_sample():
    rng = np.random.default_rng(2)
    net = perceptron(Player((6,), "tanh", batch_norm=True), 2, 2).double()
    x = rng.normal(size=(4000, 2)) * 3 + 1
    layer = BatchNormPass(
        np.array([np.ones(6), np.zeros(6)]), np.empty((2, 6)), np.empty((6, 4000))
    )
    layer.x[...] = (x @ rng.normal(size=(2, 6))).T
    layer.forward()
    assert np.abs(layer.y.mean(1)).max() < 1e-9
    assert np.abs(layer.y.var(1) - 1).max() < 1e-4
    at = net.at(4000)
    at.input[...] = x.T
    whole, alone = at.forward().T, PointMap(net, x)
    assert np.allclose(alone(x), whole, atol=1e-12)
    assert np.allclose(alone(x[:1]), whole[:1], atol=1e-12)  # now a map of single points
    gan = ToyGAN(TARGET, PRIOR, FEATURES["batch norm"])
    gan.step(20)
    z = rng.normal(size=(3, 2))
    assert np.allclose(gan.generator(z)[:1], gan.generator(z[:1]), atol=1e-12)
    assert np.allclose(gan.snapshot().fake, gan.generator(gan._latent[:256]), atol=1e-5)


def test_minibatch_features_against_the_paper_s_double_sum():
    rng = np.random.default_rng(3)
    dim = FeaturesPass.DIM
    t, x = rng.normal(size=(4, 3 * dim)), rng.normal(size=(5, 4))
    m = (x @ t).reshape(5, 3, dim)
    expected = np.zeros((5, 3))
    for i in range(5):
        for b in range(3):
            others = [np.exp(-np.abs(m[i, b] - m[j, b]).sum()) for j in range(5) if j != i]
            expected[i, b] = np.mean(others)
    for found in (
        features(t, x),
        with_features(torch.from_numpy(x), torch.from_numpy(t)).numpy(),
    ):
        assert np.allclose(found[:, :4], x)
        assert np.allclose(found[:, 4:], expected, atol=1e-12)
    assert np.allclose(features(t, x[:1])[:, 4:], 0)
    beside = FeaturesPass(t, np.empty_like(t), np.empty((7, 4)))
    beside.x[...] = x[1:].T
    beside.forward()
    alone = beside.at_points(np.empty((7, 1)))
    alone.x[...] = x[:1].T
    alone.forward()
    assert np.allclose(alone.y[4:, 0], expected[0], atol=1e-12)


def features(t, x):
    layer = FeaturesPass(
        t, np.empty_like(t), np.empty((t.shape[1] // FeaturesPass.DIM + 4, len(x)))
    )
    layer.x[...] = x.T
    layer.forward()
    return layer.y.T


@pytest.mark.parametrize("kind", [{"minibatch_features": 3}, {"batch_norm": True}, {}])
def test_slopes_of_single_points_are_differences(kind):
    net = perceptron(Player((5, 4), "tanh", **kind), 2).double()
    rng = np.random.default_rng(5)
    beside, x, slope = rng.normal(size=(9, 2)), rng.normal(size=(7, 2)), rng.normal(size=(7, 1))
    alone, h = PointMap(net, None if net.pointwise else beside), 1e-6
    found = alone.slopes(x, slope)
    for axis, step in enumerate(h * np.eye(2)):
        expected = (alone(x + step) - alone(x - step)) / (2 * h) * slope
        assert np.allclose(found[:, axis], expected[:, 0], atol=1e-8)


def test_real_and_fake_minibatches_do_not_see_each_other():
    net = MLP(perceptron(Player((4,), "tanh", minibatch_features=2), 2))
    real, fake = torch.randn(2, 7, 2, generator=torch.Generator().manual_seed(0)).unbind()
    moved = apart(net, real, fake + 1)
    assert torch.equal(apart(net, real, fake)[0], moved[0])
    assert not torch.allclose(together(net, real, fake)[0], together(net, real, fake + 1)[0])


def test_packs_are_joined_samples_of_one_kind():
    gan = ToyGAN(TARGET, PRIOR, replace(SMALL, pack=3, batch=10))
    assert next(gan._game.discriminator.network.matrices(thetas(gan))).shape == (7, 8)
    stream = ToyGAN(TARGET, PRIOR, SMALL)._game.sources.x
    assert np.array_equal(real_packs(gan)().T, stream.take(30).T.reshape(10, 6))
    gan.step(3)
    s = gan.snapshot()
    assert s.d.shape == (64, 64)
    assert np.isfinite(s.d).all()
    # Without hidden layers a point's logit is affine in it whatever it stands beside.
    flat = perceptron(Player(()), 4)
    samples = np.random.default_rng(1).normal(size=(2, 64, 2))
    look = DiscriminatorMap(flat, 2, lambda: tuple(samples)).points
    x = np.array([[0.0, 0.0], [1.0, 2.0]])
    weights = flat.theta[:2]
    a, b = look(x)
    assert b - a == pytest.approx(x[1] @ weights, rel=1e-5)


def test_maxout_is_the_largest_of_five():
    x = np.random.default_rng(0).normal(size=(10, 3))
    layer = MaxoutPass(np.empty((2, 3)))
    layer.x[...] = x
    layer.forward()
    expected = np.stack([x[0::2].max(0), x[1::2].max(0)])
    assert np.array_equal(layer.y, expected)
    assert np.array_equal(FUNCTIONS["maxout"](torch.from_numpy(x.T)).numpy().T, expected)
    net = perceptron(Player((4,), "maxout"), 2)
    assert next(net.matrices(net.theta)).shape == (3, 4 * MaxoutPass.PIECES)


RULES = {
    "sgd": ("sgd", 0.0),
    "momentum": ("sgd", 0.9),
    "adam": ("adam", 0.0),
    "adam with momentum": ("adam", 0.5),
}


@pytest.mark.parametrize("rule", RULES)
def test_the_formula_of_a_rule_is_the_optimiser_s_own_step(rule):
    name, momentum = RULES[rule]
    rng = np.random.default_rng(4)
    player = Player((5,), "tanh", name, lr=0.03, momentum=momentum, beta2=0.99)
    learner = OptimizedNetwork(TrainedNetwork([player], 2, 1, [rng]), player)
    x = torch.from_numpy(rng.normal(size=(9, 2)).astype(np.float32))

    def loss(critic):
        return critic(x).square().mean()

    for _ in range(4):
        learner.update(learner.gradient_of(loss(learner.network)))
    ahead = learner.unrolled(loss, 3).detach()
    for _ in range(3):
        learner.update(learner.gradient_of(loss(learner.network)))
    assert torch.allclose(ahead, learner.network.theta, atol=2e-6)


@pytest.mark.parametrize("penalties", [{}, {"r1": 0.3, "r2": 0.2, "gradient_penalty": 0.5}])
@pytest.mark.parametrize("rule", RULES)
def test_looking_ahead_against_finite_differences_through_the_inner_loop(rule, penalties):
    name, momentum = RULES[rule]
    player = Player((5,), "tanh", name, lr=0.05, momentum=momentum)
    settings = replace(reg(**penalties), discriminator=player, unroll=4)
    gan = ToyGAN(TARGET, PRIOR, settings)
    gan.step(3)
    sources, game = gan._game.sources, AutogradGame(gan._game)
    rng = np.random.default_rng(6)
    real, z = (torch.from_numpy(rng.normal(size=(12, 2))) for _ in range(2))
    theta_d, theta_g = (
        learner.network.theta.double() for learner in (game.discriminator, game.generator)
    )
    mix = sources.mix.state_dict()

    def loss(theta):
        sources.mix.load_state_dict(mix)  # the same points between real and fake every time
        fake = game.generator.network.with_theta(theta)(z)
        ahead = game.discriminator.unrolled(
            lambda critic: game._d_loss(critic, real, fake)[1], 4, theta_d
        )
        return game._compared(game.discriminator.network.with_theta(ahead), real, fake)

    theta_g.requires_grad_()
    (gradient,) = torch.autograd.grad(loss(theta_g), theta_g)
    direction = torch.from_numpy(rng.normal(size=len(theta_g)))
    h = 1e-5
    up, down = (loss((theta_g + s * h * direction).detach()).item() for s in (1, -1))
    assert (gradient @ direction).item() == pytest.approx((up - down) / (2 * h), rel=1e-4)


def test_looking_ahead_leaves_d_alone_and_matters():
    plain, ahead = (ToyGAN(TARGET, PRIOR, replace(SMALL, unroll=n)) for n in (0, 5))
    before = ahead._game.discriminator.network.theta.copy()
    for gan in (plain, ahead):
        gan.step_generator()
    assert np.array_equal(before, ahead._game.discriminator.network.theta)
    usual, other = (gan._game.generator.network.gradient for gan in (plain, ahead))
    assert np.linalg.norm(usual - other) > 0.05 * np.linalg.norm(usual)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"generator": {"spectral_norm": True}}, r"generator\.spectral_norm .* belongs to D"),
        ({"generator": {"minibatch_features": 2}}, r"generator\.minibatch_features"),
        ({"discriminator": {"batch_norm": True}}, r"discriminator\.batch_norm .* belongs to G"),
        ({"discriminator": {"spectral_norm": 1}}, "spectral_norm = 1 .* True or False"),
        ({"regularisation": {"r1": -1}}, "r1 = -1"),
        ({"regularisation": {"smooth_real": 1}}, "smooth_real = 1"),
        ({"regularisation": {"smooth_real": 0.6, "smooth_fake": 0.5}}, "labels say nothing"),
        ({"pack": 0}, "pack = 0"),
        ({"unroll": -1}, "unroll = -1"),
        ({"unroll": 2, "update": "simultaneous"}, "unroll = 2 .* simultaneous"),
        ({"ema": 1}, "ema = 1"),
        ({"k_g": -1}, "k_g = -1"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, message):
    with pytest.raises(ValueError, match=message):
        ToySettings.from_json(json.dumps(changes))


def test_combinations_that_make_no_sense_are_refused():
    features = replace(D, minibatch_features=2)
    with pytest.raises(ValueError, match=r"minibatch_features = 2 .* gradient penalty"):
        replace(reg(r1=1), discriminator=features)
    with pytest.raises(ValueError, match="without pairs of samples"):
        replace(reg(smooth_real=0.1), objective="relativistic")
    gan = ToyGAN(TARGET, PRIOR, replace(SMALL, discriminator=features))
    with pytest.raises(ValueError, match="gradient penalty"):
        gan.configure(regularisation=Regularisation(r2=1))
    with pytest.raises(ValueError, match=r"minibatch_features = 2 .* unroll"):
        replace(SMALL, unroll=1, discriminator=features)
    with pytest.raises(ValueError, match="pack cannot change"):
        gan.configure(pack=2)


def test_all_that_is_marked_live_changes_during_a_run():
    gan = ToyGAN(TARGET, PRIOR, SMALL)
    gan.step(2)
    everything = Regularisation(0.1, 0.1, 0.1, 0.1, 0.5, 0.1, 0.1, 0.1)
    gan.configure(regularisation=everything, k=2, k_g=2, ema=0.5, unroll=1, batch=8)
    gan.step(2)
    gan.configure(**{f.name: getattr(SMALL, f.name) for f in fields(ToySettings)})
    assert gan.settings == SMALL
    gan.step(2)
    assert gan._game.average is None
    assert gan.path == "explicit"
