"""The card in a frame that may run scripts and do nothing else, as WordPress makes them."""

from tests.browsers.driver import Browser
from tests.publisher import Publisher

SECRET = "s3cr3tOf10"
ARTICLE = """
<iframe sandbox="allow-scripts" width="600" height="300" src="{}#?secret={}"></iframe>
<script>window.heard = []; addEventListener("message", (event) => heard.push(event.data))</script>
"""


def look(browser: Browser, card: str, publisher: Publisher) -> str:
    """Answer the question of the card at an address; its style, verdict and messages have come."""
    publisher.article = ARTICLE.format(card, SECRET)
    browser.open(publisher.url)
    browser.enter_frame()
    browser.press("button.option")
    browser.one("#verdict")
    browser.one(".explanation")
    assert browser.run("return self.origin") == "null"
    assert browser.run("return document.styleSheets.length") >= 2, f"{browser.name}: no style"
    browser.press(".onward a.button")
    browser.leave_frame()
    said = browser.wait(
        lambda: _said(browser, "height") and _said(browser, "link"), "the card’s messages"
    )
    return f"card, {said}"


def _said(browser: Browser, message: str) -> str:
    """What the page around has heard last of a sort, empty if nothing."""
    heard = browser.run(
        "return heard.filter(({message, secret}) => message + secret === arguments[0])",
        message + SECRET,
    )
    return f"{message} {heard[-1]['value']}" if heard else ""
