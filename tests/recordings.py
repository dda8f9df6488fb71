"""What a recording holds, read in Python from the file alone: the page's half is in JavaScript."""

import base64
import gzip
import json
import re
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Moment:
    """What the page shows at one moment: uid -> key -> numbers, layout that moves, state."""

    arrays: dict
    layout: dict
    state: dict
    readout: str
    step: int


@dataclass(frozen=True)
class Read:
    """A recording: what came with it, and its moments."""

    about: dict
    moments: list


def read(page):
    """The recording in a page."""
    [packed] = re.findall(r'id="ganviz-recording">([^<]*)<', page)
    said = gzip.decompress(base64.b64decode(packed))
    length = int.from_bytes(said[:4], "little")
    about, numbers = json.loads(said[4 : 4 + length]), said[4 + length :]
    parts = {(c["uid"], c["key"]): [] for c in about["columns"]}
    for moment in about["moments"]:
        for trace in moment["header"]:
            for key, told in trace.items():
                if key != "uid":
                    size = told["size"] if isinstance(told, dict) else told
                    parts[trace["uid"], key].append(size)
    arrays, at = {}, 0
    for told in about["columns"]:
        column = told["uid"], told["key"]
        arrays[column] = iter(restored(told, numbers[at : at + told["bytes"]], parts[column]))
        at += told["bytes"]
    assert at == len(numbers)
    return Read(about, list(_moments(about, arrays)))


def restored(told, numbers, sizes):
    """The parts of a column, of these sizes, from its bytes."""
    width = {"float": 4, "step1": 1, "step2": 2}[told["kind"]]
    mixed = np.frombuffer(numbers, np.uint8).reshape(width, -1).T.tobytes()
    kind = {"float": "<f4", "step1": "u1", "step2": "<u2"}[told["kind"]]
    whole = np.frombuffer(mixed, kind)
    found, last, at = [], None, 0
    for size in sizes:
        n = int(np.prod(size))
        part, at = whole[at : at + n], at + n
        if told["kind"] != "float":
            part = last = _places(told, part, last)
            blank = np.iinfo(kind).max
            part = np.where(part == blank, np.nan, told["low"] + part * told["step"])
        found.append(part.reshape(size))
    assert at == len(whole)
    return found


def _places(told, part, last):
    modulus = 256 if told["kind"] == "step1" else 65536
    if told["before"] == "nothing":
        return part.astype(int)
    signed = part.astype(int)
    if modulus == 65536:
        signed = np.where(signed % 2, -(signed + 1) // 2, signed // 2)
    beside = told["before"] == "moment" and last is not None and len(last) == len(part)
    return (last + signed if beside else np.cumsum(signed)) % modulus


def _moments(about, arrays):
    latest, look, layout, state = {}, None, {}, dict(about["state"])
    for moment in about["moments"]:
        if "picture" in moment:
            look, layout = about["pictures"][moment["picture"]], {}
        for trace in moment["header"]:
            own = latest.setdefault(trace["uid"], {})
            for key in trace.keys() - {"uid"}:
                part, told = next(arrays[trace["uid"], key]), trace[key]
                if isinstance(told, dict):
                    old = own[key]
                    part = np.concatenate(
                        [old[: told["head"]], part, old[len(old) - told["tail"] :]]
                    )
                own[key] = part
        layout, state = layout | moment.get("layout", {}), state | moment.get("state", {})
        shown = {
            uid: {key: latest[uid][key] for key in keys} for uid, keys in look["arrays"].items()
        }
        yield Moment(shown, layout, state, moment["readout"], moment.get("step", 0))
