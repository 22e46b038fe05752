"""`python -m questtour` is `questtour`."""

from questtour.cli import main

main()
