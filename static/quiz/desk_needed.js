// The page of a question asks for what is still needed, and for no part of what is not there.
// Without this file all of it is asked for from the start.
{
  const form = document.getElementById("question_form");

  // Only what is written can have been confirmed.
  for (const tick of form.querySelectorAll("[name=confirmed]:not([value=key])")) {
    const text = form.elements[tick.value];
    const offer = () => {
      tick.toggleAttribute("data-unwritten", !text.value.trim() && !tick.checked);
    };
    if (!text) continue;
    text.addEventListener("input", () => {
      tick.checked &&= text.value.trim() !== "";
      offer();
    });
    offer();
  }

  // What is asked about a thing to do waits until there is one.
  const deed = form.elements.action;
  const about = form.querySelector(".write-line:has(> .box-protects)");
  if (deed && about) {
    const ask = () => {
      about.hidden = !deed.value.trim() && !about.querySelector(".box-lacks, select option:checked:not([value=''])");
    };
    deed.addEventListener("input", ask);
    ask();
  }

  // What a field is needed for stands beside it until it is filled in, or another in its place.
  const INSTEAD = { passage: "claim", opened_source: "pages", picture_alt: "picture_decorative" };
  const filled = (box) => {
    const field = box?.querySelector("input, textarea, select");
    return field && (field.type === "checkbox" ? field.checked : field.value.trim() !== "");
  };
  const tell = () => {
    for (const needed of form.querySelectorAll(".box-needed")) {
      const box = needed.closest(".box");
      const name = box.id.replace("box-", "");
      const instead = [INSTEAD[name], `${name}_new`, `${name}_new_url`, `${name}_new_title`];
      needed.hidden = filled(box) || instead.some((each) => filled(document.getElementById(`box-${each}`)));
    }
  };
  form.addEventListener("input", tell);
  form.addEventListener("change", tell);
  window.django?.jQuery?.(form).on("change", tell); // a search tells jQuery alone
  tell();
}
