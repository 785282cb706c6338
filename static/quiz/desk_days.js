// The buttons beside a day: each fills in the day that it names. Without a script they are not
// there, and the same words can be typed.
(() => {
  "use strict";

  function show(part) {
    for (const days of part.querySelectorAll("span.days[hidden]")) days.hidden = false;
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("span.days button");
    if (!button) return;
    const field = button.parentElement.previousElementSibling;
    field.value = button.dataset.day;
    for (const name of ["input", "change"]) field.dispatchEvent(new Event(name, { bubbles: true }));
    field.focus();
  });

  show(document);
  // Parts of a page may come later, in answer to a request of another script.
  new MutationObserver(() => show(document)).observe(document.body, { childList: true, subtree: true });
})();
