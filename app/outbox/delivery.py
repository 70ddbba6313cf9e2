"""Carrying due letters to the mail server: the only file that speaks SMTP.

Each letter is claimed, sent outside of any transaction, then marked. What an answer means stands
in rules.py; the network may break at every step.
"""

import ipaddress
import logging
import os
import random
import secrets
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass

from app.core.clock import now
from app.core.settings import current
from app.core.settings_sections import Mail
from app.core.trouble import insist
from app.outbox import actions, queries
from app.outbox.actions import Claim
from app.outbox.message import mail_address, one_line, sender_domain
from app.outbox.rules import (
    Stage,
    Verdict,
    concerns_all,
    is_about_the_letter,
    next_try,
    pause,
    verdict,
)

log = logging.getLogger(__name__)

HEARTBEAT = "mail"
"""Name of the heartbeat whose note says what stops the mails."""

ANSWER_LENGTH = 300
"""So much of the server's answer is kept."""

SILENT_IN_A_ROW = 2
"""So many letters without any answer, and the server is taken for dead."""


@dataclass
class Trouble(Exception):
    """A letter or the line did not get past ``stage``; ``code`` None: no answer at all."""

    stage: Stage
    code: int | None
    words: str

    @property
    def answer(self) -> str:
        """What the server said, for the outbox; the words of the network when it said nothing."""
        return answer_line(self.code, self.words)

    def sentence(self) -> str:
        """What happened, in German, for the office."""
        answer = one_line(f"{self.code} {self.words}" if self.code else self.words, 400)
        sender, mail = current().office.mail, current().mail
        where = f"{mail.smtp_host}:{mail.smtp_port}"
        if self.code is None:
            return f"Der Mailserver {where} antwortet nicht ({answer})."
        return {
            Stage.CONNECT: f"Der Mailserver {where} nimmt uns nicht an ({answer}).",
            Stage.LOGIN: f"Der Mailserver {where} lehnt unser Konto ab ({answer}). "
            "Prüfen Sie mail.smtp_user, das Passwort und mail.smtp_security.",
            Stage.SENDER: f"Der Mailserver lehnt unseren Absender {sender} ab ({answer}).",
            Stage.RECIPIENT: f"Der Mailserver lehnt die Empfängeradresse ab ({answer}).",
            Stage.CONTENT: f"Der Mailserver lehnt die Nachricht ab ({answer}).",
        }[self.stage]


class Unsendable(Exception):
    """Something in the letter itself cannot be sent at all (M-11)."""


class Stopped(Exception):
    """We are asked to end; the letter was not handed over."""


def deliver_due(limit: int, stop: Callable[[], bool] = lambda: False) -> int:
    """Send up to ``limit`` due letters; returns how many the mail server took.

    Without ``mail.smtp_host`` nothing is sent and nothing counts as a try. ``stop`` is asked
    between the steps: a letter not yet handed over goes back into the queue.
    """
    mail = current().mail
    if not mail.smtp_host or not queries.anything_due(now()):
        _clear_note_when_empty()
        return 0
    round_ = _Round(owner=f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}", stop=stop)
    try:
        for _ in range(limit):
            if stop() or round_.is_over:
                break
            claim = actions.claim_next(round_.owner)
            if claim is None:
                break
            round_.handle(claim)
    finally:
        round_.hang_up()
    return round_.sent


def _clear_note_when_empty() -> None:
    last = queries.heartbeat(HEARTBEAT)
    if last and last.note and not queries.anything_open():
        actions.beat(HEARTBEAT)


@dataclass
class _Round:
    """One run over the due letters, with one line to the server as long as nothing goes wrong."""

    owner: str
    stop: Callable[[], bool]
    line: smtplib.SMTP | None = None
    sent: int = 0
    silent: int = 0
    is_over: bool = False

    def handle(self, claim: Claim) -> None:
        """Send one letter and write down what became of it. One letter never stops the others."""
        try:
            answer = self._send(claim)
        except Stopped:
            self.hang_up()
            actions.put_back(claim)
        except Trouble as trouble:
            self.hang_up()
            self._note(claim, trouble)
        except Unsendable as fault:
            self.hang_up()
            log.error("letter %s cannot be sent: %s", claim.id, fault)
            actions.mark_failed(claim, f"Diese Nachricht lässt sich nicht senden ({fault}).")
        else:
            # it is on its way: were that forgotten, it would leave once more
            insist(lambda: actions.mark_sent(claim, answer), self.stop)
            self.sent, self.silent = self.sent + 1, 0
            actions.beat(HEARTBEAT)

    def _send(self, claim: Claim) -> str:
        if not claim.body:
            raise Unsendable("ohne Inhalt")
        if self.line is None:
            self.line = connect(current().mail, current().smtp_password)
            if not actions.renew(claim):
                raise Stopped
        if self.stop():
            raise Stopped
        return hand_over(self.line, claim, self._may_go_on)

    def _may_go_on(self, claim: Claim) -> bool:
        """Before the point of no return: not asked to stop, and the lease outlasts the rest."""
        left = (claim.until - now()).total_seconds()
        if left < current().mail.smtp_timeout_seconds * 2.5 and not actions.renew(claim):
            return False
        return not self.stop()

    def _note(self, claim: Claim, trouble: Trouble) -> None:
        outcome = verdict(trouble.stage, trouble.code, trouble.words)
        sentence = trouble.sentence()
        log.warning("letter %s: %s at %s, %s", claim.id, outcome, trouble.stage, trouble.code)
        if outcome is Verdict.FAILED:
            actions.mark_failed(claim, sentence, trouble.answer)
        elif outcome is Verdict.STOP and not is_about_the_letter(trouble.stage):
            actions.put_back(claim, sentence, trouble.answer)
        else:
            _put_off(claim, sentence, trouble.answer)
        self.silent = self.silent + 1 if trouble.code is None else 0
        if concerns_all(trouble.stage, outcome) or self.silent >= SILENT_IN_A_ROW:
            self.is_over = True
            actions.pause_queue(now() + pause(current().mail.retry_minutes))
            actions.beat(HEARTBEAT, f"{sentence} Die Nachrichten warten und gehen später hinaus.")

    def hang_up(self) -> None:
        """Close the line; after an error the next letter gets a fresh one."""
        if self.line is None:
            return
        line, self.line = self.line, None
        try:
            line.quit()
        except (smtplib.SMTPException, OSError):
            line.close()  # the other side has gone already, nothing was lost


def _put_off(claim: Claim, sentence: str, answer: str) -> None:
    mail = current().mail
    at = next_try(
        claim.tries,
        claim.queued_at,
        now(),
        ladder_minutes=mail.retry_minutes,
        give_up_hours=mail.give_up_hours,
        jitter=random.random(),
    )
    if at is None:
        actions.mark_failed(claim, sentence, answer)
    else:
        actions.retry_later(claim, at, sentence, answer)


def connect(mail: Mail, password: str) -> smtplib.SMTP:
    """A line to the mail server, encrypted and logged in as configured. Raises ``Trouble``."""
    stage, line = Stage.CONNECT, None
    try:
        line = _dial(mail)
        stage = Stage.LOGIN
        if mail.smtp_security == "starttls":
            line.starttls(context=ssl.create_default_context())
        if mail.smtp_user:
            line.login(mail.smtp_user, password)
        line.ehlo_or_helo_if_needed()
    except smtplib.SMTPNotSupportedError as fault:
        _close(line)
        raise Trouble(Stage.LOGIN, 502, str(fault)) from fault
    except UnicodeError as fault:
        _close(line)
        words = "Im Benutzernamen oder Passwort sind nur Zeichen ohne Umlaute möglich."
        raise Trouble(Stage.LOGIN, 535, words) from fault
    except smtplib.SMTPResponseException as fault:
        _close(line)
        raise Trouble(stage, fault.smtp_code, _text(fault.smtp_error)) from fault
    except (smtplib.SMTPException, OSError) as fault:
        _close(line)
        raise Trouble(stage, None, str(fault) or type(fault).__name__) from fault
    return line


def _dial(mail: Mail) -> smtplib.SMTP:
    name, seconds = own_name(sender_domain(current())), mail.smtp_timeout_seconds
    if mail.smtp_security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(
            mail.smtp_host, mail.smtp_port, name, timeout=seconds, context=context
        )
    return smtplib.SMTP(mail.smtp_host, mail.smtp_port, name, timeout=seconds)


def _close(line: smtplib.SMTP | None) -> None:
    if line is not None:
        line.close()


def own_name(host: str) -> str:
    """How we introduce ourselves (RFC 5321 4.1.3); asking the resolver could take seconds."""
    try:
        return f"[{ipaddress.ip_address(host)}]"
    except ValueError:
        return host


def hand_over(line: smtplib.SMTP, claim: Claim, may_go_on: Callable[[Claim], bool]) -> str:
    """Give one letter to the server; returns its answer when it took it.

    Raises ``Trouble`` or ``Stopped``.
    """
    sender = mail_address(current().office.mail)
    _say(line, Stage.SENDER, lambda: line.mail(sender))
    _say(line, Stage.RECIPIENT, lambda: line.rcpt(mail_address(claim.recipient)))
    if not may_go_on(claim):
        raise Stopped
    return _say(line, Stage.CONTENT, lambda: line.data(as_sent(claim)))


def as_sent(claim: Claim) -> bytes:
    """The bytes of the row; a repeat says so in a header of its own in front."""
    if claim.tries == 1:
        return claim.body
    return f"X-Treffwerk-Attempt: {claim.tries}\r\n".encode() + claim.body


def _say(line: smtplib.SMTP, stage: Stage, command: Callable[[], tuple[int, bytes]]) -> str:
    try:
        code, words = command()
    except smtplib.SMTPResponseException as fault:
        raise Trouble(stage, fault.smtp_code, _text(fault.smtp_error)) from fault
    except (smtplib.SMTPException, OSError) as fault:
        raise Trouble(stage, None, str(fault) or type(fault).__name__) from fault
    except Exception as fault:  # whatever the letter holds: failed and shown, the next one goes on
        raise Unsendable(type(fault).__name__) from fault
    if not 200 <= code < 300:
        raise Trouble(stage, code, _text(words))
    return answer_line(code, _text(words))


def answer_line(code: int | None, words: str) -> str:
    """Code and words of a server in one short line, without anything invisible."""
    return one_line(f"{code} {words}" if code else words, ANSWER_LENGTH)


def _text(words: bytes | str) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else words
