"""A press is answered while the kernel runs another cell, the first time and later.

What a cell sends to the page decides in ipykernel 7.4 where the next press goes: see
`ExplorerWidget._route_by_header`. So the cells here send something, each in its way; a cell that
sends nothing would pass without the guard too. What such a cell sends changes the picture, so an
answer is told by the run, which only a press moves.
"""

import pytest

pytestmark = pytest.mark.browser

SHOW = "from ganviz import explore\nfigure = explore.figure1()\nfigure"
# Cells that run until the test lays a file there, and say something to the page meanwhile.
BUSY = """
import time
from pathlib import Path
{once}
started = time.time()
while time.time() < started + 60 and not Path("enough").exists():
    {often}
    time.sleep(0.02)
"""
CELLS = {
    "that has sent something": BUSY.format(once="figure.set(k=2)", often="pass"),
    "sending words": BUSY.format(once="", often="figure.session.say(str(time.time()))"),
    "sending pictures": BUSY.format(once="", often="figure.session.redraw()"),  # from its worker
}

RUN = """index => {
  const { content } = jupyterapp.shell.currentWidget;
  content.activeCellIndex = index;
  content.deselectAll();
  jupyterapp.commands.execute('notebook:run-cell');
}"""
IS_BUSY = """index => {
  const cell = jupyterapp.shell.currentWidget.content.widgets[index];
  return cell.model.executionState === 'running';
}"""
# Press Play (or Pause), and wait until the page shows that the run moves (or stands): ms.
ANSWER = """async ([name, patience]) => {
  const host = document.querySelector('.ganviz-host');
  const button = [...host.querySelectorAll('button')].find(b => b.textContent.includes(name));
  const before = host.dataset.step;
  const start = performance.now();
  button.click();
  const answered = () => name === 'Play'
    ? host.dataset.playing === 'true' && host.dataset.step !== before
    : host.dataset.playing === 'false' && host.dataset.final === 'true';
  while (!answered() && performance.now() - start < 2 * patience)
    await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""
PATIENCE = 2_500  # ms on a busy machine; an idle one answers within 100; the cell waits for us


@pytest.mark.parametrize("cell", CELLS.values(), ids=CELLS)
def test_play_and_pause_are_answered_in_each_busy_period(open_notebook, lab, cell):
    enough = lab.root / "enough"
    notebook = open_notebook("busy.ipynb", [SHOW, cell])
    page = notebook.page
    page.evaluate(RUN, 0)
    page.locator(".ganviz-host[data-ready]").wait_for(timeout=60_000)
    for _ in range(2):
        enough.unlink(missing_ok=True)
        page.evaluate(RUN, 1)
        page.wait_for_function(IS_BUSY, arg=1)
        page.wait_for_timeout(300)  # what the cell sends is on its way
        assert page.evaluate(ANSWER, ["Play", PATIENCE]) < PATIENCE
        assert page.evaluate(ANSWER, ["Pause", PATIENCE]) < PATIENCE
        assert page.evaluate(IS_BUSY, 1), "the cell still runs"
        enough.touch()
        page.wait_for_function(f"index => !({IS_BUSY})(index)", arg=1)
    assert notebook.ours() == []


def test_an_explorer_comes_while_the_next_cell_runs_already(open_notebook, lab):
    enough = lab.root / "enough"
    enough.unlink(missing_ok=True)
    notebook = open_notebook("busy.ipynb", [SHOW, BUSY.format(once="", often="pass")])
    page = notebook.page
    for cell in (0, 1):
        page.evaluate(RUN, cell)
    page.locator(".ganviz-host[data-ready]").wait_for(timeout=30_000)
    assert page.evaluate(ANSWER, ["Play", PATIENCE]) < PATIENCE
    assert page.evaluate(ANSWER, ["Pause", PATIENCE]) < PATIENCE
    assert page.evaluate(IS_BUSY, 1), "the cell still runs"
    enough.touch()
    page.wait_for_function(f"index => !({IS_BUSY})(index)", arg=1)
    assert notebook.ours() == []
