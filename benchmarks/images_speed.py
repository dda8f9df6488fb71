"""Steps per second of the paper's MNIST recipe beside a plain eager PyTorch loop of the same game.

Same networks, batch, dropout, update rule and simultaneous updates; the two take turns, so that
whatever else the machine does hits both. Run: python benchmarks/images_speed.py [threads]
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from ganviz.images.gan import ImageGAN
from ganviz.images.recipes import RECIPES

REPETITIONS, STEPS, BATCH = 11, 5, 100


class PlainMaxout(nn.Module):
    """Maxout as it is usually written: pieces of a unit side by side."""

    def __init__(self, n_in: int, units: int, pieces: int) -> None:
        super().__init__()
        self.linear, self.shape = nn.Linear(n_in, units * pieces), (units, pieces)
        nn.init.uniform_(self.linear.weight, -0.005, 0.005)
        nn.init.zeros_(self.linear.bias)

    def forward(self, x: Tensor) -> Tensor:
        """(B, n_in) -> (B, units)."""
        return self.linear(x).view(-1, *self.shape).max(2).values


def plain_loop(images: np.ndarray, device: str = "cpu") -> Callable[[int], None]:
    """nn.Sequential, torch.optim.SGD, BCE with logits, backward(); images stay on the device."""
    generator = nn.Sequential(
        nn.Linear(100, 1200), nn.ReLU(), nn.Linear(1200, 1200), nn.ReLU(), nn.Linear(1200, 784)
    ).to(device)
    for layer in generator:
        if isinstance(layer, nn.Linear):
            nn.init.uniform_(layer.weight, -0.05, 0.05)
            nn.init.zeros_(layer.bias)
    discriminator = nn.Sequential(
        nn.Dropout(0.2),
        PlainMaxout(784, 240, 5),
        nn.Dropout(0.5),
        PlainMaxout(240, 240, 5),
        nn.Dropout(0.5),
        nn.Linear(240, 1),
    ).to(device)
    g_rule = torch.optim.SGD(generator.parameters(), lr=0.1, momentum=0.5)
    d_rule = torch.optim.SGD(discriminator.parameters(), lr=0.1, momentum=0.5)
    data = torch.from_numpy(images).to(device)
    ones, zeros = torch.ones(BATCH, 1, device=device), torch.zeros(BATCH, 1, device=device)
    bce = F.binary_cross_entropy_with_logits

    def steps(n: int) -> None:
        for _ in range(n):
            x = data[torch.randint(len(data), (BATCH,), device=device)].flatten(1) / 255
            z = torch.rand(BATCH, 100, device=device) * (2 * 3**0.5) - 3**0.5
            fake = torch.sigmoid(generator(z))
            d_real, d_fake = discriminator(x), discriminator(fake.detach())
            d_loss = 0.5 * (bce(d_real, ones) + bce(d_fake, zeros))
            g_loss = bce(discriminator(fake), ones)
            g_rule.zero_grad()
            g_loss.backward()
            d_rule.zero_grad()
            d_loss.backward()
            g_rule.step()
            d_rule.step()

    return steps


def main() -> None:
    torch.set_num_threads(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
    images = np.random.default_rng(0).integers(0, 256, (50_000, 28, 28, 1), dtype=np.uint8)
    game = ImageGAN(RECIPES["mnist-zero-bias"], images)

    def ours(n: int) -> None:
        for _ in range(n):
            game.step()

    loops = {"plain eager loop": plain_loop(images), "ganviz": ours}
    times: dict[str, list[float]] = {name: [] for name in loops}
    for repetition in range(REPETITIONS + 1):
        for name, loop in loops.items():
            start = time.perf_counter()
            loop(STEPS)
            if repetition:  # the first one warms up
                times[name].append((time.perf_counter() - start) / STEPS)
    plain, mine = (statistics.median(t) for t in times.values())
    print(f"MNIST recipe, batch {BATCH}, {torch.get_num_threads()} threads, medians, interleaved")
    for name, seconds in times.items():
        s = statistics.median(seconds)
        print(f"{name:18} {s * 1e3:7.2f} ms/step {1 / s:7.1f} steps/s {BATCH / s:8.0f} img/s")
    pairs = zip(times["plain eager loop"], times["ganviz"], strict=True)
    ratios = sorted(p / m for p, m in pairs)
    print(
        f"ratio {plain / mine:.2f} (pairs: {ratios[0]:.2f} to {ratios[-1]:.2f}); goal: at least 1"
    )


if __name__ == "__main__":
    main()
