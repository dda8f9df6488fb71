"""The training round of the image GANs: two networks, and two ways to update them.

Start with :meth:`ImageGAN.play_round`: :meth:`~ImageGAN._alternating` is Algorithm 1, and
:meth:`~ImageGAN._simultaneous` is what the released code does. The loop around it, with its log and
its checkpoints, is :mod:`ganviz.images.trainer`.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from copy import deepcopy
from functools import partial
from typing import final

import torch
from torch import Tensor, nn
from torch import _foreach_lerp_ as lerp_all_  # type: ignore[attr-defined]
from torch.autograd import grad

from ganviz import _check
from ganviz.images import preprocess
from ganviz.images.draws import Draws
from ganviz.images.networks import Network, Tools, cap_columns
from ganviz.images.optimizers import Optimizer, Updates
from ganviz.images.preprocess import generate, mean_image
from ganviz.images.processes import mean_over_processes, share_batch_norm
from ganviz.images.recipe import Recipe
from ganviz.objectives import OBJECTIVES

STATS = ("d_loss", "g_loss", "d_real", "d_fake", "d_grad_norm", "g_grad_norm")
"""Measured in each round: losses in nats, the means of D(x) and D(G(z)), norms of gradients."""


@final
class Learner:
    """One network, its parameters ``theta`` in a fixed order, and its update rule."""

    def __init__(self, network: nn.Module, settings: Network, rule: Optimizer, lr: float) -> None:
        self.network = network
        self.theta: list[Tensor] = list(network.parameters())
        self.updates: Updates = rule.build(self.theta, lr)
        self._max_norm = settings.max_norm
        self._capped = [p for p in self.theta if p.ndim == 2] if self._max_norm else []

    def update(self, grads: Sequence[Tensor], rates: Tensor) -> Tensor:
        """Update theta, then limit the norms of its columns; returns the norm of the gradients."""
        self.updates(list(grads), rates)
        cap_columns(self._capped, self._max_norm)
        return torch.stack(torch._foreach_norm(grads)).norm()  # type: ignore[attr-defined]


@final
class ImageGAN:
    """A recipe's two networks and their minibatches, on images that stay on the device.

    Args:
        recipe: what to train.
        images: uint8, (n, h, w, c): the training images.
        device: where the networks, the images and the random numbers are.
        rank, world: number of this process, and how many share the global batch.
        reduce: maps a tensor to its mean over the processes; None for one process.
        autocast: makes the context in which networks and losses are computed.

    Attributes:
        step_count: rounds played.
        sums: sums of :data:`STATS` since they were last cleared, and the number of rounds.
        logits: D's logits of the last round, (real, fake).
        average: G with averaged weights, or None.

    >>> import numpy as np
    >>> from ganviz.images.recipes import RECIPES
    >>> images = np.random.default_rng(0).integers(0, 256, (20, 28, 28, 1), dtype=np.uint8)
    >>> gan = ImageGAN(RECIPES["mnist"].override(["batch=10"]), images)
    >>> gan.step()
    >>> gan.sample(gan.z(3)).shape, gan.epoch
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
            raise _check.refuse("batch", recipe.batch, "rule_multiple_of_processes", n=world)
        pixels = torch.as_tensor(images).permute(0, 3, 1, 2).contiguous()
        if len(pixels) < recipe.batch * recipe.k:
            name = "batch" if recipe.k == 1 else "batch * k"
            raise _check.refuse(name, recipe.batch * recipe.k, "rule_at_most_images", n=len(pixels))
        self.recipe, self.device = recipe, torch.device(device)
        self.draws = Draws(recipe.seed, device, rank, world)
        self._reduce, self._autocast, self._local = reduce, autocast, recipe.batch // world
        self.preprocess = preprocess.fit(recipe.preprocess, pixels)
        self.shape = tuple(pixels.shape[1:])
        self.images = pixels.to(self.device)
        init, mean = torch.Generator().manual_seed(recipe.seed), partial(mean_image, pixels)
        tools = Tools(init, self.draws, mean)
        g = self._placed(recipe.generator.build((recipe.z_dim,), self.shape, tools))
        d = self._placed(recipe.discriminator.build(self.shape, (), tools))
        self.generator = Learner(g, recipe.generator, recipe.optimizer, recipe.lr)
        self.discriminator = Learner(d, recipe.discriminator, recipe.optimizer, recipe.lr)
        self.average = deepcopy(g).requires_grad_(False) if recipe.ema else None
        averages = {} if self.average is None else {"average": self.average}
        self._networks = nn.ModuleDict({"generator": g, "discriminator": d} | averages)
        self._objective = OBJECTIVES[recipe.objective]
        updates = {"simultaneous": self._simultaneous, "alternating": self._alternating}
        self._update = updates[recipe.update]
        self.step_count = 0
        self.rates = torch.zeros(2, device=self.device)
        self.chosen = torch.zeros(recipe.k, self._local, dtype=torch.int64, device=self.device)
        self.sums = torch.zeros(len(STATS) + 1, device=self.device)
        self.logits = (torch.zeros(0), torch.zeros(0))
        self._order = torch.zeros(0)
        self.play: Callable[[], None] = self.play_round

    def _placed(self, network: nn.Module) -> nn.Module:
        """The network on its device; on CUDA in the memory layout that makes convolutions fast."""
        if self._reduce is not None:
            network = share_batch_norm(network)
        if self.device.type == "cuda":
            network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return network.to(self.device)

    @property
    def steps_per_epoch(self) -> int:
        """Rounds that use every training image once, apart from those that do not fill a round."""
        return len(self.images) // (self.recipe.batch * self.recipe.k)

    @property
    def epoch(self) -> int:
        """The epoch of the last round played, from 1; 0 before the first one."""
        return -(-self.step_count // self.steps_per_epoch)

    def step(self) -> None:
        """Play one round: choose its minibatches and rates, then update both networks."""
        recipe, (epoch, position) = self.recipe, divmod(self.step_count, self.steps_per_epoch)
        if position == 0 or len(self._order) == 0:
            self._order = self.draws.order(len(self.images), epoch)
        for i in range(recipe.k):
            self.chosen[i] = self.draws.rows(self._order, recipe.batch, position * recipe.k + i)
        lr, momentum = recipe.optimizer.rates(recipe.lr, self.step_count, epoch + 1)
        self.rates[0], self.rates[1] = lr, momentum
        self.play()
        self.step_count += 1

    def play_round(self) -> None:
        """One round on ``chosen`` images at ``rates``: only device work, for a CUDA graph."""
        stats = self._update()
        self.sums += torch.stack([*stats, torch.ones_like(stats[0])])
        if self.average is not None:
            self._follow(self.average)

    def _alternating(self) -> tuple[Tensor, ...]:
        """Algorithm 1: k updates of D on new minibatches, then one of G on new fakes."""
        g, d, objective = self.generator, self.discriminator, self._objective
        for i in range(self.recipe.k):
            with self._autocast():
                with torch.no_grad():
                    x_fake = g.network(self.z())
                real, fake = self._logits(self._x(i)), self._logits(x_fake)
                d_loss = self.recipe.d_weight * objective.d_loss(real, fake)
            means = self._means(d_loss, real, fake)
            (d_loss, *d_means), d_grads = self._shared(means, grad(d_loss, d.theta))
            d_norm = d.update(d_grads, self.rates)
        with self._autocast():
            fake = self._logits(g.network(self.z()))
            with torch.no_grad():  # only paired losses of G need real images
                real = self._logits(self._x(0)) if objective.paired else None
            g_loss = objective.g_loss(fake, real=real)
        (g_loss,), g_grads = self._shared([g_loss.detach()], grad(g_loss, g.theta))
        g_norm = g.update(g_grads, self.rates)
        return d_loss, g_loss, *d_means, d_norm, g_norm

    def _simultaneous(self) -> tuple[Tensor, ...]:
        """The released code: both gradients at the same parameters, on the same fakes and masks."""
        g, d, objective = self.generator, self.discriminator, self._objective
        with self._autocast():
            real, fake = self._logits(self._x(0)), self._logits(g.network(self.z()))
            d_loss = self.recipe.d_weight * objective.d_loss(real, fake)
            g_loss = objective.g_loss(fake, real=real)
        d_grads, g_grads = grad(d_loss, d.theta, retain_graph=True), grad(g_loss, g.theta)
        means = [g_loss.detach(), *self._means(d_loss, real, fake)]
        (g_loss, d_loss, *d_means), d_grads, g_grads = self._shared(means, d_grads, g_grads)
        norms = d.update(d_grads, self.rates), g.update(g_grads, self.rates)
        return d_loss, g_loss, *d_means, *norms

    def z(self, n: int | None = None) -> Tensor:
        """Points of p_z from the run's random number generator, (n, z_dim)."""
        return self.draws.z(self.recipe.z, n or self._local, self.recipe.z_dim)

    def _x(self, i: int) -> Tensor:
        """The real images of minibatch ``i`` of the round, preprocessed."""
        return self.preprocess(self.images[self.chosen[i]])

    def _logits(self, x: Tensor) -> Tensor:
        """D's logits for ``x``: (B,), float32 also under autocast."""
        return self.discriminator.network(x).float()

    @torch.no_grad()
    def _means(self, d_loss: Tensor, real: Tensor, fake: Tensor) -> list[Tensor]:
        """D's loss, mean D(x) and mean D(G(z)); the logits are kept in ``logits``."""
        self.logits = (real.detach(), fake.detach())
        return [d_loss.detach(), real.sigmoid().mean(), fake.sigmoid().mean()]

    def _shared(self, *groups: Sequence[Tensor]) -> Sequence[Sequence[Tensor]]:
        """Means of numbers and gradients over all processes; unchanged for one process."""
        return groups if self._reduce is None else mean_over_processes(self._reduce, groups)

    @torch.no_grad()
    def _follow(self, average: nn.Module) -> None:
        """Update the moving average of G's weights; statistics of batch norm are copied."""
        lerp_all_(list(average.parameters()), self.generator.theta, 1 - self.recipe.ema)
        for kept, buffer in zip(average.buffers(), self.generator.network.buffers(), strict=True):
            kept.copy_(buffer)

    @torch.no_grad()
    def sample(self, z: Tensor) -> Tensor:
        """G's images for ``z`` (n, z_dim): float32 (n, h, w, c) in [0, 1], not clipped."""
        network = self.average or self.generator.network
        return generate(network, self.preprocess, z.to(self.device))

    def tensors(self) -> dict[str, Tensor]:
        """All tensors that change while training, by name: to save, and to copy into."""
        found = self._networks.state_dict()
        for name in ("generator", "discriminator"):
            state = getattr(self, name).updates.state()
            found |= {f"updates.{name}.{i}": tensor for i, tensor in enumerate(state)}
        return found | {"log.sums": self.sums, "random.draws": self.draws.state()}

    @torch.no_grad()
    def load(self, tensors: dict[str, Tensor], step_count: int) -> None:
        """Go on from the :meth:`tensors` of ``step_count`` rounds.

        Raises:
            ValueError: a tensor is missing, unknown, or of another shape.
        """
        mine = self.tensors()
        shapes, given = ({k: t.shape for k, t in found.items()} for found in (mine, tensors))
        for name, _ in sorted(shapes.items() ^ given.items()):
            raise _check.refuse("checkpoint", name, "refused_checkpoint")
        for name, tensor in mine.items():
            tensor.copy_(tensors[name])
        self.draws.load_state(tensors["random.draws"])
        self.step_count = step_count
        self._order = torch.zeros(0)
