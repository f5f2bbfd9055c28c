"""Give WeasyPrint the files it asks for out of what was passed in, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote
from urllib.request import DataHandler, Request

from emendata.publish.pages.weasy.load import load

BASE = "https://edition.invalid/"
"""The address relative to which a book names its images; nothing is ever fetched from it."""


def fetcher(files: Mapping[str, bytes]) -> Any:
    """A WeasyPrint `URLFetcher` that knows the given files, by their paths, and `data:` addresses."""
    weasyprint = load()
    from weasyprint.urls import URLFetcherResponse

    class Served(weasyprint.urls.URLFetcher):  # type: ignore[name-defined, misc]
        """Neither disk nor network."""

        def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> Any:
            if url.startswith("data:"):
                answer = DataHandler().data_open(Request(url))
                return URLFetcherResponse(
                    url, answer.read(), {"Content-Type": answer.headers["Content-Type"]}
                )
            path = unquote(url.removeprefix(BASE))
            if url.startswith(BASE) and path in files:
                kind = {"Content-Type": "text/css"} if path.endswith(".css") else {}
                return URLFetcherResponse(url, files[path], kind)
            raise ValueError(f"{path!r} is not one of the edition's files")

    return Served(allowed_protocols={"data"})
