// An article in its sentences: text that is selected ticks its sentences, and how many are ticked is
// said, and what they say where one writes what is wrong; the menu of sources is searched. Without this file the boxes are ticked one by one.
"use strict";

(() => {
  const lines = document.querySelector(".article-lines");
  const said = document.querySelector("[data-chosen]");
  if (!lines || !said) return;

  const about = document.querySelector("[data-about]");

  const tell = () => {
    const ticked = [...lines.querySelectorAll("input:checked")];
    const n = ticked.length;
    about?.replaceChildren(
      ...ticked.map((box) => {
        const line = document.createElement("p");
        line.textContent = box.closest("li").querySelector(".article-text").textContent;
        return line;
      }),
    );
    const words = n === 0 ? said.dataset.none : n === 1 ? said.dataset.one : said.dataset.many;
    said.textContent = words.replace("%s", n);
  };

  document.addEventListener("mouseup", () => {
    const selection = getSelection();
    if (selection.isCollapsed || !lines.contains(selection.anchorNode)) return;
    for (const box of lines.querySelectorAll("input[name=sentence]")) {
      const text = box.closest("li").querySelector(".article-text");
      if (selection.containsNode(text, true)) box.checked = true;
    }
    tell();
  });

  // A click that ends a selection is none.
  lines.addEventListener("click", (event) => {
    if (!getSelection().isCollapsed && event.target.closest(".article-text")) event.preventDefault();
  });
  lines.addEventListener("change", tell);
  tell();

  const sources = document.querySelector("select.article-sources");
  if (sources && window.django?.jQuery?.fn.select2) {
    const refused = sources === document.activeElement || sources.autofocus;
    window.django.jQuery(sources).select2({ theme: "admin-autocomplete", width: "100%" });
    if (refused) sources.parentElement.querySelector(".select2-selection").focus();
  }
})();
