// One question in another site's frame. WordPress makes such a frame of an address that it does not
// know: it may run scripts and nothing else, and hears two messages that bear the secret of its
// address. So a press asks here, and a link asks the page around to go there.
(() => {
  "use strict";

  const secret = new URLSearchParams(location.hash.replace(/^#\??/, "")).get("secret");
  const card = () => document.getElementById("card");

  // A frame that is like any other has room for the whole.
  if (!secret && parent !== self && self.origin !== "null") {
    location.replace(card().dataset.embed);
    return;
  }

  const say = (message, value) => parent.postMessage({ message, value, secret }, "*");
  const tell = () => {
    if (secret) say("height", Math.ceil(document.documentElement.getBoundingClientRect().height));
  };

  async function ask(button) {
    const form = button.form;
    const sent = new URLSearchParams(new FormData(form));
    sent.append(button.name, button.value);
    const buttons = form.querySelectorAll("button");
    for (const each of buttons) each.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent, credentials: "omit" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("card");
      if (!fresh) throw new Error(answer.status);
      card().replaceWith(fresh);
      settle();
      document.querySelector("#verdict, #error, #said")?.focus({ preventScroll: true });
    } catch {
      for (const each of buttons) each.disabled = false;
      const lost = document.getElementById("lost");
      lost.hidden = false;
      lost.focus();
    }
  }

  // What leads elsewhere would lead nowhere: its words and its host stay.
  function settle() {
    if (!secret) return;
    for (const link of document.querySelectorAll("a[href]")) {
      const to = new URL(link.dataset.page || link.href);
      if (to.host === location.host) link.href = to.href;
      else link.replaceWith(...link.childNodes);
    }
  }

  addEventListener("click", (event) => {
    const button = event.target.closest("form button");
    const link = event.target.closest("a[href]");
    if (button) {
      event.preventDefault();
      ask(button);
    } else if (link && secret && link.hash !== "#main") {
      event.preventDefault();
      say("link", link.href);
    }
  });

  settle();
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("message", (event) => event.source === parent && tell());
  tell();
})();
