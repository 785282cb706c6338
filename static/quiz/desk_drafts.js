/* Keeps what is typed at the desk: a form is sent to its account's drafts once typing pauses, every
   few seconds while it goes on, and when the page is left. Nothing stays in the browser. */

for (const mark of document.querySelectorAll("form input[data-keep]")) {
  const form = mark.form;
  const token = form.querySelector("input[name=csrfmiddlewaretoken]");
  const lines = form.querySelectorAll("[data-keeping]");
  const MOST = 60000; // bytes that a browser sends for a page that is left
  const PAUSE = 1; // seconds without a key, after which it is kept
  const LONG = 3; // seconds of typing without a pause
  const AGAIN = 10; // seconds until it is tried again

  let number = Number(mark.dataset.number);
  let leaving = false;
  let out = false;
  let rest = 0; // seconds to wait after it failed

  function typed() {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      const own = name === "_draft" || name === "_before";
      if (typeof value === "string" && (own || !/^(_|csrf)|password/.test(name))) {
        fields.append(name, value);
      }
    }
    return fields.toString();
  }

  /* The files that are chosen, and whether each has been sent already. */
  const sent = new Map();
  const files = () =>
    [...form.querySelectorAll("input[type=file]")].filter((field) => field.files.length);
  const unsent = () => files().filter((field) => !sent.has(field.files[0]));

  let saved = typed();
  let kept = number ? saved : null; // what the server kept last
  let last = saved;
  let still = 0;
  let since = 0;
  let sending = null;

  function say(what, failed) {
    for (const line of form.querySelectorAll("[data-saved]")) line.hidden = Boolean(what);
    for (const line of lines) {
      line.textContent = what;
      line.hidden = !what;
      line.classList.toggle("failed", Boolean(failed));
      if (failed) line.setAttribute("role", "alert");
      else line.removeAttribute("role");
    }
  }

  /* Whether there is something that the server does not have yet. */
  function unkept() {
    const now = typed();
    return unsent().length > 0 || (now !== kept && (now !== saved || kept !== null));
  }

  /* What is sent: the text, and a picture once; from then on the name under which it is kept. */
  function bundle(now) {
    const fields = new URLSearchParams(now);
    for (const field of files()) {
      const name = sent.get(field.files[0]);
      if (name) fields.set(`${field.name}_kept`, name);
    }
    fields.append("_number", number);
    const pictures = unsent();
    if (!pictures.length) return fields;
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    for (const field of pictures) body.append(field.name, field.files[0]);
    return body;
  }

  async function keep(again) {
    if (leaving || !unkept()) return;
    const now = typed();
    number += 1;
    const body = bundle(now);
    const pictures = unsent().map((field) => [field.name, field.files[0]]);
    sending = new AbortController();
    try {
      const response = await fetch(mark.dataset.keep, {
        method: "POST",
        body,
        headers: { "X-CSRFToken": token.value },
        keepalive: body instanceof URLSearchParams && body.toString().length < MOST,
        redirect: "manual",
        credentials: "same-origin",
        signal: sending.signal,
      });
      const said = response.ok ? await response.json() : {};
      if (said.kept) {
        for (const [name, file] of pictures) {
          sent.set(file, said.pictures[name] || "");
          form.elements[name].dataset.kept = said.pictures[name] || "";
        }
        if (pictures.length) form.dispatchEvent(new Event("kept"));
        kept = now;
        since = 0;
        out = false;
        if (!unkept()) say(mark.dataset.kept);
      } else if ((said.token || said.number) && !again) {
        number = said.number || number;
        for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) {
          field.value = said.token || field.value;
        }
        await keep(true);
      } else if (response.type === "opaqueredirect") {
        out = true;
        rest = AGAIN;
        say(mark.dataset.out, true);
      } else {
        rest = AGAIN;
        say(mark.dataset.failed, true);
      }
    } catch {
      rest = AGAIN;
      if (!leaving) say(mark.dataset.failed, true);
    } finally {
      sending = null;
    }
  }

  setInterval(() => {
    const now = typed();
    if (now === last) {
      still += 1;
    } else {
      last = now;
      still = 0;
      if (unkept() && !out) say(mark.dataset.typing);
    }
    since += 1;
    rest -= 1;
    if (!sending && rest < 1 && unkept() && (still >= PAUSE || since >= LONG)) {
      since = 0;
      keep();
    }
  }, 1000);

  form.addEventListener("change", ({ target }) => {
    if (target.type === "file") delete target.dataset.kept;
  });
  addEventListener("pagehide", () => keep());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  /* What the page's other scripts have made of it is nothing that was typed. */
  document.addEventListener("DOMContentLoaded", () => {
    saved = last = typed();
    if (number) kept = saved;
  });

  form.addEventListener("submit", (event) => {
    const target = event.submitter?.getAttribute("formtarget") || form.target;
    if (event.defaultPrevented || (target && target !== "_self")) return;
    leaving = true;
    sending?.abort(); // it would come after what is saved now
  });

  addEventListener("beforeunload", (event) => {
    if (leaving || !unkept()) return;
    keep();
    event.preventDefault();
    event.returnValue = true; // for older browsers
  });
}
