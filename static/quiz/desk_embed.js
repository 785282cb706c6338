// Copies the lines of an embed, and gives its preview the height that it asks for.
(() => {
  "use strict";

  const lines = document.getElementById("lines");
  const copy = document.getElementById("copy");
  const said = document.getElementById("copied");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    lines.select();
    try {
      await navigator.clipboard.writeText(lines.value);
      said.textContent = copy.dataset.copied;
    } catch {
      said.textContent = copy.dataset.selected;
    }
  });

  const frame = document.querySelector(".embed iframe");
  addEventListener("message", ({ source, data }) => {
    if (source === frame.contentWindow && data.quizHeight > 0) frame.height = data.quizHeight;
  });
  frame.contentWindow.postMessage({ quizAsks: "height" }, location.origin);

  // What is chosen is shown at once.
  const form = document.querySelector(".embed-choice");
  form.addEventListener("change", () => form.requestSubmit());
})();
