"""``python -m simulator`` does what ``calledvia`` does."""

import sys

from simulator.cli import main

sys.exit(main())
