"""All explorers on one page: nothing is cut, nothing scrolls sideways, nothing lies on another.

With GANVIZ_SCREENSHOTS=folder, a picture of every explorer is left there: as it opens (NAME.png),
on a dark page (NAME-dark.png) and on a narrow one (NAME-500.png).
"""

import pytest
from hands import shoot

pytestmark = pytest.mark.browser

CELL = """
from IPython.display import display
from ganviz import explore

shown = {name: opened() for name, opened in explore.EXPLORERS.items()}
shown |= {
    "games_table": explore.games_table(),
    "playground": explore.playground(),
}
display(*shown.values())
"""
# A cell of its own: one cell owns one laboratory.
BESIDE = "shown['compare'] = explore.playground('k')\nshown['compare']"
NARROW, PROJECTOR, DARK = 500, 1280, "JupyterLab Dark"

# Scroll to host `i`; wait until its picture is as wide as it is and at rest. What is said of it
# in the end, if it is not, is returned.
ARRIVE = """async ([i, theme]) => {
  const host = document.querySelectorAll('.ganviz-host')[i];
  // JupyterLab scrolls too, to a cell that has run; and what is out of sight is not drawn.
  const look = () => host.scrollIntoView({ block: 'start', behavior: 'instant' });
  look();
  const there = () => {
    const { ready, final, live } = host.dataset;
    const figure = host.querySelector('.ganviz-figure');
    const stage = host.querySelector('.ganviz-stage');
    const gap = stage.clientWidth - figure.getBoundingClientRect().width;
    return ready && final === 'true' && live === 'false' && host.dataset.theme === theme
      && Math.abs(gap) < 2 && figure._fullLayout.width === figure.offsetWidth;
  };
  const start = performance.now();
  let looks = 0;
  while (!there()) {
    const ms = performance.now() - start;
    if (ms > 120000) {
      const { x, y, width, height } = host.querySelector('.ganviz-stage').getBoundingClientRect();
      const line = host.querySelector('.ganviz-message').textContent;
      return JSON.stringify({ ...host.dataset, line, stage: [x, y, width, height] });
    }
    if (Math.floor(ms / 1000) > looks) looks = Math.floor(ms / 1000), look();
    await new Promise(requestAnimationFrame);
  }
  return '';
}"""

# What is wrong with host `i`, in words.
WRONG = """([i, least]) => {
  const host = document.querySelectorAll('.ganviz-host')[i];
  const box = host.getBoundingClientRect();
  const all = (selector) => [...host.querySelectorAll(selector)]
    .filter((node) => node.getBoundingClientRect().width > 0);
  const called = (node) =>
    `${node.className || node.tagName} ${node.textContent.trim().slice(0, 30)}`;
  const wrong = [];

  for (const node of [host, ...all('*')]) {
    const shows = !['hidden', 'clip'].includes(getComputedStyle(node).overflowX);
    if (node.closest('svg, .ganviz-figure') || !node.clientWidth || !shows) continue;
    if (getComputedStyle(node).display === 'inline') continue;
    if (node.scrollWidth > node.clientWidth + 1) wrong.push(`scrolls sideways: ${called(node)}`);
  }

  const brush = document.createElement('canvas').getContext('2d');
  for (const node of all('button, input, select, textarea, .ganviz-label')) {
    const { left, right } = node.getBoundingClientRect();
    if (left < box.left - 1 || right > box.right + 1) wrong.push(`sticks out: ${called(node)}`);
    if (node.scrollWidth > node.clientWidth + 2) wrong.push(`is cut: ${called(node)}`);
    brush.font = getComputedStyle(node).font;
    const words = node.tagName === 'SELECT' ? [...node.options].map((each) => each.textContent)
      : node.type === 'number' ? [node.value] : [];
    const room = node.clientWidth - (node.tagName === 'SELECT' ? 20 : 10);
    for (const word of words) {
      if (brush.measureText(word).width > room) wrong.push(`is cut: "${word}"`);
    }
  }
  for (const track of all('.ganviz-track')) {
    if (track.clientWidth < least) wrong.push(`a track of ${track.clientWidth} pixels`);
  }

  const names = ['frame', 'readout', 'bar', 'under', 'last'];
  const blocks = names.flatMap((name) => all(`.ganviz-main > .ganviz-${name}`));
  for (const [k, block] of blocks.entries()) {
    if (block.scrollHeight > block.clientHeight + 1) wrong.push(`too low: ${block.className}`);
    const next = blocks[k + 1]?.getBoundingClientRect();
    const bottom = block.getBoundingClientRect().bottom;
    if (next && next.top < bottom - 1) wrong.push(`${block.className} lies on the next`);
  }
  const side = all('.ganviz-side')[0]?.getBoundingClientRect();
  const main = all('.ganviz-main')[0].getBoundingClientRect();
  const apart = !side || side.left >= main.right - 1 || side.top >= main.bottom - 1;
  if (!apart) wrong.push('the controls lie on the picture');

  const figure = host.querySelector('.ganviz-figure').getBoundingClientRect();
  for (const word of all('.ganviz-figure .main-svg text')) {
    const { left, right, top, bottom } = word.getBoundingClientRect();
    const inside = left >= figure.left - 2 && right <= figure.right + 2 && top >= figure.top - 2
      && bottom <= figure.bottom + 2;
    if (!inside) wrong.push(`sticks out of the picture: ${word.textContent}`);
  }
  return [...new Set(wrong)];
}"""
NAME = "i => document.querySelectorAll('.ganviz-host')[i].getAttribute('aria-label')"
HEIGHT = "i => document.querySelectorAll('.ganviz-host')[i].getBoundingClientRect().height"
THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', {theme})"


def test_nothing_is_cut_at_any_width_and_in_the_dark(open_notebook):
    notebook = open_notebook("all.ipynb", [CELL, BESIDE])
    notebook.run_all()
    page = notebook.page
    names = notebook.execute("print(*shown)").split()
    hosts = page.locator(".ganviz-host")
    page.wait_for_function(
        "n => document.querySelectorAll('.ganviz-host').length === n", arg=len(names)
    )
    wrong = []

    def look(width, theme="light"):
        page.set_viewport_size({"width": width, "height": 720})
        for i, name in enumerate(names):
            lacks = page.evaluate(ARRIVE, [i, theme])
            assert not lacks, f"{name}, {width}, {theme}: {lacks}; {notebook.console}"
            least = 200 if width >= PROJECTOR else 0
            found = page.evaluate(WRONG, [i, least])
            if width == PROJECTOR and (height := page.evaluate(HEIGHT, i)) > 590:
                found.append(f"{height:.0f} pixels are more than a projector shows")
            wrong.extend(f"{name}, {width}, {theme}: {each}" for each in found)
            endings = {
                (PROJECTOR, "light"): "",
                (NARROW, "light"): "-500",
                (PROJECTOR, "dark"): "-dark",
            }
            if (width, theme) in endings:
                shoot(hosts.nth(i), name + endings[width, theme])

    for width in (PROJECTOR, 1920, 800, NARROW):
        look(width)
    page.evaluate(THEME, DARK)
    try:
        look(PROJECTOR, "dark")
    finally:
        page.evaluate(THEME, "JupyterLab Light")
    assert not wrong, "\n".join(wrong)
    assert notebook.ours() == []
