// On the reading list: Control and Enter say “still true”, j and k lead to the next and the one
// before. Tab and Enter do all of it, too.
(() => {
  "use strict";

  const form = document.querySelector("form.now");
  if (!form) return;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const button = form.querySelector("button[name=_true]");
      if (!button) return;
      event.preventDefault();
      form.requestSubmit(button);
    } else if ((event.key === "j" || event.key === "k") && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (event.target.closest("input, textarea, select")) return;
      const links = [...document.querySelectorAll(".queue a[href^='?question']")];
      const at = links.findIndex((link) => link.getAttribute("aria-current"));
      const next = links[at + (event.key === "j" ? 1 : -1)];
      if (next) next.click();
    }
  });
})();
