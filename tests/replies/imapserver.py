"""A real mail server for IMAP (pymap) as a process of its own, on a free port of this machine."""

import imaplib
import socket
import subprocess
import sys
import time

USER, PASSWORD = "forum", "geheim"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class ImapServer:
    def __init__(self, log):
        self.port = free_port()
        self.log = log
        self.process = None

    def start(self):
        command = [
            sys.executable, "-c", "from pymap.main import main; main()",
            "--host", "127.0.0.1", "--port", str(self.port),
            "--no-tls", *(f"--no-service={name}" for name in ("admin", "managesieve", "swim")),
            "dict", "--demo-user", USER, "--demo-password", PASSWORD,
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _ in range(200):
            if self.process.poll() is not None:
                raise RuntimeError("pymap ended at once")
            with socket.socket() as line:
                if line.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise RuntimeError("pymap does not answer")

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def client(self):
        box = imaplib.IMAP4("127.0.0.1", self.port, timeout=5)
        box.login(USER, PASSWORD)
        return box

    def put(self, *mails, flags=None):
        """Lay mails into the inbox, as a sender would."""
        box = self.client()
        for mail in mails:
            state, answer = box.append("INBOX", flags, None, mail)
            assert state == "OK", answer
        box.logout()

    def mails(self, folder="INBOX"):
        """(flags but \\Recent, Message-ID) of every mail of a folder; None without the folder."""
        box = self.client()
        state, _ = box.select(folder, readonly=True)
        if state != "OK":
            box.logout()
            return None
        _, numbers = box.search(None, "ALL")
        found = []
        for number in numbers[0].split():
            what = "(FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])"
            _, parts = box.fetch(number, what)
            facts = b" ".join(b"".join(p) if isinstance(p, tuple) else p for p in parts)
            flags = {f.decode() for f in imaplib.ParseFlags(facts)} - {r"\Recent"}
            found.append((flags, facts.partition(b"<")[2].partition(b"@")[0].decode()))
        box.logout()
        return found
