"""The card in the page of a site that keeps WordPress's rules for addresses that it does not know.

It keeps a quotation and a frame, which may run scripts and nothing else and bears a secret; of its
messages it hears two, and of a link only one to the frame's own host.
"""

import re
from collections.abc import Iterator

import pytest
from lxml import html
from playwright.sync_api import Browser, FrameLocator, Page, expect

from quiz.models import DailyQuestion, Round
from tests.e2e.conftest import PATIENCE
from tests.e2e.playing import question
from tests.factories import BankFactory
from tests.publisher import Publisher, publishing

SECRET = "s3cr3tOf10"
HEARD = """
addEventListener("message", ({ data, source }) => {
  const frame = document.querySelector("iframe");
  if (!data || source !== frame.contentWindow || data.secret !== "SECRET") return;
  heard.push(data.message);
  if (data.message === "height") {
    frame.height = Math.min(1000, Math.max(200, parseInt(data.value, 10)));
    frame.removeAttribute("style");
  }
  if (data.message === "link" && new URL(data.value).host === new URL(frame.src).host)
    if (document.activeElement === frame) top.location.href = data.value;
});
const heard = [];
"""


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with publishing() as site:
        yield site


def pasted(page: Page, publisher: Publisher, address: str, secret: str = "") -> FrameLocator:
    """The frame of the oEmbed answer for an address, in the publisher's page."""
    host = address.partition("/today")[0]
    said = page.request.get(f"{host}/oembed/", params={"url": address}).json()
    quotation, frame = html.fragments_fromstring(said["html"])
    if secret:
        kept = {"src", "title", "width", "height", "frameborder"}
        for name in set(frame.attrib) - kept:
            del frame.attrib[name]
        frame.set("src", f"{frame.get('src')}#?secret={secret}")
        frame.set("sandbox", "allow-scripts")
        frame.set("style", "position: absolute; clip: rect(1px, 1px, 1px, 1px)")
    shown = (html.tostring(each, encoding="unicode") for each in (quotation, frame))
    script = f"<script>{HEARD.replace('SECRET', secret)}</script>" if secret else ""
    style = "<style>iframe { max-width: 100% }</style>"  # as themes have it
    publisher.article = f"{style}{script}{''.join(shown)}"
    page.goto(publisher.url)
    return page.frame_locator("iframe")


def test_a_pasted_address_asks_one_question_and_leads_on(
    browser: Browser, base_url: str, publisher: Publisher
) -> None:
    asked = question("choice", bank=BankFactory(), hook=True)
    DailyQuestion.objects.create(day=asked.live_version.published_on, question=asked)
    context = browser.new_context(viewport={"width": 360, "height": 900})
    context.set_default_timeout(PATIENCE)
    said: list[str] = []
    context.on("console", lambda each: said.append(each.text))
    context.on("weberror", lambda each: said.append(str(each.error)))
    page = context.new_page()
    card = pasted(page, publisher, f"{base_url}/today/", SECRET)

    frame = page.locator("iframe")
    expect(card.get_by_role("heading", name="Today’s question")).to_be_visible()
    expect(frame).not_to_have_attribute("style", re.compile("clip"))
    whole = card.locator("html")
    expect(frame).to_have_attribute("height", str(whole.evaluate(HIGH)))
    card.get_by_role("button", name=asked.spec["right"], exact=True).click()
    expect(card.locator("#verdict")).to_contain_text("Right.")
    expect(card.locator("#verdict")).to_be_focused()
    expect(card.locator(".explanation")).to_be_visible()
    expect(card.locator(".origin")).to_contain_text(asked.source.publisher)
    expect(frame).to_have_attribute("height", str(min(1000, whole.evaluate(HIGH))))
    assert whole.evaluate("document.documentElement.scrollWidth") <= 360
    assert card.locator("a[href]:not([href^='#'])").evaluate_all(
        f"all => all.every(each => each.href.startsWith('{base_url}/'))"
    ), "what leads to other hosts would lead nowhere"
    assert context.cookies() == []
    assert not Round.objects.exists()
    assert said == []

    card.get_by_role("link", name="Play").click()
    page.wait_for_url(f"{base_url}/today/*/")
    expect(page.get_by_role("heading", name="Today’s question")).to_be_visible()

    # A frame that may do more has the whole in it.
    embed = pasted(page, publisher, f"{base_url}/today/")
    embed.get_by_role("button", name="Not sure").click()
    expect(embed.locator("#verdict")).to_contain_text("Not sure")
    expect(embed.get_by_text("Question 1 of")).to_be_visible()
    assert context.cookies() == []
    context.close()


HIGH = "() => Math.ceil(document.documentElement.getBoundingClientRect().height)"
