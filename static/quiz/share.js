// Sends the result as a plain text, where the browser has a way to send.
(() => {
  "use strict";

  const button = document.getElementById("share");
  if (!button || !navigator.share) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const lines = document.getElementById("message").innerText.split("\n");
    // Whoever closes the list of ways to send has changed their mind, and that is no error.
    navigator.share({ text: lines.map((line) => line.trim()).join("\n") }).catch(() => {});
  });
})();
