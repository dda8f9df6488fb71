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
# # Figure 1, live
#
# **What this notebook shows:** a generator and a discriminator, both small neural networks, trained by
# Algorithm 1 while you watch, drawn as Figure 1 of the paper draws them.
#
# **Part of the paper:** Figure 1, Algorithm 1, section 3.
#
# The **dotted black** line is the density of the data, $p_{data}$. The **solid green** line is $p_g$, the
# density of $G(z)$: computed exactly, not a histogram. The **dashed blue** line is $D(x)$. The lowest
# line is the domain of $z$, and the arrows show $x = G(z)$: $G$ contracts where $p_g$ is high and expands
# where it is low. The dash-dotted purple line is $D^*(x)$, the best $D$ for this $G$.

# %% jupyter={"source_hidden": true}
# On Colab this installs what is missing there; torch, numpy and plotly stay as they are.
import importlib.util
import subprocess
import sys

if "google.colab" in sys.modules and importlib.util.find_spec("ganviz") is None:
    needed = ["git+https://github.com/ganviz/ganviz", "anywidget", "psygnal"]
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", *needed], check=True)

# %% [markdown]
# ## Play
#
# Press **Play**. Everything beside the picture can be changed while it trains. **D only** and **G only**
# train one player alone; the slider goes back through time; a click on a word of a legend hides a curve.

# %%
from ganviz import explore

explore.figure1()

# %% [markdown]
# Things to try:
#
# - **D only**, many times: $D$ finds $D^*$. **G only**, many times: all of $G$ runs to where $D$ is highest.
# - The target `far modes`, $k = 10$ and the cost `minimax`, from the start: $D$ wins at once,
#   $\log(1 - D(G(z)))$ is flat, $|\nabla_{\theta_g}|$ falls to 0 and $G$ hardly moves. **Reset** with
#   `non-saturating`: it does. That is why section 3 proposes it.
# - $k = 1$ against $k = 10$; a rate of $G$ ten times that of $D$; *simultaneous* updates.
# - The prior `uniform`, as the paper draws it: $G$ must then stretch the two ends of an interval into
#   the tails of the data, and cuts them off instead.
# - The target `draw it …`: draw a density into the picture with the mouse while the run goes on.
# - $V$ never exceeds $C(G)$, and $C(G)$ never falls below $-\log 4$.
#
# For a lecture, `explore.figure1().record("figure1.html", rounds=3000)` writes one file in which this run
# plays without Python.

# %% [markdown]
# ## The four panels
#
# The paper's caption tells a story in four moments: **(a)** a pair near convergence, $D$ partially
# accurate; **(b)** $D$ alone is trained, to $D^*$; **(c)** $G$ follows the gradient of $D$; **(d)** after
# more training $p_g = p_{data}$ and $D = 1/2$. The buttons (a) to (d) above set the live picture to each
# moment. Here they are as one figure, for the same seed:

# %%
explore.panels()

# %% [markdown]
# ## The same run without a picture

# %%
import math

settings = explore.Figure1Settings()
gan = settings.run()
gan.step(3000)
end = gan.snapshot()
print(f"JSD = {end.jsd:.4f}, V = {end.value:.4f}, -log 4 = {-math.log(4):.4f}")

# %% [markdown]
# ## Checks

# %% jupyter={"source_hidden": true}
import numpy as np

from ganviz.explore.moments import moments

assert end.jsd < 0.03, "p_g is close to p_data"
assert np.average(abs(end.d - 0.5), weights=end.p_data) < 0.1, "D is close to 1/2 on the data"
assert -math.log(4) - 1e-6 <= end.criterion
assert end.value <= end.criterion + 1e-6, "no D exceeds C(G)"
again = settings.run()
again.step(3000)
assert np.array_equal(again.snapshot().p_g, end.p_g), "the same seed gives the same run"

# %% jupyter={"source_hidden": true}
a, b, c, d = (moment.snapshot for moment in moments(settings))
assert b.criterion - b.value < a.criterion - a.value, "(b): D has moved towards D*"
assert c.jsd < b.jsd, "(c): the gradient of D has guided G to better samples"
assert d.jsd < min(a.jsd, b.jsd, c.jsd), "(d): nearest to p_data"
