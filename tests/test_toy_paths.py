"""Both paths play one game: the explicit one against autograd, from one start, with one seed."""

from dataclasses import replace

import numpy as np
import pytest

from ganviz.distributions import Gaussian, Uniform, ring
from ganviz.objectives import OBJECTIVES
from ganviz.toy import ACTIVATIONS, Noise, Player, Regularisation, ToyGAN, ToySettings

TANH = Player((8,), "tanh", momentum=0.5)
SMALL = ToySettings(batch=16, generator=TANH, discriminator=replace(TANH, lr=2e-3))
SGD = Player((8,), "tanh", "sgd", lr=0.02, momentum=0.5)
PENALTIES = ("r1", "r2", "gradient_penalty", "zero_centred")


def regularised(**weights):
    return replace(SMALL, regularisation=Regularisation(**weights))


def with_d(**changes):
    return replace(SMALL, discriminator=replace(SMALL.discriminator, **changes))


GAMES = {
    **{name: replace(SMALL, objective=name) for name in OBJECTIVES},
    **{
        f"{name}, simultaneous": replace(SMALL, objective=name, update="simultaneous", k=2, k_g=2)
        for name in ("minimax", "relativistic")
    },
    **{name: regularised(**{name: 0.1}) for name in PENALTIES},
    "all penalties, simultaneous": replace(
        regularised(**dict.fromkeys(PENALTIES, 0.1)), update="simultaneous", pack=2
    ),
    "sgd": replace(SMALL, generator=SGD, discriminator=SGD),
    "sgd without momentum": replace(
        SMALL, generator=replace(SGD, momentum=0.0), discriminator=replace(SGD, momentum=0.0)
    ),
    "adam without momentum": replace(
        SMALL,
        generator=replace(TANH, momentum=0.0, lr=2e-4),
        discriminator=replace(TANH, momentum=0.0, lr=5e-4),
    ),
    "k": replace(SMALL, k=3, k_g=2),
    "k = 0": replace(SMALL, k=0),
    "clip": regularised(clip=0.1),
    "instance noise": replace(regularised(instance_noise=0.3), pack=3),
    "smoothing": regularised(smooth_real=0.1, smooth_fake=0.05),
    "ema": replace(SMALL, ema=0.9),
    # Biases before the norm do not matter: Adam would follow rounding there.
    "batch norm": replace(SMALL, generator=replace(SGD, batch_norm=True)),
    "spectral norm": with_d(spectral_norm=True),
    "spectral norm, R1": replace(with_d(spectral_norm=True), regularisation=Regularisation(r1=0.1)),
    "minibatch features": with_d(minibatch_features=3, lr=5e-4),
    "no hidden layer": replace(SMALL, generator=Player(()), discriminator=Player(())),
}
PLACES = {"line": (Gaussian(1, 1), Uniform(-1, 1)), "plane": (ring(std=0.1), Noise())}


def both(settings, place="plane"):
    explicit, autograd = (ToyGAN(*PLACES[place], settings) for _ in range(2))
    autograd._game.autograd = True
    assert (explicit.path, autograd.path) == ("explicit", "torch")
    return explicit, autograd


def close(one, other, atol):
    for name in ("generator", "discriminator"):
        a, b = (getattr(gan._game, name).network.theta for gan in (one, other))
        if name == "discriminator" and one.settings.objective == "relativistic":
            a, b = a[:-1], b[:-1]  # the last bias does not matter: Adam follows rounding there
        assert np.allclose(a, b, atol=atol), (name, np.abs(a - b).max())


@pytest.mark.long
@pytest.mark.parametrize("name", GAMES)
def test_two_hundred_rounds_are_those_of_autograd(name):
    for place in PLACES:
        explicit, autograd = both(GAMES[name], place)
        start = explicit._game.discriminator.network.theta.copy()
        explicit.step(5)
        autograd.step(5)
        close(explicit, autograd, 1e-4)
        for gan in (explicit, autograd):
            for _ in range(3):
                gan.step(64)
            gan.step(3)
        close(explicit, autograd, 5e-3)
        a, b = explicit.snapshot(), autograd.snapshot()
        assert (a.d_loss, a.g_loss) == pytest.approx((b.d_loss, b.g_loss), abs=2e-3, nan_ok=True)
        assert a.jsd == pytest.approx(b.jsd, abs=2e-2)
        if explicit.settings.k:
            assert not np.array_equal(start, explicit._game.discriminator.network.theta)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("move", ["descend_d", "descend_g", "descend_both"])
def test_one_move_with_each_activation_has_the_gradient_of_autograd(activation, move):
    player = Player((8, 8), activation, "sgd", lr=0.01)
    made = replace(regularised(r1=0.5, gradient_penalty=0.5), generator=player)
    explicit, autograd = both(replace(made, discriminator=player))
    for gan in (explicit, autograd):
        gan._game.play(move, 1)
    for name in ("generator", "discriminator"):
        a, b = (getattr(gan._game, name).network.gradient for gan in (explicit, autograd))
        assert np.allclose(a, b, rtol=1e-3, atol=2e-6, equal_nan=True)


def test_all_that_can_be_set_but_unrolling_is_explicit():
    for settings in (*GAMES.values(), *(with_d(activation=name) for name in ACTIVATIONS)):
        assert ToyGAN(*PLACES["plane"], settings).path == "explicit"
    assert ToyGAN(*PLACES["plane"], replace(SMALL, unroll=1)).path == "torch"


@pytest.mark.parametrize("name", ["non_saturating", "sgd", "spectral norm", "ema"])
def test_a_run_may_change_its_path_and_go_on(name):
    plain, autograd = both(GAMES[name])
    turning, _ = both(GAMES[name])
    plain.step(20)
    autograd.step(20)
    for n in range(4):
        turning.step(3)
        turning._game.autograd = n % 2 == 0
        turning.step(2)
        turning._game.autograd = False
    close(turning, plain, 2e-4)
    close(turning, autograd, 2e-4)
    again, _ = both(GAMES[name])
    again.load_state_dict(autograd.state_dict())
    again.step(5)
    autograd.step(5)
    close(again, autograd, 2e-4)


def test_unrolling_can_be_switched_on_and_off():
    gan, spare = both(SMALL)
    gan.step(5)
    gan.configure(unroll=2)
    assert gan.path == "torch"
    gan.step(2)
    gan.configure(unroll=0)
    gan.step(5)
    spare.step(5)
    spare.configure(unroll=2)
    spare.step(2)
    spare.configure(unroll=0)
    spare.step(5)
    close(gan, spare, 1e-4)
    assert np.isfinite(gan.snapshot().d_loss)
