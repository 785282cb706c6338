"""What of an answer is kept: what people see and what browsers can do, not the layout."""

import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

# Inside a line of text; every other element begins a new one, as it does on the page.
INLINE = set(
    "a abbr b button cite code del em i img input ins kbd label meter output progress q s samp "
    "select small span strong sub sup svg text textarea time u var".split()
)
VOID = set("area base br col embed hr img input link meta source track wbr".split())
SAID = ("alt", "title", "aria-label", "placeholder")
AS_IT_IS = ("pre", "textarea")
BESIDE = ("script", "style")
# Where the desk's stylesheet lets line ends stand: in what, and in which elements of it.
LINES_STAND = ({"desk-points", "desk-overlaps", "desk-difference"}, {"p", "dd"})

SPACE = " \t\n\r\f"

# They vary by nature, or by how the page is laid out.
VARYING = {"Content-Length", "Date", "Expires", "Last-Modified", "ETag"}
# A token, a mark of what was shown, a packed file: they say nothing to anybody.
OPAQUE = re.compile(r"[\w:=/+ .-]*[\w:=/+.-]{40,}[\w:=/+ .-]*")
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")


class Page(HTMLParser):
    """Reads a page or fragment. ``text`` has its lines, ``elements`` its elements in order.

    Space is kept where it shows: runs of it count as one, and none at the ends of a line.
    Around a link or a button stand brackets, so that space which moves into a link is seen;
    at the edges of a button it never shows.
    """

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.elements: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.open: list[str] = []
        self._line = ""
        self._links: list[tuple[int, bool]] = []
        self._lines_stand = 0
        self._option: dict[str, Any] = {}
        self.feed(html)
        self.close()
        self._end_line()
        if self.open:
            self.elements.append(f"never closed: {' '.join(self.open)}")

    def _end_line(self) -> None:
        line = re.sub(f"[{SPACE}]+", " ", self._line).strip(" ")
        if line:
            self.text.append(line)
        self._line = ""
        self._links = [(0, button) for _begun, button in self._links]

    def _end_link(self) -> None:
        begun, button = self._links.pop() if self._links else (0, False)
        before, inside = self._line[:begun], self._line[begun:]
        if button or not before.rstrip(SPACE) or before[-1] in SPACE:
            inside = inside.lstrip(SPACE)
        self._line = f"{before}[{inside.rstrip(SPACE) if button else inside}]"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: " ".join((value or "").split()) for name, value in attrs}
        if given.get("type") == "hidden" and OPAQUE.fullmatch(given.get("value", "")):
            given["value"] = "…"
        if "d" in given:  # what a drawing's line is made of
            given["d"] = hashlib.sha256(given["d"].encode()).hexdigest()[:16]
        shown = "".join(f' {name}="{value}"' for name, value in sorted(given.items()))
        self.elements.append(f"{' ' * len(self.open)}{tag}{shown}")
        if tag not in INLINE:
            self._end_line()
        for name in SAID:
            if given.get(name):
                self._line += f"({name}: {given[name]})"
        if tag == "input" and given.get("type") != "hidden" and given.get("value"):
            self._line += f"(value: {given['value']})"
        if tag not in INLINE:
            self._end_line()
        if tag in ("a", "button"):
            button = tag == "button" or "button" in given.get("class", "").split()
            self._links.append((len(self._line), button))
        self._form(tag, dict(attrs))
        if tag not in VOID:
            self.open.append(tag)
            if LINES_STAND[0] & set(given.get("class", "").split()):
                self._lines_stand = len(self.open)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.elements.append(f"closed out of turn: {tag} in {' '.join(self.open)}")
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        if len(self.open) < self._lines_stand:
            self._lines_stand = 0
        if tag in ("a", "button"):
            self._end_link()
        if tag not in INLINE:
            self._end_line()

    def handle_data(self, data: str) -> None:
        inside = self.open[-1] if self.open else ""
        if inside in BESIDE:
            return
        if any(tag in AS_IT_IS for tag in self.open):
            self._end_line()
            self.text += [f"| {line}" for line in data.split("\n")]
            if inside == "textarea" and self.forms and self.forms[-1]["fields"]:
                name, _value = self.forms[-1]["fields"].pop()
                self.forms[-1]["fields"].append((name, data.removeprefix("\n")))
        elif self._lines_stand and LINES_STAND[1] & set(self.open[self._lines_stand :]):
            self._line += data.replace("\n", "⏎")
        else:
            self._line += data

    def _form(self, tag: str, attrs: dict[str, str | None]) -> None:
        """Note what a browser would send of a form: (name, value) of each of its fields."""
        given = {name: value or "" for name, value in attrs.items()}
        if tag == "form":
            self.forms.append({"action": given.get("action", ""), "fields": [], "buttons": []})
        if not self.forms or "disabled" in given:
            return
        form, name, value = self.forms[-1], given.get("name"), given.get("value", "")
        if tag == "select":
            self._option = {"name": name, "sent": False, "many": "multiple" in given}
        elif tag == "option" and self._option.get("name"):
            form.setdefault("options", {}).setdefault(self._option["name"], []).append(value)
            first = not self._option["sent"] and not self._option["many"]
            if "selected" in given and self._option["sent"] and not self._option["many"]:
                form["fields"].pop()
            if "selected" in given or first:
                form["fields"].append((self._option["name"], value))
                self._option["sent"] = True
        elif not name:
            return
        elif tag == "textarea":
            form["fields"].append((name, ""))
        elif tag == "button" or (tag == "input" and given.get("type") == "submit"):
            form["buttons"].append((name, value))
        elif tag == "input" and given.get("type") != "file":
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                form["fields"].append((name, value or "on" if "checked" in given else value))


def seen(response: Any, queries: int) -> dict[str, Any]:
    """What is kept of an answer."""
    headers = [
        f"{name}: {value}" for name, value in sorted(response.items()) if name not in VARYING
    ]
    headers += [f"{name}: …" for name in ("ETag", "Last-Modified") if name in response]
    for cookie in response.cookies.values():
        how = "".join(f"; {name}={value}" for name, value in sorted(cookie.items()) if value)
        headers.append(f"Set-Cookie: {cookie.key}{how}")
    found: dict[str, Any] = {
        "status": response.status_code, "headers": headers, "queries": queries,
    }  # fmt: skip
    content = response.getvalue()
    kind = response.get("Content-Type", "")
    if kind.startswith("text/html"):
        page = Page(content.decode())
        found |= {"text": page.text, "elements": page.elements}
    elif kind.startswith(("text/", "application/json", "application/atom")):
        found["text"] = content.decode().splitlines()
    else:
        found["text"] = [f"{len(content)} bytes, {hashlib.sha256(content).hexdigest()[:16]}"]
    return numbered(found)


def numbered(found: dict[str, Any]) -> dict[str, Any]:
    """The same with each random number in the order in which the page names them."""
    known: dict[str, str] = {}
    said = UUID.sub(
        lambda match: known.setdefault(match[0], f"key-{len(known) + 1}"),
        json.dumps(found, ensure_ascii=False),
    )
    return dict(json.loads(said))
