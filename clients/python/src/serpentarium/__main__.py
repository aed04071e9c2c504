"""Lets `python -m serpentarium` do what the command does."""

import sys

from serpentarium.cli import main

sys.exit(main())
