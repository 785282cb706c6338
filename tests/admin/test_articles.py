"""Articles at the desk: from a pasted text to a question, and to a newer text."""

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from quiz.admin.queues import due_checks
from quiz.models import Article, Drawn, Question, Remark
from tests.desk import press, sent
from tests.factories import (
    TODAY,
    BankFactory,
    QuestionFactory,
    SourceFactory,
    TopicFactory,
    checked,
)

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("today")]

ADD = reverse("admin:quiz_article_add")
LIST = reverse("admin:quiz_article_changelist")
TEXT = """The council has banned cameras.
The trial ran for 14 weeks. It raised 97 alerts.
It was a wet autumn."""


def sentences(article):
    return reverse("admin:quiz_article_sentences", args=[article.pk])


def newer(article):
    return reverse("admin:quiz_article_newer", args=[article.pk])


@pytest.fixture
def bank():
    return BankFactory()


@pytest.fixture
def article(admin_client, bank):
    typed = {"bank": bank.pk, "title": "Not a witness", "publisher": "The desk", "date": "2026",
             "url": "https://news.example/cameras", "text": TEXT}  # fmt: skip
    page = press(admin_client, admin_client.get(ADD), "_save", **typed)
    made = Article.objects.get()
    assert page.request["PATH_INFO"] == sentences(made)
    return made


def text_of(page):
    return " ".join(html.fromstring(page.content.decode()).text_content().split())


def test_a_pasted_text_is_shown_in_sentences_with_what_was_found(admin_client, article):
    page = text_of(admin_client.get(sentences(article)))
    for said in ("The trial ran for 14 weeks.", "Open: a duration", "Open: a ban or permission",
                 "Counted are 3 of its 4 sentences", "3 open",
                 "0 of its 20 words are quoted by questions: 0%"):  # fmt: skip
        assert said in page
    assert article.source.url == article.url
    add = admin_client.get(ADD)
    assert "My desk Articles" in text_of(add)
    assert "Title (needed):" in text_of(add)
    assert "Address (needed):" not in text_of(add)
    assert "_addanother" not in add.content.decode()
    assert "Not a witness" in text_of(admin_client.get(LIST))


def test_a_file_is_cleaned_and_neither_text_nor_file_is_asked_for(admin_client, bank):
    typed = {"bank": bank.pk, "title": "T", "publisher": "P"}
    page = press(admin_client, admin_client.get(ADD), "_save", **typed)
    assert "Paste the text of the article, or choose a file." in text_of(page)
    file = SimpleUploadedFile("a.html", b"<body><nav>Menu</nav><p>It raised 97 alerts.</p></body>")
    admin_client.post(ADD, {**typed, "file": file, "seen": ""})
    assert Article.objects.get().text == "It raised 97 alerts."
    file = SimpleUploadedFile("b.txt", b"\x00" * 10 + b"\xff")
    assert "characters cannot be read" in text_of(admin_client.post(ADD, {**typed, "file": file}))
    file = SimpleUploadedFile("c.txt", b"word " * 30_000)
    assert "no article is so long" in text_of(admin_client.post(ADD, {**typed, "file": file}))


def said_at(page, number):
    """What is said at a sentence, to which the page scrolls, and first in its title."""
    shown = html.fromstring(page.content.decode())
    (said,) = shown.xpath("//*[contains(@class, 'messagelist')]/li/text()")
    assert shown.xpath(f"//li[@id='sentence-{number}']//*[contains(@class, 'messagelist')]")
    assert shown.findtext(".//title").strip().startswith(said.strip())
    return said.strip()


def test_from_a_sentence_to_a_question(admin_client, article):
    TopicFactory(bank=article.bank)
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", sentence=["2", "3"])
    assert page.status_code == 200
    (form,) = html.fromstring(page.content.decode()).xpath("//form[.//*[@name='passage']]")
    said = {name: text.strip() for name, text in form.form_values()}
    assert said["passage"] == "The trial ran for 14 weeks. It raised 97 alerts."
    shown = "Not a witness says: “The trial ran for 14 weeks. It raised 97 alerts.”"
    assert shown in text_of(page)
    assert said["source"] == str(article.source_id)
    assert "kind=estimate" in page.request["QUERY_STRING"]
    assert (said["right"], said["unit"]) == ("97", "alerts")
    button = "_save" if "_save" in page.content.decode() else "_continue"
    said_topic = str(article.bank.topics.get().pk)
    press(admin_client, page, button, prompt="How many alerts were there?",
          topic=said_topic, follow=False)  # fmt: skip
    question = Question.objects.get()
    assert (question.kind, question.source) == ("estimate", article.source)
    assert Drawn.objects.get().question == question
    own = admin_client.get(reverse("admin:quiz_question_change", args=[question.pk]))
    assert shown in text_of(own)
    page = admin_client.get(sentences(article))
    assert "2 draft" in text_of(page)
    assert form_of(press(admin_client, page, "_ask", sentence=["2"]))["topic"] == said_topic


def test_an_open_sentence_is_asked_with_its_own_button_and_saving_leads_back(admin_client, article):
    page = admin_client.get(sentences(article))
    page = press(admin_client, page, "_ask", value="3", sentence=["1"])  # ticked, and not meant
    assert "Not a witness says: “It raised 97 alerts.”" in text_of(page)
    page = press(admin_client, page, "_article", prompt="How many alerts were there?")
    assert page.redirect_chain[-1][0] == f"{sentences(article)}?_at=3#sentence-3"
    assert said_at(page, 3) == "Saved as a draft: “How many alerts were there?”"
    assert "Begun from" not in text_of(page)
    both = press(admin_client, page, "_ask", value="2", sentence=["1", "2"])
    assert "cameras. The trial ran" in text_of(both)  # it is ticked itself, so all are meant
    add = html.fromstring(admin_client.get(ADD).content.decode())
    assert add.xpath("//*[@name='bank']/option[@selected]/@value") == [str(article.bank_id)]


def test_a_question_that_was_begun_stays_so_when_it_is_made_another_kind(admin_client, article):
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", value="3")
    kinds = press(admin_client, page, "_kind")  # nothing is typed yet
    (form,) = html.fromstring(kinds.content.decode()).xpath("//form[.//button[@name='kind']]")
    asked = {**dict(form.form_values()), "kind": "true_false"}
    other = admin_client.get(reverse("admin:quiz_question_add"), asked)
    assert "Not a witness says: “It raised 97 alerts.”" in text_of(other)
    kind = press(admin_client, other, "_kind", prompt="It raised 98 alerts.")
    assert kind.status_code == 200
    own = admin_client.get(
        reverse("admin:quiz_question_change", args=[Drawn.objects.get().question_id])
    )
    back = press(admin_client, own, "_article")
    assert back.redirect_chain[-1][0] == f"{sentences(article)}?_at=3#sentence-3"


def form_of(page):
    (form,) = html.fromstring(page.content.decode()).xpath("//form[.//*[@name='prompt']]")
    return {name: text.strip() for name, text in form.form_values()}


def test_in_whatever_kind_a_question_begins_with_what_its_sentence_says(admin_client, article):
    Article.objects.update(text="The council banned cameras in May, and it took 97 names, faces "
                                "and gaits of people who had passed by.")  # fmt: skip
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", sentence=["1"])
    assert "kind=true_false" in page.request["QUERY_STRING"]
    assert form_of(page)["passage"] == "The council banned cameras in May"
    kinds = press(admin_client, page, "_kind")
    assert "Not a witness says: “The council banned cameras" in text_of(kinds)
    (form,) = html.fromstring(kinds.content.decode()).xpath("//form[.//button[@name='kind']]")
    asked = {**dict(form.form_values()), "kind": "multiple"}
    several = admin_client.get(reverse("admin:quiz_question_add"), asked)
    said = form_of(several)
    assert [said[f"right_{n}_text"] for n in (1, 2, 3)] == ["names", "faces", "gaits"]
    assert said["passage"].startswith("it took 97 names")
    # What nobody has written is no answer that would be lost.
    kind = press(admin_client, several, "_kind", prompt="How many names were taken?")
    assert "It has no answers yet" in text_of(kind)
    page = press(admin_client, kind, "kind", "estimate")
    question = Question.objects.get()
    assert (question.spec["right"], question.spec["unit"]) == (97, "names")
    assert question.passage.endswith("it took 97 names")
    back = press(admin_client, page, "_article")
    assert back.redirect_chain[-1][0].startswith(sentences(article))


def test_what_somebody_wrote_stays_when_it_is_made_another_kind(admin_client, article):
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", value="3")
    typed = {"prompt": "How many?", "right": "98", "passage": "It raised alerts."}
    kind = press(admin_client, page, "_kind", **typed)
    assert "on its page: 98 alerts" in text_of(kind)
    press(admin_client, kind, "kind", "choice", follow=False)
    question = Question.objects.get()
    assert question.passage == "It raised alerts."
    assert question.spec["right"] == "98 alerts"


def main_button(page):
    (button,) = html.fromstring(page.content.decode()).xpath(
        "//*[@class='write-deeds']/button[contains(@class, 'primary')]"
    )
    return button.get("name")


def test_while_one_works_through_an_article_the_main_button_leads_back(admin_client, article):
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", value="3")
    assert main_button(page) == "_article"
    kind = press(admin_client, page, "_kind", prompt="Did it raise any alerts?")
    page = press(admin_client, kind, "kind", "true_false")
    assert main_button(page) == "_article"
    assert main_button(press(admin_client, page, "_continue")) == "_article"
    assert main_button(press(admin_client, page, "_publish")) == "_article", "something lacks"
    there = html.fromstring(admin_client.get(sentences(article)).content.decode())
    (address,) = there.xpath("//*[@id='said-3']//a/@href")
    assert main_button(admin_client.get(address)) == "_article"
    own = reverse("admin:quiz_question_change", args=[Question.objects.get().pk])
    assert main_button(admin_client.get(own)) == "_publish"


def test_what_is_published_on_the_way_through_an_article_leads_back(
    admin_client, article, settings
):
    settings.FOUR_EYES = False
    question = QuestionFactory(bank=article.bank)
    Drawn.objects.create(article=article, question=question, passage="It raised 97 alerts.")
    address = reverse("admin:quiz_question_publish", args=[question.pk])
    page = admin_client.get(f"{address}?_from=article")
    own = reverse("admin:quiz_question_change", args=[question.pk])
    assert f'href="{own}?_from=article"' in page.content.decode()
    page = press(admin_client, page, "_publish")
    assert "Version 1 is live" in text_of(page)
    assert "Back to the article" in text_of(page)


@pytest.mark.parametrize("button", ["_ask", "_nothing", "_take_back"])
def test_what_was_typed_under_wrong_is_not_lost_to_another_button(admin_client, article, button):
    remark = Remark.objects.create(article=article, sentence="It was a wet autumn.", kind="nothing")
    page = admin_client.get(sentences(article))
    typed = {"note": "It raised 98.", "source_new_url": "https://b.example/x"}
    page = press(admin_client, page, button, sentence=["3"], **typed)
    assert "press “It is wrong”, or empty it" in text_of(page)
    assert Remark.objects.get() == remark
    shown = html.fromstring(page.content.decode())
    assert shown.xpath("//details[@open]//textarea[@name='note']")[0].text.strip() == typed["note"]
    assert shown.xpath("//details[@open]//*[@name='source_new_url']/@value") == [
        "https://b.example/x"
    ]
    assert shown.xpath("//input[@value='3' and @checked]")


def test_of_a_long_sentence_the_clause_is_quoted_and_the_whole_is_noted(admin_client, article):
    whole = f"It raised 97 alerts, and {'it was late and ' * 20}it rained."
    Article.objects.update(text=whole)
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", sentence=["1"])
    (form,) = html.fromstring(page.content.decode()).xpath("//form[.//*[@name='passage']]")
    said = dict(form.form_values())
    assert said["passage"].strip().startswith("It raised 97 alerts")
    assert len(said["passage"].split()) <= 12
    assert "it+rained" in page.request["QUERY_STRING"]


def test_the_kind_is_the_editors_choice(admin_client, article):
    page = admin_client.get(sentences(article))
    page = press(admin_client, page, "_ask", sentence=["3"], kind="matching")
    assert "kind=matching" in page.request["QUERY_STRING"]


def test_nothing_chosen_and_too_much_chosen_are_said(admin_client, article):
    page = press(admin_client, admin_client.get(sentences(article)), "_ask")
    assert "Choose a sentence first" in text_of(page)
    Article.objects.update(text="word " * 200 + "ends.")
    page = press(admin_client, admin_client.get(sentences(article)), "_ask", sentence=["1"])
    assert "more than 120 words" in text_of(page)


def test_nothing_to_ask_is_said_by_name_and_taken_back(admin_client, admin_user, article):
    page = press(admin_client, admin_client.get(sentences(article)), "_nothing", sentence=["1"])
    assert f"Nothing to ask, as {admin_user} noted." in text_of(page)
    assert said_at(page, 1) == "Noted: nothing to ask."
    remark = Remark.objects.get()
    page = press(admin_client, page, "_take_back", value=str(remark.pk))
    assert said_at(page, 1) == "Taken back: the sentence is open again."
    assert not Remark.objects.exists()
    assert "3 open" in text_of(page)
    sent(admin_client, sentences(article), {"_take_back": "x"})


def test_of_what_is_wrong_the_truth_is_asked(admin_client, article):
    page = admin_client.get(sentences(article))
    page = press(admin_client, page, "_wrong", sentence=["3"], note="")
    assert "This field is required" in text_of(page)
    shown = html.fromstring(page.content.decode())
    assert shown.xpath("//input[@value='3' and @checked]")
    assert shown.xpath("//*[@class='article-about']/p/text()") == ["It raised 97 alerts."]
    source = SourceFactory(bank=article.bank)
    said = {"note": "It raised 98.", "source": source.pk}
    page = press(admin_client, page, "_wrong", sentence=["3"], **said)
    assert "Wrong: It raised 98." in text_of(page)
    assert "1 wrong" in text_of(page)
    page = press(admin_client, page, "_ask", value="3")
    assert "says: “It raised 97 alerts.” Wrong: It raised 98." in text_of(page)
    (form,) = html.fromstring(page.content.decode()).xpath("//form[.//*[@name='passage']]")
    typed = {name: text.strip() for name, text in form.form_values()}
    assert typed["source"] == str(source.pk)
    assert not typed["passage"]
    assert typed["claim"] == "It raised 98."
    assert "The desk wrote: “It raised 97 alerts.” It raised 98." in typed["explanation"]


def test_the_source_that_says_so_is_added_in_place(admin_client, article):
    page = admin_client.get(sentences(article))
    page = press(admin_client, page, "_wrong", sentence=["3"], note="It raised 98.")
    assert "Choose the source that says so, or add it." in text_of(page)
    assert html.fromstring(page.content.decode()).xpath("//*[@name='source' and @autofocus]")
    told = {"sentence": ["3"], "note": "It raised 98.", "source_new_url": "https://b.example/x"}
    page = press(admin_client, page, "_wrong", **told)
    assert "write its title" in text_of(page)
    page = press(admin_client, page, "_wrong", **told, source_new_title="What it raised")
    source = Remark.objects.get().source
    assert (source.title, source.publisher, source.bank) == (
        "What it raised", "b.example", article.bank,
    )  # fmt: skip
    page = press(admin_client, admin_client.get(sentences(article)), "_wrong", sentence=["2"],
                 note="No.", source_new_url=article.url)  # fmt: skip
    assert "cannot say that it is wrong itself" in text_of(page)
    assert Remark.objects.get().source == source


def test_a_source_of_another_bank_or_the_article_itself_says_nothing_of_it(admin_client, article):
    for source in (SourceFactory(), article.source):
        said = {"sentence": ["3"], "note": "No.", "source": source.pk}
        press(admin_client, admin_client.get(sentences(article)), "_wrong", **said, follow=False)
    assert not Remark.objects.exists()


def test_what_was_chosen_of_an_older_text_is_not_done(admin_client, article):
    page = admin_client.get(sentences(article))
    Article.objects.update(text="Another text of 12 words.")
    press(admin_client, page, "_nothing", sentence=["1"], follow=False)
    assert not Remark.objects.exists()


def test_a_newer_text_is_shown_before_it_replaces_the_old(admin_client, article):
    question = QuestionFactory(bank=article.bank, live=True, source=article.source,
                               passage="The trial ran for 14 weeks.")  # fmt: skip
    Drawn.objects.create(article=article, question=question, passage=question.passage)
    text = TEXT.replace("14 weeks", "15 weeks")
    page = press(admin_client, admin_client.get(newer(article)), "_compare", text=text)
    for said in ("1 sentence changes", str(question),
                 "Was: The trial ran for taken out: 14 end. weeks.",
                 "Is: The trial ran for put in: 15 end. weeks."):  # fmt: skip
        assert said in text_of(page)
    article.refresh_from_db()
    assert article.text == TEXT
    page = press(admin_client, page, "_replace")
    article.refresh_from_db()
    assert (article.text, article.before, article.replaced_on) == (text, TEXT, TODAY)
    for said in ("1 sentence changed on", "They rest on words that it no longer has"):
        assert said in text_of(page)
    due = text_of(admin_client.get(reverse("admin:quiz_question_due")))
    assert str(question) in due
    assert due_checks() == 1  # as the band says
    assert "no longer has these words: “The trial ran for 14 weeks.”" in due
    own = text_of(admin_client.get(reverse("admin:quiz_question_change", args=[question.pk])))
    assert "no longer has these words: “The trial ran for 14 weeks.”" in own
    question.confirm(checked(TODAY, TODAY.replace(year=TODAY.year + 1)))
    assert due_checks() == 0
    assert str(question) not in text_of(admin_client.get(reverse("admin:quiz_question_due")))
    assert "no longer has" not in text_of(admin_client.get(sentences(article)))


def test_a_newer_text_must_be_there_and_replaces_what_was_shown(admin_client, article):
    page = press(admin_client, admin_client.get(newer(article)), "_compare", text="")
    assert "Paste the text" in text_of(page)
    page = press(admin_client, admin_client.get(newer(article)), "_compare", text="Mine.")
    again = press(admin_client, page, "_replace", text="Mine, which I did not compare.")
    assert "which I did not compare." in text_of(again)
    assert Article.objects.get().text == TEXT
    Article.objects.update(text="Somebody else’s.")
    press(admin_client, page, "_replace", follow=False)
    assert Article.objects.get().text == "Somebody else’s."


def test_its_text_is_not_typed_over_on_its_form(admin_client, article):
    page = admin_client.get(reverse("admin:quiz_article_change", args=[article.pk]))
    assert 'name="text"' not in page.content.decode()
    page = press(admin_client, page, "_save", title="Another title", linked="on", url="")
    assert "it needs its address" in text_of(page)


@pytest.mark.parametrize(("role", "links"), [("author", False), ("editor", True)])
def test_authors_draw_questions_and_editors_say_what_readers_see(client, article, role, links):
    user = User.objects.create_user(role, password="x" * 15, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    assert "Ask about this" in text_of(client.get(sentences(article)))
    change = client.get(reverse("admin:quiz_article_change", args=[article.pk]))
    assert ('name="linked"' in change.content.decode()) == links


@pytest.mark.parametrize("text", ["a\n" * 4_000, "Aa. " * 4_000])
def test_what_is_longer_than_any_article_is_refused(admin_client, bank, text):
    typed = {"bank": bank.pk, "title": "T", "publisher": "P", "text": text}
    page = press(admin_client, admin_client.get(ADD), "_save", **typed)
    assert "more than 3,000 lines or sentences" in text_of(page)
    assert not Article.objects.exists()


def test_an_author_does_not_change_what_a_banks_page_names(client, article):
    Article.objects.update(linked=True)
    user = User.objects.create_user("ann", password="x" * 15, is_staff=True)
    user.groups.add(Group.objects.get(name="author"))
    client.force_login(user)
    address = reverse("admin:quiz_article_change", args=[article.pk])
    press(
        client,
        client.get(address),
        "_save",
        title="Another",
        url="https://other.example/",
        follow=False,
    )
    page = client.get(reverse("bank", args=[article.bank.ref])).content.decode()
    assert "Not a witness" in page
    assert "other.example" not in page
    Article.objects.update(linked=False)
    press(client, client.get(address), "_save", title="Another", follow=False)
    assert Article.objects.get().title == "Another"


def test_an_address_that_is_given_later_is_its_sources_too_if_that_has_none(admin_client, article):
    article.source.__class__.objects.update(url="")
    address = reverse("admin:quiz_article_change", args=[article.pk])
    press(
        admin_client,
        admin_client.get(address),
        "_save",
        url="https://news.example/later",
        follow=False,
    )
    article.source.refresh_from_db()
    assert article.source.url == "https://news.example/later"


def test_what_is_found_in_a_sentence_is_told_with_its_box(admin_client, article):
    page = html.fromstring(admin_client.get(sentences(article)).content.decode())
    (box,) = page.xpath("//input[@name='sentence' and @value='2']")
    (told,) = page.xpath(f"//*[@id='{box.get('aria-describedby')}']")
    assert told.text_content().split() == ["Open:", "a", "duration,", "what", "happens"]
    assert page.xpath("//li[@id='sentence-2']//a[@href='#bar']")
    assert page.xpath("//*[@id='bar']")


def test_enter_asks_and_never_takes_back(admin_client, article):
    page = press(admin_client, admin_client.get(sentences(article)), "_nothing", sentence=["1"])
    first = html.fromstring(page.content.decode()).xpath("//form[.//ol]//button")[0]
    assert first.get("name") == "_ask"


def test_who_may_only_look_changes_nothing(client, article):
    user = User.objects.create_user("looks", password="x" * 15, is_staff=True)
    client.force_login(user)
    assert client.get(sentences(article)).status_code == 403
    assert client.get(newer(article)).status_code == 403
    user.user_permissions.set(
        Group.objects.get(name="author").permissions.filter(codename="view_article")
    )
    assert "Ask about this" not in text_of(client.get(sentences(article)))
    assert sent(client, sentences(article), {"_nothing": "", "sentence": "1"}).status_code == 403
    assert client.get(newer(article)).status_code == 403


def test_a_question_begun_by_hand_at_that_address_is_not_drawn_from_it(admin_client, article):
    from quiz.admin.article_questions import keep_drawn

    class Request:
        GET = {"article": str(article.pk), "drawn": "Words that are nowhere in it."}

    keep_drawn(Request(), QuestionFactory(bank=article.bank))
    assert not Drawn.objects.exists()


def test_an_article_costs_the_same_whatever_its_length(
    admin_client, article, django_assert_max_num_queries
):
    Article.objects.update(text=TEXT * 40)
    admin_client.get(sentences(article))
    with django_assert_max_num_queries(14):
        admin_client.get(sentences(article))
