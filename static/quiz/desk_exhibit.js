// What there is to look at is drawn anew while one types, rows are added, and words that are
// selected in a field are marked. Without this the fields and the drawing of what was saved are
// there all the same.
(() => {
  const PAUSE = 500; // milliseconds after the last key

  function fields(input) {
    return [...input.querySelectorAll("input, textarea, select")];
  }

  async function draw(input) {
    const sent = new FormData();
    for (const field of fields(input)) sent.append(field.name, field.value);
    const token = input.closest("form").elements.csrfmiddlewaretoken;
    const answer = await fetch(input.dataset.draw, {
      method: "POST",
      body: sent,
      headers: { "X-CSRFToken": token.value },
      redirect: "error",
    });
    if (answer.ok) show(input.querySelector(".exhibit-drawings"), await answer.text());
  }

  // Only what changed is put in: a style sheet that is there needs not come again.
  function show(place, text) {
    const made = new DOMParser().parseFromString(text, "text/html").body;
    const old = [...place.querySelectorAll(".drawing")];
    const fresh = [...made.querySelectorAll(".drawing")];
    const drawn = fresh.map((each) => each.querySelector("template").content);
    if (old.length === fresh.length && old.every((each) => each.shadowRoot)) {
      fresh.forEach((each, n) => each.replaceWith(old[n]));
      drawn.forEach((content, n) => {
        old[n].shadowRoot.querySelector("figure").replaceWith(content.querySelector("figure"));
      });
    } else {
      fresh.forEach((each, n) => {
        each.replaceChildren();
        each.attachShadow({ mode: "open" }).append(drawn[n]);
      });
    }
    place.replaceChildren(...made.childNodes);
  }

  const empty = (row) => fields(row).every((field) => !field.value);

  // One row more than are filled in is enough to begin with; the others stay where they are.
  function foldRows(part) {
    const rows = [...part.querySelectorAll(".row")];
    const last = rows.findLastIndex((row) => !empty(row));
    for (const row of rows.slice(last + 2)) row.hidden = true;
  }

  function addRow(part) {
    const rows = part.querySelector(".rows");
    const folded = rows.querySelector(".row[hidden]");
    if (folded) {
      folded.hidden = false;
      return folded;
    }
    const row = rows.lastElementChild.cloneNode(true);
    const number = rows.children.length + 1;
    row.querySelectorAll(".errorlist").forEach((each) => each.remove());
    row.querySelectorAll(".number").forEach((each) => (each.textContent = number));
    for (const field of row.querySelectorAll("input, textarea")) {
      const before = field.id;
      for (const name of ["id", "name"]) field[name] = field[name].replace(/\d+(?=-[a-z]+$)/, number);
      row.querySelector(`label[for="${before}"]`).htmlFor = field.id;
      field.value = field.defaultValue = "";
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
    rows.append(row);
    return row;
  }

  function emptyRow(part) {
    const rows = [...part.querySelectorAll(".row:not([hidden])")];
    return rows.find(empty) ?? addRow(part);
  }

  // The rows that a type begins with have their names, as long as nothing else stands in the rows.
  function nameRows(input, type) {
    const rows = [...input.querySelectorAll(".exhibit-part.rows .row")];
    const given = [...input.querySelectorAll("[data-row]")].map((each) => each.value);
    const cells = rows.map(fields);
    if (cells.some(([name, value]) => value.value || (name.value && !given.includes(name.value)))) return;
    const names = [...input.querySelectorAll(`[data-row="${type}"]`)].map((each) => each.value);
    cells.forEach(([name], n) => {
      name.value = names[n] ?? "";
      if (names[n]) rows[n].hidden = false;
    });
  }

  for (const input of document.querySelectorAll(".exhibit-input")) {
    let waiting;
    let selected = "";
    const later = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => draw(input).catch(() => {}), PAUSE);
    };
    input.addEventListener("input", later);
    input.addEventListener("change", (event) => {
      const field = event.target;
      if (field.matches("select") && field.value) {
        // Who chose something and then nothing took it away on purpose.
        input.querySelector("input[type=hidden]").value = field.value;
        nameRows(input, field.value);
      }
    });
    input.querySelectorAll(".more").forEach((more) => (more.hidden = false));
    input.querySelectorAll(".exhibit-part:has(.row)").forEach(foldRows);
    const button = input.querySelector("[data-mark]");
    const nothing = button.textContent;
    const choose = (text) => {
      selected = text;
      button.textContent = text ? button.dataset.mark.replace("{words}", text) : nothing;
    };
    for (const event of ["keyup", "pointerup"]) {
      input.addEventListener(event, ({ target, key }) => {
        // Who comes by with the tab key has chosen nothing, though all of a field is selected.
        if (key === "Tab" || target.closest(".tell")) return;
        if (!target.matches("input[type=text], textarea")) return;
        const text = target.value.slice(target.selectionStart, target.selectionEnd).trim();
        if (text) choose(text);
      });
    }
    input.addEventListener("click", ({ target }) => {
      const part = target.closest(".exhibit-part");
      if (target.matches("[data-add]")) addRow(part).querySelector("input, textarea").focus();
      if (target.matches("[data-mark]")) {
        const [text, note] = fields(emptyRow(part));
        text.value = selected;
        (selected ? note : text).focus();
        choose("");
        later();
      }
    });
  }
})();
