# make edition   install what is missing and build the editions that come with the program
# make test      install what is missing and run the whole suite
# make bench     print how fast and how large
# make check-books [BOOKS=dist/specimen]   the checkers of ../shared, where they are

BIN := .venv/bin
BOOKS ?= dist/specimen
SHARED ?= ../shared

.PHONY: edition test bench check-books clean
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

check-books: edition
	bash $(SHARED)/checks/check_pdf.sh $(BOOKS)/*.pdf
	bash $(SHARED)/checks/check_epub.sh $(BOOKS)/*.epub

clean:
	rm -rf .venv .build dist/*/

# The stamps stand in the environment, so that who removes it gets it again.
.venv/installed: pyproject.toml pipeline/install
	@pipeline/install
	@touch $@

.venv/installed-test: pyproject.toml pipeline/install
	@pipeline/install test
	@touch .venv/installed $@
