"""Recipes: the released hyper-parameters, their JSON, overrides, and one step of each."""

import dataclasses
import tracemalloc

import numpy as np
import pytest
import torch
from torch import nn

from ganviz.images import RECIPES, Recipe, gan
from ganviz.images.gan import STATS, ImageGAN
from ganviz.images.networks import Dense, Stack
from ganviz.images.optimizers import Adam
from ganviz.images.recipes import recipe
from ganviz.objectives import OBJECTIVES
from ganviz.settings import difference, look_up

SHAPES = {
    "digits": (8, 8, 1),
    "mnist": (28, 28, 1),
    "tfd": (48, 48, 1),
    "cifar10": (32, 32, 3),
    "": (64, 64, 3),
}


def pixels(settings, n=12):
    rng = np.random.default_rng(0)
    return rng.integers(0, 256, (n, *SHAPES[settings.data]), dtype=np.uint8)


@pytest.fixture(params=RECIPES.values(), ids=lambda r: r.name)
def each(request):
    return request.param


def test_json_round_trip(each):
    assert Recipe.from_json(each.to_json()) == each


def test_a_recipe_is_frozen(each):
    with pytest.raises(dataclasses.FrozenInstanceError):
        each.lr = 1.0


@pytest.mark.long
def test_one_step_moves_both_players(each):
    torch.manual_seed(0)
    game = ImageGAN(each.but(batch=4), pixels(each))
    before = [[p.detach().clone() for p in x.theta] for x in (game.generator, game.discriminator)]
    game.step()
    for old, player in zip(before, (game.generator, game.discriminator), strict=True):
        assert any(not torch.equal(a, b) for a, b in zip(old, player.theta, strict=True))
    *stats, count = game.sums.tolist()
    assert count == 1
    assert np.isfinite(stats).all()
    named = dict(zip(STATS, stats, strict=True))
    assert 0 < named["d_real"] < 1
    assert 0 < named["d_fake"] < 1
    images = game.sample(game.z(3))
    assert images.shape == (3, *SHAPES[each.data])
    assert torch.isfinite(images).all()


# What was released


@pytest.mark.parametrize(
    ("name", "batch", "lr", "z", "generator", "discriminator"),
    [
        ("mnist", 100, 0.1, "uniform", [1200, 1200, 784], [(240, 5), (240, 5), 1]),
        ("tfd-pretrain", 100, 0.05, "gaussian", [8000, 8000, 2304], [(1200, 5), (1200, 5), 1]),
        ("tfd", 100, 0.05, "gaussian", [8000, 100, 8000, 8000, 2304], [(1200, 5), (1200, 5), 1]),
        ("cifar10-fc", 100, 0.025, "gaussian", [8000, 8000, 3072], [(1600, 5), (1600, 5), 1]),
    ],
)
def test_released_settings(name, batch, lr, z, generator, discriminator):
    r = RECIPES[name]
    assert (r.batch, r.lr, r.z, r.z_dim) == (batch, lr, z, 100)
    assert [layer.units for layer in r.generator.layers] == generator
    shown = [
        (x.units, x.pieces) if hasattr(x, "pieces") else x.units for x in r.discriminator.layers
    ]
    assert shown == discriminator
    assert (r.discriminator.keep_input, r.discriminator.keep_hidden) == (0.8, 0.5)
    assert (r.generator.keep_input, r.generator.keep_hidden) == (1, 1)
    assert {layer.init for layer in r.discriminator.layers} == {0.005}
    assert (r.objective, r.update, r.k, r.d_weight) == ("non_saturating", "simultaneous", 1, 0.5)
    capped = 1.9365 if name.startswith("tfd") else 0
    assert r.generator.max_norm == r.discriminator.max_norm == capped


def test_released_cifar10_conv():
    r = RECIPES["cifar10-conv"]
    assert (r.batch, r.lr, r.preprocess) == (128, 0.004, "gcn")
    convolutions = r.discriminator.layers[:3]
    shown = [(c.channels, c.kernel, c.padding, c.pool, c.stride, c.pieces) for c in convolutions]
    assert shown == [(32, 8, 4, 4, 2, 2), (32, 8, 3, 4, 2, 2), (192, 5, 3, 2, 2, 2)]
    deconv = r.generator.layers[-1]
    assert (deconv.maps, deconv.channels, deconv.kernel, deconv.stride) == (80, 3, 5, 3)


def test_mnist_starts_at_the_mean_image_and_its_variant_at_grey():
    images = pixels(RECIPES["mnist"], 100)
    mean = torch.from_numpy(images / 255).mean(0)
    released = ImageGAN(RECIPES["mnist"].but(batch=4), images)
    variant = ImageGAN(RECIPES["mnist-zero-bias"].but(batch=4), images)
    assert (
        released.generator.network.layers[2][1].bias.sigmoid() - mean.flatten()
    ).abs().max() < 1e-5
    assert variant.generator.network.layers[2][1].bias.abs().max() == 0


# One round against autograd on a copy


def test_simultaneous_round_is_both_gradients_at_the_same_point():
    """Against plain modules and plain autograd, with the run's own random numbers replayed."""
    settings = RECIPES["mnist-zero-bias"].but(batch=6)
    images = pixels(settings)
    game, twin = ImageGAN(settings, images), ImageGAN(settings, images)
    game.step()
    x = twin.images[twin.draws.order(12, 0)[:6]].float() / 255
    g, d = twin.generator, twin.discriminator
    real = d.network(x)
    fake = d.network(g.network(twin.z()))
    bce = nn.functional.binary_cross_entropy_with_logits
    ones, zeros = torch.ones(6), torch.zeros(6)
    d_loss = 0.5 * (bce(real, ones) + bce(fake, zeros))
    d_grads = torch.autograd.grad(d_loss, d.theta, retain_graph=True)
    g_grads = torch.autograd.grad(bce(fake, ones), g.theta)
    for player, mine, grads in ((g, game.generator, g_grads), (d, game.discriminator, d_grads)):
        for old, new, grad in zip(player.theta, mine.theta, grads, strict=True):
            torch.testing.assert_close(new, old - 0.1 * grad, rtol=1e-4, atol=1e-7)
    assert game.sums[0].item() == pytest.approx(d_loss.item(), rel=1e-5)


def test_alternating_takes_k_minibatches_of_d_for_one_of_g():
    settings = RECIPES["digits"].but(batch=3, k=2, update="alternating")
    game = ImageGAN(settings, pixels(settings))
    assert game.steps_per_epoch == 2
    game.step()
    seen = game.chosen.flatten().tolist()
    game.step()
    seen += game.chosen.flatten().tolist()
    assert sorted(seen) == list(range(12))
    assert game.epoch == 1


@pytest.mark.long
@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize("update", ["alternating", "simultaneous"])
def test_every_objective_plays_a_round(objective, update):
    settings = RECIPES["digits"].but(batch=4, objective=objective, update=update)
    game = ImageGAN(settings, pixels(settings))
    start = [p.detach().clone() for p in game.generator.theta]
    game.step()
    assert np.isfinite(game.sums.tolist()).all()
    moved = zip(start, game.generator.theta, strict=True)
    assert any(not torch.equal(old, new) for old, new in moved)


def test_columns_stay_capped_while_training():
    settings = RECIPES["tfd-pretrain"].but(
        batch=4,
        lr=50.0,
        generator=Stack((Dense(16, "relu"), Dense(2304, "sigmoid", sparse=100)), max_norm=1.9365),
    )
    game = ImageGAN(settings, pixels(settings))
    game.step()
    for player in (game.generator, game.discriminator):
        norms = [p.norm(dim=1).max().item() for p in player.theta if p.ndim == 2]
        assert max(norms) <= 1.9365 * (1 + 1e-5)
    assert max(p.norm(dim=1).max().item() for p in game.generator.theta if p.ndim == 2) > 1.93


def test_averaged_weights_follow_slowly():
    settings = RECIPES["digits"].but(batch=4, ema=0.9)
    game = ImageGAN(settings, pixels(settings))
    start = [p.clone() for p in game.average.parameters()]
    game.step()
    now = zip(start, game.generator.theta, game.average.parameters(), strict=True)
    for old, live, kept in now:
        torch.testing.assert_close(kept, old + 0.1 * (live - old))


# Overrides


def test_overrides_are_read_by_the_type_of_the_field():
    r = RECIPES["mnist"].override(
        [
            "lr=1",
            "epochs=3",
            "objective=minimax",
            "optimizer.final=0.9",
            "generator.layers.1.units=7",
        ]
    )
    assert (r.lr, r.epochs, r.objective) == (1.0, 3, "minimax")
    assert isinstance(r.lr, float)
    assert r.optimizer.final == 0.9
    assert [layer.units for layer in r.generator.layers] == [1200, 7, 784]
    assert RECIPES["mnist"].lr == 0.1


@pytest.mark.parametrize(
    ("text", "path", "value"),
    [
        ("lr=.001", "lr", 0.001),
        ("lr=+0.1", "lr", 0.1),
        ("epochs = 3", "epochs", 3),
        ("generator.layers.0.batch_norm=True", "generator.layers.0.batch_norm", True),
        ("generator.layers.0.batch_norm=true", "generator.layers.0.batch_norm", True),
        ("saturate=9", "optimizer.saturate", 9),
        ("optimizer=adam", "optimizer", Adam()),
        ('optimizer={"kind": "Adam", "beta1": 0}', "optimizer", Adam(beta1=0.0)),
        ('generator.layers.2={"kind": "Dense", "units": 784}', "generator.layers.2", Dense(784)),
        ("data=7", "data", "7"),
        ("note=a = b", "note", "a = b"),
    ],
)
def test_what_a_command_line_may_say(text, path, value):
    changed = RECIPES["mnist"].override([text])
    assert look_up(changed, path) == value
    assert type(look_up(changed, path)) is type(value)
    assert Recipe.from_json(changed.to_json()) == changed
    assert set(difference(RECIPES["mnist"], changed)) <= {path, "generator.layers.2.activation",
        "generator.layers.2.marginals"}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ("lrr=1", "changes = 'lrr'.*did you mean 'lr'"),
        ("optimizer.finall=1", "change of optimizer = 'finall'.*did you mean 'final'"),
        ("generator.layers.9.units=3", "change of generator.layers = '9'.*one of 0, 1, 2"),
        ("lr=fast", "lr = 'fast'.*a finite number"),
        ("lr=-1", "lr = -1 .*> 0"),
        ("batch=2.5", "batch = 2.5.*a whole number"),
        ("batch=true", "batch = 'true'.*a whole number"),
        ("objective=minmax", "did you mean 'minimax'"),
        ("generator=3", "generator = 3"),
        ("lr", "written as field=value"),
        ("k=2", "k = 2.*simultaneous"),
        ("lr.x=3", "changes = 'lr.x'.*it has no fields"),
        ("generator.layers.0.units.x=3", "'generator.layers.0.units.x'.*it has no fields"),
        ('optimizer={"lr":1}', "optimizer.kind = None.*one of Momentum, Adam"),
        ('generator={"kind":"Adam"}', "generator.kind = 'Adam'.*Stack"),
        ('generator={"kind":"Stack"}', "generator = {}.*with its layers"),
        ('generator.layers=[{"units":5}]', r"layers\[0\].kind = None.*Dense"),
        ('generator.layers=[{"kind":"Dense"}]', r"layers\[0\] = {}.*with its units"),
        ('lr={"kind":"Adam"}', "lr = .*Adam.*a finite number"),
        ("generator.layers.0.units=-1", "units = -1"),
        ("discriminator.layers.0.units=-1", "units = -1"),
        ("discriminator.layers.0.pieces=0", "pieces = 0"),
        (
            'discriminator.layers=[{"kind":"MaxoutConvolution","channels":2,"kernel":3,'
            '"padding":-1,"pool":2}]',
            "padding = -1",
        ),
        (
            'generator.layers=[{"kind":"Deconvolution","maps":0,"channels":2,"kernel":3,"stride":1}]',
            "maps = 0",
        ),
    ],
)
def test_wrong_overrides_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        RECIPES["mnist"].override([change])


def test_wrong_names_and_json_are_refused():
    with pytest.raises(ValueError, match="did you mean 'mnist'"):
        recipe("minst")
    with pytest.raises(ValueError, match="a JSON object"):
        Recipe.from_json("{")
    text = RECIPES["mnist"].to_json().replace('"epochs"', '"epoch"')
    with pytest.raises(ValueError, match="did you mean 'epochs'"):
        Recipe.from_json(text)
    with pytest.raises(ValueError, match=r"kind = 'Dens'.*did you mean 'Dense'"):
        Recipe.from_json(RECIPES["mnist"].to_json().replace('"Dense"', '"Dens"', 1))


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match=r"batch = 100.*at most the 12 images"):
        ImageGAN(RECIPES["mnist"], pixels(RECIPES["mnist"]))


def test_minibatches_of_k_updates_that_exceed_the_data_are_named_as_such():
    settings = RECIPES["digits"].but(batch=3, k=5, update="alternating")
    with pytest.raises(ValueError, match=r"batch \* k = 15.*at most the 12 images"):
        ImageGAN(settings, pixels(settings))


def test_the_mean_image_is_made_in_little_memory_and_only_when_asked_for(monkeypatch):
    images = torch.from_numpy(pixels(RECIPES["mnist"], 4000)).permute(0, 3, 1, 2).contiguous()
    tracemalloc.start()
    mean = gan.mean_image(images)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < images.numel() / 10
    assert torch.equal(mean, images.double().mean(0) / 255)

    def refuse(_):
        raise AssertionError("nobody needs it")

    monkeypatch.setattr(gan, "mean_image", refuse)
    ImageGAN(RECIPES["mnist-zero-bias"].but(batch=4), pixels(RECIPES["mnist"]))
