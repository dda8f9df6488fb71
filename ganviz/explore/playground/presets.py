"""Settings that show one phenomenon each, in one click; some set a cure beside the disease."""

from ganviz.explore.playground.settings import PlaygroundSettings

_START = PlaygroundSettings()

PRESETS: dict[str, tuple[PlaygroundSettings, ...]] = {
    "start": (_START,),
}
"""Every preset by name: the games that it begins, side by side where there are several."""
