"""What all tests that cross packages share; the helpers stand in `support/`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "support"))
