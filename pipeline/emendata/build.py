"""Build a work: the place of a work goes in; its books, or the reasons why there are none, come out.

This is the one place where files are read, processes are started and results are put on disk. The
work itself is done by the stages.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, cast

from emendata import config, output
from emendata.assets import fonts, styles_dir
from emendata.decoding import decode
from emendata.diagnostics import Diagnostic, EmendataError, Place
from emendata.document.dump import dump
from emendata.edit.settled import named
from emendata.hashing import sha256
from emendata.memory import Memory, Recollection
from emendata.parallel import Beside
from emendata.progress import Progress, Quiet
from emendata.remembering import anew
from emendata.settings import FORMATS, Edition
from emendata.sniffing import xml_format
from emendata.sources import (
    BOOK_LIMIT,
    SETTINGS_LIMIT,
    SOURCE_LIMIT,
    Folder,
    source_bytes,
    why_outside,
)
from emendata.stages import APPARATUS, CORRECTIONS, SETTLED, STAGES, Output, Stage, Work
from emendata.target import Target
from emendata.workers import Workers

SUFFIXES = {"tei": ".tei.xml", "pdf": ".pdf", "epub": ".epub"}
STYLES = ("edition.css", "print.css", "epub.css")
"""Style sheets that an editor can put into the work's folder."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a build has put on disk."""

    work: str
    folder: Path
    files: tuple[str, ...]
    counts: Mapping[str, int]
    diagnostics: tuple[Diagnostic, ...]
    changed: tuple[str, ...] = ()
    """Those of the files that were not there before, or not with these bytes."""


def build(
    target: Target,
    folder: Path,
    *,
    outputs: Collection[str] | None = None,
    jobs: int = 1,
    progress: Progress | None = None,
    memory: Memory | None = None,
    workers: Workers | None = None,
    door: Door | None = None,
) -> Built:
    """Make the books and put them into `folder`; on any trouble the folder is left as it was.

    What `memory` knows is not done again. `workers` are used if they are given, and else started. A `door` that
    is given knows afterwards what was read through it, also if there was trouble.
    """
    progress = progress or Quiet()
    output.writable(folder)
    work, door = opened(target, folder, door)
    outputs = outputs or work.edition.outputs
    stages = [stage for stage in STAGES if not stage.makes or stage.makes in outputs]
    if not {"pdf", "epub"} & set(outputs):
        stages = [stage for stage in stages if stage.name not in ("typography", "book")]
    work = run(work, stages, jobs, progress, memory, workers, _recorded)
    files = {work.edition.name + SUFFIXES[kind]: work.outputs[kind].data for kind in outputs}
    for kind in outputs:
        files |= {work.edition.name + end: data for end, data in work.outputs[kind].beside.items()}
    # Not before: it loads what asks for versions, and the books are ready now.
    from emendata.manifest import counts, manifest

    counted = counts(work)
    changed = output.install(
        files,
        folder,
        work.edition.name,
        lambda beside: manifest(
            work.edition.name, inputs=door.seen, files=files, work=work, counted=counted, beside=beside
        ),
        waiting=lambda: progress.said(f"waiting for another build to leave {folder}"),
    )
    names = (*sorted(files), output.MANIFEST)
    return Built(work.edition.name, folder, names, counted, work.diagnostics, changed)


def _recorded(work: Work) -> Work:
    from emendata.compare.record import recorded

    return replace(work, record=recorded(work))


def checked(target: Target) -> tuple[Diagnostic, ...]:
    """What an editor should look at."""
    work, _ = opened(target)
    return run(work, _until("check")).diagnostics


def linted(path: Path) -> tuple[Diagnostic, ...]:
    """What is wrong with an e-book, whoever made it."""
    from emendata.lint import lint

    return lint(Folder(path.parent).read(path.name, BOOK_LIMIT), path.name)


def shown(target: Target, after: str, form: str) -> str:
    """The work after a stage, as an ``outline``, ``tei`` or ``html`` to be read."""
    stages = _until(after)
    if form == "html" and not any(stage.name == "book" for stage in stages):
        stages = _until("book")
    work, _ = opened(target)
    # What runs beside the text changes nothing that is shown.
    work = run(work, [stage for stage in stages if not stage.beside])
    if form == "tei":
        from emendata.document import tei

        return tei.write(work.document).decode()
    if form == "html" and work.book:
        from emendata.publish import xhtml

        body = xhtml.element("body")
        body.extend(deepcopy(section.html) for section in work.book.sections)
        title = xhtml.element("title", text=work.book.metadata.title)
        return xhtml.document([title], body, work.book.lang).decode()
    return dump(work.document)


def _until(name: str) -> list[Stage]:
    names = [stage.name for stage in STAGES]
    return list(STAGES[: names.index(name) + 1])


# ------------------------------------------------------------------------- reading


class Door:
    """The work's folder, which remembers what was read from it."""

    def __init__(self, folder: Folder, asked: dict[Path, str | None] | None = None) -> None:
        self._folder = folder
        self.seen: dict[str, str] = {}
        """The SHA-256 of each file read, by its name."""
        self.asked = {} if asked is None else asked
        """Of each path that was asked for, the SHA-256 that was found there first, or None for no file."""

    def read(self, rel: str, limit: int = SOURCE_LIMIT, place: Place | None = None) -> bytes:
        """See `Folder.read`."""
        self.exists(rel)
        data = self._folder.read(rel, limit, place)
        self.saw(rel, data)
        return data

    def saw(self, rel: str, data: bytes, path: Path | None = None) -> None:
        """Remember what was read, if need be at a path outside the folder."""
        self.seen[rel] = self.asked[path or self._folder.path / rel] = sha256(data)

    def exists(self, rel: str) -> bool:
        """See `Folder.exists`."""
        there = self._folder.exists(rel)
        if not there and not why_outside(rel):
            self.asked.setdefault(self._folder.path / rel, None)
        return there


def opened(target: Target, books: Path | None = None, door: Door | None = None) -> tuple[Work, Door]:
    """The work as it is before the first stage: settings, source, corrections and styles read.

    `books` is the folder of the last build, which remembers where the corrections stood.
    """
    folder = Folder(target.folder)
    door = door or Door(folder)
    if target.bare:
        edition = Edition.bare(target.folder / target.bare)
        source = door.read(edition.source)
        digest = door.seen[edition.source]
        return Work(_known(edition, source), source, door, digest, layer=_style_layer(door), fonts=fonts), door
    # First, so that what is read anew here is not later than what is remembered of it.
    if door.exists(config.NAME):
        door.read(config.NAME)
    edition = replace(config.load(folder), name=target.name)
    edition = _sourced(edition, target.source)
    if target.source:
        door.asked.setdefault(target.source, None)
    else:
        door.exists(edition.source)
    source = source_bytes(folder, edition.source, edition.sha256, target.source)
    edition = _known(edition, source)
    door.saw(edition.source, source, target.source)
    texts = {
        name: decode(door.read(name, SETTINGS_LIMIT), name, blank=True)
        for name in (CORRECTIONS, APPARATUS, SETTLED, *STYLES)
        if door.exists(name)
    }
    work = Work(
        edition,
        source,
        door,
        door.seen[edition.source],
        corrections=texts.pop(CORRECTIONS, ""),
        memory=output.remembered(books or target.dist, edition.name),
        settled=texts.pop(SETTLED, ""),
        apparatus=texts.pop(APPARATUS, ""),
        layer=_style_layer(door),
        styles=texts,
        fonts=fonts,
    )
    return work, door


def _style_layer(door: Door) -> dict[str, str]:
    """The files of ``styles/`` by their paths in it."""
    folder = Folder(styles_dir())
    layer: dict[str, str] = {}
    for name in (*folder.names("*.css"), *folder.names("*/*.css"), *folder.names("*/*.yaml")):
        data = folder.read(name, SETTINGS_LIMIT)
        door.saw(f"styles/{name}", data, folder.path / name)
        layer[name] = decode(data, f"styles/{name}", blank=True)
    return layer


def _known(edition: Edition, source: bytes) -> Edition:
    """With the kind of XML that the source is: ``.xml`` may be TEI or JATS."""
    if edition.format or edition.source_format != "tei":
        return edition
    return replace(edition, format=xml_format(source))


def _sourced(edition: Edition, given: Path | None) -> Edition:
    """A source given on the command line in another format than the one in the folder keeps its name."""
    if given is None or edition.format:
        return edition
    if FORMATS.get(given.suffix.lower(), "") == edition.source_format:
        return edition
    return replace(edition, source=given.name)


# ------------------------------------------------------------------------- running


@dataclass(frozen=True, slots=True)
class _Added:
    """What a stage has added to a Work, apart from changing its text."""

    diagnostics: tuple[Diagnostic, ...]
    outputs: Mapping[str, Output]
    seconds: float
    used: Collection[str] = ()
    learnt: Mapping[str, object] = field(default_factory=dict)
    """What its own process remembered, and what that has to be remembered."""


def run(
    work: Work,
    stages: Sequence[Stage],
    jobs: int = 1,
    progress: Progress | None = None,
    memory: Memory | None = None,
    workers: Workers | None = None,
    finish: Callable[[Work], Work] = lambda work: work,
) -> Work:
    """The Work after all the stages; what comes out does not depend on the number of jobs or on the memory.

    What is to `finish` it is done while stages that run beside the text may still be at work.

    With more than one job, there are as many processes for what a stage can have done apart, and the stages
    that only add something run in processes of their own, but for the last, and for the one that has things
    done apart: that is the one with most to do.
    """
    progress = progress or Quiet()
    memory = memory or Memory(None, "")
    added: dict[str, _Added] = {}
    apart: dict[str, Beside[_Added]] = {}
    with ExitStack() as ending:
        ahead = next((stage.ahead for stage in stages if stage.ahead), None)
        if jobs > 1 and ahead and workers is None:
            workers = ending.enter_context(Workers(jobs, ahead))
        recollection = Recollection(memory)
        work = replace(work, workers=ending.enter_context(memory.building(workers)), remember=recollection)
        to_come = deque(stages)
        while to_come:
            stage = to_come.popleft()
            name = stage.awaits(work) if stage.awaits else ""
            if making := next((later for later in to_come if later.name == name), None):
                to_come.insert(to_come.index(making) + 1, stage)
                continue
            progress.started(stage.name)
            if jobs > 1 and stage.beside and to_come and not stage.ahead:
                apart[stage.name] = Beside(partial(_beside, stage, work, memory), stage.name)
                ending.callback(apart[stage.name].stop)
                continue
            start = time.perf_counter()
            after = _after(stage, work, memory)
            added[stage.name] = _difference(work, after, start)
            work = after
            progress.finished(stage.name, added[stage.name].seconds)
        work = finish(work)
        for name, process in apart.items():
            added[name] = process.result()
            memory.adopt(added[name].used, added[name].learnt)
            progress.finished(name, added[name].seconds)
        memory.adopt(recollection.used, recollection.learnt)
    in_order = [added[stage.name] for stage in stages]
    diagnostics = [diagnostic for one in in_order for diagnostic in one.diagnostics]
    work = replace(
        work,
        diagnostics=named(diagnostics),
        outputs={kind: data for one in in_order for kind, data in one.outputs.items()},
        workers=None,
        remember=anew,
    )
    errors = [diagnostic for diagnostic in work.diagnostics if diagnostic.severity == "error"]
    if errors:
        raise EmendataError(errors)
    return work


def _after(stage: Stage, work: Work, memory: Memory) -> Work:
    """The Work after a stage, which may be known."""
    read = stage.reads(work) if stage.reads else None
    if read is None:
        return stage.function(work)
    key = memory.key("stage", stage.name, repr(read))
    if (known := memory.recalled(key)) is not None:
        return replace(work, **cast(dict[str, Any], known))
    after = stage.function(work)
    names = (f.name for f in fields(Work))
    changed = {name: getattr(after, name) for name in names if getattr(after, name) is not getattr(work, name)}
    # The text of a TEI file is read as quickly from the file itself.
    memory.learn(key, changed, on_disk=work.edition.source_format != "tei")
    return after


def _beside(stage: Stage, work: Work, memory: Memory) -> _Added:
    """What a stage adds, worked out in a process that was forked for it and so has the Work already."""
    start = time.perf_counter()
    remember = Recollection(memory)
    added = _difference(work, stage.function(replace(work, workers=None, remember=remember)), start)
    return replace(added, used=remember.used, learnt=remember.learnt)


def _difference(before: Work, after: Work, start: float) -> _Added:
    return _Added(
        after.diagnostics[len(before.diagnostics) :],
        {kind: data for kind, data in after.outputs.items() if kind not in before.outputs},
        time.perf_counter() - start,
    )
