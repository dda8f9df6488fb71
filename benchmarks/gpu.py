"""Everything that is claimed of a GPU, in one run of at most 8 minutes. Without a GPU it says so.

- the MNIST recipe as one CUDA graph beside the plain eager loop, in steps per second, and its share
  of the floor that launching and arithmetic set;
- Table 1: the paper's networks trained by the recipe `mnist-tuned`, the paper's protocol;
- DCGAN on 32 pixels with channels_last and bf16 beside the plain eager loop in float32, in img/s;
- 4,096 toy GANs in the same arrays, 64 rounds a CUDA graph beside the same rounds move by move, in
  rounds times members a second, and the shares of two bounds: products of matrices on the device,
  and samples, which the host draws;
- ten seeds at once of each method of `toy_modes.py --budget full`, and the hours that its table
  asks for with `--device cuda`.

Table 1 is trained last, for as long as is left.

Run: GANVIZ_DATA=... python benchmarks/gpu.py; with "members" behind it, 4,096 toy GANs alone;
"members cpu" plays three of them without a GPU, to try the script.
"""

import statistics
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
import toy_modes
from images_speed import BATCH, plain_loop
from torch import nn
from toy_rounds import WIDTHS, operations, wide

from ganviz._capture import Captured
from ganviz.distributions import ring
from ganviz.images import RECIPES, Habits, Machine, Recipe, Trainer, load, load_trained
from ganviz.images.draws import Draws
from ganviz.images.gan import ImageGAN
from ganviz.images.networks import Tools
from ganviz.metrics import Row, parzen_protocol, table1
from ganviz.toy import Ensemble, Noise, chunks
from ganviz.toy.game import ToyGame
from ganviz.toy.threads import one_thread

REPETITIONS, STEPS, TOY_CHUNKS, MEMBERS = 7, 200, 3, 4096
TABLE_1_SECONDS, ALL_SECONDS, SCORE_SECONDS = 300, 480, 30
BEGAN = time.perf_counter()
# Multiply-adds of one round a sample: G forward and twice back; D on real and fake, and back.
G_MACS = 100 * 1200 + 1200 * 1200 + 1200 * 784
D_MACS = 784 * 1200 + 240 * 1200 + 240
ROUND_FLOPS = 2 * BATCH * (3 * G_MACS + 2 * 3 * D_MACS)


def interleaved(loops: dict[str, Callable[[int], None]]) -> dict[str, float]:
    """Median seconds per step of each loop, taking turns."""
    times: dict[str, list[float]] = {name: [] for name in loops}
    for repetition in range(REPETITIONS + 1):
        for name, loop in loops.items():
            torch.cuda.synchronize()
            start = time.perf_counter()
            loop(STEPS)
            torch.cuda.synchronize()
            if repetition:
                times[name].append((time.perf_counter() - start) / STEPS)
    return {name: statistics.median(t) for name, t in times.items()}


def playing(game: ImageGAN) -> Callable[[int], None]:
    def steps(n: int) -> None:
        for _ in range(n):
            game.step()

    return steps


def captured(game: ImageGAN) -> ImageGAN:
    held = [*game.tensors().values()]
    game.play = Captured(game.play_round, held, generator=game.draws.generator)
    return game


def matmul_flops(device: str = "cuda", n: int = 4096) -> float:
    """What float32 products of matrices reach on this device at the present precision."""
    a = torch.randn(n, n, device=device)
    return 20 * 2 * n**3 / seconds_of(lambda: [torch.mm(a, a) for _ in range(20)], device)


def seconds_of(work: Callable[[], object], device: str = "cuda") -> float:
    """Until the device has done it, the second time."""
    wait = torch.cuda.synchronize if device == "cuda" else int
    work()
    wait()
    start = time.perf_counter()
    work()
    wait()
    return time.perf_counter() - start


def mnist_speed() -> None:
    images = np.random.default_rng(0).integers(0, 256, (50_000, 28, 28, 1), dtype=np.uint8)
    recipe = RECIPES["mnist-zero-bias"]
    seconds = interleaved(
        {
            "plain eager loop": plain_loop(images, "cuda"),
            "ganviz, eager": playing(ImageGAN(recipe, images, "cuda")),
            "ganviz, CUDA graph": playing(captured(ImageGAN(recipe, images, "cuda"))),
        }
    )
    floor = ROUND_FLOPS / matmul_flops()
    for name, s in seconds.items():
        print(f"MNIST {name:20} {s * 1e6:8.0f} us/step {1 / s:8.0f} steps/s")
    graph = seconds["ganviz, CUDA graph"]
    print(
        f"ratio {seconds['plain eager loop'] / graph:.1f} (goal: 8); FLOP floor {floor / graph:.0%}"
    )


def table_1() -> None:
    with tempfile.TemporaryDirectory() as folder:
        trained_table(Path(folder) / "run")


def trained_table(folder: Path) -> None:
    machine = Machine("cuda", cuda_graph=True)
    recipe = RECIPES["mnist-tuned"]
    run = Trainer(
        recipe,
        load("mnist"),
        folder,
        validation=load("mnist", "validation"),
        machine=machine,
        habits=Habits(log_every=1000, checkpoint_every=5000, tensorboard=False, bar=False),
    )
    now = time.perf_counter()
    end = min(now + TABLE_1_SECONDS, BEGAN + ALL_SECONDS - SCORE_SECONDS)

    def watch(_: object) -> None:
        if time.perf_counter() > end:
            run.stop()

    outcome = run.fit(watch)
    held_out = [load("mnist", s).images.astype(np.float32) / 255 for s in ("validation", "test")]
    rows = []
    for which in ("best", "last"):
        trained = load_trained(folder, which=which, device="cuda")
        samples = trained.images(trained.z(10_000))
        result = parzen_protocol(samples, *held_out, device="cuda")
        rows.append(Row(f"ganviz, {recipe.name}, step {trained.step}", mnist=result.test))
    print(table1(rows))
    print(f"{outcome.epoch} epochs in {outcome.seconds:.0f} s; goal: 225")


def plain_dcgan(recipe: Recipe, images: np.ndarray) -> Callable[[int], None]:
    """The tutorial's loop: float32, contiguous, torch.optim.Adam, backward()."""
    tools = Tools(torch.Generator().manual_seed(0), Draws(0))
    generator = recipe.generator.build((100,), (3, 32, 32), tools).cuda()
    discriminator = recipe.discriminator.build((3, 32, 32), (), tools).cuda()
    rules = [
        torch.optim.Adam(net.parameters(), lr=2e-4, betas=(0.5, 0.999))
        for net in (generator, discriminator)
    ]
    data = torch.from_numpy(images).cuda().permute(0, 3, 1, 2).contiguous()
    n = recipe.batch
    ones, zeros = torch.ones(n, device="cuda"), torch.zeros(n, device="cuda")
    bce = nn.functional.binary_cross_entropy_with_logits

    def steps(count: int) -> None:
        for _ in range(count):
            x = data[torch.randint(len(data), (n,), device="cuda")] / 127.5 - 1
            fake = generator(torch.randn(n, 100, device="cuda"))
            d_loss = bce(discriminator(x), ones) + bce(discriminator(fake.detach()), zeros)
            rules[1].zero_grad()
            d_loss.backward()
            rules[1].step()
            rules[0].zero_grad()
            bce(discriminator(fake), ones).backward()
            rules[0].step()

    return steps


def dcgan_speed() -> None:
    images = np.random.default_rng(0).integers(0, 256, (10_000, 32, 32, 3), dtype=np.uint8)
    recipe = RECIPES["dcgan-cifar10"]

    def bf16() -> torch.autocast:
        return torch.autocast("cuda", torch.bfloat16, cache_enabled=False)

    fast = captured(ImageGAN(recipe, images, "cuda", autocast=bf16))
    loops = {"plain eager, fp32": plain_dcgan(recipe, images), "ganviz graph, bf16": playing(fast)}
    for name, s in interleaved(loops).items():
        print(f"DCGAN 32 px {name:18} {recipe.batch / s:10.0f} img/s")


def members_speed(many: int = MEMBERS, device: str = "cuda") -> None:
    flops, batch, most = matmul_flops(device, 4096 if device == "cuda" else 256), 128, chunks.MOST
    print(f"{many} toy GANs in the plane, batch {batch}, rounds x members a second")
    for width in WIDTHS:
        settings = [wide(width, "").but(seed=seed) for seed in range(many)]
        game = ToyGame(ring(), Noise(), settings, alone=False, device=device)
        again = {}  # a chunk with samples that are there already: the device alone
        game.play("round", 1 + 2 * most)  # the first chunk is played directly, the second recorded
        start = time.perf_counter()
        game.play("round", 2 * most)
        whole = many * 2 * most / (time.perf_counter() - start)
        again["CUDA graph"] = many * most / seconds_of(game_chunk(game), device)
        game.cuda_graph = False
        game.configure(game.members)
        game.play("round", 1 + most)
        again["eager"] = many * most / seconds_of(game_chunk(game), device)
        bound = flops / operations(width, batch)
        parts = [f"{name} {rate:10.0f} ({rate / bound:.1%})" for name, rate in again.items()]
        drawn = draws(batch)
        print(
            f"width {width:2}  {'  '.join(parts)}  of products;  "
            f"with new samples {whole:8.0f} ({whole / drawn:.0%} of the draws)",
            flush=True,
        )
        del game
        torch.cuda.empty_cache()


def game_chunk(game: ToyGame) -> Callable[[], None]:
    moves = game._moves
    assert isinstance(moves, chunks.Chunks)
    return moves._whole


def draws(batch: int) -> float:
    """Rounds times members a second that the host has samples for: z twice, x once."""
    rngs = [np.random.default_rng(seed) for seed in range(64)]
    start = time.perf_counter()
    for law, takes in ((Noise(), 2), (ring(), 1)):
        for rng in rngs:
            law.sample(takes * batch * chunks.MOST, rng).astype(np.float32)
    return len(rngs) * chunks.MOST / (time.perf_counter() - start)


def toy_speed() -> None:
    budget, hours = toy_modes.BUDGETS["full"], 0.0
    for name, changes in toy_modes.METHODS.items():
        settings = [budget.base.but(seed=seed, **changes) for seed in range(budget.seeds)]
        runs = Ensemble(toy_modes.ring(), toy_modes.PRIOR, settings, device="cuda")
        lone = settings[0].unroll > 0  # torch unrolls D on the CPU, one run after the other
        runs.step(1 if lone else 1 + 2 * chunks.MOST)
        rounds = 1 if lone else TOY_CHUNKS * chunks.MOST
        start = time.perf_counter()
        runs.step(rounds)
        seconds = (time.perf_counter() - start) / rounds
        hours += len(toy_modes.TARGETS) * budget.rounds * seconds / 3600
        where = "CPU" if lone else "GPU"
        print(f"toy, {budget.seeds} seeds of {name:24} {1 / seconds:8.1f} rounds/s, {where}")
    print(f"toy_modes.py --budget full --device cuda: {hours:.1f} hours")


def main() -> None:
    if sys.argv[1:] == ["members", "cpu"]:
        one_thread()(members_speed)(3, "cpu")
        return
    if not torch.cuda.is_available():
        print("no GPU here: not measured")
        return
    print(torch.cuda.get_device_name(), torch.__version__)
    if sys.argv[1:] == ["members"]:
        members_speed()
        return
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = False  # the plain loops are float32 in convolutions too
    for part in (mnist_speed, dcgan_speed, members_speed, toy_speed, table_1):
        try:
            part()
        except Exception:  # told, and the other parts are measured
            traceback.print_exc()


if __name__ == "__main__":
    main()
