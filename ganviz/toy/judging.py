"""How D judges: minibatches of packs in training, and single points when it is looked at."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from ganviz.objectives import Objective
from ganviz.toy.layers import Map
from ganviz.toy.networks import MLP

Penalty = Callable[[Map, Tensor, Tensor], Tensor]
Logits = Callable[[Map, Tensor, Tensor], tuple[Tensor, Tensor]]

COMPANY = 32  # packs that stand for the rest of a minibatch when a single point is judged
PARTNERS = 4  # packs that a single point joins in turn


def together(critic: Map, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """Logits of two minibatches, (B,) each, in one pass: for a D that judges row by row."""
    real_logits, fake_logits = critic(torch.cat([real, fake])).view(2, -1).unbind()
    return real_logits, fake_logits


def apart(critic: Map, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
    """Logits of two minibatches, (B,) each, that must not see each other."""
    return critic(real).view(-1), critic(fake).view(-1)


@dataclass(frozen=True)
class DiscriminatorLoss:
    """What D descends: the objective's loss and the penalties that are switched on."""

    objective: Objective
    logits: Logits
    penalties: tuple[tuple[float, Penalty], ...] = ()

    def __call__(self, critic: Map, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """The objective's loss, and the sum that D descends."""
        loss = self.objective.d_loss(*self.logits(critic, real, fake))
        return loss, self.penalised(loss, critic, real, fake)

    def penalised(self, loss: Tensor, critic: Map, real: Tensor, fake: Tensor) -> Tensor:
        """``loss`` and the penalties."""
        for weight, penalty in self.penalties:
            loss = loss + weight * penalty(critic, real, fake)
        return loss


@dataclass(frozen=True)
class Judge:
    """D as it is now, standing still.

    Attributes:
        points: logits of single points, (n, dim) -> (n,). Where D judges packs or compares the
            samples of a minibatch, a point joins real samples, then fakes; the mean of the two.
        real, fake: logits of samples of one kind, (n, dim) -> (n // pack,).
    """

    points: Map
    real: Map
    fake: Map


def judge(network: MLP, pack: int, company: Callable[[], tuple[Tensor, Tensor]]) -> Judge:
    """The judge that ``network`` is.

    Args:
        network: D.
        pack: how many samples it judges at once.
        company: real and fake samples, (m, dim) each; called only where D needs company.
    """
    if network.pointwise and pack == 1:
        alone = _alone(network)
        return Judge(alone, alone, alone)
    kinds = [_packed(samples, pack)[:COMPANY] for samples in company()]
    maps = [network.settled(packs) for packs in kinds]
    joined = [_joining(*pair, pack) for pair in zip(maps, kinds, strict=True)]
    real, fake = (lambda x, m=m: m(_packed(x, pack)).view(-1) for m in maps)
    return Judge(lambda x: (joined[0](x) + joined[1](x)) / 2, real, fake)


def _alone(network: MLP) -> Map:
    return lambda x: network.settled(x)(x).view(-1)


def _packed(samples: Tensor, pack: int) -> Tensor:
    return samples[: len(samples) // pack * pack].reshape(-1, pack * samples.shape[1])


def _joining(settled: Map, packs: Tensor, pack: int) -> Map:
    """Logits of points that take the first place in some packs of one kind, averaged."""
    dim = packs.shape[1] // pack
    partners = packs[: PARTNERS if pack > 1 else 1, dim:]

    def look(x: Tensor) -> Tensor:
        places = len(partners), len(x)
        rows = torch.cat(
            [x.expand(*places, dim), partners[:, None].expand(*places, partners.shape[1])], -1
        )
        return settled(rows.flatten(0, 1)).view(places).mean(0)

    return look
