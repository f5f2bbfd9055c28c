"""Look into an EPUB for faults that its readers would meet and that EPUBCheck and Ace do not find.

`lint` is all there is to know from outside: bytes enter, diagnostics leave. `RULES` lists what is looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain

from emendata.diagnostics import Diagnostic
from emendata.lint.rules import access, apparatus, container, navigation, notes, package, styles, text
from emendata.lint.volume import Volume, opened
from emendata.remembering import Remember, anew

Rule = Callable[[Volume], Iterator[Diagnostic]]

RULES: tuple[Rule, ...] = (
    container.mimetype,
    container.names_twice,
    container.unlisted,
    container.missing,
    container.same_content,
    container.odd_names,
    container.media_types,
    container.listed_twice,
    container.references,
    container.unused,
    container.size,
    package.identifier,
    package.title,
    package.language,
    package.modified,
    package.dates,
    package.package,
    package.spine,
    package.navigation,
    package.persons,
    package.refinements,
    package.cover,
    package.progression,
    package.properties,
    package.ncx,
    package.ncx_agrees,
    package.accessibility,
    package.features,
    package.conformance,
    package.page_source,
    navigation.contents,
    navigation.entries_lead_somewhere,
    navigation.every_head_is_listed,
    navigation.every_file_is_reached,
    navigation.contents_in_order,
    navigation.entries_say_what_heads_say,
    navigation.contents_have_the_levels_of_the_heads,
    navigation.every_page_is_listed,
    navigation.pages_in_order,
    navigation.page_numbers_rise,
    navigation.landmarks,
    navigation.landmarks_lead_to_their_kind,
    navigation.figures_are_listed,
    notes.calls_lead_to_notes,
    notes.notes_are_called,
    notes.notes_lead_back,
    notes.ways_back_come_last_and_have_a_name,
    notes.notes_say_something,
    notes.calls_have_the_number_of_their_note,
    notes.ids,
    notes.ids_in_two_files,
    notes.popups,
    notes.notes_have_their_roles,
    notes.series_are_labelled,
    notes.notes_in_order,
    apparatus.entries_have_a_place,
    apparatus.places_have_an_entry,
    apparatus.lemmas_are_those_of_the_text,
    apparatus.entries_say_something,
    apparatus.sigla_are_known,
    apparatus.entries_in_order,
    apparatus.emendations_have_entries,
    apparatus.emendations_read_as_the_text,
    access.images,
    access.documents_have_a_language,
    access.languages_agree,
    access.passages_have_their_language,
    access.direction_is_said,
    access.headings,
    access.links_have_names,
    access.links_lead_somewhere,
    access.links_to_other_files_lead_somewhere,
    access.roles,
    access.names_of_sections,
    access.titles,
    access.scripts,
    access.drawings,
    access.tables,
    styles.colours,
    styles.colours_of_elements,
    styles.sizes,
    styles.sizes_of_elements,
    styles.what_breaks,
    styles.fonts_of_the_text,
    styles.addresses,
    styles.every_document_is_styled,
    styles.braces,
    text.characters,
    text.wrong_encodings,
    text.paragraphs_twice,
    text.paragraphs_are_all_there,
    text.spans_of_text,
    text.empty_parts,
    text.empty_paragraphs,
)
"""In the order in which they are applied."""


OF_ONE_DOCUMENT: frozenset[Rule] = frozenset(
    (
        container.size,
        notes.calls_lead_to_notes,
        notes.notes_are_called,
        notes.notes_lead_back,
        notes.ways_back_come_last_and_have_a_name,
        notes.notes_say_something,
        notes.calls_have_the_number_of_their_note,
        notes.ids,
        notes.popups,
        notes.notes_have_their_roles,
        notes.series_are_labelled,
        notes.notes_in_order,
        apparatus.entries_have_a_place,
        apparatus.lemmas_are_those_of_the_text,
        apparatus.entries_say_something,
        apparatus.entries_in_order,
        access.images,
        access.documents_have_a_language,
        access.languages_agree,
        access.passages_have_their_language,
        access.direction_is_said,
        access.headings,
        access.links_have_names,
        access.links_lead_somewhere,
        access.roles,
        access.names_of_sections,
        access.scripts,
        access.tables,
        styles.colours_of_elements,
        styles.sizes_of_elements,
        text.characters,
        text.wrong_encodings,
        text.paragraphs_twice,
        text.spans_of_text,
        text.empty_parts,
        text.empty_paragraphs,
    )
)
"""Those that look at each document by itself, and at most at those with which it has calls in common, so that they need
not look again where these are as they were. The others look at the facts of all documents."""

OF_EMENDATIONS: frozenset[Rule] = frozenset(
    (apparatus.emendations_have_entries, apparatus.emendations_read_as_the_text)
)
"""Those that look at what each correction changes, and so look each time; nothing else does that in the whole book."""

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
        rules = (rule for rule in RULES if rule not in OF_ONE_DOCUMENT | OF_EMENDATIONS)
        whole.update((_name(rule), tuple(rule(volume))) for rule in rules)
        return not any(whole.values())

    # where a fault is, depends on more than the facts, so that it is sought anew
    if not remember(is_sound, "sound", repr((name, *_all_facts(volume)))) and not whole:
        is_sound()
    whole.update((_name(rule), tuple(rule(volume))) for rule in OF_EMENDATIONS)
    found = [*volume.trouble]
    for rule in map(_name, RULES):
        found += chain.from_iterable(one.get(rule, ()) for one in (*single, whole))
    return tuple(dict.fromkeys(found))


def _name(rule: Rule) -> str:
    return f"{rule.__module__}.{rule.__name__}"


def _of_one(volume: Volume, document: str) -> Found:
    """What the rules for single documents find in one."""
    alone = volume.alone(document)
    found = {_name(rule): tuple(rule(alone)) for rule in RULES if rule in OF_ONE_DOCUMENT}
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
