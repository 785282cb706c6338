// What a script adds to a page that works without: the next question at once,
// focus where the reader should go on, a retry when the network fails, and
// easier ways to fill in two kinds of fields.
(() => {
  "use strict";

  const trouble = document.getElementById("trouble");
  // In another site's page the window is that of a frame, as high as what is in it.
  const framed = parent !== self;
  let pressed = null;

  const turn = () => document.getElementById("turn");

  function arrive(from) {
    document.title = turn().dataset.title;
    const goal =
      turn().querySelector("#error") || turn().querySelector("#verdict") || turn().querySelector("h1");
    if (!goal) return;
    if (from === "next") window.scrollTo(0, 0);
    goal.setAttribute("tabindex", "-1");
    goal.focus({ preventScroll: true });
    if (goal.id === "verdict") return goal.scrollIntoView({ block: "start" });
    const place = goal.getBoundingClientRect();
    if (framed) goal.scrollIntoView({ block: "nearest" });
    else if (place.top < 0 || place.bottom > window.innerHeight) goal.scrollIntoView({ block: "start" });
  }

  // An ordering: the select of each item is its field. Buttons and dragging
  // move the items and set the selects.
  function makeMovable(list) {
    // Nothing is filled in before the first move: an order that nobody touched is no answer.
    const place = (moved = true) => {
      const items = [...list.children];
      items.forEach((item, index) => {
        if (moved) item.querySelector("select").value = String(index + 1);
        const [up, down] = item.querySelectorAll(".movers button");
        up.disabled = index === 0;
        down.disabled = index === items.length - 1;
      });
    };
    // A refused answer comes back with what was chosen: start from that.
    const chosen = (item) => Number(item.querySelector("select").value) || 99;
    [...list.children].sort((a, b) => chosen(a) - chosen(b)).forEach((item) => list.append(item));

    const said = document.createElement("p");
    said.className = "unseen"; // those who see it see it move
    said.setAttribute("role", "status");
    // They may stand in order from the first, which a reader has to be able to say.
    const keep = document.createElement("button");
    keep.type = "button";
    keep.className = "button quiet";
    keep.textContent = list.dataset.keep;
    keep.setAttribute("aria-pressed", "false");
    keep.addEventListener("click", () => {
      place();
      document.getElementById("error")?.remove(); // it asked for this
      keep.setAttribute("aria-pressed", "true");
      said.textContent = list.dataset.kept;
    });
    const move = (item, step, button) => {
      if (step < 0) item.previousElementSibling?.before(item);
      else item.nextElementSibling?.after(item);
      keep.setAttribute("aria-pressed", "false");
      place();
      const other = button.disabled ? item.querySelector(".movers button:not(:disabled)") : button;
      other?.focus();
      said.textContent = list.dataset.moved
        .replace("{item}", item.querySelector("label").textContent)
        .replace("{place}", [...list.children].indexOf(item) + 1);
    };
    for (const item of list.children) {
      const movers = document.createElement("span");
      movers.className = "movers";
      for (const [step, sign, name] of [
        [-1, "↑", list.dataset.up],
        [1, "↓", list.dataset.down],
      ]) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = sign;
        button.setAttribute("aria-label", `${name}: ${item.querySelector("label").textContent}`);
        button.addEventListener("click", () => move(item, step, button));
        movers.append(button);
      }
      item.append(movers);
      // It still holds and sends the place; the buttons are what a reader uses.
      item.querySelector("select").hidden = true;
      dragging(list, item, place);
    }
    const hint = list.parentElement.querySelector("[data-moving]");
    hint.textContent = hint.dataset.moving;
    list.classList.add("movable");
    list.before(end(list, list.dataset.first));
    list.after(end(list, list.dataset.last), keep, said);
    place(false);
  }

  function end(list, text) {
    const label = document.createElement("p");
    label.className = "meta end";
    label.textContent = text;
    const { lang, dir } = list.querySelector("label");
    if (lang) Object.assign(label, { lang, dir });
    return label;
  }

  function dragging(list, item, place) {
    item.addEventListener("pointerdown", (event) => {
      if (event.target.closest("button") || (event.pointerType === "mouse" && event.button !== 0)) return;
      // A finger that scrolls must not drag: touch moves with the buttons.
      if (event.pointerType === "touch") return;
      event.preventDefault();
      // The list holds the pointer: an item that moves in the page would lose it.
      list.setPointerCapture(event.pointerId);
      item.classList.add("moving");
      const follow = (moved) => {
        const over = [...list.children].find((other) => {
          const box = other.getBoundingClientRect();
          return other !== item && moved.clientY > box.top && moved.clientY < box.bottom;
        });
        if (!over) return;
        const box = over.getBoundingClientRect();
        if (moved.clientY < box.top + box.height / 2) over.before(item);
        else over.after(item);
        place();
      };
      const drop = () => {
        item.classList.remove("moving");
        list.removeEventListener("pointermove", follow);
        list.removeEventListener("pointerup", drop);
        list.removeEventListener("pointercancel", drop);
      };
      list.addEventListener("pointermove", follow);
      list.addEventListener("pointerup", drop);
      list.addEventListener("pointercancel", drop);
    });
  }

  // A number as quiz/numbers.py reads it; NaN where that would ask back.
  function read(text, group) {
    const bare = text
      .trim()
      .replace(/[−–‐‑‒﹣－]/g, "-")
      .replace(/[’‘ʼ＇]/g, "'")
      .replace(/\s/g, " ")
      .replace(/^(-) |^\+ ?/, "$1");
    const thousands = /^-?[1-9]\d{0,2}(?:([,. '])\d{3})(?:\1\d{3})*(?:(?!\1)[.,](\d+))?$/.exec(bare);
    const decimal = /^-?(?:0|[1-9]\d*)?[.,]\d+$/.test(bare);
    if (thousands && decimal && !(group && bare.includes(group))) return NaN;
    if (thousands) {
      const rest = thousands[2] || "";
      const whole = rest ? bare.slice(0, -rest.length - 1) : bare;
      return Number(`${whole.replace(/[^-\d]/g, "")}.${rest}`);
    }
    return decimal || /^-?\d+$/.test(bare) ? Number(bare.replace(",", ".")) : NaN;
  }

  // A number as quiz/numbers.py says it.
  function say(value, point, group) {
    let [whole, rest = ""] = String(value).split(".");
    if (rest.length === 3 && /^-?[1-9]\d{0,2}$/.test(whole)) rest += "0";
    whole = whole.replace(/\B(?=(?:\d{3})+$)/g, group);
    return rest ? whole + point + rest : whole;
  }

  // An estimate: the number is the response. The range has no name, so it is
  // never sent; it moves the number, and the number moves it.
  function addRange(input) {
    const { scale, point, group } = input.dataset;
    const [low, high, step] = ["low", "high", "step"].map((name) => Number(input.dataset[name]));
    const log = scale === "log";
    const range = document.createElement("input");
    range.type = "range";
    range.className = input.value ? "" : "untouched";
    range.min = log ? "0" : String(low);
    range.max = log ? "60" : String(high);
    range.step = log ? "1" : String(step);
    range.value = String(log ? 30 : (low + high) / 2);
    range.setAttribute("aria-labelledby", `${input.id}-label`);
    input.labels[0].id = `${input.id}-label`;
    const fits = (value) => {
      const decimals = (String(step).split(".")[1] || "").length;
      const rough = log ? Number(value.toPrecision(2)) : Math.round((value - low) / step) * step + low;
      return Math.min(high, Math.max(low, Number(rough.toFixed(decimals))));
    };
    const said = () => range.setAttribute("aria-valuetext", `${input.value} ${document.getElementById("unit").textContent}`);
    const choose = () => {
      range.className = "";
      const value = Number(range.value);
      input.value = say(fits(log ? low * (high / low) ** (value / 60) : value), point, group);
      said();
    };
    range.addEventListener("input", choose);
    // Pressed where it stands, its middle at first, it has no input to tell of; a finger makes no click.
    range.addEventListener("pointerup", () => range.className && choose());
    // The wheel scrolls the page. Some browsers turn a range that has the focus instead.
    range.addEventListener("wheel", () => range.blur(), { passive: true });
    input.addEventListener("input", () => {
      range.className = input.value ? "" : "untouched";
      const typed = read(input.value, group);
      if (Number.isNaN(typed)) return;
      const value = Math.min(high, Math.max(low, typed));
      range.value = String(log ? Math.round((60 * Math.log(value / low)) / Math.log(high / low)) : value);
      said();
    });
    if (input.value) input.dispatchEvent(new Event("input"));
    input.closest("p").after(range);
  }

  function dress() {
    turn().dataset.dressed = "";
    // What a page shows openly where no script runs; not what its address leads to.
    turn().querySelectorAll("details.more").forEach((more) => {
      if (!more.querySelector(":target")) more.open = false;
    });
    turn().querySelectorAll("ol.items:not(.movable)").forEach((list) => {
      if (list.querySelector("select")) makeMovable(list);
    });
    turn().querySelectorAll("input[data-scale]").forEach(addRange);
  }

  // What was asked for is a form that was sent or a link that was followed.
  function complain(sentence, asked) {
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button";
    again.textContent = trouble.dataset.again;
    again.addEventListener("click", () => {
      if (asked.matches("form")) asked.requestSubmit(asked.contains(pressed) ? pressed : null);
      else asked.click();
    });
    trouble.replaceChildren(sentence, " ", again);
    trouble.hidden = false;
  }

  document.addEventListener(
    "submit",
    (event) => {
      pressed = event.submitter;
      turn()?.querySelector(".pressed")?.classList.remove("pressed");
      if (pressed?.matches(".option")) pressed.classList.add("pressed");
    },
    true,
  );

  // Within a question the keys 1 to 9 lead to its options, and Enter or Space presses one there.
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || !/^[1-9]$/.test(event.key)) return;
    const option = event.target.closest?.("form.question")?.querySelectorAll(".option")[event.key - 1];
    if (!option) return;
    event.preventDefault();
    (option.querySelector("input") || option).focus();
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("#next-link");
    const next = document.getElementById("next");
    // Where htmx did not arrive the link leads to the question as a page of its own.
    if (!link || !next || !window.htmx) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    // There Back leads out of that page, not through ours.
    history[framed ? "replaceState" : "pushState"]({ quiz: true }, "", link.href);
    turn().replaceWith(next.content.cloneNode(true));
    htmx.process(turn());
    dress();
    arrive("next");
  });

  // Back and Forward fetch the page again, so that what is shown is what is kept.
  // A link within the page has no state of ours, and what is filled in stays.
  window.addEventListener("popstate", (event) => event.state?.quiz && location.reload());
  history.replaceState({ quiz: true }, "");

  document.addEventListener("htmx:before:request", () => (trouble.hidden = true));
  document.addEventListener("htmx:after:swap", (event) => {
    if (turn() && !("dressed" in turn().dataset)) {
      dress();
      arrive("answer");
    } else {
      // The form of a report came, or one was sent; what is around it is the same.
      document.getElementById(event.detail.ctx.target.id)?.querySelector(".said")?.focus();
    }
  });
  document.addEventListener("htmx:response:error", (event) => {
    const status = event.detail.ctx.response.status;
    // These come with a sentence of their own, which is in the page already.
    if (status === 422 || (status === 429 && event.target.closest(".report"))) return;
    if (status === 404) return location.reload(); // the round is gone: the page there says so
    complain(trouble.dataset.refused, event.target.closest("form, a"));
  });
  document.addEventListener("htmx:error", (event) => {
    const asked = event.target.closest?.("form, a");
    if (asked) complain(trouble.dataset.lost, asked);
  });

  const requests = document.getElementById("requests");
  requests?.addEventListener("toggle", () => import(requests.dataset.script));

  if (turn()) dress();
})();
