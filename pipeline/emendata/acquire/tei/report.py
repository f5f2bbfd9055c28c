"""What reading a TEI file brings to light: repairs, and what the Document has no place for, counted.

Diagnostics are collected by what they say. One that was said before is counted and keeps the place where it
was said first, so that ten thousand elements of one kind make one line.

Codes: A040 DOCTYPE and entities, A041 repairs of the markup, A042 other files, A043 elements that are not
read, A044 attributes that are not read, A045 pointers and ids, A046 apparatus, A047 nesting, A048 TEI P4,
A049 the account does not come out even.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from emendata.acquire.tei.node import Node
from emendata.diagnostics import Diagnostic, EmendataError, Place, Severity


@dataclass(slots=True)
class Said:
    """One thing that was said, perhaps more than once."""

    severity: Severity
    line: int
    hint: str
    count: int = 1


@dataclass(slots=True)
class Report:
    """Collects what is to be said of the file called `name`."""

    name: str
    said: dict[tuple[str, str], Said] = field(default_factory=dict)

    def say(
        self, code: str, at: Node | int, message: str, hint: str = "", severity: Severity = "warning"
    ) -> None:
        """Say it, or count it if it was said already."""
        if (before := self.said.get((code, message))) is not None:
            before.count += 1
        else:
            line = at if isinstance(at, int) else at.line
            self.said[code, message] = Said(severity, line, hint)

    def refuse(self, code: str, at: Node | int, message: str, hint: str = "") -> EmendataError:
        """What is to be raised where nothing can be read."""
        line = at if isinstance(at, int) else at.line
        return EmendataError(Diagnostic(code, "error", Place(self.name, line), message, hint))

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """All of them, in the order of the file."""
        found = [
            Diagnostic(
                code,
                said.severity,
                Place(self.name, said.line),
                message + (f" (×{said.count})" if said.count > 1 else ""),
                said.hint,
            )
            for (code, message), said in self.said.items()
        ]
        return tuple(sorted(found, key=lambda d: (d.place.line, d.code)))
