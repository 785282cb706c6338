"""PostgreSQL on two machines that take over from each other, each in a network of its own.

What the guide ships (``quiz/ops/deploy/cluster/``) runs as it is, but for addresses, ports and
folders. The third voice, and the machines of the quiz, are this one.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import psycopg

from tests.faults.network import run
from tests.server import ROOT, free_port

SHIPPED = ROOT / "quiz" / "ops" / "deploy" / "cluster"
NET, BRIDGE = "10.231.8", "quizdrill"
HOSTS = {"one": f"{NET}.11", "two": f"{NET}.12"}
THIRD = f"{NET}.20"
PROGRAMS = ("patroni", "etcd", "haproxy", "pgbouncer", "nginx", "redis-server", "ip")
OLDEST = 4  # Patroni
PATIENCE = 150  # seconds
WITHIN = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}


def missing():
    """Programs that are not there, and root, without which no network can be made."""
    path = f"{os.environ['PATH']}:/usr/sbin"
    found = [each for each in PROGRAMS if not shutil.which(each, path=path)]
    return found if os.geteuid() == 0 else [*found, "root"]


def version():
    """What Patroni says it is."""
    return subprocess.run(
        ["patroni", "--version"], capture_output=True, text=True, check=True
    ).stdout


def too_old(said):
    """Why this Patroni will not do, if so.

    A primary under 3.0 (Debian 12) that was cut off and comes back asks etcd for a new lease and
    writes its name over its successor's, unconditionally; mended in 3.0.3 (patroni/patroni#2689).
    No setting keeps an older one from it. Later ones of 3 were not tried.
    """
    number = re.search(r"\d+", said)
    if number and int(number[0]) >= OLDEST:
        return None
    return (
        f"This is {said.strip() or 'a Patroni without a version'}, and the guide needs Patroni "
        f"{OLDEST} or newer, as Debian 13 has it: with an older one a primary that was cut off can "
        "take the lead back, and what its successor confirmed meanwhile is lost."
    )


def until(so, what):
    end = time.monotonic() + PATIENCE
    while not (found := so()):
        assert time.monotonic() < end, what
        time.sleep(0.2)
    return found


class Cluster:
    """``with`` it, both are up and one follows the other; ``url`` is the database's own address."""

    url = f"postgresql://quiz:a-long-one@{HOSTS['one']}:5432,{HOSTS['two']}:5432/quiz"

    def __init__(self, folder):
        self.folder, self.processes = Path(folder), []
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"))

    def _shipped(self, name, file, changes=()):
        """A file that the guide ships, as it is on the machine ``name``; its path."""
        text = (SHIPPED / file).read_text()
        here = self.folder / name
        own = HOSTS.get(name, THIRD)
        for shipped, changed in (
            ("name: one", f"name: {name}"),
            ("ETCD_NAME=one", f"ETCD_NAME={name}"),
            *(
                (f"{before}10.0.0.11", f"{before}{own}")
                for before in ("listen: ", "connect_address: ")
            ),
            ("10.0.0.11:2380\nETCD", f"{own}:2380\nETCD"),
            ("10.0.0.11:2379\nETCD", f"{own}:2379\nETCD"),
            ("10.0.0.", f"{NET}."),
            ("/var/lib/etcd/quiz", f"{here}/voices"),
            ("/var/lib/postgresql/quiz", f"{here}/data"),
            ("/usr/lib/postgresql/17/bin", str(self.bin)),
            ("/run/postgresql", str(here)),
            *changes,
        ):
            text = text.replace(shipped, changed)
        path = here / file
        path.write_text(text)
        path.chmod(0o644)
        return path

    def start(self, name, *command, space=None, user="postgres", environment=None):
        """A program on a machine; its log stands beside its configuration."""
        words = ["runuser", "-u", user, "--", *map(str, command)] if user else [*map(str, command)]
        if space:
            words = ["ip", "netns", "exec", space, *words]
        with (self.folder / name / f"{Path(command[0]).name}.log").open("a") as log:
            process = subprocess.Popen(
                words, stdout=log, stderr=log, cwd="/", start_new_session=True,
                env=WITHIN | (environment or {}),
            )  # fmt: skip
        self.processes.append(process)
        return process

    def _etcd(self, name, space):
        lines = self._shipped(name, "etcd").read_text().splitlines()
        said = dict(line.split("=", 1) for line in lines if line.startswith("ETCD_"))
        self.start(name, "etcd", space=space, environment=said)

    def begin(self, name):
        """Switch a machine on."""
        self._etcd(name, f"quiz{name}")
        self.start(name, "patroni", self._shipped(name, "patroni.yml"), space=f"quiz{name}")

    def __enter__(self):
        try:
            self._set_up()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _set_up(self):
        run("ip", "link", "add", BRIDGE, "type", "bridge")
        run("ip", "addr", "add", f"{THIRD}/24", "dev", BRIDGE)
        run("ip", "link", "set", BRIDGE, "up")
        for name in (*HOSTS, "three"):
            (self.folder / name).mkdir()
            shutil.chown(self.folder / name, "postgres")
        for name, address in HOSTS.items():
            space = f"quiz{name}"
            for words in (
                f"netns add {space}",
                f"link add {space} type veth peer name eth0 netns {space}",
                f"link set {space} master {BRIDGE}",
                f"link set {space} up",
                f"-n {space} addr add {address}/24 dev eth0",
                f"-n {space} link set eth0 up",
                f"-n {space} link set lo up",
            ):
                run("ip", *words.split())
        self._etcd("three", None)
        for name in HOSTS:
            self.begin(name)
        until(self.in_step, "the two databases have not found each other")
        superuser = self.url.replace("quiz:", "postgres:").replace("/quiz", "/postgres")
        with psycopg.connect(superuser, target_session_attrs="read-write", autocommit=True) as to:
            to.execute("CREATE ROLE quiz LOGIN PASSWORD 'a-long-one'")
            to.execute("CREATE DATABASE quiz OWNER quiz")

    def __exit__(self, *exception):
        for name in HOSTS:
            self.kill(name)
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for name in HOSTS:
            self.kill(name)  # what was begun meanwhile
            run("ip", "link", "del", f"quiz{name}", check=False)
            run("ip", "netns", "del", f"quiz{name}", check=False)
        run("ip", "link", "del", BRIDGE, check=False)

    def kill(self, name, *programs):
        """End what runs on a machine as a power cut would, or the ``programs`` alone."""
        space = ["ip", "netns", "pids", f"quiz{name}"]
        pids = subprocess.run(space, capture_output=True, text=True, check=False).stdout.split()
        for pid in pids:
            with suppress(OSError):
                if not programs or Path(f"/proc/{pid}/comm").read_text().strip() in programs:
                    os.kill(int(pid), signal.SIGKILL)

    def line(self, name, state):
        """Take the network of a machine ``down`` or ``up``; nobody there is told."""
        run("ip", "link", "set", f"quiz{name}", state)

    def views(self):
        """How each machine that answers sees all of them: by name ``leader``, ``sync_standby``…"""
        for address in HOSTS.values():
            with suppress(OSError), urlopen(f"http://{address}:8008/cluster", timeout=1) as told:
                members = json.load(told)["members"]
                yield {it["name"]: it["role"] for it in members if it["state"] in RUNS}

    def primary(self):
        leads = (name for roles in self.views() for name, it in roles.items() if it == "leader")
        return next(leads)

    def in_step(self):
        """Whether both say that one leads and the other has all that is confirmed."""
        views = list(self.views())
        agree = len(views) == len(HOSTS) and views[0] == views[1]
        return agree and sorted(views[0].values()) == ["leader", "sync_standby"]


RUNS = ("running", "streaming")


class Way:
    """From one machine of the quiz to the primary: PgBouncer, and HAProxy behind it."""

    def __init__(self, cluster, name):
        self.cluster, self.name = cluster, name
        self.ports = {"127.0.0.1:5000": f"127.0.0.1:{free_port()}"}
        self.pooler, self.running = free_port(), {}
        self.url = f"postgresql://quiz:a-long-one@127.0.0.1:{self.pooler}/quiz"
        folder = cluster.folder / name
        folder.mkdir()
        shutil.chown(folder, "postgres")
        users = folder / "userlist.txt"
        users.write_text('"quiz" "a-long-one"\n')
        behind = next(iter(self.ports.values()))
        self.files = {
            "haproxy": cluster._shipped(name, "haproxy.cfg", [
                *self.ports.items(), ("    user haproxy\n", "")]),
            "pgbouncer": cluster._shipped(name, "pgbouncer.ini", [
                ("port=5000", f"port={behind.rpartition(':')[2]}"),
                ("listen_port = 6432", f"listen_port = {self.pooler}"),
                ("/etc/pgbouncer/userlist.txt", str(users))]),
        }  # fmt: skip

    def begin(self, *programs):
        for program in programs or self.files:
            words = ["haproxy", "-f"] if program == "haproxy" else ["pgbouncer", "-q"]
            command = [f"/usr/sbin/{words[0]}", *words[1:], self.files[program]]
            self.running[program] = self.cluster.start(self.name, *command)

    def kill(self, program):
        os.killpg(self.running[program].pid, signal.SIGKILL)
        self.running[program].wait()
