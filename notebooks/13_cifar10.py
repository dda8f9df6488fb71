# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Colour images: fully connected, convolutional, DCGAN
#
# **What this notebook shows:** the paper's two recipes for CIFAR-10, and DCGAN, which came a year later,
# on the same images of 32 x 32 pixels, trained while you watch.
#
# **Part of the paper:** section 5, Figure 2 c) and d).
#
# CIFAR-10 is an archive of 162 MB and its networks are for a GPU. So that everything here runs at once
# and offline, the notebook starts with something small and real: **squares cut out of the two photographs
# that come with scikit-learn**, of CIFAR-10's size, and networks a tenth to a quarter as wide. What you see is how each
# recipe behaves, not how well it does. One cell turns it to CIFAR-10 or to your own colour pictures.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; what is there already stays as it is.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    pip = [sys.executable, "-m", "pip", "install", "-q"]
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([*pip, "--no-deps", *needed], check=True)
    subprocess.run([*pip, "lightning", "pooch", "safetensors", "tensorboard", "typer"], check=True)

# %% [markdown]
# ## A folder of images
#
# Any folder or zip of images is data. This cell makes one: each photograph is halved, and cut into
# overlapping squares.

# %%
import tempfile

from sklearn.datasets import load_sample_images

from ganviz import explore
from ganviz.images import figure2, figure3, grid, load, save_png

FOLDER = tempfile.mkdtemp(prefix="squares-")
for name, photo in zip(("china", "flower"), load_sample_images().images, strict=True):
    half = photo[:426:2, ::2]
    for y in range(0, len(half) - 31, 8):
        for x in range(0, half.shape[1] - 31, 8):
            save_png(half[y : y + 32, x : x + 32], f"{FOLDER}/{name}/{y:03}-{x:03}.png")

# %% [markdown]
# ## Choose: squares of photographs now, CIFAR-10, or your own images
#
# `SOURCE` is a folder or a zip of colour images, of which the central square is brought to 32 x 32 pixels, or
# `"cifar10"`: the official binary archive, fetched once, or found in the folder that the environment variable
# `GANVIZ_DATA` names. With `NARROW = False` the networks
# are those of the recipes: that is **for a GPU** (the fully connected $G$ alone has 90 million weights).

# %%
SOURCE, NARROW, EPOCHS = FOLDER, True, {"dcgan": 5, "fc": 2, "conv": 1}

# Take away the # for CIFAR-10 at full width.
# SOURCE, NARROW, EPOCHS = "cifar10", False, {"dcgan": 25, "fc": 100, "conv": 100}

# %%
G, D = "generator.layers", "discriminator.layers"
dense = f"{G}.0.units=800 {G}.1.units=800 batch=32"
maps = f"{G}.2.maps=8 {D}.0.channels=8 {D}.1.channels=8 {D}.2.channels=32"
small = {
    "dcgan": "generator.width=16 discriminator.width=16 batch=32 lr=0.001",
    "fc": f"{dense} {D}.0.units=160 {D}.1.units=160",
    "conv": f"{dense} {maps} {D}.3.units=50",
}
changes = {
    r: [f"epochs={EPOCHS[r]}", "size=32", *(small[r].split() if NARROW else [])] for r in small
}

# %%
data = load(SOURCE, size=32)
print(data.name, data.images.shape)
explore.picture(
    grid(data.images[:: max(1, len(data) // 64)][:64], 16), "64 training images", width=640
)

# %% [markdown]
# ## DCGAN
#
# Strided convolutions up from $z$ and down to one logit, batch norm in both players, ReLU in $G$, leaky
# ReLU in $D$, Adam (Radford et al., 2016). Colours and large shapes come first.

# %%
dcgan = explore.images("dcgan-cifar10", changes["dcgan"], source=SOURCE, log_every=5)
dcgan

# %% [markdown]
# **Start** trains until **Stop**; the next cell starts the run if you have not, and waits for its end.

# %%
dcgan.train()

G = dcgan.generator()
samples = G.images(G.z(64))
explore.picture(figure2(samples[:36], data.images, 9), "Figure 2 of DCGAN's samples", width=480)

# %% [markdown]
# The last column is the training image nearest to the sample beside it, as in the paper's Figure 2.
# Between two points of $z$:

# %%
explore.picture(figure3(G, rows=3, steps=12), "Interpolations of DCGAN", width=560)

# %% [markdown]
# ## The paper's fully connected recipe
#
# Three dense layers in $G$, maxout and dropout in $D$, images brought to mean 0 and one contrast, both
# players updated at once. In the few rounds that this notebook waits, $D$ learns to tell real from
# generated, and the samples remain noise.

# %%
fc = explore.images("cifar10-fc", changes["fc"], source=SOURCE, log_every=5)
fc

# %%
fc.train()

# %% [markdown]
# ## The paper's convolutional recipe
#
# $G$ ends in one transposed convolution, $D$ is three layers of maxout convolutions and a dense one. Its rate is small,
# and its weights start near 0: for many rounds $D$ says 1/2 of everything, and both losses stay at
# $\log 2$. The line below the picture then says that $G$ has collapsed: all its samples are still one grey.

# %%
conv = explore.images("cifar10-conv", changes["conv"], source=SOURCE, log_every=5)
conv

# %%
conv.train()

# %% [markdown]
# ## The same from the command line
#
# `ganviz train cifar10-conv`, `ganviz train dcgan-64 --data photos.zip`, and then `ganviz sample RUN
# --nearest`: what was a cell here is a command there, for runs that last a night.

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import numpy as np

from ganviz import metrics

for live in (dcgan, fc, conv):
    assert live.finished, "the run was interrupted: its train() goes on"
    assert live.generator().images(live.generator().z(2)).shape[1:] == data.images.shape[1:]
real = data.images.reshape(len(data), -1).std(0).mean() / 255
assert samples.std(0).mean() > real / 2, "DCGAN's samples vary about as much as the images do"
assert metrics.nearest(samples, data.images / np.float32(255)).distance.min() > 0.5, "no copies"
