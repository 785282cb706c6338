"""Before a question is answered, nothing that a reader gets depends on its solution.

Each page, part of a page, file, header and refusal of a round under way is asked for twice:
once as it is, and once after everything was changed that a reader learns only from the
answer. The two must be the same, byte by byte. What both would show alike, the seed of the
round, is looked for by itself.
"""

import base64
import itertools
import json

import pytest
from django.db import transaction
from django.test import Client

from quiz.models import Fact, Question, Round, Source, Version
from quiz.play import queries
from tests.addresses import readers
from tests.conftest import ALL_KINDS
from tests.factories import BankFactory, QuestionFactory, SourceFactory, TopicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HTMX = {"HX-Request": "true"}
NONSENSE = {"response": "no such answer", "place-1": "9", "match-1": "no such answer"}


def turned(kind, spec):
    """The same task with another solution: what is offered is the same."""
    match kind:
        case "choice":
            first, *others = spec["wrong"]
            swapped = [{"text": spec["right"], "tempts": "Another reason."}, *others]
            return {"right": first["text"], "wrong": swapped}
        case "multiple":
            right, wrong = spec["right"], [each["text"] for each in spec["wrong"]]
            return {"right": wrong, "wrong": [{"text": t, "tempts": "Another."} for t in right]}
        case "true_false":
            return {"right": not spec["right"], "tempts": "Another reason."}
        case "estimate":
            return spec | {"right": 95, "tolerance": 1, "zero_at": 9, "tempts": "Another reason."}
        case "ordering":
            items = [each | {"detail": "another day"} for each in reversed(spec["items"])]
            return spec | {"items": items, "tempts": "Another reason."}
        case "matching":
            lefts = [pair["left"] for pair in spec["pairs"]]
            rights = [pair["right"] for pair in spec["pairs"]] + spec["spare"]
            pairs = [{"left": a, "right": b} for a, b in zip(lefts, rights[1:], strict=False)]
            return {"pairs": pairs, "spare": rights[:1], "tempts": "Another reason."}


EXHIBIT = {
    "type": "message", "caption": "A message", "title": "Pay today",
    "lines": ["Hello, it is the Bank of the North."], "rows": [{"label": "From", "value": "Kim"}],
    "tell": [{"text": "today", "note": "A hurry."}, {"text": "Kim", "note": "Who is that?"}],
}  # fmt: skip


def change_what_answers_teach(turns):
    """Another solution, explanation, source, name and number for the questions of ``turns``."""
    for turn in turns:
        version, question = turn.version, turn.version.question
        kept = {
            name: version.content[name]
            for name in ("prompt", "picture", "exhibit", "jurisdiction")
            if name in version.content
        }
        learnt = {
            name: "Something else." if isinstance(value, str) else value
            for name, value in version.content.items()
            if name not in kept and name != "spec"
        }
        kept["exhibit"] = EXHIBIT | {"tell": [{"text": "the North", "note": "It is no bank."}]}
        content = kept | learnt | {"spec": turned(version.kind, version.content["spec"])}
        Version.objects.filter(pk=version.pk).update(content=content, number=77, why="Another.")
        Question.objects.filter(pk=question.pk).update(ref=f"renamed-{question.pk}")
        Fact.objects.filter(pk=question.fact_id).update(ref=f"renamed-{question.pk}", text="Other.")
    Source.objects.update(title="Another", publisher="Another", url="https://other.example/")
    queries._versions.clear()


def everything(client, played):
    """All that can be got of this round and this browser, by what was asked for.

    What a request changes is taken back.
    """
    seen = {}

    def ask(method, path, data=None, headers=None):
        with transaction.atomic():
            response = getattr(client, method)(path, data or {}, headers=headers or {})
            body = response.getvalue()
            transaction.set_rollback(True)
        seen[method, path, str(data), str(headers)] = (
            response.status_code, sorted(response.headers.items()), body
        )  # fmt: skip

    paths = set(readers(played).values()) - {"/readyz", "/metrics"}
    turns = [f"/rounds/{played.key}/{n}/" for n in range(14)]
    for path in (*paths, *turns, f"{turns[1]}report/", f"{turns[12]}report/"):
        ask("get", path)
    for path in turns:
        ask("get", path, headers=HTMX)
    waiting = [turn.get_absolute_url() for turn in played.turns.filter(answered_on=None)]
    for path, data, headers in itertools.product(waiting, ({}, NONSENSE), ({}, HTMX)):
        ask("post", path, data, headers)
    for path in (f"{waiting[0]}report/", f"/rounds/{played.key}/", f"/rounds/{played.key}/data/"):
        ask("post", path, {"reason": "other", "recorded": "days"})
    return seen


def seed_in_any_form(played):
    number = played.seed.to_bytes(8)
    return [str(played.seed), f"{played.seed:x}", base64.b64encode(number).decode().strip("=")]


@pytest.fixture
def played(client):
    """A round of two questions of each kind, begun in this browser."""
    bank = BankFactory(ref="small")
    topics = TopicFactory.create_batch(2, bank=bank)
    for topic, kind in itertools.product(topics, ALL_KINDS):
        QuestionFactory(
            bank=bank,
            topic=topic,
            kind=kind,
            source=SourceFactory(bank=bank),
            exhibit=EXHIBIT,
            live=True,
        )
    client.post("/banks/small/start/", {"number": "20"})
    return Round.objects.get()


def tells(client, played, turns):
    """What this browser gets that is different once ``turns`` teach something else."""
    before = everything(client, played)
    change_what_answers_teach(turns)
    after = everything(client, played)
    return before, {asked for asked in before if before[asked] != after[asked]}


@pytest.mark.parametrize("answered", [0, 5])
@pytest.mark.any_database
def test_nothing_a_reader_gets_depends_on_a_solution_before_the_answer(client, played, answered):
    turns = list(played.turns.select_related("version__question").order_by("position"))
    for turn in turns[:answered]:
        client.post(turn.get_absolute_url(), {"unsure": "1"})
    before, told = tells(client, played, turns[answered:])
    assert len([1 for status, _, _ in before.values() if status < 400]) > 30
    assert not told
    for asked, (_status, headers, body) in before.items():
        text = str(headers) + body.decode(errors="replace")
        assert not [form for form in seed_in_any_form(played) if form in text], asked


@pytest.mark.parametrize("stopped", [False, True])
def test_whoever_else_has_the_address_never_gets_what_an_answer_teaches(client, played, stopped):
    """Its browser has answered some of it; another has the address alone."""
    turns = list(played.turns.select_related("version__question").order_by("position"))
    for turn in turns[:5]:
        client.post(turn.get_absolute_url(), {"unsure": "1"})
    if stopped:
        client.post(f"/rounds/{played.key}/stop/")
    _before, told = tells(Client(), played, turns)
    assert not told


def test_once_it_is_over_a_round_shows_all_that_is_kept_of_it(client, bank):
    client.post("/banks/small/start/", {"number": "5"})
    played = Round.objects.get()
    seed, address = str(played.seed), f"/rounds/{played.key}/data/download/"
    client.post(f"/rounds/{played.key}/2/", {"unsure": "1"})
    (shown,) = json.loads(client.get(address).getvalue())["rounds"]
    first, second, *_ = shown["turns"]
    assert shown["order_seed"] is None
    assert first == {"position": 1}
    assert second["question"] == played.turns.get(position=2).version.question.ref
    assert "is held back until you have answered" in client.get("/your-data/").content.decode()
    client.post(f"/rounds/{played.key}/stop/")
    (shown,) = json.loads(client.get(address).getvalue())["rounds"]
    assert shown["stopped"]
    assert (shown["order_seed"], shown["turns"][0]) == (None, {"position": 1}), "it can go on"
    client.post(f"/rounds/{played.key}/resume/")
    for position in (1, 3, 4, 5):
        client.post(f"/rounds/{played.key}/{position}/", {"unsure": "1"})
    (shown,) = json.loads(client.get(address).getvalue())["rounds"]
    assert shown["order_seed"] == seed
    assert all(turn["question"] and turn["version"] for turn in shown["turns"])
    assert "is held back until" not in client.get("/your-data/").content.decode()
