"""The recipes by name: the paper's four experiments as released, variants, DCGAN, and digits."""

from ganviz import _check
from ganviz.images.networks import (
    DCGANDiscriminator,
    DCGANGenerator,
    Deconvolution,
    Dense,
    Maxout,
    MaxoutConvolution,
    Stack,
)
from ganviz.images.optimizers import Adam, Momentum
from ganviz.images.recipe import Recipe

# The paper (section 5) gives few hyper-parameters; those of "as released" recipes are from the
# authors' code, github.com/goodfeli/adversarial.

KEEP = {"keep_input": 0.8, "keep_hidden": 0.5}
MAX_NORM = 1.9365


def _mnist(name: str, output: Dense, note: str, **changes: object) -> Recipe:
    """The released MNIST recipe with this output layer of G and further changes."""
    relu = Dense(1200, "relu")
    return Recipe(
        name=name,
        data="mnist",
        z="uniform",
        generator=Stack((relu, relu, output)),
        discriminator=Stack((Maxout(240, 5), Maxout(240, 5), Dense(1, init=0.005)), **KEEP),
        optimizer=Momentum(),
        lr=0.1,
        epochs=200,
        note=note,
    ).but(**changes)


_TFD_PRETRAINED = (
    Dense(8000, "relu"),
    Dense(8000, "sigmoid", bias=-2.0),
    Dense(2304, "sigmoid", sparse=100, marginals=True),
)

_TFD = {
    "data": "tfd",
    "split": "unlabelled",
    "validation": "validation-1",
    "test": "test-1",
    "discriminator": Stack(
        (Maxout(1200, 5), Maxout(1200, 5), Dense(1, init=0.005)), **KEEP, max_norm=MAX_NORM
    ),
    "optimizer": Momentum(),
    "lr": 0.05,
}

_CIFAR10 = {"data": "cifar10", "preprocess": "gcn", "optimizer": Momentum(), "epochs": 100}


def _dcgan(name: str, data: str, size: int, note: str) -> Recipe:
    return Recipe(
        name=name,
        data=data,
        size=size,
        preprocess="signed",
        z="uniform",
        generator=DCGANGenerator(64),
        discriminator=DCGANDiscriminator(64),
        optimizer=Adam(beta1=0.5),
        update="alternating",
        lr=2e-4,
        batch=128,
        epochs=25,
        note=note,
    )


_ALL = (
    Recipe(
        name="digits",
        data="digits",
        z_dim=16,
        generator=Stack(
            (Dense(256, "relu", init=0.08, batch_norm=True),) * 3
            + (Dense(64, "sigmoid", init=0.08),)
        ),
        discriminator=Stack((Dense(256, "leaky_relu", init=0.08),) * 3 + (Dense(1, init=0.08),)),
        optimizer=Adam(beta1=0.0, beta2=0.99),
        update="alternating",
        lr=1e-3,
        batch=64,
        epochs=230,
        ema=0.999,
        note="the embedded default: real 8x8 digits, trained in under a minute on two cores",
    ),
    _mnist(
        "mnist",
        Dense(784, "sigmoid", marginals=True),
        "as released; here G starts as the mean image and D wins for good: see mnist-zero-bias",
    ),
    _mnist(
        "mnist-zero-bias",
        Dense(784, "sigmoid"),
        "as released but for G's output bias, which starts at 0: trains",
    ),
    _mnist(
        "mnist-tuned",
        Dense(784, "sigmoid"),
        "the paper's networks with Adam, Algorithm 1 and an average of G: passes Table 1's 225",
        optimizer=Adam(beta1=0.5, beta2=0.99, decay=1.00014),  # halves every 10 epochs
        lr=1e-3,
        update="alternating",
        d_weight=1.0,
        ema=0.9998,
        epochs=20,
    ),
    Recipe(
        name="tfd-pretrain",
        generator=Stack(_TFD_PRETRAINED, max_norm=MAX_NORM),
        epochs=50,
        note="as released, first stage; the data is by request",
        **_TFD,
    ),
    Recipe(
        name="tfd",
        generator=Stack(
            (Dense(8000, "relu"), Dense(100, "sigmoid", bias=-2.0), *_TFD_PRETRAINED),
            max_norm=MAX_NORM,
        ),
        epochs=22,
        pretrained="runs/tfd-pretrain",
        note="as released, second stage: a new front feeds the pre-trained G",
        **_TFD,
    ),
    Recipe(
        name="cifar10-fc",
        generator=Stack((Dense(8000, "relu"), Dense(8000, "sigmoid"), Dense(3072, init=0.5))),
        discriminator=Stack((Maxout(1600, 5), Maxout(1600, 5), Dense(1, init=0.005)), **KEEP),
        lr=0.025,
        note="as released: fully connected",
        **_CIFAR10,
    ),
    Recipe(
        name="cifar10-conv",
        generator=Stack(
            (
                Dense(8000, "relu"),
                Dense(8000, "sigmoid"),
                Deconvolution(maps=80, channels=3, kernel=5, stride=3),
            )
        ),
        discriminator=Stack(
            (
                MaxoutConvolution(32, kernel=8, padding=4, pool=4),
                MaxoutConvolution(32, kernel=8, padding=3, pool=4),
                MaxoutConvolution(192, kernel=5, padding=3, pool=2),
                Maxout(500, 5),
                Dense(1, init=0.005),
            ),
            **KEEP,
        ),
        lr=0.004,
        batch=128,
        note="as released: maxout convolutions against a deconvolution",
        **_CIFAR10,
    ),
    _dcgan("dcgan-mnist", "mnist", 0, "DCGAN, 28 pixels"),
    _dcgan("dcgan-cifar10", "cifar10", 0, "DCGAN, 32 pixels"),
    _dcgan("dcgan-64", "", 64, "DCGAN, 64 pixels, for a folder or zip of images: --data PATH"),
)

RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in _ALL}
"""Every recipe by name."""


def recipe(name: str) -> Recipe:
    """The recipe called ``name``; ValueError, with the nearest name, if there is none."""
    return RECIPES[_check.one_of("recipe", name, RECIPES)]
