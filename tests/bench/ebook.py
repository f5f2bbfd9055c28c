"""Make e-books of growing length as a user does, cold and from the shell: ``python -m tests.bench.ebook``.

The last column is what a thousand words cost the processor once the program is loaded: it should
be the same in every row. The book that counts has 2,206 notes; it should be an e-book within 5 seconds and 300 MB.
"""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path

from tests.bench.article import measured
from tests.bench.table import table
from tests.command import SHARED
from tests.works import made

LARGE = SHARED / "corpora" / "robertson-freethought-pg" / "ShortHistoryOfFreethought1-1.0.tei"
RUNS = 2


def row(name: str, source: Path, out: Path, loading: float) -> list[str]:
    """What it costs to make the book."""
    arguments = str(source), "--to", "epub", "--no-cache", "--out", str(out)
    runs = [measured(*arguments) for _ in range(RUNS)]
    seconds, busy, _, _ = min(runs)
    [book] = out.glob("*.epub")
    with zipfile.ZipFile(book) as archive:
        pages = [archive.read(n).decode() for n in archive.namelist() if n.endswith(".xhtml")]
    words = sum(len(re.sub(r"<[^>]*>", " ", page).split()) for page in pages)
    notes = sum(page.count('role="doc-footnote"') for page in pages)
    each = 1e6 * (busy - loading) / words
    costs = f"{seconds:.2f}", f"{busy:.2f}", f"{max(run[2] for run in runs):,}", f"{each:.1f}"
    return [name, f"{words:,}", f"{notes:,}", *costs]


def one_division(folder: Path, notes: int) -> Path:
    """A text without any head, in which every few words have a note."""
    words = "".join(
        f'What is said here has <note n="{n}">A short note, number {n}.</note> a note. ' for n in range(1, notes + 1)
    )
    path = folder / "notes.xml"
    header = "<titleStmt><title>Notes</title></titleStmt><publicationStmt><p>none</p></publicationStmt>"
    header = f"<teiHeader><fileDesc>{header}<sourceDesc><p>none</p></sourceDesc></fileDesc></teiHeader>"
    text = f"<text><body><div><p>{words}</p></div></body></text>"
    path.write_text(f'<TEI xmlns="http://www.tei-c.org/ns/1.0">{header}{text}</TEI>', "utf-8")
    return path


def main() -> None:
    """Print the table."""
    rows = [["book", "words", "notes", "best s", "processor s", "peak MB", "ms / 1,000 words"]]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        small = made(out / "small", seed=5, sections=1, paragraphs=1).folder
        first = str(small), "--to", "epub", "--no-cache", "--out", f"{folder}/0"
        loading = min(measured(*first)[1] for _ in range(RUNS))
        for sections in (10, 20, 40, 80):
            work = made(out / f"made-{sections}", seed=5, sections=sections, paragraphs=60)
            rows.append(row(f"{sections} made-up chapters", work.folder, out / str(sections), loading))
        rows.append(row("one division, 10,000 notes", one_division(out, 10_000), out / "notes", loading))
        if LARGE.is_file():
            rows.append(row("Robertson 1914", LARGE, out / "large", loading))
    print(table("Making an e-book from the shell", rows))


if __name__ == "__main__":
    main()
