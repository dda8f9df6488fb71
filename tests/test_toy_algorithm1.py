"""The fast engine is held to the paper's Algorithm 1, written out in `ganviz.toy.algorithm1`."""

import inspect

import numpy as np
import pytest
import torch

from ganviz.distributions import Uniform, named
from ganviz.toy import Noise, ToyGAN, ToySettings, algorithm1
from ganviz.toy.settings import NetworkSettings

ROUNDS = 200
GAMES = {
    "on the line": (named("two_modes"), Uniform(-1, 1)),
    "in the plane": (named("soft_ring"), Noise("gaussian", 2)),
}


def turned(parameter):
    """A matrix transposed, a bias as it is."""
    return parameter.mT if parameter.ndim == 2 else parameter


def flat(module):
    """The parameters in the engine's order: each matrix as (fan_in, fan_out), then its bias."""
    return torch.cat([turned(p.detach()).reshape(-1) for p in module.parameters()])


def begin_like(module, theta):
    """Give a module the parameters of one of the engine's networks."""
    parts = torch.from_numpy(theta).split([p.numel() for p in module.parameters()])
    with torch.no_grad():
        for p, part in zip(module.parameters(), parts, strict=True):
            p.copy_(turned(part.view(turned(p).shape)))


@pytest.mark.long
@pytest.mark.parametrize("saturating", [False, True], ids=["non-saturating", "minimax"])
@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("where", GAMES)
def test_the_engine_plays_algorithm_1(where, k, saturating):
    p_data, p_z = GAMES[where]
    settings = ToySettings(
        objective="minimax" if saturating else "non_saturating",
        k=k,
        generator=NetworkSettings(activation="tanh", lr=5e-4),
        discriminator=NetworkSettings(activation="tanh", lr=5e-3),
    )
    gan, draws = (ToyGAN(p_data, p_z, settings) for _ in range(2))
    G = algorithm1.perceptron(p_z.dim, p_data.dim)
    D = algorithm1.perceptron(p_data.dim, 1)
    begin_like(G, gan._game.generator.network.theta)
    begin_like(D, gan._game.discriminator.network.theta)
    start = flat(G), flat(D)

    gan.step(ROUNDS)
    sources = draws._game.sources  # another run with the same seed, of which only the draws count

    def taking(stream):
        return lambda n: torch.from_numpy(stream.take(n).T.copy())

    draw = taking(sources.x), taking(sources.z)
    algorithm1.algorithm1(G, D, *draw, ROUNDS, k=k, m=128, saturating=saturating)

    players = gan._game.generator, gan._game.discriminator
    for module, player, before in zip((G, D), players, start, strict=True):
        moved = (flat(module) - before).abs().max()
        error = np.abs(flat(module).numpy() - player.network.theta).max()
        assert error < 1e-4 * moved  # float32 sums in two orders, over 200 rounds


def test_it_is_short_enough_to_be_read():
    code = inspect.getsource(algorithm1)
    assert len(code.splitlines()) <= 100
    assert "ganviz" not in code.split('"""', 2)[2]  # plain torch, nothing of the package
