"""A page of another host, with a strict policy of its own, that has some lines of ours in it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

TEXT = """<!doctype html><html lang="en"><meta charset="utf-8"><title>An article</title>
<link rel="icon" href="data:,"><input id="search" aria-label="Search" autofocus>
<h1>An article</h1>{}<p>More of it.</p>"""


@contextmanager
def article(lines: str) -> Iterator[str]:
    """The address of the page, while it is served: on 127.0.0.1, as the quiz is on localhost."""
    home = "".join(re.findall(r"src=\"(http://[^/\"]*)", lines)[:1])
    policy = f"default-src 'none'; frame-src {home}; script-src {home}; img-src data:"

    class Article(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(TEXT.format(lines).encode())

        def log_message(self, *said: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Article)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
