"""``python -m emendata`` is ``emendata``."""

from emendata.cli import main

main()
