"""Document → books: semantic XHTML, then PDF, EPUB, TEI."""
