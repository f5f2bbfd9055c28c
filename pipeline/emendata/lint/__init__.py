"""Look into an EPUB for faults that its readers would meet and that EPUBCheck and Ace do not find.

`lint` is all there is to know from outside: bytes enter, diagnostics leave. `RULES` lists what is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import Literal

from emendata.diagnostics import Diagnostic
from emendata.lint.rules import access, apparatus, container, navigation, notes, package, styles, text
from emendata.lint.volume import Volume, opened
from emendata.remembering import Remember, anew

Rule = Callable[[Volume], Iterator[Diagnostic]]

Scope = Literal["book", "document", "emendations"]
BOOK: Scope = "book"
"""The facts of all documents, and what else there is in the book."""
DOCUMENT: Scope = "document"
"""Each document by itself, and at most those with which it has calls in common: such a rule need not look again where
these are as they were."""
EMENDATIONS: Scope = "emendations"
"""What each correction changes, so that the rule looks each time; nothing else does that in the whole book."""

RULES: tuple[tuple[Rule, Scope], ...] = (
    (container.mimetype, BOOK),
    (container.names_twice, BOOK),
    (container.unlisted, BOOK),
    (container.missing, BOOK),
    (container.same_content, BOOK),
    (container.odd_names, BOOK),
    (container.media_types, BOOK),
    (container.listed_twice, BOOK),
    (container.references, BOOK),
    (container.unused, BOOK),
    (container.size, DOCUMENT),
    (package.identifier, BOOK),
    (package.title, BOOK),
    (package.language, BOOK),
    (package.modified, BOOK),
    (package.dates, BOOK),
    (package.package, BOOK),
    (package.spine, BOOK),
    (package.navigation, BOOK),
    (package.persons, BOOK),
    (package.refinements, BOOK),
    (package.cover, BOOK),
    (package.progression, BOOK),
    (package.properties, BOOK),
    (package.ncx, BOOK),
    (package.ncx_agrees, BOOK),
    (package.accessibility, BOOK),
    (package.features, BOOK),
    (package.conformance, BOOK),
    (package.page_source, BOOK),
    (navigation.contents, BOOK),
    (navigation.entries_lead_somewhere, BOOK),
    (navigation.every_head_is_listed, BOOK),
    (navigation.every_file_is_reached, BOOK),
    (navigation.contents_in_order, BOOK),
    (navigation.entries_say_what_heads_say, BOOK),
    (navigation.contents_have_the_levels_of_the_heads, BOOK),
    (navigation.every_page_is_listed, BOOK),
    (navigation.pages_in_order, BOOK),
    (navigation.page_numbers_rise, BOOK),
    (navigation.landmarks, BOOK),
    (navigation.landmarks_lead_to_their_kind, BOOK),
    (navigation.figures_are_listed, BOOK),
    (notes.calls_lead_to_notes, DOCUMENT),
    (notes.notes_are_called, DOCUMENT),
    (notes.notes_lead_back, DOCUMENT),
    (notes.ways_back_come_last_and_have_a_name, DOCUMENT),
    (notes.notes_say_something, DOCUMENT),
    (notes.calls_have_the_number_of_their_note, DOCUMENT),
    (notes.ids, DOCUMENT),
    (notes.ids_in_two_files, BOOK),
    (notes.popups, DOCUMENT),
    (notes.notes_have_their_roles, DOCUMENT),
    (notes.series_are_labelled, DOCUMENT),
    (notes.notes_in_order, DOCUMENT),
    (apparatus.entries_have_a_place, DOCUMENT),
    (apparatus.places_have_an_entry, BOOK),
    (apparatus.lemmas_are_those_of_the_text, DOCUMENT),
    (apparatus.entries_say_something, DOCUMENT),
    (apparatus.sigla_are_known, BOOK),
    (apparatus.entries_in_order, DOCUMENT),
    (apparatus.emendations_have_entries, EMENDATIONS),
    (apparatus.emendations_read_as_the_text, EMENDATIONS),
    (access.images, DOCUMENT),
    (access.documents_have_a_language, DOCUMENT),
    (access.languages_agree, DOCUMENT),
    (access.passages_have_their_language, DOCUMENT),
    (access.direction_is_said, DOCUMENT),
    (access.headings, DOCUMENT),
    (access.links_have_names, DOCUMENT),
    (access.links_lead_somewhere, DOCUMENT),
    (access.links_to_other_files_lead_somewhere, BOOK),
    (access.roles, DOCUMENT),
    (access.names_of_sections, DOCUMENT),
    (access.titles, BOOK),
    (access.scripts, DOCUMENT),
    (access.drawings, BOOK),
    (access.tables, DOCUMENT),
    (styles.colours, BOOK),
    (styles.colours_of_elements, DOCUMENT),
    (styles.sizes, BOOK),
    (styles.sizes_of_elements, DOCUMENT),
    (styles.what_breaks, BOOK),
    (styles.fonts_of_the_text, BOOK),
    (styles.addresses, BOOK),
    (styles.every_document_is_styled, BOOK),
    (styles.braces, BOOK),
    (text.characters, DOCUMENT),
    (text.wrong_encodings, DOCUMENT),
    (text.paragraphs_twice, DOCUMENT),
    (text.paragraphs_are_all_there, BOOK),
    (text.spans_of_text, DOCUMENT),
    (text.empty_parts, DOCUMENT),
    (text.empty_paragraphs, DOCUMENT),
)
"""In the order in which they are applied, each with what it looks at."""

Found = dict[str, tuple[Diagnostic, ...]]


def lint(data: bytes, name: str, remember: Remember = anew) -> tuple[Diagnostic, ...]:
    """What is wrong with an EPUB; `name` is that of its file."""
    volume = opened(data, name, remember)
    if isinstance(volume, Diagnostic):
        return (volume,)
    single = [
        remember(partial(_of_one, volume, document), "lint", *_all_it_is(volume, document))
        for document in volume.facts
    ]
    whole: Found = {}

    def is_sound() -> bool:
        whole.update((_name(rule), tuple(rule(volume))) for rule in _looking_at(BOOK))
        return not any(whole.values())

    # where a fault is, depends on more than the facts, so that it is sought anew
    if not remember(is_sound, "sound", repr((name, *_all_facts(volume)))) and not whole:
        is_sound()
    whole.update((_name(rule), tuple(rule(volume))) for rule in _looking_at(EMENDATIONS))
    found = [*volume.trouble]
    for rule in (_name(rule) for rule, _ in RULES):
        found += chain.from_iterable(one.get(rule, ()) for one in (*single, whole))
    return tuple(dict.fromkeys(found))


def _looking_at(scope: Scope) -> Iterator[Rule]:
    return (rule for rule, own in RULES if own == scope)


def _name(rule: Rule) -> str:
    return f"{rule.__module__}.{rule.__name__}"


def _of_one(volume: Volume, document: str) -> Found:
    """What the rules for single documents find in one."""
    alone = volume.alone(document)
    found = {_name(rule): tuple(rule(alone)) for rule in _looking_at(DOCUMENT)}
    return {name: diagnostics for name, diagnostics in found.items() if diagnostics}


def _all_facts(volume: Volume) -> Iterator[str]:
    """All that the rules for the whole book read, as long as they find nothing."""
    for entry in volume.files.entries:
        name = entry.filename
        yield name
        if name in volume.facts and (volume.nav is None or name != volume.nav.name):
            yield volume.facts[name].key
        elif name in volume.files:
            yield volume.files.key(name)


def _all_it_is(volume: Volume, document: str) -> tuple[str, ...]:
    """All that these rules read."""
    nav = volume.nav is not None and document == volume.nav.name
    calling = [(name, volume.files.key(name), name in volume.spine) for name in volume.touching[document]]
    kind = "nav" * nav + " spine" * (document in volume.spine) + " labelled" * volume.labelled
    return document, kind, volume.files.key(document), repr(calling)
