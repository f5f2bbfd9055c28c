"""The command line: words typed by an editor go in; books, diagnostics and an exit code come out.

Exit codes: 0 all went well, 1 there are errors (or, with ``check --strict``, queries), 2 the command
was not understood, 128 + the signal's number when a signal ended it (130 for Ctrl-C).
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from emendata import __version__
from emendata.diagnostics import Diagnostic, EmendataError, Severity
from emendata.document.model import REASONS

if TYPE_CHECKING:  # each command loads what it needs
    from click.shell_completion import CompletionItem

    from emendata.memory import Memory
    from emendata.target import Target
    from emendata.watch import Turn

_OUTPUTS = ("tei", "pdf", "epub")

Command = TypeVar("Command", bound=Callable[..., Any])


class Report:
    """Where a command tells what came of it: text on both streams, or one JSON object on the first."""

    def __init__(self) -> None:
        self.as_json = False
        self.folder = Path()
        """The folder that the files named by diagnostics are in."""
        self._heard: frozenset[Diagnostic] = frozenset()
        """What a watch has told of last; a warning is told once."""

    def done(self, text: str, outcome: dict[str, Any], diagnostics: Sequence[Diagnostic] = ()) -> None:
        """The command has done what it was asked to."""
        if self.as_json:
            self._as_json(True, outcome, diagnostics)
        elif text:
            click.echo(text)

    def failed(self, diagnostics: Sequence[Diagnostic]) -> None:
        """The command has come to nothing."""
        if self.as_json:
            self._as_json(False, {}, diagnostics)
        else:
            self.tell(diagnostics)

    def tell(self, diagnostics: Iterable[Diagnostic], *, err: bool = True) -> None:
        """One paragraph for each diagnostic."""
        for diagnostic in diagnostics:
            code = f"{diagnostic.code} {diagnostic.id}".rstrip()
            text = str(replace(self._placed(diagnostic), code=code))
            click.secho(text, err=err, fg=_COLOURS[diagnostic.severity])

    def turned(self, turn: Turn, as_json: bool) -> None:
        """A watch has built."""
        found = turn.built.diagnostics if turn.built else turn.errors
        if as_json:
            built = turn.built
            outcome = {
                "changed": list(turn.files),
                "written": list(built.changed) if built else [],
                "seconds": round(turn.seconds, 3),
                "done": turn.done,
                "known": turn.known,
            }
            click.echo(json.dumps({"ok": built is not None, **outcome, "diagnostics": self._told(found)}))
        else:
            click.secho(str(turn), fg=None if turn.built else "red")
            self.tell(d for d in found if d.severity == "error" or (d.severity == "warning" and d not in self._heard))
        self._heard = frozenset(found)
        sys.stdout.flush()

    def _placed(self, diagnostic: Diagnostic) -> Diagnostic:
        """With a path that leads to the file from here, so that terminals and editors open it."""
        path = self.folder / diagnostic.place.file
        if not diagnostic.place.file or not path.exists():
            return diagnostic
        return replace(diagnostic, place=replace(diagnostic.place, file=str(path)))

    def _as_json(self, ok: bool, outcome: dict[str, Any], diagnostics: Sequence[Diagnostic]) -> None:
        told = self._told(diagnostics)
        click.echo(json.dumps({"ok": ok, **outcome, "diagnostics": told}, ensure_ascii=False, indent=2))

    def _told(self, diagnostics: Iterable[Diagnostic]) -> list[dict[str, Any]]:
        return [
            {
                "code": diagnostic.code,
                "severity": diagnostic.severity,
                "file": diagnostic.place.file,
                "line": diagnostic.place.line,
                "col": diagnostic.place.col,
                "message": diagnostic.message,
                "hint": diagnostic.hint,
                **({"id": diagnostic.id} if diagnostic.id else {}),
            }
            for diagnostic in map(self._placed, diagnostics)
        ]


_COLOURS: dict[Severity, str | None] = {"error": "red", "warning": "yellow", "query": None}


# ----------------------------------------------------------------------- arguments


def _outputs(context: click.Context, option: click.Parameter, value: str | None) -> tuple[str, ...] | None:
    """``tei,pdf,epub`` as a tuple."""
    if value is None:
        return None
    names = [name.strip().lower() for name in value.split(",") if name.strip()]
    for name in names:
        if name not in _OUTPUTS:
            raise click.BadParameter(f"{name!r} is none of {', '.join(_OUTPUTS)}.", context, option)
    if not names:
        raise click.BadParameter(f"name one or more of {', '.join(_OUTPUTS)}.", context, option)
    return tuple(name for name in _OUTPUTS if name in names)


def _stage(context: click.Context, option: click.Parameter, value: str) -> str:
    from emendata.stages import STAGES

    names = [stage.name for stage in STAGES]
    if value not in names:
        raise click.BadParameter(f"{value!r} is none of {', '.join(names)}.", context, option)
    return value


def _more_outputs(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    begun, comma, _rest = typed.rpartition(",")
    return [begun + comma + name for name in _OUTPUTS if name not in begun.split(",")]


def _works(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """The manuscripts whose names begin as typed, then files and folders."""
    from click.shell_completion import CompletionItem

    from emendata.target import manuscripts

    names = [name for name in manuscripts() if name.startswith(typed)]
    return [*map(CompletionItem, names), CompletionItem(typed, type="file")]


def _stages(_: click.Context, __: click.Parameter, typed: str) -> list[str]:
    from emendata.stages import STAGES

    return [stage.name for stage in STAGES if stage.name.startswith(typed)]


def _work(command: Command) -> Command:
    """The argument and the option that say what is worked on."""
    command = click.option(
        "--source",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The source, where it does not lie in the work's folder.",
    )(command)
    return click.argument("work", default="", metavar="[WORK|FILE]", shell_complete=_works)(command)


def _making(command: Command) -> Command:
    """The options that say which books are made, where and how."""
    options = (
        click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Default: dist/WORK."),
        click.option(
            "--to",
            metavar="LIST",
            callback=_outputs,
            shell_complete=_more_outputs,
            help="What to make: tei,pdf,epub or some of them. Default: what edition.yaml says, or all.",
        ),
        click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes. Default: one a core."),
        click.option("--no-cache", is_flag=True, help="Neither use nor keep on disk what was worked out before."),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _json(command: Command) -> Command:
    def chosen(context: click.Context, _: click.Parameter, value: bool) -> None:
        context.obj.as_json = value

    return click.option(
        "--json", is_flag=True, expose_value=False, callback=chosen, help="Print one JSON object."
    )(command)


# ------------------------------------------------------------------------ commands


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Examples:
  emendata new my-edition          make an edition that builds at once
  emendata build my-edition        make its books in dist/my-edition/
  emendata check my-edition        list what an editor should look at
  emendata build specimen          the edition that comes with the program

WORK is a folder with an edition.yaml or a name in manuscript/; FILE a text without more; where
neither is given, the current folder is meant.""",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an internal error.")
def cli(debug: bool) -> None:
    """Make a print PDF, an EPUB and a TEI file from one text, with its corrections on record."""
    if debug:
        sys.excepthook = sys.__excepthook__


@cli.command(
    epilog="""\b
Examples:
  emendata new my-edition
  emendata build my-edition"""
)
@click.argument("folder", type=click.Path(path_type=Path))
@_json
@click.pass_obj
def new(report: Report, folder: Path) -> None:
    """Make FOLDER, a small edition that builds at once: a text, a correction, settings."""
    from emendata.scaffold import scaffold

    names = scaffold(folder)
    text = f"{folder}: {', '.join(names)}\nNow: emendata build {folder}"
    report.done(text, {"out": str(folder), "files": list(names)})


@cli.command(
    epilog="""\b
Examples:
  emendata build my-edition
  emendata build my-edition --to pdf --out proofs
  emendata build article.txt --out books --to tei,pdf,epub
  emendata build article.txt --out books --json"""
)
@_work
@_making
@click.option("--quiet", "-q", is_flag=True, help="Print errors only.")
@_json
@click.pass_obj
def build(
    report: Report,
    work: str,
    source: Path | None,
    out: Path | None,
    to: tuple[str, ...] | None,
    jobs: int | None,
    no_cache: bool,
    quiet: bool,
) -> None:
    """Make the books of WORK and put them into dist/WORK: all of them, or none."""
    from emendata.build import build as built
    from emendata.progress import progress
    from emendata.target import found

    target = found(work, source)
    report.folder = target.folder
    with progress(quiet or report.as_json) as shown:
        memory = _memory(shown.said) if not no_cache else None
        result = built(
            target,
            out or target.dist,
            outputs=to,
            jobs=jobs or os.cpu_count() or 1,
            progress=shown,
            memory=memory,
        )
        if memory and memory.cache:
            memory.cache.trim()
    if not quiet and not report.as_json:
        report.tell(d for d in result.diagnostics if d.severity != "query")
    queries = sum(d.severity == "query" for d in result.diagnostics)
    lines = [f"{result.folder}: {', '.join(result.files)}"]
    if queries:
        lines.append(
            f"{queries} {'query' if queries == 1 else 'queries'} to the editor: emendata check {work}"
        )
    outcome = {"work": result.work, "out": str(result.folder), "files": list(result.files)}
    report.done("" if quiet else "\n".join(lines), outcome | {"counts": result.counts}, result.diagnostics)


@cli.command(
    epilog="""\b
Examples:
  emendata watch my-edition
  emendata watch my-edition --to pdf --out proofs
  emendata watch article.txt --json

Whatever a build reads is watched: settings, source, corrections, apparatus, figures, styles. Each
build prints a line; errors are printed, and the books stay as they were until they are mended.
Ctrl-C ends it."""
)
@_work
@_making
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object for each build, on a line.")
@click.pass_obj
def watch(
    report: Report,
    work: str,
    source: Path | None,
    out: Path | None,
    to: tuple[str, ...] | None,
    jobs: int | None,
    no_cache: bool,
    as_json: bool,
) -> None:
    """Make the books of WORK again, each time one of its files is saved."""
    from emendata.memory import Memory
    from emendata.progress import Heard
    from emendata.target import found
    from emendata.watch import Watch

    target = found(work, source)
    report.folder = target.folder
    heard = Heard(sys.stderr)
    memory = Memory(None, "") if no_cache else _memory(heard.said)
    jobs = jobs or os.cpu_count() or 1
    with Watch(target, out or target.dist, outputs=to, jobs=jobs, memory=memory, progress=heard) as watching:
        for turn in watching.turns():
            report.turned(turn, as_json)


@cli.command(
    epilog="""\b
Examples:
  emendata check my-edition
  emendata check my-edition --review
  emendata check article.txt --json

\b
Answers:
  --accept Q3f7a --accept Q81c0 --by AB          two corrections that are offered
  --accept Q3f7a --read Spiegel --why printer    another than the one that is offered
  --settle Q5d2k --because "a name of Vienna"    the text is right as it stands

What is accepted goes into corrections.yaml, what is settled into settled.yaml; both keep their
comments and their order. A query has the same name as long as the words around it are the same."""
)
@_work
@click.option("--strict", is_flag=True, help="Exit with 1 if there is anything to look at.")
@click.option("--accept", metavar="QUERY", multiple=True, help="Write the correction that it offers.")
@click.option("--settle", metavar="QUERY", multiple=True, help="The text is right; do not ask again.")
@click.option("--review", is_flag=True, help="Go through the queries one by one.")
@click.option("--read", metavar="TEXT", help="With --accept of one query: read this instead.")
@click.option("--because", metavar="TEXT", default="", help="With --settle: the reason.")
@click.option("--why", type=click.Choice(REASONS), help="Whose fault it is. Default: what the query offers.")
@click.option("--by", metavar="INITIALS", default="", help="Who says so.")
@_json
@click.pass_obj
def check(
    report: Report,
    work: str,
    source: Path | None,
    strict: bool,
    accept: tuple[str, ...],
    settle: tuple[str, ...],
    review: bool,
    read: str | None,
    because: str,
    why: str | None,
    by: str,
) -> int:
    """List what an editor of WORK should look at, or answer it; makes no books.

    Of an EPUB it lists the faults that its readers would meet.
    """
    from emendata.target import found

    if work.lower().endswith(_EBOOK) and Path(work).is_file():
        return _linted(report, Path(work), strict)
    target = found(work, source)
    report.folder = target.folder
    if accept or settle or review:
        if read is not None and len(accept) != 1:
            raise click.UsageError("--read goes with one --accept.")
        if review and (accept or settle or report.as_json):
            raise click.UsageError("--review asks by itself: leave --accept, --settle and --json out.")
        return _answer(report, target, accept, settle, read, because, why or "", by)
    from emendata.build import checked

    diagnostics = checked(target)
    if not report.as_json:
        report.tell(diagnostics, err=False)
    report.done("", {"work": target.name}, diagnostics)
    return 1 if strict and diagnostics else 0


_EBOOK = ".epub"


def _linted(report: Report, path: Path, strict: bool) -> int:
    """What is wrong with an e-book."""
    from emendata.build import linted

    diagnostics = linted(path)
    if not report.as_json:
        report.tell(diagnostics, err=False)
    report.done("", {"book": str(path)}, diagnostics)
    wrong = any(diagnostic.severity == "error" for diagnostic in diagnostics)
    return 1 if wrong or (strict and diagnostics) else 0


def _answer(
    report: Report,
    target: Target,
    accept: Sequence[str],
    settle: Sequence[str],
    read: str | None,
    because: str,
    why: str,
    by: str,
) -> int:
    """Write down what an editor says to queries; without any named, ask."""
    from emendata.revise import Desk

    desk = Desk(target)
    if not accept and not settle:
        from emendata.review import review

        walk = review(desk, _line, click.echo, why=why, by=by)
        report.done(f"{walk.accepted} accepted, {walk.settled} settled, {walk.passed} passed over", {})
        return 0
    both = set(map(desk.query, accept)) & set(map(desk.query, settle))
    if both:
        raise click.UsageError("A query is either accepted or settled.")
    settling = list(dict.fromkeys(map(desk.query, settle)))
    accepting = list(dict.fromkeys(map(desk.query, accept)))
    written = desk.accept(accepting, why=why, by=by, read=read) if accepting else []
    written += desk.settle(settling, because=because, by=by) if settling else []
    lines = [f"{one.query}: {report.folder / one.file}: {one.entry}" for one in written]
    told = [{"query": one.query, "file": one.file, "entry": one.entry} for one in written]
    report.done("\n".join(lines), {"work": target.name, "written": told})
    return 0


def _line(question: str) -> str | None:
    """The next line that is typed or comes through a pipe; None at the end."""
    click.echo(question, nl=False)
    typed = sys.stdin.readline()
    if not sys.stdin.isatty():
        click.echo(typed.rstrip("\n"))
    return typed.rstrip("\n") if typed else None


@cli.command(
    epilog="""\b
Examples:
  emendata anchor my-edition

A correction that has `context` is found again when the source changes: see docs/corrections.md."""
)
@_work
@_json
@click.pass_obj
def anchor(report: Report, work: str, source: Path | None) -> None:
    """Write into each correction of WORK the words around it, and where these are now."""
    from emendata.revise import anchored
    from emendata.target import found

    target = found(work, source)
    report.folder = target.folder
    done = anchored(target)
    entries = f"{done.contexts} {'entry' if done.contexts == 1 else 'entries'}"
    text = "\n".join([*done.moved, f"context written into {entries}"])
    report.done(text, {"work": target.name, "contexts": done.contexts, "moved": list(done.moved)})


@cli.command(
    epilog="""\b
Examples:
  emendata collate my-edition

The witnesses are the files in the folder witnesses/, each named by its siglum: witnesses/M.txt.
What an editor has changed in apparatus.yaml since the last time stays: see docs/apparatus.md."""
)
@_work
@_json
@click.pass_obj
def collate(report: Report, work: str, source: Path | None) -> None:
    """Compare the witnesses of WORK with its source and write apparatus.yaml."""
    from emendata.collating import collated
    from emendata.target import found

    target = found(work, source)
    report.folder = target.folder
    done = collated(target)
    if not report.as_json:
        report.tell(done.diagnostics)
    text = (
        f"{', '.join(done.witnesses)}: {done.variants} variants in {done.words} words; "
        f"apparatus.yaml: {done.made} entries made, {done.kept} of yours kept"
    )
    outcome = {"witnesses": list(done.witnesses), "words": done.words, "variants": done.variants}
    report.done(text, {"work": target.name, **outcome, "made": done.made, "kept": done.kept}, done.diagnostics)


@cli.command(
    epilog="""\b
Examples:
  emendata diff proofs dist/my-edition
  emendata diff proofs dist/my-edition --html changes.html --errata errata.pdf
  emendata diff proofs dist/my-edition --json

OLD and NEW are folders with a build, or a revision of a work in git, REV:WORK, as HEAD~3:my-edition.
A revision is built aside; nothing in the working tree is touched."""
)
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("--html", type=click.Path(path_type=Path), metavar="FILE", help="Write a page, side by side.")
@click.option(
    "--errata",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a slip for the older printing, as .pdf or .txt: page, line, for … read ….",
)
@_json
@click.pass_obj
def diff(report: Report, old: str, new: str, html: Path | None, errata: Path | None) -> None:
    """Say what changed between two builds: text, notes, lines, pages, references, apparatus."""
    from emendata import compare

    if errata and errata.suffix not in (".pdf", ".txt"):
        raise click.UsageError("--errata writes a .pdf or a .txt.")
    found = compare.compared(old, new)
    written = found.write(html, errata)
    lines = "\n".join(f"{path} written" for path in written)
    outcome = {**found.data(), "files": [str(path) for path in written]}
    report.done("\n".join(filter(None, (found.text(), lines))), outcome)


@cli.command(
    epilog="""\b
Examples:
  emendata show my-edition --after acquire
  emendata show my-edition --after correct
  emendata show my-edition --after normalise --as tei"""
)
@_work
@click.option(
    "--after",
    metavar="STAGE",
    default="correct",
    show_default=True,
    callback=_stage,
    shell_complete=_stages,
    help="One of the names that a build prints.",
)
@click.option(
    "--as", "form", type=click.Choice(("outline", "tei", "html")), default="outline", show_default=True
)
@click.pass_obj
def show(report: Report, work: str, source: Path | None, after: str, form: str) -> None:
    """Print the text of WORK as it is after a stage of the build."""
    from emendata.build import shown
    from emendata.target import found

    target = found(work, source)
    report.folder = target.folder
    click.echo(shown(target, after, form), nl=False)


def _memory(told: Callable[[str], None]) -> Memory:
    """What earlier builds have left in the cache."""
    from emendata.cache import Cache, place
    from emendata.environment import fingerprint
    from emendata.memory import Memory

    return Memory(Cache(place(dict(os.environ)), told=told), fingerprint())


@cli.command(
    epilog="""\b
Examples:
  emendata clean

The cache is the folder emendata in $XDG_CACHE_HOME (by default ~/.cache), or that which
$EMENDATA_CACHE names. The books in dist/ are not touched."""
)
@_json
@click.pass_obj
def clean(report: Report) -> None:
    """Empty the cache of what was worked out for earlier builds."""
    from emendata.cache import Cache, place

    cache = Cache(place(dict(os.environ)), told=lambda line: click.echo(line, err=True))
    size = cache.clean()
    report.done(f"{cache.folder}: {size / 1e6:.1f} MB removed", {"cache": str(cache.folder), "bytes": size})


@cli.command(
    epilog="""\b
Examples:
  emendata completion bash
  emendata completion zsh

\b
To have it in every session:
  emendata completion bash >> ~/.bashrc"""
)
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None, "click has one for each of the choices"
    click.echo(kind(cli, {}, "emendata", "_EMENDATA_COMPLETE").source())


# ---------------------------------------------------------------------------- main


class _Stopped(KeyboardInterrupt):
    """A signal other than Ctrl-C asks the program to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def _stop(number: int, _: FrameType | None) -> None:
    raise _Stopped(number)


def _internal_error(_: type[BaseException], exception: BaseException, __: TracebackType | None) -> None:
    """Stands in for Python's own report of an exception that nothing answers."""
    last = traceback.format_exception_only(exception)[0].strip()
    click.secho(f"emendata: error B999: internal error: {last}", err=True, fg="red")
    click.echo(
        "    This is a mistake in emendata, please report it; `emendata --debug …` says more.", err=True
    )


def spare_collector() -> None:
    """Let the garbage collector look for cycles rarely: a command is short, and its trees have none."""
    gc.set_threshold(100_000, 50, 100)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit."""
    spare_collector()
    sys.excepthook = _internal_error
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    report = Report()
    try:
        code = cli.main(arguments, "emendata", standalone_mode=False, obj=report)
        sys.stdout.flush()
    except click.ClickException as problem:
        problem.show()
        code = problem.exit_code
    except EmendataError as problem:
        report.failed(problem.diagnostics)
        code = 1
    except BrokenPipeError:
        # Who reads the output has had enough. Python would complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 128 + signal.SIGPIPE
    except (KeyboardInterrupt, click.Abort) as interrupt:
        number = getattr(interrupt.__cause__ or interrupt, "number", signal.SIGINT)
        click.echo("emendata: interrupted; nothing was changed", err=True)
        code = 128 + number
    sys.exit(code)
