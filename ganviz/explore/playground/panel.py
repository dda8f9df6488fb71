"""What a person handles in the playground: presets, target, tabs of settings, branches, files."""

import functools
import threading
from typing import TYPE_CHECKING, Any, final

import ipywidgets

from ganviz.explore import fields
from ganviz.explore.playground import controls, keeping
from ganviz.explore.playground.presets import PRESETS
from ganviz.explore.playground.readout import LETTERS, differences
from ganviz.explore.playground.settings import OWN, TARGETS, parse
from ganviz.texts import text
from ganviz.widgets import button, control, kept

if TYPE_CHECKING:
    from ganviz.explore.playground.explorer import Playground

SHARE = "share"
_TAB_OF = {"z": "z", "g": "g", "fake": "g", "d": "d", "d_loss": "game", "g_loss": "game"}
_WIDE = {"width": "98%", "margin": "1px 0"}
_WORDS = {"flex": "1 1 0", "height": "40px", "overflow": "auto", "margin": "0 8px"}


@final
class Panel:
    """The column beside the picture, and the row under the transport bar.

    Attributes:
        column, row: the two, to be laid out.
        words: at the end of the row, with a height of their own, so that nothing moves when there
            is something to say.
    """

    def __init__(self, lab: "Playground") -> None:
        self._lab = lab
        guard = lab.message.guard
        self._said = ""
        self._preset = fields.choice("preset", "", ("", *PRESETS))
        self._target = self._targets()
        self._lanes = _buttons({})
        self._tabs = _buttons({text(f"tab_{name}"): name for name in (*controls.TABS, SHARE)})
        self._tabs.value = "game"
        self._body = ipywidgets.VBox(layout=kept(ipywidgets.Layout))
        self._made: dict[str, Any] = {}
        self._preset.observe(guard(self._preset_chosen), "value")
        self._lanes.observe(guard(self._lane_chosen), "value")
        self._tabs.observe(guard(lambda _: self._fill()), "value")
        self.column = ipywidgets.VBox(layout=kept(ipywidgets.Layout))
        self._slow = button(text("slow"), text("slow_tip"), "film")
        self._branch = button(text("branch"), text("branch_tip"), "code-fork")
        self._keep = button(text("keep"), text("keep_tip"))
        self._slow.on_click(guard(lambda _: lab.slow_motion.toggle()))
        self._branch.on_click(guard(lambda _: lab.branch()))
        self._keep.on_click(guard(lambda _: lab.keep()))
        self.words = control(ipywidgets.HTML, "", _WORDS)
        self.words.add_class("ganviz-words")
        self.row = ipywidgets.HBox(
            layout=kept(ipywidgets.Layout, width="100%", align_items="center", padding="0 8px")
        )
        self.refresh()

    def introduce(self, preset: str) -> None:
        """Say on the message line what a preset shows."""
        self._lab.message.info(text(f"preset_{preset}_about"))

    def open(self, node: str | None) -> None:
        """Show the controls of a node of the model graph."""
        if tab := _TAB_OF.get(node or ""):
            self._tabs.value = tab

    def refresh(self) -> None:
        """Show the settings of the lane that is chosen."""
        lab, several = self._lab, len(self._lab.games) > 1
        if len(self._target.options) != len(self._names()):  # a loaded run brought its own data
            self._target = self._targets()
        self._target.value = lab.game.target
        self._preset.value = next((n for n, games in PRESETS.items() if games == lab.games), "")
        letters = LETTERS[: len(lab.games)]
        if self._lanes.options != (pairs := tuple((c, i) for i, c in enumerate(letters))):
            self._lanes.options = pairs
        self._lanes.value = lab.lane
        self.column.children = [
            self._preset,
            self._target,
            *([self._lanes] if several else []),
            self._tabs,
            self._body,
        ]
        keep = [self._keep] if several else []
        self.row.children = [self._slow, self._branch, *keep, self.words]
        self._fill()
        self.tell()

    def tell(self, finding: str = "") -> None:
        """Say what there is to say under the transport bar; from any thread."""
        lab = self._lab
        stage = lab.slow_motion.stage
        self._slow.button_style = "info" if stage else ""
        if stage is not None:
            said = text("slow_now", place=stage.place, what=text(stage.words))
        else:
            several = differences(lab.games) if len(lab.games) > 1 else ""
            hint = text("draw_hint") if lab.drawing else ""
            said = "<br>".join(filter(None, (finding, several, hint)))
        if said != self._said:
            self._said = self.words.value = said

    def _names(self) -> list[str]:
        return [*TARGETS, OWN] if self._lab.own is not None else [*TARGETS]

    def _targets(self) -> ipywidgets.Dropdown:
        """The menu of targets."""
        menu = fields.choice("target", self._lab.game.target, self._names())
        moved = self._lab.message.guard(lambda change: self._moved("target", change["new"]))
        menu.observe(moved, "value")
        return menu

    # What a person does; all of it is guarded by the message line.

    def _moved(self, path: str, value: Any) -> None:
        game = self._lab.game
        shown = game.target if path == "target" else controls.value_at(game, path)
        if value != shown:
            change = {path: value} if path == "target" else controls.change_at(game, path, value)
            try:
                self._lab.set(**change)
            except ValueError:
                self.refresh()  # the control goes back
                raise

    def _preset_chosen(self, change: dict[str, Any]) -> None:
        chosen = change["new"]
        if chosen and PRESETS[chosen] != self._lab.games:
            self._lab.begin(*PRESETS[chosen])
            self.introduce(chosen)

    def _lane_chosen(self, change: dict[str, Any]) -> None:
        if change["new"] is not None and change["new"] != self._lab.lane:
            self._lab.choose(change["new"])

    def _fill(self) -> None:
        """The controls of the tab, made anew where they do not show the settings any more."""
        tab = str(self._tabs.value)
        if tab == SHARE:
            self._made = {}
            self._body.children = self._share()
            return
        game = self._lab.game
        stale = set(self._made) != set(controls.TABS[tab]) or any(
            control.value != controls.value_at(game, path) for path, control in self._made.items()
        )
        if stale:
            guard = self._lab.message.guard
            self._made = dict(controls.make_tab(tab, game, guard(self._moved)))
            self._body.children = list(self._made.values())

    # Files and the text to share.

    def _share(self) -> list[ipywidgets.Widget]:
        lab, guard = self._lab, self._lab.message.guard
        area = control(
            ipywidgets.Textarea,
            text("settings_tip"),
            _WIDE | {"height": "84px"},
            value=lab.settings.to_json(),
        )
        use = button(text("use"), text("use_tip"))
        use.on_click(guard(lambda _: lab.begin(*parse(area.value))))
        kinds = {text(f"save_{suffix[1:]}"): suffix for suffix in keeping.SUFFIXES}
        kind = control(
            ipywidgets.Dropdown,
            text("save_kind_tip"),
            {"flex": "1 1 0"},
            options=list(kinds.items()),
        )
        save = button(text("save"), text("save_tip"), "save")
        save.on_click(guard(lambda _: self._save(kind.value)))
        path = control(
            ipywidgets.Text,
            text("load_path_tip"),
            {"flex": "1 1 0"},
            placeholder=f"run{keeping.RUN}",
        )
        load = button(text("load"), text("load_tip"))
        load.on_click(guard(lambda _: lab.load(path.value)))
        row = functools.partial(ipywidgets.HBox, layout=kept(ipywidgets.Layout, width="98%"))
        heading = ipywidgets.HTML(f"<small>{text('settings_text')}</small>")
        return [heading, area, use, row([kind, save]), row([path, load])]

    def _save(self, suffix: str) -> None:
        """Write a file beside the notebook; a film takes seconds, so not on the page's thread."""
        lab = self._lab
        name = f"ganviz-{lab.game.target}-{lab.player.frame.snapshot.step}{suffix}"

        def progress(done: int, of: int) -> None:
            lab.message.info(text("saving", name=name, done=done, of=of))

        def write() -> None:
            lab.save(name, progress)
            lab.message.info(text("saved", name=name))

        if lab.player.threaded:
            threading.Thread(target=lab.message.guard(write), daemon=True).start()
        else:
            write()


def _buttons(options: dict[str, Any]) -> ipywidgets.ToggleButtons:
    """A row of small buttons of which one is down."""
    buttons = ipywidgets.ToggleButtons(options=list(options.items()))
    buttons.add_class("ganviz-tabs")
    buttons.style = kept(type(buttons.style), button_width="auto")
    buttons.layout = kept(ipywidgets.Layout, margin="2px 0")
    return buttons
