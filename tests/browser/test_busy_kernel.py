"""A press is answered while the kernel runs another cell, the first time and later."""

import pytest

pytestmark = pytest.mark.browser

BUSY = "import time\nstarted = time.time()\nwhile time.time() < started + 6: time.sleep(0.01)"
WITH_FRAMES = """
import time
started = time.time()
while time.time() < started + 6:
    figure.session.redraw()
    time.sleep(0.05)
"""

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
# Press a button, and wait until the run has moved on (or stands still): ms.
ANSWER = """async ([name, moves]) => {
  const host = document.querySelector('.ganviz-host');
  const button = [...host.querySelectorAll('button')].find(b => b.textContent.includes(name));
  const before = host.dataset.frames;
  const start = performance.now();
  button.click();
  const answered = () => moves ? host.dataset.frames !== before : host.dataset.final === 'true';
  while (!answered() && performance.now() - start < 9000)
    await new Promise(requestAnimationFrame);
  return performance.now() - start;
}"""
PATIENCE = 2_500  # ms on a busy machine; an idle one answers within 100; the cell runs for 6,000


@pytest.mark.parametrize("cell", [BUSY, WITH_FRAMES], ids=["sleeping", "sending frames"])
def test_play_and_pause_are_answered_in_each_busy_period(open_notebook, cell):
    first = "from ganviz import explore\nfigure = explore.figure1()\nfigure"
    notebook = open_notebook("busy.ipynb", [first, cell])
    page = notebook.page
    page.evaluate(RUN, 0)
    page.locator(".ganviz-host[data-ready]").wait_for(timeout=60_000)
    for _ in range(2):
        page.evaluate(RUN, 1)
        page.wait_for_function(IS_BUSY, arg=1)
        assert page.evaluate(ANSWER, ["Play", True]) < PATIENCE
        assert page.evaluate(IS_BUSY, 1), "the cell still runs"
        assert page.evaluate(ANSWER, ["Pause", False]) < PATIENCE
        page.wait_for_function(f"index => !({IS_BUSY})(index)", arg=1, timeout=60_000)
    assert notebook.ours() == []
