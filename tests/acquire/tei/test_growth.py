"""Twice as long a file is twice the work, whatever its apparatus looks like."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from emendata.acquire.tei import read
from tests.acquire.tei.made import tei
from tests.effort import calls_made


def repeated(count: int, made: Callable[[int], str]) -> str:
    return "".join(map(made, range(count)))


def on_lines(count: int) -> bytes:
    lines = repeated(count, lambda n: f'<lb n="{n}"/>word{n} and more of it ')
    apps = repeated(count, lambda n: f'<app loc="{n}"><lem>more</lem><rdg wit="#A">less</rdg></app>')
    return tei(f"<div><ab>{lines}</ab></div><div><listApp>{apps}</listApp></div>")


def with_pointers(count: int) -> bytes:
    words = repeated(count, lambda n: f'<seg xml:id="s{n}">word</seg> and ')
    apps = repeated(
        count, lambda n: f'<app><rdg wit="#A"><ptr target="#s{n}"/></rdg><rdg wit="#B">x</rdg></app>'
    )
    return tei(f"<p>{words}</p>", after=f"<standOff><listApp>{apps}</listApp></standOff>")


def with_copies(count: int) -> bytes:
    lemma = '<lem xml:id="l{0}">word{0}</lem>'
    apps = repeated(count, lambda n: f'<app>{lemma.format(n)}<rdg wit="#B" copyOf="#l{n}"/></app> ')
    return tei(f"<p>{apps}</p>")


def with_pages(count: int) -> bytes:
    return tei(repeated(count, lambda n: f'<div><head>One</head><p>x</p></div><pb n="{n}"/>'))


@pytest.mark.parametrize("made", [on_lines, with_pointers, with_copies, with_pages])
def test_the_work_grows_with_the_length(made: Callable[[int], bytes]) -> None:
    once, four_times = (calls_made(partial(read, made(count), "t.xml")) for count in (150, 600))
    assert four_times < 5 * once
