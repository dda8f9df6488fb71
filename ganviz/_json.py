"""The JSON of settings; see `ganviz.settings`."""

from ganviz.settings import from_json, to_json, to_short_json

__all__ = ["from_json", "to_json", "to_short_json"]
