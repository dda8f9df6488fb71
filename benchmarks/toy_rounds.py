"""Rounds per second of ToyGAN.step: beside a plain PyTorch loop on the line, and in the plane.

On the line: same networks, batch, optimiser and target, one thread; the two take turns, so that
whatever else the machine does hits both. In the plane: GAN Lab's default networks, and the
engine's own defaults with what can be switched on. Run: python benchmarks/toy_rounds.py
"""

import itertools
import statistics
import time
from collections.abc import Callable
from dataclasses import replace

import torch
from torch import nn

from ganviz.distributions import Uniform, named, ring
from ganviz.toy import PLANE_DEFAULTS, Noise, Player, Regularisation, ToyGAN, ToySettings

REPETITIONS, ROUNDS = 9, 300
ACTIVATIONS = {"tanh": nn.Tanh, "leaky_relu": nn.LeakyReLU}


def plain_loop(player_g: Player, player_d: Player, batch: int) -> Callable[[int], None]:
    """The loop of a tutorial: nn.Sequential, torch.optim, BCE with logits, loss.backward()."""

    def network(player: Player) -> nn.Sequential:
        sizes = (1, *player.hidden)
        layers = [
            layer
            for a, b in itertools.pairwise(sizes)
            for layer in (nn.Linear(a, b), ACTIVATIONS[player.activation]())
        ]
        return nn.Sequential(*layers, nn.Linear(sizes[-1], 1))

    def optimizer(player: Player, net: nn.Module) -> torch.optim.Adam:
        betas = player.momentum, player.beta2
        return torch.optim.Adam(net.parameters(), lr=player.lr, betas=betas)

    G, D = network(player_g), network(player_d)
    optimizer_g, optimizer_d = optimizer(player_g, G), optimizer(player_d, D)
    bce = nn.BCEWithLogitsLoss()
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    def prior() -> torch.Tensor:
        return torch.rand(batch, 1) * 2 - 1

    def target() -> torch.Tensor:
        sign = torch.randint(0, 2, (batch, 1)) * 2.0 - 1
        return 1.5 * sign + 0.5 * torch.randn(batch, 1)

    def play(rounds: int) -> None:
        for _ in range(rounds):
            optimizer_d.zero_grad()
            d_loss = bce(D(target()), ones) + bce(D(G(prior()).detach()), zeros)
            d_loss.backward()
            optimizer_d.step()
            optimizer_g.zero_grad()
            g_loss = bce(D(G(prior())), ones)
            g_loss.backward()
            optimizer_g.step()

    return play


def seconds(play: Callable[[int], None], rounds: int = ROUNDS) -> float:
    start = time.perf_counter()
    play(rounds)
    return time.perf_counter() - start


def gan_lab(optimizer: str) -> ToySettings:
    """G with one hidden layer of 14, D with one of 16, batch 150, as GAN Lab begins."""
    return ToySettings(
        batch=150,
        generator=Player((14,), "relu", optimizer, lr=0.01),
        discriminator=Player((16,), "relu", optimizer, lr=0.01),
    )


D = PLANE_DEFAULTS.discriminator
PLANE = {
    "GAN Lab's networks, SGD": gan_lab("sgd"),
    "GAN Lab's networks, Adam": gan_lab("adam"),
    "PLANE_DEFAULTS": PLANE_DEFAULTS,
    "  R1": replace(PLANE_DEFAULTS, regularisation=Regularisation(r1=0.1)),
    "  WGAN-GP": replace(
        PLANE_DEFAULTS, objective="wasserstein", regularisation=Regularisation(gradient_penalty=1)
    ),
    "  spectral norm": replace(PLANE_DEFAULTS, discriminator=replace(D, spectral_norm=True)),
    "  pack of 2": replace(PLANE_DEFAULTS, pack=2),
    "  8 minibatch features": replace(
        PLANE_DEFAULTS, discriminator=replace(D, minibatch_features=8)
    ),
    "  looking 5 steps ahead": replace(PLANE_DEFAULTS, unroll=5),
}


def plane() -> None:
    print("\nin the plane, ring with std .1, z of N(0, I_2), rounds/s and ms per snapshot")
    for name, settings in PLANE.items():
        gan = ToyGAN(ring(std=0.1), Noise("gaussian", 2), settings)
        gan.step(50)
        rate = 100 / statistics.median(seconds(gan.step, 100) for _ in range(REPETITIONS))
        looks = statistics.median(seconds_of_snapshot(gan) for _ in range(2 * REPETITIONS))
        print(f"{name:26s} {rate:7.0f} {1e3 * looks:7.1f}")


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    line()
    plane()


def line() -> None:
    settings = ToySettings()
    gan = ToyGAN(named("two_modes"), Uniform(-1, 1), settings)
    plain = plain_loop(settings.generator, settings.discriminator, settings.batch)
    for warm_up in (gan.step, plain):
        seconds(warm_up)
    times = [(seconds(gan.step), seconds(plain)) for _ in range(REPETITIONS)]
    ours, theirs = (ROUNDS / statistics.median(column) for column in zip(*times, strict=True))
    looks = [seconds_of_snapshot(gan) for _ in range(50)]
    print(f"networks G {settings.generator.hidden}, D {settings.discriminator.hidden}, ", end="")
    print(f"batch {settings.batch}, k = 1, {REPETITIONS} x {ROUNDS} rounds in turn, 1 thread")
    print(f"ToyGAN.step         {ours:7.0f} rounds/s")
    print(f"plain PyTorch loop  {theirs:7.0f} rounds/s")
    print(f"ratio               {ours / theirs:7.2f}")
    print(f"ToyGAN.snapshot     {1e3 * statistics.median(looks):7.2f} ms")


def seconds_of_snapshot(gan: ToyGAN) -> float:
    start = time.perf_counter()
    gan.snapshot()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
