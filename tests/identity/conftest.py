"""The tests of identity, over the plugins that ship and an identity provider that answers by a cross-site POST."""

import sys
from pathlib import Path

HERE = Path(__file__).parent
for folder in (HERE, HERE.parents[1] / "kernel/tests/auth/login/probes"):
    sys.path.insert(0, str(folder))
