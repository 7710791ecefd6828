"""``python -m msc_kg`` is the command line."""

from msc_kg.cli import main

main()
