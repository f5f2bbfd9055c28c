"""edition.yaml gives figures their images, by printed number or by the name that the text uses."""

from __future__ import annotations

from dataclasses import replace

import pytest

from emendata.diagnostics import EmendataError, Place
from emendata.document.model import (
    Cell,
    Division,
    Document,
    Emph,
    Figure,
    Graphic,
    Item,
    List,
    Note,
    Paragraph,
    Quotation,
    Row,
    Table,
    Text,
)
from emendata.edit.illustrate import illustrated, sources
from emendata.settings import FigureSetting

MAP = Figure("", (Text("Figure 1. A map"),), n="1")
PLAN = Figure("plan.png", (), "a plan")


def text(*blocks) -> Document:
    return Document(body=Division(blocks=blocks))


def test_by_number():
    document = illustrated(text(MAP), {"1": FigureSetting("map.png", "where it was")})
    assert document == text(replace(MAP, src="map.png", alt="where it was"))


def test_by_the_name_in_the_text_and_what_is_not_set_stays():
    document = illustrated(text(PLAN), {"plan.png": FigureSetting("plans/new.png")})
    assert document == text(replace(PLAN, src="plans/new.png", alt="a plan"))
    document = illustrated(text(PLAN), {"plan.png": FigureSetting(alt="the plan")})
    assert document == text(replace(PLAN, src="plan.png", alt="the plan"))


@pytest.mark.parametrize(
    "around",
    [
        lambda block: Quotation((block,)),
        lambda block: List((Item((Quotation((block,)),)),)),
        lambda block: Table((Row((Cell((block,)),)),)),
    ],
)
def test_wherever_the_figure_stands(around):
    settings = {"1": FigureSetting("map.png")}
    assert illustrated(text(around(MAP)), settings) == text(around(replace(MAP, src="map.png")))
    in_note = Document(notes=(Note("n1", "1", (around(MAP),)),))
    assert sources(illustrated(in_note, settings)) == ("map.png",)


def test_image_within_a_line():
    document = text(Paragraph((Emph((Graphic("sign.png"),)),)))
    document = illustrated(document, {"sign.png": FigureSetting("sign.svg", "a sign")})
    assert document == text(Paragraph((Emph((Graphic("sign.svg", "a sign"),)),)))
    assert sources(document) == ("sign.svg",)


def test_setting_for_a_figure_that_is_not_there():
    settings = {"1": FigureSetting("a.png"), "7": FigureSetting("b.png", place=Place("edition.yaml", 9, 3))}
    with pytest.raises(EmendataError) as caught:
        illustrated(text(MAP, PLAN), settings)
    assert str(caught.value) == (
        "edition.yaml:9:3: error E920: the text has no figure 7\n    the figures are 1, plan.png"
    )


def test_each_image_is_called_for_once():
    assert sources(text(PLAN, MAP, PLAN, Paragraph((Graphic("plan.png"),)))) == ("plan.png",)
