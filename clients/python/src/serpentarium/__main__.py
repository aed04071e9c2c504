"""Runs the command as `python -m serpentarium`."""

import sys

from serpentarium.cli import main

sys.exit(main())
