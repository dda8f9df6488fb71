"""What a person does with an explorer on the page, and what one reads off it."""

import io
import os
from pathlib import Path

import numpy as np
from PIL import Image

SHOTS = os.environ.get("GANVIZ_SCREENSHOTS")

_PIXEL = """(root, [x, y]) => {
  const gd = root.querySelector('.ganviz-figure');
  const box = gd.getBoundingClientRect();
  const { xaxis, yaxis } = gd._fullLayout;
  const shrink = box.width / gd.offsetWidth;
  const [left, top] = [xaxis._offset + xaxis.c2p(x), yaxis._offset + yaxis.c2p(y)];
  return [box.left + shrink * left, box.top + shrink * top];
}"""


def explorer(notebook, name):
    """The explorer's element, scrolled into view."""
    element = notebook.page.locator(f".ganviz-{name}").first
    element.scroll_into_view_if_needed()
    element.locator(".ganviz-figure .main-svg").first.wait_for()
    return element


def shoot(notebook, element, name):
    """Leave a picture of the explorer where the command asks for it."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        notebook.page.wait_for_timeout(500)
        element.screenshot(path=Path(SHOTS) / f"{name}.png")


def picture(element):
    """What an element looks like: (height, width, 3)."""
    shot = Image.open(io.BytesIO(element.screenshot()))
    return np.asarray(shot.convert("RGB")).astype(float)


def lone_view(notebook):
    """Run the notebook; its one view, ready, with the mouse out of the way."""
    notebook.run_all()
    view = notebook.page.locator(".ganviz-view[data-ready]")
    view.wait_for(timeout=30_000)
    notebook.page.mouse.move(1, 1)
    return view


def assert_alike(one, other):
    """Two pictures differ by no more than how edges are smoothed."""
    apart = np.abs(one - other).max(axis=2)
    assert (apart > 60).mean() < 0.004
    assert apart.mean() < 1.5


def fits_the_projector(element):
    """A figure and its controls fit one screen of 1280 x 720 below JupyterLab's own bars."""
    box = element.bounding_box()
    return box["height"] <= 590 and box["width"] <= 1280


def readout(element):
    """The line of numbers below the figure."""
    return element.locator(".ganviz-readout").inner_text()


def step(element):
    """The step that the live figure shows."""
    return int(element.locator(".ganviz-view").get_attribute("data-step") or 0)


def frames(element):
    """How many frames the live figure has drawn."""
    return int(element.locator(".ganviz-view").get_attribute("data-frames") or 0)


def press(element, label):
    """Click a button."""
    element.get_by_text(label, exact=True).click()


def choose(notebook, element, name, label):
    """Take an entry of a menu."""
    element.get_by_label(name, exact=True).select_option(label=label)
    notebook.page.wait_for_timeout(600)


def set_slider(notebook, element, name, text_value):
    """Type a value into the number beside a slider, as a person can."""
    box = element.locator(".widget-hslider", has_text=name).locator(".widget-readout")
    box.click()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.type(text_value)
    notebook.page.keyboard.press("Enter")
    notebook.page.wait_for_timeout(600)


def pixel(element, x, y):
    """Where on the page a point of the figure's first axes is."""
    return element.evaluate(_PIXEL, [x, y])


def drag(notebook, element, start, end):
    """Drag what is at one point of the figure's first axes to another."""
    mouse = notebook.page.mouse
    mouse.move(*pixel(element, *start))
    mouse.down()
    mouse.move(*pixel(element, *end), steps=12)
    mouse.up()
    notebook.page.wait_for_timeout(600)
