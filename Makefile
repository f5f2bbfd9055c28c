# make edition   install what is missing and build the editions that come with the program
# make test      install what is missing and run the whole suite
# make bench     print how fast and how large
# make pictures  draw the picture in README.md anew
# make check-books    EPUBCheck, Ace, v.Nu and a reader on all e-books, the checkers of ../shared on the PDFs; some ten minutes
#      check-books BOOKS="a.epub b.pdf"      … on these books

BIN := .venv/bin
BOOKS ?=

.PHONY: edition test bench pictures check-books clean
.DELETE_ON_ERROR:

edition: .venv/installed
	@$(BIN)/emendata build specimen
	@$(BIN)/emendata build specimen-facing

test: .venv/installed-test
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile

bench: .venv/installed-test
	@$(BIN)/python -m tests.bench

pictures: .venv/installed-test edition
	@$(BIN)/python -m tests.pictures

check-books: .venv/installed-test
	@$(BIN)/python -m tests.reading $(BOOKS)

clean:
	rm -rf .venv .build dist/*/

# The stamps stand in the environment, so that who removes it gets it again.
.venv/installed: pyproject.toml pipeline/install
	@pipeline/install
	@touch $@

.venv/installed-test: pyproject.toml pipeline/install tests/reading/package.json
	@pipeline/install test
	@touch .venv/installed $@
