"use strict";

// What is unfolded in the band folds again with Escape, or when something else is pressed.
{
  const folded = (but) => {
    for (const each of document.querySelectorAll(".band details[open]")) {
      if (!each.contains(but)) {
        each.open = false;
      }
    }
  };

  document.addEventListener("click", (event) => folded(event.target));
  document.addEventListener("keydown", (event) => {
    const open = document.querySelector(".band details[open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
}
