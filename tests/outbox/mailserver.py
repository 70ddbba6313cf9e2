"""A real SMTP server for tests: keeps what it took, answers as told."""

import asyncio

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

STALL, DROP = "stall", "drop"
"""Beside an answer like ``"450 later"``: say nothing, or hang up."""


class Mailserver(Controller):
    """``answers`` holds the answers to come, by step (connect, mail, rcpt, data, taken).

    A list is used up one by one, then all is well; ``taken`` is the answer after the message
    was kept. ``password`` is what a login needs.
    """

    def __init__(self, password=None, tls_context=None, **answers):
        self.answers, self.planned = {}, answers
        self.slow = 0
        self.letters, self.recipients, self.lines, self.password = [], [], 0, password
        login = {"authenticator": self.log_in} if password else {}
        tls = {"tls_context": tls_context, "require_starttls": True} if tls_context else {}
        super().__init__(self, hostname="127.0.0.1", port=0, auth_require_tls=False, **login, **tls)

    def factory(self):
        self.lines += 1
        return ScriptedSMTP(self, **self.SMTP_kwargs)

    def _trigger_server(self):
        """The port was chosen by the system; the base class would connect to port 0."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()
        self.lines = 0
        self.answers = {step: list(answers) for step, answers in self.planned.items()}

    def log_in(self, server, session, envelope, mechanism, auth):
        good = auth.password == self.password.encode()
        return AuthResult(success=good, handled=good)

    def next_answer(self, step):
        waiting = self.answers.get(step)
        return waiting.pop(0) if waiting else None

    async def scripted(self, server, step, good):
        answer = self.next_answer(step)
        if answer == STALL:
            await asyncio.sleep(30)
        if answer == DROP:
            server.transport.abort()
            return "421 gone"
        return answer or good

    async def handle_MAIL(self, server, session, envelope, address, options):
        envelope.mail_from = address
        return await self.scripted(server, "mail", "250 OK")

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = await self.scripted(server, "rcpt", "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        answer = self.next_answer("content")
        if answer:
            return answer
        self.letters.append(envelope.content)
        self.recipients.append((envelope.mail_from, list(envelope.rcpt_tos)))
        await asyncio.sleep(self.slow)
        return await self.scripted(server, "taken", "250 OK")

    @property
    def ids(self):
        """The Message-IDs of all letters, in order of arrival."""
        return [
            line.partition(b": ")[2].decode()
            for letter in self.letters
            for line in letter.split(b"\r\n\r\n")[0].split(b"\r\n")
            if line.startswith(b"Message-ID: ")
        ]


class ScriptedSMTP(SMTP):
    """aiosmtpd, able to refuse a connection and to drop the line in the middle of DATA."""

    async def _handle_client(self):
        answer = self.event_handler.next_answer("connect")
        if answer:
            await self.push(answer)
            self.transport.close()
            return
        await super()._handle_client()

    async def smtp_DATA(self, arg):
        if self.event_handler.next_answer("data") == DROP:
            await self.push("354 go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)
