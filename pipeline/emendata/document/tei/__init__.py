"""The Document as TEI P5 and back: ``read(write(document)) == document``.

`docs/tei.md` says which node is which element. The grammar is TEI All; see
https://tei-c.org/release/doc/tei-p5-doc/en/html/.
"""

from emendata.document.tei.read import read
from emendata.document.tei.write import write

__all__ = ["read", "write"]
