"""The explorers of notebook 11 in a real JupyterLab: a moved slider shows the theory's number."""

import pytest
from hands import explorer, fits_the_projector, readout, set_slider, shoot

from ganviz.explore.sharp import chains
from ganviz.texts import decimal
from ganviz.theory import bumpy_data, max_min

pytestmark = pytest.mark.browser

CELLS = ["from ganviz import explore\n\nexplore.orders()", "explore.sharp()"]


def test_both_orders_and_sharp_targets_follow_their_sliders(open_notebook):
    notebook = open_notebook("helvetica.ipynb", CELLS)
    notebook.run_all()
    orders = explorer(notebook, "orders")
    assert fits_the_projector(orders)
    shoot(notebook, orders, "orders")
    set_slider(notebook, orders, "step", "30")
    play = max_min(bumpy_data(3), 30, 0.2)
    assert f"max min V = {decimal(play.value[30], 3)}" in readout(orders)

    sharp = explorer(notebook, "sharp")
    assert fits_the_projector(sharp)
    sharp.locator(".widget-hslider", has_text="blur").locator(".noUi-handle").focus()
    for _ in range(4):
        notebook.page.keyboard.press("ArrowRight")
    notebook.page.wait_for_timeout(600)
    assert f"{decimal(chains(0.02, 0).off[4], 3)} from the circle" in readout(sharp)
    shoot(notebook, sharp, "sharp")
    assert notebook.ours() == []
