// Who writes into a text means that text.
for (const text of document.querySelectorAll(".clash textarea")) {
  text.addEventListener("input", () => {
    text.closest(".clash-side").querySelector("input[type=radio]").checked = true;
  });
}
