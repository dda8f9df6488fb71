"""The game itself: two networks, their optimisers and the minibatches, one round at a time."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from typing import final

import numpy as np
import torch
from torch import Tensor, nn
from torch import _foreach_lerp_ as lerp_all_  # type: ignore[attr-defined]
from torch import _foreach_norm as norm_all  # type: ignore[attr-defined]

from ganviz import _check
from ganviz.images import preprocess
from ganviz.images.draws import Draws
from ganviz.images.networks import Network, Tools, cap_columns
from ganviz.images.networks.shared_norm import share_batch_norm
from ganviz.images.optimizers import Optimizer, Updates
from ganviz.images.recipe import Recipe
from ganviz.objectives import OBJECTIVES

STATS = ("d_loss", "g_loss", "d_real", "d_fake", "d_grad_norm", "g_grad_norm")
"""What a round measures: losses in nats, the means of D(x) and D(G(z)), norms of gradients."""


@final
class Player:
    """One network, its parameters in a fixed order, and its update rule."""

    def __init__(self, network: nn.Module, settings: Network, rule: Optimizer, lr: float) -> None:
        self.network = network
        self.theta: list[Tensor] = list(network.parameters())
        self.updates: Updates = rule.build(self.theta, lr)
        self._max_norm = settings.max_norm
        self._capped = [p for p in self.theta if p.ndim == 2] if settings.max_norm else []

    def update(self, grads: list[Tensor], rates: Tensor) -> None:
        """One update of the parameters, then the cap on the columns' norms."""
        self.updates(grads, rates)
        cap_columns(self._capped, self._max_norm)


def _norm(grads: list[Tensor]) -> Tensor:
    return torch.stack(norm_all(grads)).norm()


def _marginals(pixels: Tensor) -> Tensor:
    """Mean of every pixel (n, c, h, w) in [0, 1]: float64, without a float64 copy of them all."""
    return torch.from_numpy(pixels.cpu().numpy().mean(0, dtype=np.float64)) / 255


@final
class Game:
    """A recipe at work on images that stay on the device.

    Args:
        recipe: what to train.
        images: uint8, (n, h, w, c): the training images.
        device: of the networks, the images and every random number.
        rank, world: this process and how many share the global batch.
        reduce: mean over the processes of a tensor; the identity for one process.
        autocast: makes the context in which networks and losses run.

    Attributes:
        step_count: rounds played.
        sums: :data:`STATS` added up since they were last cleared, and the count of rounds.
        logits: D's logits of the last round, (real, fake).
        average: G with averaged weights, or None.

    >>> import numpy as np
    >>> from ganviz.images.recipes import RECIPES
    >>> images = np.random.default_rng(0).integers(0, 256, (20, 28, 28, 1), dtype=np.uint8)
    >>> game = Game(RECIPES["mnist"].override(["batch=10"]), images)
    >>> game.step()
    >>> game.sample(game.z(3)).shape, game.epoch
    (torch.Size([3, 28, 28, 1]), 1)
    """

    def __init__(
        self,
        recipe: Recipe,
        images: object,
        device: torch.device | str = "cpu",
        *,
        rank: int = 0,
        world: int = 1,
        reduce: Callable[[Tensor], Tensor] | None = None,
        autocast: Callable[[], AbstractContextManager] = nullcontext,
    ) -> None:
        if recipe.batch % world:
            raise _check.refuse("batch", recipe.batch, f"a multiple of the {world} processes")
        pixels = torch.as_tensor(images).permute(0, 3, 1, 2).contiguous()
        if len(pixels) < recipe.batch * recipe.k:
            name = "batch" if recipe.k == 1 else "batch * k"
            raise _check.refuse(name, recipe.batch * recipe.k, f"at most the {len(pixels)} images")
        self.recipe, self.device = recipe, torch.device(device)
        self.draws = Draws(recipe.seed, device, rank, world)
        self._world, self._reduce, self._autocast = world, reduce, autocast
        self._local = recipe.batch // world
        self.preprocess = preprocess.fit(recipe.preprocess, pixels)
        self.shape = tuple(pixels.shape[1:])
        self.generator, self.discriminator = self._players(lambda: _marginals(pixels))
        self.images = pixels.to(self.device)
        self.average = (
            deepcopy(self.generator.network).requires_grad_(False) if recipe.ema else None
        )
        self._objective = OBJECTIVES[recipe.objective]
        self._round = {"simultaneous": self._simultaneous, "alternating": self._alternating}[
            recipe.update
        ]
        self.step_count = 0
        self.rates = torch.zeros(2, device=self.device)
        self.chosen = torch.zeros(recipe.k, self._local, dtype=torch.int64, device=self.device)
        self.sums = torch.zeros(len(STATS) + 1, device=self.device)
        self.logits = (torch.zeros(self._local), torch.zeros(self._local))
        self._order = torch.zeros(0)
        self.play: Callable[[], None] = self.play_round

    def _players(self, marginals: Callable[[], Tensor]) -> tuple[Player, Player]:
        recipe = self.recipe
        tools = Tools(torch.Generator().manual_seed(recipe.seed), self.draws, marginals)
        g = recipe.generator.build((recipe.z_dim,), self.shape, tools)
        d = recipe.discriminator.build(self.shape, (), tools)
        if self._world > 1:
            g, d = share_batch_norm(g), share_batch_norm(d)
        if self.device.type == "cuda":
            g, d = (net.to(memory_format=torch.channels_last) for net in (g, d))  # type: ignore[call-overload]
        g, d = g.to(self.device), d.to(self.device)
        rule, lr = recipe.optimizer, recipe.lr
        return Player(g, recipe.generator, rule, lr), Player(d, recipe.discriminator, rule, lr)

    @property
    def steps_per_epoch(self) -> int:
        """Rounds in which the training images are seen once; what does not fill one is left out."""
        return len(self.images) // (self.recipe.batch * self.recipe.k)

    @property
    def epoch(self) -> int:
        """The epoch of the last round played, from 1; 0 before the first one."""
        return -(-self.step_count // self.steps_per_epoch)

    def step(self) -> None:
        """Play one round: choose its minibatches and rates, then update both players."""
        epoch, position = divmod(self.step_count, self.steps_per_epoch)
        if position == 0 or len(self._order) == 0:
            self._order = self.draws.order(len(self.images), epoch)
        for i in range(self.recipe.k):
            index = position * self.recipe.k + i
            self.chosen[i] = self.draws.rows(self._order, self.recipe.batch, index)
        lr, momentum = self.recipe.optimizer.rates(self.recipe.lr, self.step_count, epoch + 1)
        self.rates[0], self.rates[1] = lr, momentum
        self.play()
        self.step_count += 1

    def play_round(self) -> None:
        """One round on ``chosen`` images at ``rates``: device work only, so it can be captured."""
        stats = self._round()
        self.sums += torch.cat([stats, stats.new_ones(1)])
        if self.average is not None:
            self._follow(self.average)

    def _x(self, i: int) -> Tensor:
        return self.preprocess(self.images[self.chosen[i]])

    def z(self, n: int | None = None) -> Tensor:
        """Points of p_z out of the run's own random numbers, (n, z_dim)."""
        return self.draws.z(self.recipe.z, n or self._local, self.recipe.z_dim)

    def _simultaneous(self) -> Tensor:
        """Both gradients at the same parameters, on the same fakes and dropout masks."""
        g, d = self.generator, self.discriminator
        with self._autocast():
            real, fake = d.network(self._x(0)).float(), d.network(g.network(self.z())).float()
            d_loss = self.recipe.d_weight * self._objective.d_loss(real, fake)
            g_loss = self._objective.g_loss(fake, real=real)
        d_grads = torch.autograd.grad(d_loss, d.theta, retain_graph=True)
        g_grads = torch.autograd.grad(g_loss, g.theta)
        stats, (d_grads, g_grads) = self._mean(d_loss, g_loss, real, fake, [d_grads, g_grads])
        d.update(d_grads, self.rates)
        g.update(g_grads, self.rates)
        return torch.cat([stats, torch.stack([_norm(d_grads), _norm(g_grads)])])

    def _alternating(self) -> Tensor:
        """Algorithm 1: k updates of D on new minibatches, then one of G on new fakes."""
        g, d = self.generator, self.discriminator
        for i in range(self.recipe.k):
            with self._autocast():
                with torch.no_grad():
                    x_fake = g.network(self.z())
                real, fake = d.network(self._x(i)).float(), d.network(x_fake).float()
                d_loss = self.recipe.d_weight * self._objective.d_loss(real, fake)
            d_grads = torch.autograd.grad(d_loss, d.theta)
            d_stats, (d_grads,) = self._mean(d_loss, d_loss, real, fake, [d_grads])
            d.update(d_grads, self.rates)
        with self._autocast():
            g_loss = self._objective.g_loss(
                d.network(g.network(self.z())).float(), real=self._rivals()
            )
        g_grads = torch.autograd.grad(g_loss, g.theta)
        g_stats, (g_grads,) = self._mean(g_loss, g_loss, real, fake, [g_grads])
        g.update(g_grads, self.rates)
        stats = [d_stats[0], g_stats[0], d_stats[2], d_stats[3], _norm(d_grads), _norm(g_grads)]
        return torch.stack(stats)

    def _rivals(self) -> Tensor | None:
        """What D says of the real images, where G is judged against them."""
        if not self._objective.paired:
            return None
        with torch.no_grad():
            return self.discriminator.network(self._x(0)).float()

    def _mean(
        self, d_loss: Tensor, g_loss: Tensor, real: Tensor, fake: Tensor, grads: list
    ) -> tuple[Tensor, list[list[Tensor]]]:
        """Losses, mean D(x), mean D(G(z)) and gradients, over all processes: one exchange."""
        with torch.no_grad():
            self.logits = (real.detach(), fake.detach())
            means = [real.sigmoid().mean(), fake.sigmoid().mean()]
            stats = torch.stack([d_loss.detach(), g_loss.detach(), *means])
        grads = [list(group) for group in grads]
        if self._reduce is None:
            return stats, grads
        tensors = [stats, *(g for group in grads for g in group)]
        flat = self._reduce(torch.cat([t.reshape(-1) for t in tensors]))
        parts = flat.split([t.numel() for t in tensors])
        mean = iter(p.view_as(t) for p, t in zip(parts, tensors, strict=True))
        return next(mean), [[next(mean) for _ in group] for group in grads]

    @torch.no_grad()
    def _follow(self, average: nn.Module) -> None:
        """Move the averaged weights towards G's; statistics of batch norm are copied."""
        mine: list[Tensor] = list(average.parameters())
        live = self.generator.theta
        lerp_all_(mine, live, 1 - self.recipe.ema)
        for kept, buffer in zip(average.buffers(), self.generator.network.buffers(), strict=True):
            kept.copy_(buffer)

    @torch.no_grad()
    def sample(self, z: Tensor) -> Tensor:
        """G's images for ``z`` (n, z_dim): float32 (n, h, w, c) in [0, 1], not clipped."""
        network = self.average or self.generator.network
        return generate(network, self.preprocess, z.to(self.device))

    def tensors(self) -> dict[str, Tensor]:
        """Everything that changes while training, by name: to be saved, and to be copied into."""
        players = {"generator": self.generator, "discriminator": self.discriminator}
        weights = {
            f"{p}.{k}": v for p, x in players.items() for k, v in x.network.state_dict().items()
        }
        if self.average is not None:
            weights |= {f"average.{k}": v for k, v in self.average.state_dict().items()}
        rules = {
            f"updates.{name}.{i}": tensor
            for name, player in players.items()
            for i, tensor in enumerate(player.updates.state())
        }
        return weights | rules | {"log.sums": self.sums, "random.draws": self.draws.state()}

    @torch.no_grad()
    def load(self, tensors: dict[str, Tensor], step_count: int) -> None:
        """Go on from what :meth:`tensors` held after ``step_count`` rounds.

        Raises:
            ValueError: a tensor is missing, unknown, or of another shape.
        """
        mine = self.tensors()
        for name in sorted(mine.keys() ^ tensors.keys()):
            raise ValueError(f"the checkpoint does not fit the recipe: tensor {name!r}")
        for name, tensor in mine.items():
            if tensor.shape != tensors[name].shape:
                raise ValueError(f"the checkpoint does not fit the recipe: shape of {name!r}")
            tensor.copy_(tensors[name])
        self.draws.load_state(tensors["random.draws"])
        self.step_count = step_count
        self._order = torch.zeros(0)


@torch.no_grad()
def generate(
    network: nn.Module, fitted: preprocess.Preprocess, z: Tensor, batch: int = 500
) -> Tensor:
    """A generator's images for ``z`` in [0, 1], not clipped: float32 (n, h, w, c), on the CPU.

    The network runs in evaluation mode, ``batch`` images at a time, and is left as it was.
    """
    training = network.training
    network.eval()
    images = [fitted.to_unit(network(part)).permute(0, 2, 3, 1).cpu() for part in z.split(batch)]
    network.train(training)
    return torch.cat(images)
