/* Says every few seconds that this page is open, and who else has it open now. */

(() => {
  "use strict";

  const line = document.querySelector("[data-here]");
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]");
  if (!line || !token()) return;

  const form = (left) => {
    const data = new FormData();
    data.set("csrfmiddlewaretoken", token().value);
    data.set("thing", line.dataset.thing);
    if (left) data.set("left", "1");
    return data;
  };

  async function renew() {
    try {
      const answer = await fetch(line.dataset.here, {
        method: "POST",
        body: form(),
        redirect: "error",
        credentials: "same-origin",
      });
      if (!answer.ok) return;
      const { said } = await answer.json();
      if (line.textContent !== said) line.textContent = said;
    } catch {
      // Away from the network, or logged out: what is said grows old elsewhere by itself.
    }
  }

  renew();
  setInterval(renew, Number(line.dataset.seconds) * 1000);
  addEventListener("pagehide", () => navigator.sendBeacon(line.dataset.here, form(true)));
  addEventListener("pageshow", (event) => event.persisted && renew());
})();
