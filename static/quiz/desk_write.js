// What a script adds to the page on which a question is written. All of it works without.
const form = document.getElementById("question_form");

// Boxes as tall as what stands in them, where the browser does not see to that.
function grow(box) {
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

if (!CSS.supports("field-sizing", "content")) {
  for (const box of form.querySelectorAll("textarea.grows")) {
    grow(box);
    box.addEventListener("input", () => grow(box));
  }
}

// All of a box is seen while it is typed in: of one half under a bar browsers show the first line.
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("textarea")) target.scrollIntoView({ block: "nearest" });
});

// Words are counted while they are typed.
for (const count of form.querySelectorAll("[data-counts]")) {
  const box = document.getElementById(count.dataset.counts);
  const most = Number(box.dataset.words);
  const say = () => {
    const n = box.value.trim().split(/\s+/).filter(Boolean).length;
    count.textContent = count.dataset.said.replace("{n}", n);
    count.classList.toggle("over", n > most);
  };
  box.addEventListener("input", say);
  say();
}

// Empty rows wait until one is asked for.
for (const more of form.querySelectorAll(".write-more")) {
  const list = more.dataset.list;
  const spare = () => form.querySelectorAll(`.write-spare[data-list="${list}"][hidden]`);
  for (const row of form.querySelectorAll(`.write-spare[data-list="${list}"]`)) row.hidden = true;
  more.hidden = spare().length === 0;
  more.querySelector("button").addEventListener("click", () => {
    const row = spare()[0];
    row.hidden = false;
    row.querySelector("textarea, input").focus();
    more.hidden = spare().length === 0;
  });
}

// A row is taken out, and put back as it was.
for (const row of form.querySelectorAll(".write-row")) {
  const out = row.querySelector(".write-out");
  const boxes = [...row.querySelectorAll("textarea, input")];
  out.hidden = false;
  out.addEventListener("click", () => {
    const before = boxes.map((box) => box.value);
    const back = document.createElement("p");
    const button = document.createElement("button");
    const set = (texts) => {
      boxes.forEach((box, n) => (box.value = texts[n]));
      boxes[0].dispatchEvent(new Event("input", { bubbles: true }));
    };
    back.className = "write-back help";
    back.append(out.dataset.gone.replace("{text}", before.find(Boolean) ?? ""), " ", button);
    button.type = "button";
    button.className = "write-link";
    button.textContent = out.dataset.back;
    button.addEventListener("click", () => {
      set(before);
      row.hidden = false;
      back.remove();
      boxes[0].focus();
    });
    set(boxes.map(() => ""));
    row.hidden = true;
    row.after(back);
    button.focus();
  });
}

// A link to a field opens the part that it stands in, and goes to the field.
function reach(hash) {
  const box = hash.length > 1 && document.getElementById(hash.slice(1));
  if (!box || !form.contains(box)) return;
  for (let part = box.closest("details"); part; part = part.parentElement.closest("details")) {
    part.open = true;
  }
  box.closest(".write-spare")?.removeAttribute("hidden");
  box.scrollIntoView({ block: "center" });
  box.querySelector("textarea, select, input:not([type=hidden])")?.focus({ preventScroll: true });
}

form.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#box-"], a[href^="#part-"]');
  if (link) setTimeout(reach, 0, link.hash);
});
reach(location.hash);

// What was said of a field was said of what stood there: once that is changed it is quiet, as
// where it is answered in another field.
const ANSWERED = {
  claim: "passage", pages: "opened_source", topic_new: "topic", picture_decorative: "picture_alt",
};

function changed({ target }) {
  const box = target.closest(".box[id]");
  if (!box) return;
  quiet(box);
  const name = box.id.replace("box-", "");
  const other = ANSWERED[name] ?? name.replace(/_new_.*/, "");
  const said = document.getElementById(`box-${other}`);
  if (said && said !== box && target.value) quiet(said);
}

function quiet(box) {
  const part = box.closest(".write-part");
  const said = form.querySelector("[data-changed]").dataset.changed;
  if (box.classList.contains("box-lacks")) {
    box.classList.replace("box-lacks", "box-changed");
    for (const each of box.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
    for (const link of form.querySelectorAll(`.write-things a[href="#${box.id}"]`)) {
      link.classList.add("changed");
      link.parentElement.querySelector("small").textContent = said;
    }
    for (const heading of form.querySelectorAll(".write-things h2[data-done]")) {
      const left = heading.parentElement.querySelector("a[href]:not(.changed)");
      if (!left) heading.textContent = heading.dataset.done;
    }
  }
  if (part) {
    part.querySelector(".write-has").textContent = said;
    if (!part.querySelector(".box-lacks")) part.classList.remove("lacks");
  }
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
// What is chosen in a box with a search is told to jQuery alone.
window.django?.jQuery?.(form).on("change", changed);

// Ctrl+S saves, Ctrl+Enter goes on to review.
document.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey) return;
  const names = { s: "_continue", Enter: form.elements._publish ? "_publish" : "_submit" };
  const button = form.elements[names[event.key]];
  if (!button) return;
  event.preventDefault();
  form.requestSubmit(button);
});

// The preview follows what is typed. Each time a new frame takes the place of the last once it
// has loaded, so that nothing flickers and Back does not go through them all.
const states = [...form.querySelectorAll('[name="preview_state"]')];
let state = states[0];
let waiting = 0;
let number = 0;

function send(name) {
  const scratch = document.createElement("form");
  scratch.method = "post";
  scratch.action = state.formAction;
  scratch.target = name;
  for (const [key, value] of [...new FormData(form), ["preview_state", state.value]]) {
    if (typeof value !== "string") continue;
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = key;
    field.value = value;
    scratch.append(field);
  }
  for (const chosen of form.querySelectorAll("input[type=file][data-kept]")) {
    if (!chosen.files.length) continue;
    const field = document.createElement("input"); // the name under which the picture is kept
    field.name = `${chosen.name}_kept`;
    field.value = chosen.dataset.kept;
    scratch.append(field);
  }
  scratch.hidden = true;
  document.body.append(scratch);
  scratch.submit();
  scratch.remove();
}

function show() {
  const place = form.querySelector(".write-frame");
  const old = [...place.children];
  const frame = document.createElement("iframe");
  number += 1;
  frame.name = `as-readers-${number}`;
  frame.title = old[0].title;
  frame.className = "coming";
  place.append(frame);
  send(frame.name);
  frame.addEventListener("load", () => {
    if (frame.contentWindow.location.href === "about:blank") return;
    frame.className = "";
    for (const each of old) each.remove();
  });
  for (const each of states) {
    if (each === state) each.setAttribute("aria-current", "true");
    else each.removeAttribute("aria-current");
  }
}

if (states.length) {
  for (const each of states) {
    each.addEventListener("click", (event) => {
      event.preventDefault();
      state = each;
      show();
    });
  }
  form.querySelector(".write-plain").hidden = true;
  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, 700);
  };
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  form.addEventListener("kept", soon);
  show();
}

// What each number of an estimate earns is drawn anew by the server while it is typed.
const marks = form.querySelector("[data-redraw]");
if (marks) {
  let drawing = 0;
  let asked = 0;
  document.getElementById("part-answers").addEventListener("input", () => {
    clearTimeout(drawing);
    drawing = setTimeout(async () => {
      asked += 1;
      const now = asked;
      const typed = new FormData();
      const names = ["csrfmiddlewaretoken", "right", "unit", "low", "high", "step", "scale"];
      for (const name of [...names, "tolerance", "zero_at"]) {
        typed.append(name, form.elements[name].value);
      }
      try {
        const answer = await fetch(marks.dataset.redraw, { method: "POST", body: typed });
        const text = answer.ok && !answer.redirected ? await answer.text() : "";
        if (text && now === asked) {
          const page = new DOMParser().parseFromString(`<body>${text}</body>`, "text/html");
          marks.replaceChildren(...page.body.childNodes);
        }
      } catch {
        // The next key asks again.
      }
    }, 400);
  });
}
