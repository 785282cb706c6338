// A source, or what readers learn, is searched for in a list, which offers to add what it lacks:
// what was typed goes to the fields for a new one. Without this file those are filled in by hand.
{
  const form = document.getElementById("question_form");
  const $ = window.django?.jQuery;
  const ADDRESS = /^(https?:\/\/)?[^\s/]+\.[a-z]{2,}([/?#]\S*)?$/i;
  let taken = false;

  // The field in which a new one for `select` begins with `text`, and the one that follows it.
  function places(select, text) {
    const at = (part) => form.elements[`${select.name}_new${part}`];
    if (at("")) return [at(""), at("")];
    return ADDRESS.test(text) ? [at("_url"), at("_title")] : [at("_title"), at("_url")];
  }

  function add(select, text, focused) {
    const [box, next] = places(select, text);
    box.value = text;
    box.dataset.brought = text;
    const details = box.closest("details");
    entitle(details, true);
    details.open = true;
    if (select.value) $(select).val(null).trigger("change");
    const empty = select.nextElementSibling?.querySelector(".select2-selection__placeholder");
    if (empty && details.dataset.begun) empty.textContent = details.dataset.begun; // until another is found
    box.dispatchEvent(new Event("input", { bubbles: true }));
    if (focused) setTimeout(() => next.focus());
  }

  // Once a new one is begun, its fields are no longer asked about.
  function entitle(details, begun) {
    const summary = details.querySelector("summary");
    summary.dataset.was ??= summary.textContent;
    summary.textContent = (begun && details.dataset.begun) || summary.dataset.was;
  }

  // What was only searched for is not added any more, once another was found.
  function found(select) {
    taken = true;
    for (const box of form.querySelectorAll(`[name^="${select.name}_new"][data-brought]`)) {
      if (box.value === box.dataset.brought) box.value = "";
      entitle(box.closest("details"), box.value);
    }
  }

  // Django's own list, with one line more.
  function offer(select) {
    const { appLabel: app_label, modelName: model_name, fieldName: field_name } = select.dataset;
    $(select).select2({
      ajax: { data: ({ term, page }) => ({ term, page, app_label, model_name, field_name }) },
      tags: true,
      createTag: ({ term }) => {
        const text = term.trim();
        return text && { id: `new:${text}`, text: select.dataset.adds.replace("{text}", text), adds: text };
      },
      insertTag: (data, tag) => data.push(tag),
    });
  }

  if ($) {
    $(() => form.querySelectorAll("select[data-adds]").forEach(offer)); // after Django's own
    for (const box of form.querySelectorAll("input[list]")) box.removeAttribute("list");
    $(form).on("select2:opening", ({ target }) => {
      taken = false;
      const box = target.closest(".box"); // the list has room below it, so that it opens there
      if (box.getBoundingClientRect().bottom > innerHeight - 320) box.scrollIntoView();
    });
    $(form).on("select2:selecting", (event) => {
      const text = event.params.args.data.adds;
      if (!text) return;
      event.preventDefault();
      taken = true;
      $(event.target).select2("close");
      add(event.target, text, true);
    });
    $(form).on("select2:select", ({ target }) => found(target));
    $(form).on("select2:closing", ({ target }) => {
      const search = document.querySelector(".select2-container--open .select2-search__field");
      const address = form.elements[`${target.name}_new_url`];
      const text = search?.value.trim() ?? "";
      if (taken || !address || address.value || !/^https?:\/\/\S+$/i.test(text)) return;
      add(target, text, false);
    });
  }
}
