"""Put a new collation in the place of an old one, and keep what an editor has done to it since.

Enters: the text of apparatus.yaml and the entries as a collation has them now. Leaves: the new text, and
what could not be kept. An entry without a sum was written by hand and stays as it is. One whose sum is
right belongs to the collation and is made anew. In between are those that an editor has changed: what was
chosen and remarked stays, and the witnesses of each reading are brought up to date. What is quoted from others
than those that were collated (a hand, a witness without a file, a scholar) is the editor's and stays too.

Codes: X010 readings that are new in an entry with choices, X011 an entry with choices whose place is no
variant any more, X012 a reading that is chosen, or has a remark, and no witness has any more.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from emendata.diagnostics import Diagnostic, Place
from emendata.edit.collate.record import SUM, Proposed, summed, written

# libyaml where PyYAML was built with it; both are safe loaders
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CHOICE = "choose"
"""The key by which an editor puts a reading into the text."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A new apparatus.yaml."""

    text: str
    made: int
    """Entries as the collation has them."""
    kept: int
    """Entries with an editor's hand in them."""
    diagnostics: tuple[Diagnostic, ...]


@dataclass(slots=True)
class _Old:
    """An entry of the file as it was."""

    text: str
    """With the comment lines above it."""
    value: dict[str, Any]
    line: int
    commented: bool
    before: Proposed | None = None
    """The entry of the new collation that it comes before or with."""

    @property
    def ours(self) -> bool:
        """Whether nothing in it is an editor's."""
        known = {"at", "lem", "nth", "rdg", SUM}
        return not self.commented and set(self.value) <= known and self.collated == summed(self.value)

    @property
    def collated(self) -> str:
        return str(self.value.get(SUM, ""))

    @property
    def key(self) -> tuple[str, str, int]:
        lem, nth = str(self.value.get("lem", "")), int(self.value.get("nth") or 0)
        return str(self.value.get("at", "")), " ".join(lem.split()), nth


def kept(old: str, name: str, proposed: Sequence[Proposed], collated: Collection[str] = ()) -> Kept:
    """The text of apparatus.yaml, after the text `old` of the file `name`, which is well formed.

    `collated` are the sigla of the witnesses that were compared.
    """
    head, entries = _cut(old)
    work = _Work(name, {entry.key: entry for entry in proposed}, _by_readings(proposed), frozenset(collated))
    settled: dict[tuple[str, str, int], list[str]] = defaultdict(list)
    """What is kept, by the entry of the collation that it stands for or comes before."""
    replaced: set[tuple[str, str, int]] = set()
    loose: list[str] = []
    order = {entry.key: number for number, entry in enumerate(proposed)}
    last: tuple[str, str, int] | None = None
    for entry in entries:
        if entry.ours:
            last = entry.key if entry.key in order else last
            continue
        text, stands_for = work.settled(entry)
        if stands_for:
            replaced.add(stands_for)
            last = stands_for
        if last:
            settled[last].append(text)
        else:
            loose.append(text)
    lines = [head, *loose]
    made = 0
    for new in proposed:
        if new.key not in replaced:
            lines.append(new.text())
            made += 1
        lines += settled.pop(new.key, [])
    text = "".join(part if part.endswith("\n") or not part else part + "\n" for part in lines)
    return Kept(text or "[]\n", made, work.count, tuple(work.diagnostics))


def _by_readings(proposed: Sequence[Proposed]) -> dict[tuple[str, str], list[Proposed]]:
    """Entries by lemma and readings, to find one again that has another place now."""
    found: dict[tuple[str, str], list[Proposed]] = defaultdict(list)
    for entry in proposed:
        found[entry.lem, str(entry.value()["rdg"])].append(entry)
    return found


@dataclass(slots=True)
class _Work:
    name: str
    by_key: dict[tuple[str, str, int], Proposed]
    by_readings: dict[tuple[str, str], list[Proposed]]
    collated: frozenset[str] = frozenset()
    count: int = 0
    diagnostics: list[Diagnostic] = field(default_factory=list)

    def settled(self, old: _Old) -> tuple[str, tuple[str, str, int] | None]:
        """The text of an entry to be kept, and the entry of the collation that it stands for."""
        self.count += 1
        new = self.by_key.get(old.key)
        if new is None and old.collated:
            again = self.by_readings.get((old.key[1], str(old.value.get("rdg"))), [])
            new = again[0] if len(again) == 1 else None
        if new is None:
            if old.collated:
                at, lem, _ = old.key
                longer = next((e.lem for e in self.by_key.values() if e.at == at and _within(lem, e.lem)), "")
                said = f"the witnesses now differ in »{longer}«" if longer else ""
                self._tell(
                    old,
                    "X011",
                    f"{said or 'no witness differs from the text here any more'}: the entry stays as it was",
                    "Take it out, or take its line `collated:` out to make it your own.",
                )
            return old.text, None
        if not old.collated or summed(new.value()) == old.collated:
            return old.text, new.key
        return self._brought_up_to_date(old, new), new.key

    def _brought_up_to_date(self, old: _Old, new: Proposed) -> str:
        value = dict(old.value)
        now = {_words(reading): reading for reading in new.value()["rdg"]}
        readings: list[Any] = []
        for reading in _listed(value.get("rdg")):
            found = now.pop(_words(reading), None)
            witnesses, doubtful = self._witnesses(reading, found)
            for witness in doubtful:
                message = f"{witness} is not said by its file to read {reading.get('read', '')!r}, but by you"
                self._tell(old, "X010", message, "Look whether it stands.")
            if witnesses:
                readings.append({**reading, "wit": witnesses})
            elif "by" in reading:  # a conjecture needs no witness
                readings.append({key: said for key, said in reading.items() if key != "wit"})
            elif (chosen := value.get(CHOICE) == reading.get("read", "")) or reading.keys() - _OURS:
                self._tell(
                    old,
                    "X012",
                    f"no witness reads {reading.get('read', '')!r} any more, which "
                    f"{'is chosen' if chosen else 'you have added to'}: the entry stays as it was",
                    "Choose another reading, or say `by:` in it if it is a conjecture now."
                    if chosen
                    else "Take the reading out, or say who has it now.",
                )
                return old.text
        if now:
            said = ", ".join(f"{words or 'om.'} {reading['wit']}" for (words, _), reading in now.items())
            self._tell(
                old, "X010", f"an entry with choices has new readings: {said}", "Look whether they stand."
            )
        # New witnesses go before scholars, as an apparatus has them.
        at = next((n for n, reading in enumerate(readings) if "wit" not in reading), len(readings))
        value.update(new.value(), rdg=[*readings[:at], *now.values(), *readings[at:]])
        value[SUM] = summed(new.value())
        comments = "".join(line for line in old.text.splitlines(True) if line.lstrip().startswith("#"))
        return comments + written({key: value[key] for key in sorted(value, key=_rank)})

    def _witnesses(self, old: dict[str, Any], new: dict[str, Any] | None) -> tuple[str, list[str]]:
        """Who has a reading, and of these who has it by the editor's word alone, though there is a file.

        Those who have it now, with what is said of them, those whom nobody compared, and of the others those
        of whom something is said: no collation does that.
        """
        now = str(new["wit"]).split() if new else []
        written = old.get("wit", "")
        before = _WITNESS.findall(" ".join(map(str, written)) if isinstance(written, list) else str(written))
        stay = [(name, said) for name, said in before if said or name in now or name not in self.collated]
        there = {name for name, _ in stay}
        doubtful = [name + said for name, said in stay if name in self.collated and name not in now]
        all_ = (*(name + said for name, said in stay), *(name for name in now if name not in there))
        return " ".join(all_), doubtful

    def _tell(self, old: _Old, code: str, message: str, hint: str) -> None:
        at, lem, _ = old.key
        self.diagnostics.append(
            Diagnostic(code, "warning", Place(self.name, old.line, 1), f"{at}, {lem}: {message}", hint)
        )


_OURS = frozenset(("read", "wit", "kind"))
"""Keys of a reading that a collation writes."""
_WITNESS = re.compile(r"([^\s(),;]+)(\s*\([^()]*\))?")
_ORDER = ("at", "lem", "nth", CHOICE, "rdg")


def _rank(key: str) -> tuple[int, str]:
    """The keys in their usual order, the sum last."""
    return (_ORDER.index(key) if key in _ORDER else len(_ORDER) + (key == SUM), key)


def _within(words: str, longer: str) -> bool:
    """Whether these words are some of the longer ones."""
    return words != longer and f" {words} " in f" {longer} "


def _words(reading: dict[str, Any]) -> tuple[str, str]:
    """What a reading is known by: its words, or its kind where it has none."""
    words = " ".join(str(reading.get("read", "")).split())
    return words, "" if words else str(reading.get("kind", ""))


def _listed(readings: Any) -> list[dict[str, Any]]:
    """Readings as a list, also where they are written `{troie: M R}`."""
    if isinstance(readings, dict):
        return [{"read": str(words), "wit": str(sigla)} for words, sigla in readings.items()]
    return [dict(reading) for reading in readings or ()]


def _cut(text: str) -> tuple[str, list[_Old]]:
    """What stands before the first entry, and the entries, each with the comment above it."""
    root = yaml.compose(text, Loader=_LOADER) if text.strip() else None
    if not isinstance(root, yaml.SequenceNode) or not root.value or root.flow_style:
        return ("" if root is not None and not getattr(root, "value", None) else text), []
    values: list[dict[str, Any]] = yaml.load(text, Loader=_LOADER)
    lines = text.splitlines(keepends=True)
    starts = [_with_comment(lines, node.start_mark.line) for node in root.value]
    entries = []
    for node, value, (start, end) in zip(
        root.value, values, zip(starts, [*starts[1:], len(lines)], strict=True), strict=True
    ):
        piece = "".join(lines[start:end])
        commented = any(line.lstrip().startswith("#") for line in lines[start:end])
        entries.append(_Old(piece, value, node.start_mark.line + 1, commented))
    return "".join(lines[: starts[0]]), entries


def _with_comment(lines: Sequence[str], line: int) -> int:
    """The first of the comment lines right above an entry, or its own line."""
    while line and lines[line - 1].startswith("#"):
        line -= 1
    return line
