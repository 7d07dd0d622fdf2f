"""Mail drivers: `file` writes mails into a folder, `smtp` hands them to a server."""

from .file import FileMail
from .smtp import SmtpMail

__all__ = ["FileMail", "SmtpMail"]
