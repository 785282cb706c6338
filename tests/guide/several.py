"""The guide's last part: two machines of PostgreSQL, two of the quiz, and one before them."""

import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from tests.faults import network
from tests.guide.machines import Machine, Switch
from tests.guide.one import ANSWERS, READY, certified
from tests.guide.player import KEPT, compare, playing
from tests.guide.text import blocks
from tests.server import ROOT

FRONT, UPSTREAM, DATABASES, ONCE, WEBS = blocks("Past one machine")[:5]
INSTALL, UNITS = blocks("First time")
RELEASE = blocks("A release")[0]
MACHINES = {"three": "10.0.0.20", "one": "10.0.0.11", "two": "10.0.0.12",
            "first": "10.0.0.21", "second": "10.0.0.22"}  # fmt: skip
HERE = "/root/deploy/cluster"  # where the files were taken
LISTING = "patronictl -c /etc/patroni/config.yml list"
IN_STEP = f"until {LISTING} | grep 'Sync Standby.*streaming'; do sleep 2; done; {LISTING}"
SECRET = f"QUIZ_SECRET_KEY={'0123456789abcdef' * 4}"


def changed(text, *pairs):
    """A text as who follows the guide changes it; each place is there."""
    for shipped, here in pairs:
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    return text


def lines(text, without=()):
    return "\n".join(line for line in text.split("\n") if not any(it in line for it in without))


def taken(machine):
    """The guide's files on a machine, with its name and address in them."""
    shutil.copytree(ROOT / "quiz" / "ops" / "deploy", machine.root / "root" / "deploy")
    own, name = machine.address, machine.name
    for file, places in (
        ("etcd", [("ETCD_NAME=one", f"ETCD_NAME={name}"),
                  ("URLS=http://10.0.0.11:", f"URLS=http://{own}:")]),
        ("patroni.yml", [("name: one", f"name: {name}"), ("listen: 10.0.0.11:", f"listen: {own}:"),
                         ("connect_address: 10.0.0.11:", f"connect_address: {own}:")]),
    ):  # fmt: skip
        path = machine.root / "root" / "deploy" / "cluster" / file
        path.write_text(changed(path.read_text(), *places))
    machine.type("apt-get update -q")


def prepared(machine):
    """What is as on one machine, but for PostgreSQL, Redis and nginx."""
    install = changed(
        INSTALL,
        (" nginx certbot postgresql redis-server", ""),
        ("QUIZ_SECRET_KEY=$(openssl rand -hex 32)", SECRET),
        ("127.0.0.1\n", f"127.0.0.1,{machine.address}\n"),
    )
    machine.type(lines(install, without=["runuser"]), REPOSITORY="/var/quiz.git")
    machine.type(WEBS, folder=HERE)


def served(machine, first):
    """The release and the units; the database is only prepared by the first."""
    release = RELEASE if first else lines(RELEASE, without=["quiz migrate", "quiz loadbanks"])
    newest = "$(git -C /srv/quiz/repository rev-parse HEAD)"
    machine.type(release, NEW=newest, may_end_with=(5,))
    units, _, _ = UNITS.partition("\n\n")
    without = ["redis"] if first else ["redis", "createsuperuser"]
    listens = (
        f"sed -i -e 's/=127.0.0.1:8000/={machine.address}:8000/' -e '/::1/d' "
        "/etc/systemd/system/quiz.socket\nsystemctl daemon-reload"
    )
    units = changed(lines(units, without), ("systemctl daemon-reload", listens))
    machine.type(units, answers=ANSWERS)
    machine.type(READY.replace("127.0.0.1", machine.address))


def opened(machine):
    """nginx before both."""
    certified(machine)
    file = machine.root / "srv/quiz/current/quiz/ops/deploy/nginx.conf"
    server = "server 127.0.0.1:8000 max_fails=1 fail_timeout=2s;"
    file.write_text(changed(file.read_text(), (server, UPSTREAM)))
    machine.type(UNITS.partition("\n\n")[2])


def leading(pair):
    """The one of two that both say leads."""
    of = f"""{LISTING} -f tsv | awk -F'\\t' '$4 == "Leader" {{print $2}}'"""
    return next(each for each in pair if each.ask(of) == each.name)


def rows(pair):
    of = "cd /; runuser -u postgres -- psql -h /run/postgresql -At quiz <<'END'"
    return leading(pair).ask(f"{of}\n{KEPT}\nEND")


def network_of(machine, words):
    network.run("ip", "-n", machine.space, *words.split())


def run(folder, archive):
    """All five, each line on its machine; then two of them lose their power."""
    with ExitStack() as stack:
        at_once = ThreadPoolExecutor(3)
        stack.callback(at_once.shutdown, wait=False, cancel_futures=True)  # once all are off
        stack.enter_context(Switch())
        three, one, two, first, second = (
            stack.enter_context(Machine(folder, archive, name, address))
            for name, address in MACHINES.items()
        )

        def on(machines, task):
            list(at_once.map(task, machines))

        on([three, one, two, first, second], taken)
        on([three, one, two], lambda it: it.type(FRONT if it is three else DATABASES, folder=HERE))
        one.type(IN_STEP)
        leading([one, two]).type(ONCE)
        on([first, second], prepared)
        served(first, first=True)
        served(second, first=False)
        opened(three)
        with playing(first.space, three.address) as told:
            time.sleep(10)
        compare(told, rows([one, two]))
        first.type("systemctl start quiz-backup && ls /var/backups/quiz")
        lost = leading([one, two])
        other = one if lost is two else two
        with playing(first.space, three.address, number=8) as told:
            time.sleep(5)
            lost.end()
            time.sleep(40)
            lost.begin()
            other.type(IN_STEP)
            time.sleep(5)
        compare(told, rows([one, two]))
        with playing(first.space, three.address, number=8) as told:
            time.sleep(5)
            second.end()
            network_of(second, "addr flush dev eth0")
            second.begin()
            network_of(second, f"addr add {second.address}/24 dev eth0")  # late, as networks are
            second.type(f"until {READY.replace('127.0.0.1', second.address)}; do sleep 1; done")
            time.sleep(5)
        compare(told, rows([one, two]))
