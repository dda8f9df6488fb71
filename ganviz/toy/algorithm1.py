"""Algorithm 1 of *Generative Adversarial Nets* (Goodfellow et al. 2014), in plain PyTorch.

Read it beside the paper: the names are the paper's, the comments its lines. `ganviz.toy.ToyGAN`
plays the same game faster, and can be paused, changed, saved and looked at while it goes on; a test
gives both the same start and the same draws, and compares their parameters.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import logsigmoid

Sampler = Callable[[int], Tensor]  # m -> a minibatch of m samples, (m, dim)


def perceptron(inputs: int, outputs: int, width: int = 32) -> nn.Module:
    """Two hidden layers with tanh, the same for G (noise to data) and for D (data to a logit)."""
    return nn.Sequential(
        *(nn.Linear(inputs, width), nn.Tanh()),
        *(nn.Linear(width, width), nn.Tanh()),
        nn.Linear(width, outputs),
    )


def algorithm1(
    G: nn.Module,
    D: nn.Module,
    p_data: Sampler,
    p_z: Sampler,
    rounds: int,
    *,
    k: int = 1,
    m: int = 128,
    g_lr: float = 5e-4,
    d_lr: float = 5e-3,
    saturating: bool = False,
) -> None:
    """Train G and D in place by minibatch stochastic gradient descent.

    Args:
        G: z (m, z_dim) -> x (m, dim).
        D: x (m, dim) -> the logit of D(x), (m, 1): D(x) = sigmoid(logit).
        p_data, p_z: what draws x and z.
        rounds: training iterations.
        k: steps of D in each.
        m: size of a minibatch.
        g_lr, d_lr: learning rates; Adam without momentum is the gradient-based rule.
        saturating: whether G minimises log(1 - D(G(z))), the game of eq. 1; else it maximises
            log D(G(z)), as section 3 advises.

    Example:
        >>> _ = torch.manual_seed(0)
        >>> G, D = perceptron(1, 1), perceptron(1, 1)
        >>> algorithm1(G, D, lambda m: 2 + torch.randn(m, 1) / 2, lambda m: torch.randn(m, 1), 500)
        >>> 1.5 < G(torch.randn(1000, 1)).mean().item() < 2.5  # G has found the data
        True
    """
    theta_g = torch.optim.Adam(G.parameters(), g_lr, betas=(0.0, 0.999))
    theta_d = torch.optim.Adam(D.parameters(), d_lr, betas=(0.0, 0.999))

    for _ in range(rounds):  # for number of training iterations do
        for _ in range(k):  # for k steps do
            z = p_z(m)  # sample minibatch of m noise samples from p_g(z)
            x = p_data(m)  # sample minibatch of m examples from p_data(x)
            log_d_real = logsigmoid(D(x))  # log D(x)
            log_not_d_fake = logsigmoid(-D(G(z).detach()))  # log(1 - D(G(z))); G stands still
            # Update the discriminator by ascending its stochastic gradient.
            theta_d.zero_grad()
            (-(log_d_real + log_not_d_fake).mean()).backward()
            theta_d.step()

        z = p_z(m)  # sample minibatch of m noise samples from p_g(z)
        logit = D(G(z))
        # Update the generator by descending its stochastic gradient.
        loss = logsigmoid(-logit) if saturating else -logsigmoid(logit)
        theta_g.zero_grad()
        loss.mean().backward()  # D gets a gradient too, which its next zero_grad throws away
        theta_g.step()
