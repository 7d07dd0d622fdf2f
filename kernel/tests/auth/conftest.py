"""What tests of accounts share: plugins of `support/` on the path, and the links out of mails."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from omni_sdk.testing.doubles import Mail, Outbox

sys.path.insert(0, str(Path(__file__).parent / "support"))


class Mailbox:
    """Mails as the people get them."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    def to(self, email: str) -> list[Mail]:
        """All that went to an address, the oldest first."""
        return [mail for mail in self._outbox.mails if mail.to == email]

    def link(self, email: str) -> tuple[str, str]:
        """Action and token of the link in the newest mail to an address."""
        found = re.search(r"/auth/([a-z-]+)#(\S+)", self.to(email)[-1].text)
        assert found, self.to(email)[-1].text
        return found[1], found[2]


@pytest.fixture
def mailbox(outbox: Outbox) -> Mailbox:
    """Mails of `omni_app`."""
    return Mailbox(outbox)
