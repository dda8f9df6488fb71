"""Rounds per second of toy GANs, beside a plain PyTorch loop that takes turns with them.

In the plane: 2-H-H networks, batch 128, Adam, with and without penalties, one run and members of an
ensemble; on the line the engine's defaults; then what can be switched on. Everything on one thread,
in one process; two in the end. Run: python benchmarks/toy_rounds.py [another.py]

With --check it only asks that two of the ratios are half of what was measured, as CI does.

Another file that has ``Game(width, penalty=...).round``, an engine without a package around it, is
timed beside them.
"""

import importlib.util
import itertools
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import torch
from torch import nn

from ganviz import penalties
from ganviz.distributions import Uniform, named, ring
from ganviz.toy import (
    PLANE_DEFAULTS,
    Ensemble,
    NetworkSettings,
    Noise,
    Regularisation,
    ToyGAN,
    ToySettings,
)
from ganviz.toy.threads import one_thread

REPETITIONS, ROUNDS, WIDTHS = 7, 128, (16, 32, 64)
ACTIVATIONS = {"tanh": nn.Tanh, "leaky_relu": nn.LeakyReLU, "relu": nn.ReLU}
Play = Callable[[int], object]
Draw = Callable[[int], torch.Tensor]

PENALTIES = {"": ("", 0.0), "R1": ("r1", 0.5), "WGAN-GP": ("gradient_penalty", 1.0)}
MODES = torch.tensor(ring().means).float()


def network(sizes: tuple[int, ...], activation: str) -> nn.Sequential:
    layers: list[nn.Module] = []
    for a, b in itertools.pairwise(sizes):
        layers += [nn.Linear(a, b), ACTIVATIONS[activation]()]
    return nn.Sequential(*layers[:-1])


def plain_loop(settings: ToySettings, dim: int, prior: Draw, target: Draw) -> Play:
    """The loop of a tutorial: nn.Sequential, torch.optim, BCE with logits, loss.backward()."""
    players = settings.generator, settings.discriminator
    G, D = (
        network((dim, *player.hidden, outputs), player.activation)
        for player, outputs in zip(players, (dim, 1), strict=True)
    )
    optimizer_g, optimizer_d = (
        torch.optim.Adam(net.parameters(), lr=player.lr, betas=(player.momentum, player.beta2))
        for net, player in zip((G, D), players, strict=True)
    )
    batch, bce, r = settings.batch, nn.BCEWithLogitsLoss(), settings.regularisation
    ones, zeros = torch.ones(batch, 1), torch.zeros(batch, 1)

    def play(rounds: int) -> None:
        for _ in range(rounds):
            optimizer_d.zero_grad()
            real, fake = target(batch), G(prior(batch)).detach()
            d_loss = bce(D(real), ones) + bce(D(fake), zeros)
            if r.r1:
                d_loss = d_loss + r.r1 * penalties.r1(D, real, fake)
            if weight := r.gradient_penalty:
                share = torch.rand(batch)
                d_loss = d_loss + weight * penalties.gradient_penalty(D, real, fake, share)
            d_loss.backward()
            optimizer_d.step()
            optimizer_g.zero_grad()
            g_loss = bce(D(G(prior(batch))), ones)
            g_loss.backward()
            optimizer_g.step()

    return play


def on_ring(n: int) -> torch.Tensor:
    return MODES[torch.randint(len(MODES), (n,))] + ring().std * torch.randn(n, 2)


def two_modes(n: int) -> torch.Tensor:
    sign = torch.randint(0, 2, (n, 1)) * 2.0 - 1
    return 1.5 * sign + 0.5 * torch.randn(n, 1)


def seconds(play: Play, rounds: int = ROUNDS) -> float:
    start = time.perf_counter()
    play(rounds)
    return time.perf_counter() - start


def rates(plays: dict[str, tuple[Play, int]]) -> dict[str, float]:
    """Rounds a second of each, members counted each, from medians of runs that take turns."""
    for play, _ in plays.values():
        seconds(play)
    times = [[seconds(play) for play, _ in plays.values()] for _ in range(REPETITIONS)]
    medians = map(statistics.median, zip(*times, strict=True))
    members = [many for _, many in plays.values()]
    return {name: many * ROUNDS / t for name, many, t in zip(plays, members, medians, strict=True)}


def wide(width: int, penalty: str) -> ToySettings:
    """2-H-H networks with ReLU and Adam, with one of `PENALTIES`."""
    player = NetworkSettings((width, width), "relu", lr=1e-3, momentum=0.5)
    name, weight = PENALTIES[penalty]
    paid = Regularisation(**({name: weight} if name else {}))
    return ToySettings(generator=player, discriminator=player, regularisation=paid)


def members(settings: ToySettings, many: int) -> Ensemble:
    return Ensemble(ring(), Noise(), [replace(settings, seed=seed) for seed in range(many)])


def operations(width: int, batch: int = 128) -> float:
    """Floating-point operations of a round: products of matrices, without penalties."""
    first, inner, last_g, last_d = (2 * width * n * batch for n in (2, width, 2, 1))
    g, d = first + inner + last_g, first + inner + last_d
    return 2 * g + 2 * d + 2 * (2 * d - first) + d + d + 2 * g - first


def speed_of_products(width: int = 64, columns: int = 256) -> float:
    """Operations a second of the product that a layer is."""
    a, b = np.ones((width, width + 1), np.float32), np.ones((width + 1, columns), np.float32)
    out = np.empty((width, columns), np.float32)

    def play(n: int) -> None:
        for _ in range(n):
            np.matmul(a, b, out=out)

    times = [seconds(play, 200) for _ in range(REPETITIONS)]
    return 200 * 2 * width * (width + 1) * columns / statistics.median(times)


def widths(other: str | None) -> None:
    print(f"{speed_of_products() / 1e9:.0f} GFLOP/s in products of 64 x 65 and 65 x 256")
    print("in the plane, batch 128, rounds/s, and times those of the plain loop")
    for penalty in PENALTIES:
        for width in WIDTHS:
            settings = wide(width, penalty)
            plays: dict[str, tuple[Play, int]] = {
                "plain": (plain_loop(settings, 2, lambda n: torch.randn(n, 2), on_ring), 1),
                "one run": (ToyGAN(ring(), Noise(), settings).step, 1),
                "each of 8": (members(settings, 8).step, 8),
            }
            if other:
                plays["other"] = (other_engine(other, width, penalty), 1)
            found = rates(plays)
            share = operations(width) * found["one run"] / speed_of_products()
            parts = [f"{n} {r:6.0f} ({r / found['plain']:4.1f})" for n, r in found.items()]
            bound = "" if penalty else f"  {share:.0%} of the bound by products"
            print(f"{penalty or 'no penalty':10} {width:3}  {'  '.join(parts)}{bound}", flush=True)


def other_engine(path: str, width: int, penalty: str) -> Play:
    spec = importlib.util.spec_from_file_location("other", path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(module := importlib.util.module_from_spec(spec))
    asked = {"": None, "R1": ("r1", 1.0), "WGAN-GP": ("wgan-gp", 1.0)}[penalty]
    play_round = module.Game(width, penalty=asked).round

    def play(rounds: int) -> None:
        with np.errstate(all="ignore"):
            for _ in range(rounds):
                play_round()

    return one_thread()(play)


def many_members(many: int = 64, processes: int = 2) -> None:
    """All seeds of one game, in blocks, a process a core."""
    print(f"{many} members in {processes} processes, rounds/s of all, times the plain loop's")
    with ProcessPoolExecutor(processes) as pool:
        for width in WIDTHS:
            settings = wide(width, "")
            plain = plain_loop(settings, 2, lambda n: torch.randn(n, 2), on_ring)
            alone = ROUNDS / statistics.median(seconds(plain) for _ in range(REPETITIONS))
            share = many // processes
            start = time.perf_counter()
            list(pool.map(played, [width] * processes, [share] * processes, [0] * processes))
            built = time.perf_counter() - start
            start = time.perf_counter()
            list(pool.map(played, [width] * processes, [share] * processes, [ROUNDS] * processes))
            rate = many * ROUNDS / (time.perf_counter() - start - built)
            print(f"{width:3} {rate:8.0f} {rate / alone:6.1f}", flush=True)


def played(width: int, many: int, rounds: int) -> None:
    runs = members(wide(width, ""), many)
    if rounds:
        runs.step(rounds)


def gan_lab(optimizer: str) -> ToySettings:
    """G with one hidden layer of 14, D with one of 16, batch 150, as GAN Lab begins."""
    return ToySettings(
        batch=150,
        generator=NetworkSettings((14,), "relu", optimizer, lr=0.01),
        discriminator=NetworkSettings((16,), "relu", optimizer, lr=0.01),
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


def line() -> float:
    """Times the plain loop, with the defaults on the line."""
    settings = ToySettings()
    gan = ToyGAN(named("two_modes"), Uniform(-1, 1), settings)
    plain = plain_loop(settings, 1, lambda n: torch.rand(n, 1) * 2 - 1, two_modes)
    found = rates({"plain": (plain, 1), "ToyGAN.step": (gan.step, 1)})
    looks = statistics.median(seconds_of_snapshot(gan) for _ in range(50))
    ratio = found["ToyGAN.step"] / found["plain"]
    print(f"\non the line, the defaults: {found['ToyGAN.step']:.0f} rounds/s, ", end="")
    print(
        f"{ratio:.1f} times the plain loop's {found['plain']:.0f}; {1e3 * looks:.2f} ms a snapshot"
    )
    return ratio


def check() -> None:
    """Times the plain loop: 9.5 in the plane at width 32, 10.5 on the line, on two x86 cores."""
    settings = wide(32, "")
    plain = plain_loop(settings, 2, lambda n: torch.randn(n, 2), on_ring)
    runs = {"plain": (plain, 1), "one run": (ToyGAN(ring(), Noise(), settings).step, 1)}
    found = rates(runs)
    ratios = {
        "in the plane": (found["one run"] / found["plain"], 9.5),
        "on the line": (line(), 10.5),
    }
    for where, (ratio, measured) in ratios.items():
        print(f"{where} {ratio:.1f} times the plain loop, {measured} when it was measured")
    if any(ratio < measured / 2 for ratio, measured in ratios.values()):
        sys.exit("toy GANs have become slow")


def seconds_of_snapshot(gan: ToyGAN) -> float:
    start = time.perf_counter()
    gan.snapshot()
    return time.perf_counter() - start


def main() -> None:
    torch.set_num_threads(1)
    torch.manual_seed(0)
    if "--check" in sys.argv:
        check()
        return
    widths(sys.argv[1] if sys.argv[1:] else None)
    many_members()
    line()
    plane()


if __name__ == "__main__":
    main()
