// Sends the result as a plain text where the browser has a way to send, or else copies it.
(() => {
  "use strict";

  const button = document.getElementById("share");
  const message = document.getElementById("message");
  if (!button || !(navigator.share || navigator.clipboard)) return;

  const text = () =>
    message.innerText
      .split("\n")
      .map((line) => line.trim())
      .join("\n");

  async function copy() {
    const said = document.getElementById("shared");
    try {
      await navigator.clipboard.writeText(text());
      said.textContent = button.dataset.copied;
    } catch {
      // A browser that refuses leaves the text selected, to be copied by hand.
      getSelection().selectAllChildren(message);
      said.textContent = button.dataset.selected;
    }
  }

  // Whoever closes the list of ways to send has changed their mind, and that is no error.
  const send = () => navigator.share({ text: text() }).catch(() => {});

  if (!navigator.share) button.textContent = button.dataset.copy;
  button.hidden = false;
  button.addEventListener("click", navigator.share ? send : copy);
})();
