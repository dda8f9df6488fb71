"""What a person does with an explorer on the page, and what one reads off it.

All of it waits for conditions, with patience for a busy machine, and never for a time.
"""

import html
import io
import json
import os
import re
import time
from pathlib import Path

import numpy as np
from PIL import Image

from ganviz.texts import text

SHOTS = os.environ.get("GANVIZ_SCREENSHOTS")
PATIENCE = 60.0  # seconds for what takes a tenth of one on an idle machine

_PIXEL = """(root, [x, y]) => {
  const gd = root.querySelector('.ganviz-figure');
  const box = gd.getBoundingClientRect();
  const { xaxis, yaxis } = gd._fullLayout;
  const shrink = box.width / gd.offsetWidth;
  const [left, top] = [xaxis._offset + xaxis.c2p(x), yaxis._offset + yaxis.c2p(y)];
  return [box.left + shrink * left, box.top + shrink * top];
}"""


def until(page, condition, timeout=PATIENCE):
    """Wait for a condition that is asked in Python; what it returned last is in the failure."""
    end = time.monotonic() + timeout
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError(f"timed out: {found}")
        page.wait_for_timeout(50)
    return found


def explorer(notebook, name, nth=0):
    """The explorer of this name, scrolled into view and drawn: the host, its root."""
    alt = html.unescape(re.sub("<[^>]+>", "", text(f"{name}_alt")))
    host = notebook.page.locator(
        f".ganviz-host[aria-label={json.dumps(alt, ensure_ascii=False)}]"
    ).nth(nth)
    host.scroll_into_view_if_needed()
    host.and_(notebook.page.locator("[data-ready]")).wait_for()
    return host


def shoot(element, name):
    """Leave a picture of it where the command asks for that."""
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        element.screenshot(path=Path(SHOTS) / f"{name}.png")


def picture(element):
    """What an element looks like: (height, width, 3)."""
    shot = Image.open(io.BytesIO(element.screenshot()))
    return np.asarray(shot.convert("RGB")).astype(float)


def assert_alike(one, other):
    """Two pictures differ by no more than how edges are smoothed."""
    apart = np.abs(one - other).max(axis=2)
    assert (apart > 60).mean() < 0.004
    assert apart.mean() < 1.5


def python(notebook, expression):
    """A value in the notebook's kernel."""
    return json.loads(notebook.execute(f"import json; print(json.dumps({expression}))"))


def number(host, name):
    """A number that the host says of itself: "frames", "plots", "step"."""
    return int(host.get_attribute(f"data-{name}") or 0)


def step(host):
    """The step that is shown."""
    return number(host, "step")


def readout(host):
    """The line of numbers below the picture."""
    return host.locator(".ganviz-readout").inner_text()


def says(host, pattern):
    """The first group of a pattern in the readout, as a number, once it is there."""
    found = until(host.page, lambda: re.search(pattern, readout(host)))
    return float(found[1].replace("−", "-").replace(",", ""))


def message(host):
    """What the message line says."""
    return host.locator(".ganviz-message").inner_text()


def press(host, label):
    """Click a button."""
    host.get_by_role("button", name=label, exact=True).click()


def play(host, rounds):
    """Play until so many more rounds are shown, and pause; returns the step that then stands."""
    begin = step(host)
    press(host, "Play")
    until(host.page, lambda: step(host) >= begin + rounds)
    press(host, "Pause")
    stands(host)
    return step(host)


def stands(host):
    """Wait until nothing plays and plotly has drawn the last picture itself."""
    page = host.page
    host.and_(
        page.locator('[data-playing="false"][data-final="true"][data-live="false"]')
    ).wait_for()


def choose(host, name, label):
    """Take an entry of a menu."""
    host.get_by_label(name, exact=True).select_option(label=label)


def type_in(host, path, words):
    """Type a number into its box and press Enter."""
    box = host.locator(f"[data-name='{path}'] input[type=number]")
    box.fill(words)
    box.press("Enter")


def pixel(host, x, y):
    """Where on the page a point of the figure's first axes is."""
    return host.evaluate(_PIXEL, [x, y])


def drag(host, handle, right, up):
    """Drag one of the figure's handles by pixels."""
    mouse, box = host.page.mouse, handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y - up, steps=10)
    mouse.up()


def stroke(host, *points):
    """Move the pressed mouse along points of the figure's first axes."""
    mouse = host.page.mouse
    mouse.move(*pixel(host, *points[0]))
    mouse.down()
    for point in points[1:]:
        mouse.move(*pixel(host, *point), steps=7)
    mouse.up()
