"""A bare Debian that boots with systemd, in namespaces of this machine."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from tests.faults.network import run
from tests.server import ROOT

DEBIAN = "http://deb.debian.org/debian"
WITH = "ca-certificates,procps,iproute2,systemd,systemd-sysv"
PROGRAMS = ("mmdebstrap", "slirp4netns", "ip", "nsenter", "unshare")
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
SWITCH = "quizguide"
LINES = 12  # of what a block says
COLOURS = re.compile(r"\x1b\[[\d;]*m")
PATIENCE = 1200  # seconds: packages come over the network
# What a container's manager would do: a file system and devices of its own, and a place among the
# control groups that systemd takes for all there is.
BOOT = """
set -e
groups=$(mktemp -d) && mount -t cgroup2 cgroup2 "$groups" && mkdir -p "$groups/quizguide-$2"
echo $$ >"$groups/quizguide-$2/cgroup.procs" && umount "$groups" && rmdir "$groups"
exec unshare --pid --mount --uts --ipc --cgroup --fork --kill-child --propagation private bash -ec '
  hostname "$2" && cd "$1" && mount --bind . . && cd "$1"
  mount -t proc proc proc && mount -t sysfs -o ro sysfs sys
  mount -t cgroup2 cgroup2 sys/fs/cgroup
  mount -t tmpfs -o mode=755 tmpfs dev && mkdir dev/pts dev/shm
  for each in null zero full random urandom tty; do
    touch dev/$each && mount --bind /dev/$each dev/$each
  done
  mount -t devpts -o newinstance,ptmxmode=0666,mode=620,gid=5 devpts dev/pts
  ln -s pts/ptmx dev/ptmx
  mount -t tmpfs tmpfs dev/shm && mount -t tmpfs -o mode=755 tmpfs run && mount -t tmpfs tmpfs tmp
  ln -s /proc/self/fd dev/fd
  for each in stdin:0 stdout:1 stderr:2; do ln -s /proc/self/fd/${each#*:} dev/${each%:*}; done
  pivot_root . mnt && umount -l /mnt
  exec env -i container=quiz PATH=/usr/sbin:/usr/bin TERM=dumb /lib/systemd/systemd
' boot "$@"
"""
# The places that systemd made among the control groups are taken away, once nothing is in them.
LEFT = """
groups=$(mktemp -d) && mount -t cgroup2 cgroup2 "$groups"
for _ in 1 2 3 4 5 6 7 8 9; do
  find "$groups/quizguide-$0" -depth -type d -exec rmdir {} + && break
  sleep 0.5
done
umount "$groups" && rmdir "$groups"
"""


def say(line=""):
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def missing():
    """Programs that are not there, and root."""
    path = f"{os.environ['PATH']}:{PATH}"
    found = [each for each in PROGRAMS if not shutil.which(each, path=path)]
    return found if os.geteuid() == 0 else [*found, "root"]


def debian(kept):
    """An archive of a bare Debian 13; made once, as ``kept``."""
    if not kept.exists():
        say(f"A bare Debian 13 is made once, in {kept}.")
        kept.parent.mkdir(parents=True, exist_ok=True)
        made = kept.with_name(f"made-{kept.name}")
        options = ["--quiet", "--variant=minbase", f"--include={WITH}"]
        subprocess.run(["mmdebstrap", *options, "trixie", made, DEBIAN], check=True)
        made.rename(kept)
    return kept


class Failed(Exception):
    """A line of the guide that did not end well."""


class Machine:
    """``with`` it, it runs, and reaches packages; ``address`` is its own on the switch."""

    def __init__(self, folder, archive, name, address=None):
        self.name, self.address, self.space = name, address, f"quizguide-{name}"
        self.root, self.boots, self.line = Path(folder) / name, None, None
        self.root.mkdir()
        subprocess.run(["tar", "-xf", archive, "-C", self.root], check=True)
        (self.root / "etc/resolv.conf").write_text("nameserver 10.0.2.3\n")
        (self.root / "etc/hosts").write_text(f"127.0.0.1 localhost {name}\n::1 localhost\n")
        (self.root / "etc/hostname").write_text(f"{name}\n")
        (self.root / "etc/dpkg/dpkg.cfg.d/quick").write_text("force-unsafe-io\n")
        repository = self.root / "var/quiz.git"
        subprocess.run(["git", "clone", "-q", "--bare", ROOT, repository], check=True)
        if certificates := os.environ.get("PIP_CERT"):  # where packages come through a proxy
            shutil.copy(certificates, self.root / "etc/pip.crt")
            (self.root / "etc/pip.conf").write_text("[global]\ncert = /etc/pip.crt\n")

    def __enter__(self):
        try:
            run("ip", "netns", "add", self.space)
            run("ip", "-n", self.space, "link", "set", "lo", "up")
            if self.address:
                plug(self.space, self.address)
            self.begin()
        except BaseException:
            self.__exit__()
            raise
        return self

    def begin(self):
        """Switch it on, and wait until systemd has."""
        space = ["ip", "netns", "exec", self.space]
        self.boots = subprocess.Popen(
            [*space, "bash", "-c", BOOT, "boot", self.root, self.name], start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        end = time.monotonic() + 60
        while not re.search("running|degraded", self.ask("systemctl is-system-running || true")):
            assert time.monotonic() < end, f"{self.name} does not boot"
            time.sleep(0.3)
        self.line = subprocess.Popen(
            ["slirp4netns", "--configure", "--disable-host-loopback", str(self.first), "tap0"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    @property
    def first(self):
        """The process that is this machine's first."""
        with suppress(psutil.Error):
            for each in psutil.Process(self.boots.pid).children(recursive=True):
                if each.name() == "systemd" and each.parent().name() == "unshare":
                    return each.pid
        return None

    def end(self):
        """As a power cut would."""
        if self.boots:
            if first := self.first:
                os.kill(first, signal.SIGKILL)
            with suppress(ProcessLookupError):
                os.killpg(self.boots.pid, signal.SIGKILL)
            self.boots.wait()
        if self.line:
            self.line.kill()
            self.line.wait()

    def __exit__(self, *exception):
        self.end()
        run("ip", "netns", "del", self.space, check=False)
        run("unshare", "--mount", "sh", "-c", LEFT, self.name, check=False)

    def _within(self, *words):
        ways = ["nsenter", "-t", str(self.first), "-m", "-u", "-i", "-n", "-p", "-C", "--"]
        said = {"PATH": PATH, "HOME": "/root", "TERM": "dumb", "DEBIAN_FRONTEND": "noninteractive"}
        return [*ways, "env", "-i", *(f"{name}={value}" for name, value in said.items()), *words]

    def ask(self, command):
        """What a command says that is no line of the guide; nothing while the machine is off."""
        if not self.first:
            return ""
        words = self._within("bash", "-c", command)
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
        return done.stdout.strip()

    def write(self, path, text):
        """A file of this machine."""
        whole = self.root / path.lstrip("/")
        whole.parent.mkdir(parents=True, exist_ok=True)
        whole.write_text(text)

    def type(self, lines, answers=(), folder="/srv/quiz", may_end_with=(0,), **said):
        """Run a block as root, in a shell that ends at what fails; say what came of it.

        ``said`` are names that it knows; ``answers`` are typed in turn where a prompt waits.
        """
        given = "".join(f"{name}={value}\n" for name, value in said.items())
        self.write("/root/block", f"cd {folder} 2>/dev/null || cd\n{given}set -e\n{lines}\n")
        at, began = time.strftime("%H:%M:%S"), time.monotonic()
        status, told = self._typed(
            self._within("setsid", "-c", "bash", "/root/block"), list(answers)
        )
        end = [f"= {status}, {time.monotonic() - began:.1f} s"]
        typed = [f"# {line}" for line in (given + lines).splitlines()]
        said = COLOURS.sub("", told).replace("\r", "\n").splitlines()
        last = [line[:300] for line in said if line.strip()][-LINES:]
        say("\n".join([f"\n--- {self.name}, {at}", *typed, *last, *end]))
        if status not in may_end_with:
            raise Failed(told[-3000:])
        return told

    def _typed(self, words, answers):
        """In a terminal, as an operator's shell has one."""
        ours, theirs = pty.openpty()
        process = subprocess.Popen(words, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        told = b""
        with suppress(OSError):  # the end of a terminal
            while more := os.read(ours, 65536):
                told += more
                if told.endswith(b"[Y/n] "):
                    os.write(ours, b"y\n")
                elif answers and told.endswith(b": "):
                    os.write(ours, f"{answers.pop(0)}\n".encode())
                    time.sleep(0.1)
        os.close(ours)
        return process.wait(timeout=PATIENCE), told.decode(errors="replace")


def plug(space, address):
    """A line from a machine to the switch."""
    for words in (
        f"-n {SWITCH} link add {space[-12:]} type veth peer name eth0 netns {space}",
        f"-n {SWITCH} link set {space[-12:]} master switch",
        f"-n {SWITCH} link set {space[-12:]} up",
        f"-n {space} addr add {address}/24 dev eth0",
        f"-n {space} link set eth0 up",
    ):
        run("ip", *words.split())


class Switch:
    """A network that only machines of ours are in."""

    def __enter__(self):
        run("ip", "netns", "add", SWITCH)
        run("ip", "-n", SWITCH, "link", "add", "switch", "type", "bridge")
        run("ip", "-n", SWITCH, "link", "set", "switch", "up")
        return self

    def __exit__(self, *exception):
        run("ip", "netns", "del", SWITCH, check=False)
