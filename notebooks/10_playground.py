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
# # The playground
#
# **What this notebook shows:** a GAN in the plane, to set up, play, turn back, branch, compare and
# keep, with the exact truth beside what the game finds.
# **Part of the paper:** Algorithm 1 and the advantages and disadvantages of section 6, in two
# dimensions; the cures are those that followed the paper.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal", "POT"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## The laboratory
#
# On the left the **model graph**: $z$ feeds $G$, real $x$ and fake $G(z)$ feed $D$, $D$ gives both losses,
# and along the dotted lines each player learns. In the middle the plane: black dots are data, green dots
# are fakes, $D$'s opinion lies below (blue: real, amber: fake, white: 1/2), and the vermilion arrows say
# where $D$ sends each fake. **Click a word of the legend** to switch a layer: the optimal $D^*$ and its
# difference to $D$, the grid of $z$ that $G$ bends, the trails of the fakes, contours of $p_{data}$, the
# density $p_g$.

# %%
from ganviz import explore

explore.playground()

# %% [markdown]
# - **Play**, and turn back with the slider: every moment is kept. *Slow motion* plays one round of
#   Algorithm 1 stage by stage and names what happens.
# - **Change anything while it runs**: rates, $k$, the objective, the cures. What needs other networks
#   begins anew with the same seed.
# - **Presets** show one phenomenon each. When something goes wrong, the line under the buttons says what,
#   how it was seen, and what helps.
# - **Branch** at any moment: the run goes on twice, and the controls set the second one. What differs is
#   printed below.
# - **Draw your own data**: choose *draw it …* as target and paint with the mouse. Shift takes points away.
# - **Share**: the tab holds the settings as one short line to paste elsewhere, writes pictures, films and
#   tables, and saves the run.
#
# JSD and KL are those of $p_{data}$ and $p_g$ on cells of the plane of about equal mass under $p_{data}$, from
# 4,096 samples of $G$, corrected for their bias, each with a 95% interval: a perfect $G$ reads 0 within it. Where
# no sample falls into a cell, $p_g$ may be as thin there as it likes, and KL can only be bounded from below: $\ge$.
#
# ## Two games side by side
#
# The same game with one thing changed. Run A soon settles on two of the three blobs, as it does with three seeds
# in four: a mode is lost, the mild form of what the paper calls the *Helvetica scenario*. In run B a light penalty
# on $D$'s gradient at the data (R1) keeps it from that.

# %%
game = explore.PlaygroundSettings("three_blobs")
cured = game.but(**{"regularisation.r1": 0.05})
explore.compare(game, cured)

# %% [markdown]
# ## Your own data
#
# Any array of pairs can be the target. It becomes a kernel density, so that the truth is known exactly.

# %%
import numpy as np

rng = np.random.default_rng(0)
t = rng.uniform(0, 2 * np.pi, 400)
heart = np.stack([16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t)], 1)
explore.playground(data=heart / 12)

# %% [markdown]
# ## The same without a page
#
# The engine of the laboratory is a class, for experiments that need no picture.

# %%
from ganviz.toy import Noise, ToyGAN
from ganviz.toy.runs.lanes import Lanes

lanes = Lanes(game.run(), cured.run())
lanes.step(3000)
ill, well = lanes.snapshot().lanes
for name, moment in (("A", ill), ("B", well)):
    print(f"{name}: JSD = {moment.jsd:.3f} ± {moment.jsd_error:.3f}, {moment.modes:.0f} modes of 3")

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
start = cured.run().snapshot()
assert well.modes == 3, "with R1 all three blobs are covered"
assert well.jsd < 0.5 * start.jsd, "and p_g has come near p_data"
assert ill.modes == 2, "without it, one is lost"
assert ill.jsd > well.jsd, "and p_g is not so near"

# %% jupyter={"source_hidden": true}
run = game.run()
saved = run.state_dict()
run.step(50)
again = ToyGAN(run.p_data, Noise("gaussian", 2), run.settings)
again.load_state_dict(saved)
again.step(50)
assert np.array_equal(again.snapshot().fake, run.snapshot().fake), "a resumed run: the same bits"

# %% jupyter={"source_hidden": true}
import ganviz.metrics as metrics

cells = run.plane.partition
counts = cells.counts(run.p_data.sample(4096, rng))  # a perfect generator
perfect = metrics.cell_divergences(cells.masses, counts)
assert abs(perfect.jsd) <= perfect.jsd_error, "it reads 0 within its interval"
