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
# # Phase diagrams
#
# **What this notebook shows:** where a GAN works and where it does not, over two of its settings at a time:
# the rates of $G$ and $D$, $k$ and a gradient penalty, the width of the networks and the objective; each with
# several seeds.
# **Part of the paper:** section 6, "the main difficulty": "$D$ must be synchronized well with $G$ during
# training"; Algorithm 1 and its $k$; section 4.2, "enough capacity".

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Who learns faster?
#
# Eight modes on a ring, two small networks, Adam. **Before you press *Play*, predict:** in which corner of
# the map below does $G$ find all eight modes: where both rates are low, where both are high, where $D$ is the
# faster one, or where $G$ is?
#
# Each cell is a pair of rates, and its number a mean over three seeds. The map has 192 runs of 2,000 rounds,
# and your machine plays them now. **Click a cell:** that very run is played in the laboratory below; a
# second click takes its next seed.

# %%
from IPython.display import display

from ganviz import explore

rates, laboratory = explore.phases(), explore.playground()
rates.play_in(laboratory)
display(rates, laboratory)

# %% [markdown]
# - **A broad band works:** $D$ learns as fast as $G$, or up to ten times as fast.
# - **Below it**, where $G$ is the faster one, $G$ collapses: the Helvetica scenario of notebook 11.
# - **Far above it** $D$ is so much faster that $G$ hardly finds a way: modes are missing here, too.
# - **To the right** $G$ never comes to rest, whatever $D$ does.
#
# The paper asks that $D$ be "maintained near its optimal solution, so long as $G$ changes slowly enough". That is a
# region, and no single best pair.
#
# The same with five seeds and twice the rounds. Does a slow $G$ only need more time? Switch *colour* to the
# JSD, or to the share of runs that end collapsed.

# %%
explore.phases("rates")

# %% [markdown]
# ## What cures a slow $D$?
#
# Now $G$ learns five times as fast as $D$. **Predict:** which helps more, two steps of $D$ for each of $G$, or
# a penalty on $D$'s gradient at the data, with $k = 1$?

# %%
explore.phases("penalty")

# %% [markdown]
# - **More steps of $D$ alone** stop at about six modes, however many.
# - **A penalty alone** has to be strong, and then brings more than seven with $k = 1$.
# - **Both together** need little of either: $k = 3$ and a weight of .05 have nearly all eight.
#
# ## Enough capacity, and for which objective?
#
# The theory lets $G$ and $D$ be any functions. **Predict:** how many units does each of two hidden layers need
# for eight modes, and does every objective find them then?

# %%
explore.phases("width")

# %% [markdown]
# - **Two units** are too few for any objective; from sixteen on most find seven modes or more.
# - **f-GAN: JS is minimax** to the last digit: the same payoff under two names, so the same runs.
# - **Wider is not better** for all: maximum likelihood is best with eight units and loses the modes again, since
#   the rates stay the same. Least squares collapses at every width, total variation and Neyman learn nothing
#   here. Other rates would draw another map: that an objective fails in one is no proof against it.
#
# ## Your own map
#
# A map is a table of runs: any settings, any seeds. Those above were made by `python benchmarks/tables.py`. With
# `path=` a table is kept, and goes on where it was interrupted; with `workers=` it is played by several processes,
# or by `dask` on many machines. In a shell the same is
# `ganviz sweep k=1,2,5 discriminator.lr=0.001,0.005 --seeds 3`.

# %%
from ganviz import ToySettings, sweep

table = sweep(ToySettings(batch=64), {"k": (1, 3)}, rounds=300, seeds=2)
table[["k", "seed", "modes", "jsd", "diverged"]]

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
from ganviz.toy.sweeps.tables import MAPS, path_of

known = {name: MAPS[name].table(known=path_of(name)) for name in ("rates", "penalty", "width")}

# %% jupyter={"source_hidden": true}
rates = known["rates"]
modes = rates.pivot_table("modes", "discriminator.lr", "generator.lr")
ratio = (rates["discriminator.lr"] / rates["generator.lr"]).round(6)
slow = rates["generator.lr"] <= 2e-3
assert rates.modes[slow & ratio.between(1, 10)].median() > 7.5, "the band"
assert rates.modes[slow & (ratio < 0.5)].median() < 4, "G ahead"
assert modes.loc[5e-2, 1e-4] < modes.loc[1e-3, 1e-4] - 4, "D too far ahead"
assert (modes[[2e-2, 5e-2]] < 3).all(axis=None), "a restless G"

# %% jupyter={"source_hidden": true}
modes = known["penalty"].pivot_table("modes", "k", "regularisation.r1")
assert (modes[0.0] < 6.8).all(), "steps alone"
assert modes.loc[1, 0.0] < 5 < 7 < modes.loc[1, 1.0], "a strong penalty alone"
assert modes.loc[3, 0.05] > 7.5, "a little of both"

# %% jupyter={"source_hidden": true}
width = known["width"]["generator.hidden, discriminator.hidden"].str[0]
modes = known["width"].assign(width=width).pivot_table("modes", "objective", "width")
assert modes[2].max() < 2, "two units are too few"
assert (modes[32] > 7).sum() >= 9, "thirty-two are enough for most"
assert (modes.loc["js"] == modes.loc["minimax"]).all(), "one game under two names"
assert modes.loc["maximum_likelihood", 128] < modes.loc["maximum_likelihood", 8] - 3
