"""Draw the picture in the README out of the books that `make edition` has made: `make pictures`.

Two spreads, one below the other: of the essay, with notes and a figure, and of the letter, with its translation. Which
they are is said by words that stand on them, so that they are found when pages move.
"""

from __future__ import annotations

import io
import subprocess
from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
SPREADS = (
    ("specimen", "THE APPARATUS", "Figure 2."),
    ("specimen-facing", "Sunt praeterea litterae", "Besides, there are letters"),
)
WIDTH = 1240
"""Of the picture; of each page, half of it."""
EDGE = (150, 150, 150)


def page_with(pdf: Path, words: str) -> int:
    """The last page on which these words stand, contents and the like come before; from 1."""
    text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = [" ".join(page.split()) for page in text.split("\f")]
    return max(number for number, page in enumerate(pages, start=1) if words in page)


def drawn(pdf: Path, page: int) -> Image.Image:
    """A page, half as wide as the picture."""
    size = ["-scale-to-x", str(WIDTH // 2), "-scale-to-y", "-1"]
    command = ["pdftoppm", "-png", "-f", str(page), "-l", str(page), *size, pdf]
    made = subprocess.run(command, check=True, capture_output=True).stdout
    return Image.open(io.BytesIO(made)).convert("RGB")


def spreads() -> Iterator[Image.Image]:
    """Two pages side by side, with their edges."""
    for work, *words in SPREADS:
        (pdf,) = (ROOT / "dist" / work).glob("*.pdf")
        left, right = (page_with(pdf, one) for one in words)
        assert right == left + 1, f"{words} do not stand on facing pages of {pdf}: {left}, {right}"
        pages = [drawn(pdf, page) for page in (left, right)]
        made = Image.new("RGB", (WIDTH, pages[0].height), EDGE)
        for number, page in enumerate(pages):
            made.paste(page, (number * WIDTH // 2, 0))
        pencil = ImageDraw.Draw(made)
        pencil.line((WIDTH // 2, 0, WIDTH // 2, made.height), EDGE)
        pencil.rectangle((0, 0, made.width - 1, made.height - 1), outline=EDGE)
        yield made


def main() -> None:
    """Draw them."""
    made = list(spreads())
    picture = Image.new("RGB", (WIDTH, sum(spread.height for spread in made)), EDGE)
    top = 0
    for spread in made:
        picture.paste(spread, (0, top))
        top += spread.height
    # Letters need few greys, and so the file stays small.
    picture.convert("L").quantize(24).save(ROOT / "docs" / "pages.png", optimize=True)


if __name__ == "__main__":
    main()
