"""Parzen-window log-likelihood beside a direct port of the broadcast formula, on the same cores.

10,000 samples x 10,000 test images x 784 pixels x 10 widths, for MNIST where it is at hand (in
GANVIZ_DATA or ../shared/data), else for random images, which cost the same. The port is timed on
a few images and one width, and extrapolated linearly. Run: python benchmarks/parzen.py

With --table1: the paper's rows beside sets of "samples" that no generator made (needs MNIST).
"""

import argparse
import math
import os
import resource
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from scipy.special import logsumexp

from ganviz import metrics
from ganviz.images.data import load

N, PORT_IMAGES, CHECK_IMAGES, REPETITIONS = 10_000, 20, 50, 3


def mnist() -> dict[str, np.ndarray] | None:
    """The images of every split in [0, 1], float32 (n, 28, 28, 1), if they are on this machine."""
    root = Path(os.environ.get("GANVIZ_DATA", "../shared/data"))
    if not (root / "mnist").is_dir():
        return None
    splits = ("train", "validation", "test")
    return {s: load("mnist", s, root=root).images / np.float32(255) for s in splits}


def broadcast_port(x: torch.Tensor, mu: torch.Tensor, sigma: float) -> torch.Tensor:
    """The authors' parzen_ll.py, line by line: float32, minibatches of 10 test images."""
    nlls = []
    for batch in x.split(10):
        a = (batch[:, None, :] - mu[None, :, :]) / sigma
        e = -0.5 * (a**2).sum(2)
        top = e.amax(1)
        nlls.append(top + (e - top[:, None]).exp().mean(1).log())
    return torch.cat(nlls) - mu.shape[1] * math.log(sigma * math.sqrt(2 * math.pi))


def brute_force(samples: np.ndarray, data: np.ndarray, sigma: float) -> np.ndarray:
    """Differences, squares and sums in float64, one test image at a time."""
    mu = samples.astype(np.float64)
    d2 = np.array([np.square(x.astype(np.float64) - mu).sum(1) for x in data])
    constant = math.log(len(mu)) + mu.shape[1] * math.log(sigma * math.sqrt(2 * math.pi))
    return logsumexp(-d2 / (2 * sigma**2), axis=1) - constant


def seconds(work: Callable[[], object]) -> tuple[float, float]:
    """Wall clock, and processor time of all threads."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def speed(samples: np.ndarray, test: np.ndarray) -> None:
    mu, few = torch.from_numpy(samples), torch.from_numpy(test[:PORT_IMAGES])

    def ours() -> tuple[metrics.ParzenEstimate, ...]:
        return metrics.parzen_log_likelihoods(samples, test, metrics.SIGMAS)

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    estimates = ours()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    times = [
        (*seconds(ours), *seconds(lambda: broadcast_port(few, mu, 0.2))) for _ in range(REPETITIONS)
    ]
    wall, cpu, port_wall, port_cpu = (statistics.median(t) for t in zip(*times, strict=True))
    whole = len(test) / PORT_IMAGES * len(metrics.SIGMAS)
    error = max(
        np.abs(
            brute_force(samples, test[:CHECK_IMAGES], e.sigma) - e.per_example[:CHECK_IMAGES]
        ).max()
        for e in estimates
    )
    port = broadcast_port(few, mu, estimates[0].sigma).numpy()
    port_error = np.abs(port - estimates[0].per_example[:PORT_IMAGES]).max()
    print(f"{torch.get_num_threads()} threads, load {os.getloadavg()[0]:.1f}, ", end="")
    print(f"median of {REPETITIONS} in turn")
    print(f"{'':34s}{'wall s':>10s}{'CPU s':>10s}")
    print(f"{'ganviz, 10 widths':34s}{wall:10.1f}{cpu:10.1f}")
    print(f"{'port, extrapolated x ' + f'{whole:.0f}':34s}", end="")
    print(f"{port_wall * whole:10.0f}{port_cpu * whole:10.0f}")
    print(f"{'factor':34s}{port_wall * whole / wall:10.0f}{port_cpu * whole / cpu:10.0f}")
    print(f"peak memory of the process {peak / 1e6:.2f} GB, {before / 1e6:.2f} GB before the call")
    print(f"largest error of ganviz {error:.1e} nats ({CHECK_IMAGES} images, all widths, ", end="")
    print(f"against float64 brute force); of the port {port_error:.1e} nats (sigma = .1)")


def rows(train: np.ndarray, validation: np.ndarray, test: np.ndarray) -> None:
    real = metrics.real_images(train, N, np.random.default_rng(0))
    sets = {
        "10,000 real training images": real,
        "k-means, 1,000 centres": metrics.kmeans_centres(train, 1000),
        "the real images, binarised": metrics.binarised(real),
        "the mean image": metrics.mean_image(train),
    }
    ours = []
    for name, samples in sets.items():
        found = metrics.parzen_protocol(samples, validation, test).test
        source = f"measured here, sigma = {found.sigma:.4f}"
        ours.append(metrics.Row(name, mnist=found, source=source))
    print(metrics.table1(ours))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--table1", action="store_true", help="print Table 1 instead")
    wanted = parser.parse_args()
    found = mnist()
    if wanted.table1:
        if found is None:
            raise SystemExit("no MNIST: put its four files in the folder mnist of GANVIZ_DATA")
        rows(**found)
        return
    if found is None:
        samples, test = np.random.default_rng(0).random((2, N, 784), dtype=np.float32)
    else:
        samples, test = (found[s][:N].reshape(-1, 784) for s in ("train", "test"))
    source = "random images" if found is None else "MNIST"
    print(f"{source}: {N} samples, {len(test)} test images, 784 pixels, ", end="")
    speed(samples, test)


if __name__ == "__main__":
    main()
