"""The networks G and D: settings that build torch modules.

>>> import torch
>>> from ganviz.images.draws import Draws
>>> tools = Tools(init=torch.Generator().manual_seed(0), draws=Draws(0))
>>> d = Stack((Maxout(240, 5), Maxout(240, 5), Dense(1, init=0.005)), 0.8, 0.5)
>>> d.build((1, 28, 28), (), tools)(torch.rand(3, 1, 28, 28)).shape
torch.Size([3])
"""

from ganviz.images.networks.dcgan import DCGANDiscriminator, DCGANGenerator
from ganviz.images.networks.layers import (
    ACTIVATIONS,
    Deconvolution,
    Dense,
    Layer,
    Maxout,
    MaxoutConv,
    MaxoutConvolution,
    MaxoutLinear,
    Tools,
    logit_of_marginals,
)
from ganviz.images.networks.stack import Dropout, Network, Stack, cap_columns

__all__ = [
    "ACTIVATIONS",
    "DCGANDiscriminator",
    "DCGANGenerator",
    "Deconvolution",
    "Dense",
    "Dropout",
    "Layer",
    "Maxout",
    "MaxoutConv",
    "MaxoutConvolution",
    "MaxoutLinear",
    "Network",
    "Stack",
    "Tools",
    "cap_columns",
    "logit_of_marginals",
]
