"""Penalties on the gradient of D with respect to its input, in torch.

All take (discriminator, real, fake) and return a scalar without a weight: the caller multiplies by
gamma / 2 or lambda. The discriminator is any differentiable map of a minibatch (B, ...) to logits
(B,) or (B, 1), where a logit depends only on its own row. The gradient's norm is over all axes but
the first, and the result is differentiable in D's parameters.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from ganviz import _check

Discriminator = Callable[[Tensor], Tensor]

_COUPLED = nn.modules.batchnorm._BatchNorm


def r1(discriminator: Discriminator, real: Tensor, fake: Tensor) -> Tensor:
    """``E |grad D(x)|^2`` at real samples (Mescheder et al. 2018, eq. 9, without gamma / 2).

    Args:
        discriminator: (B, ...) -> (B,) or (B, 1).
        real, fake: minibatches; the fake one is not used.

    Raises:
        ValueError: D has batch normalisation, by which a logit depends on other samples too.

    >>> real = torch.zeros(4, 2)
    >>> r1(lambda x: x @ torch.tensor([3.0, 4.0]), real, real).item()
    25.0
    """
    return _squared_norm(discriminator, real).mean()


def r2(discriminator: Discriminator, real: Tensor, fake: Tensor) -> Tensor:
    """``E |grad D(G(z))|^2`` at fake samples: :func:`r1` with p_g instead of p_data (eq. 10)."""
    return _squared_norm(discriminator, fake).mean()


def gradient_penalty(
    discriminator: Discriminator,
    real: Tensor,
    fake: Tensor,
    weights: Tensor,
    *,
    target: float = 1.0,
) -> Tensor:
    """``E (|grad D(x)| - target)^2`` at points between real and fake samples: WGAN-GP.

    Source: Gulrajani et al. 2017, eq. 3, without lambda.

    Args:
        discriminator, real, fake: as for :func:`r1`.
        weights: (B,) or (B, 1), uniform on [0, 1]: the share of the real sample in each mixture.
        target: the norm for which the penalty is 0.

    Raises:
        ValueError: as :func:`r1`.

    >>> x, u = torch.zeros(4, 2), torch.rand(4)
    >>> gradient_penalty(lambda x: x @ torch.tensor([3.0, 4.0]), x, x, u).item()
    16.0
    """
    squared = _squared_norm(discriminator, _between(real, fake, weights))
    # The norm has no gradient at 0; this makes it 0, a subgradient.
    norm = torch.where(squared > 0, squared, 1).sqrt() * (squared > 0)
    return (norm - target).square().mean()


def zero_centred(
    discriminator: Discriminator, real: Tensor, fake: Tensor, weights: Tensor
) -> Tensor:
    """``E |grad D(x)|^2`` between real and fake samples (Thanh-Tung et al. 2019, eq. 11).

    Arguments as for :func:`gradient_penalty`.
    """
    return _squared_norm(discriminator, _between(real, fake, weights)).mean()


def _between(real: Tensor, fake: Tensor, weights: Tensor) -> Tensor:
    share = weights.reshape(-1, *[1] * (real.dim() - 1))
    return share * real + (1 - share) * fake


def _squared_norm(discriminator: Discriminator, x: Tensor) -> Tensor:
    """|grad D|^2 at every row of x, (B,)."""
    if isinstance(discriminator, nn.Module) and any(
        isinstance(part, _COUPLED) for part in discriminator.modules()
    ):
        raise _check.refuse("discriminator", discriminator, "rule_no_batch_norm")
    # Fakes that depend on G keep their graph, so that G can be trained through the penalty. The
    # gradient is taken at a view, a new tensor: an unrolled D also depends on the fakes themselves,
    # and that dependence must not count.
    x = x.view_as(x) if x.requires_grad else x.detach().requires_grad_()
    (gradient,) = torch.autograd.grad(discriminator(x).sum(), x, create_graph=True)
    return gradient.flatten(1).square().sum(1)
