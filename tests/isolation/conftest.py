"""The game, and the table of access paths, which stands with the models' own tests, on the path."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "support"), str(HERE.parents[1] / "plugin-sdk" / "tests" / "access" / "support")]
