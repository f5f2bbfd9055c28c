"""The laws of the serialisation, for all Documents that hypothesis thinks of."""

from hypothesis import given, settings
from lxml import etree

from emendata.document.model import Document
from emendata.document.tei import read, write
from tests.document.strategies import documents

thorough = settings(max_examples=300)


@thorough
@given(documents())
def test_what_was_written_is_valid_and_read_back_equal(
    tei_all: etree.RelaxNG | None, document: Document
) -> None:
    data = write(document)
    assert read(data, "law.xml") == document
    assert write(read(data, "law.xml")) == data
    assert tei_all is None or tei_all.validate(etree.fromstring(data)), tei_all.error_log


def test_the_grammar_was_there(tei_all_or_skip: etree.RelaxNG) -> None:
    """Skipped, and so on record, where the law above could not look at validity."""
    assert tei_all_or_skip.validate(etree.fromstring(write(Document())))
