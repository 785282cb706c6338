"""A network of its own between the quiz and PostgreSQL, which can be cut without a word.

A relay in a network namespace passes everything on to PostgreSQL's socket in the file system.
When its end of the line is taken down, what is sent there is lost: nobody acknowledges, and
nobody says that the connection has ended.
"""

import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

NAMESPACE, OURS, THEIRS = "quizfaults", "10.231.7.1", "10.231.7.2"
PORT = 5432


def run(*words, check=True):
    return subprocess.run(words, check=check, capture_output=True).returncode == 0


def possible():
    """Whether this process may make networks."""
    made = os.geteuid() == 0 and run("sh", "-c", f"ip netns add {NAMESPACE}", check=False)
    run("sh", "-c", f"ip netns del {NAMESPACE}", check=False)
    return made


@contextmanager
def apart(url):
    """The address of the database at ``url`` through a network that ``cut`` can cut."""
    data = Path(os.environ["QUIZ_TEST_PG_DATA"])
    path = data.parent / f".s.PGSQL.{urlsplit(url).port}"
    relay = None
    run("ip", "netns", "add", NAMESPACE)
    try:
        for words in (
            f"ip link add quizf0 type veth peer name quizf1 netns {NAMESPACE}",
            f"ip addr add {OURS}/24 dev quizf0",
            "ip link set quizf0 up",
            f"ip -n {NAMESPACE} addr add {THEIRS}/24 dev quizf1",
            f"ip -n {NAMESPACE} link set quizf1 up",
        ):
            run(*words.split())
        command = ["ip", "netns", "exec", NAMESPACE, sys.executable, "-m", __name__, str(path)]
        relay = subprocess.Popen(command)
        while True:
            with suppress(OSError), socket.create_connection((THEIRS, PORT), 1):
                break
            time.sleep(0.1)
        parts = urlsplit(url)
        yield parts._replace(netloc=f"{parts.username}@{THEIRS}:{PORT}").geturl()
    finally:
        if relay:
            relay.kill()
            relay.wait()
        run("ip", "netns", "del", NAMESPACE)


@contextmanager
def cut():
    run("ip", "-n", NAMESPACE, "link", "set", "quizf1", "down")
    yield
    run("ip", "-n", NAMESPACE, "link", "set", "quizf1", "up")


def passed_on(one, other):
    with suppress(OSError):
        while more := one.recv(65536):
            other.sendall(more)
    for end in (one, other):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def main(path):
    with socket.create_server((THEIRS, PORT)) as listens:
        while True:
            one, _ = listens.accept()
            other = socket.socket(socket.AF_UNIX)
            other.connect(path)
            for ends in ((one, other), (other, one)):
                threading.Thread(target=passed_on, args=ends, daemon=True).start()


if __name__ == "__main__":
    main(sys.argv[1])
