"""nginx with the configuration that we ship, in front of servers of ours."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from contextlib import closing, suppress
from pathlib import Path

from tests.server import ROOT, free_port

HOST = "quiz.example"


class Nginx:
    """The shipped configuration but for ports, paths and the user it runs as."""

    def __init__(self, folder, *ports, tls=True, changes=()):
        """``folder`` gets its files; ``ports`` are those of the servers behind it.

        Without ``tls`` it answers on its ``http`` port as it would on the other, to any name.
        ``changes`` are pairs of texts of the configuration: the shipped one and that in its place.
        """
        self.folder, self.http, self.https = Path(folder), free_port(), free_port()
        self.behind = ports
        self.log, self.cache = self.folder / "nginx.log", self.folder / "cache"
        self.process = None
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
             "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
             "-addext", f"subjectAltName=DNS:{HOST}",
             "-keyout", self.folder / "key.pem", "-out", self.folder / "certificate.pem"],
            check=True, capture_output=True,
        )  # fmt: skip
        (self.folder / "nginx.conf").write_text(self._configuration(ports, tls, changes))

    def _configuration(self, ports, tls, changes):
        text = (ROOT / "quiz/ops/deploy/nginx.conf").read_text()
        server = "server 127.0.0.1:{} max_fails=1 fail_timeout=2s;"
        behind = "\n    ".join(server.format(port) for port in ports)
        text = re.sub(r"\n\s+listen \[::\][^\n]*", "", text)
        if not tls:
            text = re.sub(r"\nserver \{\n    listen 80;.*?\n\}", "", text, flags=re.S)
            text = re.sub(r"\n    (ssl_|listen 443[^;]* default_server)[^\n]*", "", text)
            text = text.replace("listen 80 default_server", "listen 80")
            text = text.replace("listen 443 ssl http2", "listen 80 default_server")
        for shipped, here in (
            (server.format(8000), behind),
            ("listen 80", f"listen 127.0.0.1:{self.http}"),
            ("listen 443", f"listen 127.0.0.1:{self.https}"),
            (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", f"{self.folder}/certificate.pem"),
            (f"/etc/letsencrypt/live/{HOST}/privkey.pem", f"{self.folder}/key.pem"),
            ("/dev/shm/quiz-pages", str(self.cache)),  # noqa: S108
            ("/var/log/nginx/quiz.log", str(self.log)),
            ("/dev/shm/", f"{self.folder}/"),  # noqa: S108
            ("/srv/quiz/current", str(ROOT)),
        ):
            assert shipped in text or not tls, shipped
            text = text.replace(shipped, here)
        for shipped, here in changes:
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        user = "" if os.geteuid() else "user root;"
        head = f"{user} daemon off; pid {self.folder}/pid; error_log {self.log} error;"
        # As Debian has it; a server of ours must say otherwise.
        logs = f"access_log {self.folder}/access.log; error_log {self.log} error;"
        others = "".join(
            f"{name}_temp_path {self.folder}/{name};" for name in ("fastcgi", "uwsgi", "scgi")
        )
        return f"{head} events {{}} http {{ {logs} {others}\n{text} }}"

    def __enter__(self):
        self.process = subprocess.Popen(
            [shutil.which("nginx"), "-c", str(self.folder / "nginx.conf")],
            stderr=subprocess.PIPE,
        )
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.http), 1):
                return self
            assert self.process.poll() is None, self.process.stderr.read()
            time.sleep(0.1)
        raise AssertionError(self.log.read_text())

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait()
        self.process.stderr.close()

    def line(self, name=HOST, place="127.0.0.1"):
        """A connection under TLS from ``place``, as a browser makes it that asks for ``name``."""
        context = ssl.create_default_context(cafile=str(self.folder / "certificate.pem"))
        context.check_hostname = name == HOST
        raw = socket.create_connection(("127.0.0.1", self.https), 30, source_address=(place, 0))
        return context.wrap_socket(raw, server_hostname=name)

    def send(self, request, name=HOST, plain=False, place="127.0.0.1"):
        """Send bytes; return status, headers (names in small letters) and body of the answer.

        The status is 0 where the connection is closed without one.
        """
        raw = (
            socket.create_connection(("127.0.0.1", self.http), timeout=30)
            if plain
            else self.line(name, place)
        )
        answer = b""
        with closing(raw) as line, suppress(ConnectionError):
            line.sendall(request)
            while more := line.recv(65536):
                answer += more
                head, _, body = answer.partition(b"\r\n\r\n")
                length = re.search(rb"Content-Length: (\d+)", head)
                if length and len(body) == int(length[1]):
                    break  # it may wait for what was announced, and never comes
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head:
            return 0, {}, ""
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {}
        for each in lines:
            key, _, value = each.partition(": ")
            assert key.lower() not in headers or key.lower() == "set-cookie", f"twice: {key}"
            headers[key.lower()] = value
        return int(status.split()[1]), headers, body.decode("latin-1")
