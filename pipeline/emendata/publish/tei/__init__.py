"""The TEI file as others want it: a Document to bytes, its apparatus in the linking method that is asked for."""

from emendata.publish.tei.linking import METHODS, linked

__all__ = ["METHODS", "linked"]
