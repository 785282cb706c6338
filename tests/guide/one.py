"""The guide for one machine, from its first line on."""

import subprocess
import time

from tests.guide.machines import Machine
from tests.guide.player import KEPT, compare, playing
from tests.guide.text import blocks
from tests.server import ROOT

# In the place of certbot, which asks an authority that looks for this machine in the world's names.
CERTBOT = """#!/bin/sh
mkdir -p /etc/letsencrypt/live/quiz.example && cd /etc/letsencrypt/live/quiz.example
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \\
  -subj /CN=quiz.example -addext subjectAltName=DNS:quiz.example \\
  -keyout privkey.pem -out fullchain.pem 2>/dev/null
"""
ANSWERS = ["publisher", "", *["correct horse battery staple"] * 2]
NIGHT = """touch -d '8 days ago' /var/backups/quiz/quiz-old
systemctl start quiz-backup && ls /var/backups/quiz
systemctl list-timers --no-pager quiz-backup.timer"""
# Whether Prometheus finds the quiz, who is answered, what is written and kept, and what has failed.
LOOK = """up='http://127.0.0.1:9090/api/v1/query?query=up'
until curl -fsS "$up" | grep -o '"job":"quiz"},"value":[^]]*"1"]'; do sleep 1; done
curl -sk -o /dev/null -w '%{http_code} by HTTP/%{http_version}\\n' \\
  --resolve quiz.example:443:127.0.0.1 https://quiz.example/
curl -sk --resolve other.example:443:127.0.0.1 https://other.example/ || echo refused
journalctl --namespace=quiz -u quiz --no-pager | tail -3
redis-cli config get save
systemctl --failed --no-pager --no-legend"""
READY = "curl -fsS -H 'Host: quiz.example' http://127.0.0.1:8000/readyz"


def certified(machine):
    machine.write("/usr/local/bin/certbot", CERTBOT)
    machine.ask("chmod 755 /usr/local/bin/certbot")


def run(folder, archive):
    """Each block of the guide for one machine, in the order in which it tells to follow them."""
    install, units = blocks("First time")
    release, back = blocks("A release")
    copies = blocks("Copies")[0]
    watching = blocks("Watching")[0]
    commit = subprocess.run(["git", "rev-parse", "HEAD~1", "HEAD"], cwd=ROOT, capture_output=True,
                            text=True, check=True).stdout.split()  # fmt: skip
    with Machine(folder, archive, "one-machine") as machine:
        machine.type("apt-get update -q")
        machine.type(install, REPOSITORY="/var/quiz.git")
        # There is no unit to restart yet, as the guide says.
        machine.type(release, NEW=commit[0], may_end_with=(5,))
        certified(machine)
        machine.type(units, answers=ANSWERS)
        machine.type(READY)
        with playing(machine.space, "127.0.0.1") as told:
            time.sleep(5)
            machine.type(release, NEW=commit[1])
            machine.type(READY)
            time.sleep(5)
        rows = "cd /; runuser -u postgres -- psql -At quiz <<'END'\n" + KEPT + "\nEND"
        compare(told, machine.ask(rows))
        machine.type(back, OLD=commit[0])
        machine.type(READY)
        machine.type(copies, NEW="now")
        machine.type(NIGHT)
        machine.type(watching)
        machine.type(READY)
        machine.type(LOOK)
        machine.end()
        machine.begin()  # and after a power cut it serves again, by itself
        machine.type(f"until {READY}; do sleep 1; done")
