"""Finish the files of the text: each depends on its own text and on the few things of the whole book that touch it.

Enters: a `File` and its `Setting`. Leaves: a `Chapter`, which is remembered by the two. A correction that moves no
page, no note and no figure has one file made anew, however many there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from emendata.publish.epub.figures import Caption, captions, describe_images, name_figures
from emendata.publish.epub.files import File, link
from emendata.publish.epub.languages import tag_languages
from emendata.publish.epub.letters import Fonts, Wanted
from emendata.publish.epub.printed import Mark, mark_pages
from emendata.publish.epub.zipped import Packed, deflated
from emendata.publish.xhtml import TYPE, Element, document, element
from emendata.remembering import Remember


@dataclass(frozen=True, slots=True)
class Setting:
    """What a file is made with besides its text."""

    name: str
    title: str
    matter: str
    piece: int
    lang: str
    figures: tuple[str, ...]
    """The ids of its figures and tables."""
    descriptions: tuple[tuple[str, str], ...]
    """Of the images in it, by their addresses."""
    description: str
    """The word for one."""
    marks: tuple[Mark, ...] | None
    """Where pages of the printed book begin; None if those of the source are marked."""
    files: tuple[tuple[str, str], ...]
    """In which file each thing is that it leads to, by its id."""
    fonts: tuple[str, ...]
    """What stands for the fonts for rare letters; none if it has no such letters."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A finished file."""

    file: Packed
    captions: tuple[Caption, ...]
    """Those that are listed."""


class Chapters:
    """The files of a book with their settings."""

    def __init__(self, fonts: Fonts, remember: Remember) -> None:
        self._fonts, self._remember = fonts, remember
        self._made: dict[str, tuple[Element, Wanted]] = {}
        """By name, what has been set and not been finished yet."""

    def wanted(self, file: File, setting: Setting) -> Wanted:
        """The letters of a file that need a font of their own."""
        if not setting.fonts:
            return ()
        return self._remember(lambda: self._set(file, setting)[1], "letters", file.key, repr(setting))

    def finished(self, file: File, setting: Setting, sheets: Sequence[str]) -> Chapter:
        """The finished file, which asks for these style sheets."""
        make = partial(self._make, file, setting, sheets)
        return self._remember(make, "chapter", file.key, repr((setting, *sheets)))

    def _make(self, file: File, setting: Setting, sheets: Sequence[str]) -> Chapter:
        html, _ = self._set(file, setting)
        del self._made[file.name]
        body = element("body", {TYPE: f"{setting.matter}matter"})
        body.append(html)
        listed = tuple(captions(html))
        return Chapter(deflated(document(head(setting.title, sheets), body, setting.lang)), listed)

    def _set(self, file: File, setting: Setting) -> tuple[Element, Wanted]:
        """Do to the text of a file whatever is to be done."""
        if file.name not in self._made:
            html = file.html
            if setting.marks is not None:
                mark_pages(html, setting.marks)
            name_figures(html, setting.figures)
            describe_images(html, dict(setting.descriptions), setting.description)
            tag_languages(html, setting.lang)
            link(html, setting.name, dict(setting.files))
            self._made[file.name] = html, self._fonts.mark(html) if setting.fonts else ()
        return self._made[file.name]


def head(title: str, sheets: Sequence[str]) -> list[Element]:
    """What stands in the head of a document."""
    links = [element("link", {"rel": "stylesheet", "type": "text/css", "href": name}) for name in sheets]
    return [element("title", None, title), *links]
