"""Mails to one person each, from a plugin's templates, by the driver that the operator picked."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from functools import cache
from mimetypes import guess_type
from pathlib import Path
from typing import TYPE_CHECKING, Any

from omni_kernel.plugins.discovery import package_folder
from omni_kernel.plugins.staging import KERNEL, Loaded
from omni_sdk import Template
from omni_sdk.drivers import MAIL
from omni_sdk.errors import ScopeNotGranted

if TYPE_CHECKING:
    from email.policy import Policy

    from jinja2.sandbox import SandboxedEnvironment

    from omni_kernel.app import Kernel


class Unbroken(str):
    """`List-Unsubscribe` in one line: the email package would write an address beyond 76 characters as encoded words
    (RFC 2047), which programs do not decode in this header.
    """

    __slots__ = ()
    name = "List-Unsubscribe"

    def fold(self, *, policy: Policy) -> str:
        """As it is."""
        return f"{self.name}: {self}{policy.linesep}"


@cache
def environment(package: str) -> SandboxedEnvironment:
    """Templates of a package: `templates/<language>/<name>.subject.txt`, `.txt` and, where present, `.html`."""
    # Slow to import, and most processes send no mail.
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    folder = (package_folder(package) or Path()) / "templates"
    return SandboxedEnvironment(
        loader=FileSystemLoader(folder), autoescape=lambda name: bool(name and name.endswith(".html")), undefined=StrictUndefined
    )


def rendered(package: str, name: str, languages: list[str], values: Mapping[str, Any]) -> str | None:
    """A template in the first language that has it; None where no language has."""
    from jinja2 import TemplateNotFound

    for language in languages:
        try:
            return environment(package).get_template(f"{language}/{name}").render(values)
        except TemplateNotFound:
            continue
    return None


def of_kernel(kernel: Kernel, language: str) -> BoundMail:
    """The kernel's own mails, in that language where there is a text in it."""
    return BoundMail(kernel, kernel.registry.plugins[KERNEL], language, granted=True)


class BoundMail:
    """The SDK's Mail of one plugin."""

    __slots__ = ("_granted", "_kernel", "_language", "_package", "_plugin_id")

    def __init__(self, kernel: Kernel, plugin: Loaded, language: str, granted: bool) -> None:
        self._kernel, self._package, self._plugin_id = kernel, plugin.candidate.package, plugin.id
        self._language, self._granted = language, granted

    async def send(
        self,
        to: str,
        template: Template,
        *,
        attach: Mapping[str, bytes] | None = None,
        unsubscribe: str | None = None,
        **values: object,
    ) -> None:
        """Render and send; raises ScopeNotGranted, or LookupError when the template has no text."""
        if not self._granted:
            raise ScopeNotGranted(f"{self._plugin_id!r} may not send mail: `mail = true` was not granted")
        message = self._message(to, template, values)
        if unsubscribe:
            # RFC 8058: both headers, or a mail scanner's GET would unsubscribe people.
            message["List-Unsubscribe"] = Unbroken(f"<{unsubscribe}>")
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        for name, content in (attach or {}).items():
            main, _, sub = (guess_type(name)[0] or "application/octet-stream").partition("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        await self._kernel.drivers.get(MAIL).send(message)

    def _message(self, to: str, template: Template, values: Mapping[str, object]) -> EmailMessage:
        languages = list(dict.fromkeys([self._language, self._language.partition("-")[0], "en"]))
        subject = rendered(self._package, f"{template.name}.subject.txt", languages, values)
        text = rendered(self._package, f"{template.name}.txt", languages, values)
        if subject is None or text is None:
            place = f"templates/{languages[-1]}/{template.name}"
            raise LookupError(f"{self._plugin_id!r} has no {place}.subject.txt and {place}.txt")
        message = EmailMessage()
        message["From"], message["To"] = self._kernel.settings.mail_from, to
        message["Subject"] = " ".join(subject.split())
        message["Date"], message["Message-ID"] = formatdate(localtime=False), make_msgid()
        message.set_content(text)
        if html := rendered(self._package, f"{template.name}.html", languages, values):
            message.add_alternative(html, subtype="html")
        return message
