"""Language tags as BCP 47 has them, out of what TEI files have in ``xml:lang``."""

from __future__ import annotations

import re

_TAG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_SHORT = {
    "lat": "la", "eng": "en", "fre": "fr", "fra": "fr", "ger": "de", "deu": "de", "ita": "it", "spa": "es",
    "por": "pt", "gre": "el", "ell": "el", "heb": "he", "ara": "ar", "rus": "ru", "san": "sa", "dut": "nl",
    "nld": "nl", "pol": "pl", "cze": "cs", "ces": "cs", "dan": "da", "swe": "sv", "nor": "no", "per": "fa",
    "fas": "fa", "tur": "tr", "chi": "zh", "zho": "zh", "jpn": "ja", "arm": "hy", "hye": "hy", "geo": "ka",
    "kat": "ka", "eth": "gez", "cop": "cop", "wel": "cy", "cym": "cy", "gle": "ga", "ice": "is", "isl": "is",
    "tib": "bo", "bod": "bo", "pli": "pi", "yid": "yi", "hun": "hu", "fin": "fi", "cat": "ca", "ukr": "uk",
}  # fmt: skip
"""BCP 47 wants the short code of a language that has one."""
_NAMES = {"latin": "la", "english": "en", "french": "fr", "german": "de", "italian": "it", "greek": "grc"}


def tag(value: str) -> str:
    """The language tag that is meant; empty where it is none."""
    value = value.strip().replace("_", "-")
    value = _NAMES.get(value.lower(), value)
    if not _TAG.fullmatch(value):
        return ""
    primary, *rest = value.split("-")
    parts = [_SHORT.get(primary.lower(), primary.lower())]
    for part in rest:
        parts.append(
            part.title() if len(part) == 4 and part.isalpha() else part.upper() if len(part) == 2 else part
        )
    return "-".join(parts)
