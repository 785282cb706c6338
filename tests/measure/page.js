// What is measured in a page. Runs before the page's own script, and changes nothing in it.
window.measure = (() => {
  "use strict";

  const NOT_READ = ".onward, .stop, .progress, .unseen, option, script, template";
  const ASKED = "h1, .exhibit, .picture";
  const fades = [];

  // What fades in or above a question is told from the first moment on.
  const fading = (effect) => effect.getKeyframes().some((frame) => "opacity" in frame);
  for (const kind of ["animationstart", "transitionrun"])
    addEventListener(kind, (event) => {
      if (!event.target.closest?.("#turn")) return;
      for (const { effect } of event.target.getAnimations().filter((each) => fading(each.effect)))
        fades.push(effect.getTiming().duration);
    });

  const shown = (element) => element.checkVisibility({ visibilityProperty: true });

  function texts(root, without) {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const parent = walker.currentNode.parentElement;
      if (walker.currentNode.data.trim() && !parent.closest(without) && shown(parent))
        found.push(walker.currentNode);
    }
    return found;
  }

  const words = (some) =>
    some.flatMap((text) => text.split(/\s+/)).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

  const read = (root, without) => words(texts(root, without).map((text) => text.data));

  // Where the page ends for the eye: at the bar that sticks to the foot, if there is one.
  function foot() {
    const bar = document.querySelector("#turn .onward");
    const sticks = bar && ["sticky", "fixed"].includes(getComputedStyle(bar).position);
    return sticks ? Math.min(innerHeight, bar.getBoundingClientRect().top) : innerHeight;
  }

  const inView = (box) => box.height > 0 && box.top >= -1 && box.bottom <= foot() + 1;

  const form = () => document.querySelector("#turn form.question");
  const plain = (text) => text.replace(/\s+/g, " ").trim();

  return {
    asked() {
      const pressed = [...form().querySelectorAll("button[name=response]")];
      const way = form().querySelector("button.check") ?? pressed.at(-1);
      const closed = [...form().querySelectorAll("select option")].map((each) => each.textContent);
      const offered = closed.filter((text, place) => /\D{2}/.test(text) && closed.indexOf(text) === place);
      return {
        before: read(form(), NOT_READ) + words(offered),
        below: way.getBoundingClientRect().bottom + scrollY > innerHeight,
        pressed: pressed.length > 0,
        selects: form().querySelectorAll(".matching select").length > 0,
        order: [...form().querySelectorAll("ol.items label")].map((each) => plain(each.textContent)),
      };
    },

    // Fills in the fields, by their names, and presses what sends them.
    answer(fields) {
      for (const each of form().elements) {
        const values = fields[each.name];
        if (!values) continue;
        if (each.type === "submit") {
          if (values.includes(each.value)) return each.click();
        } else if (["radio", "checkbox"].includes(each.type)) each.checked = values.includes(each.value);
        else each.value = values[0];
      }
      form().querySelector("button.check").click();
    },

    answered(right) {
      const turn = document.querySelector("#turn");
      const range = document.createRange();
      const boxes = texts(turn, `${ASKED}, ${NOT_READ}`)
        .filter((text) => plain(text.data).includes(plain(right)))
        .map((text) => (range.selectNodeContents(text), range.getBoundingClientRect()));
      return {
        after: read(turn, `${ASKED}, ${NOT_READ}`),
        explained: inView(turn.querySelector(".explanation").getBoundingClientRect()),
        right: boxes.some(inView),
        fades,
      };
    },

    result() {
      const main = document.querySelector("main");
      return { height: document.documentElement.scrollHeight, words: read(main, NOT_READ) };
    },
  };
})();
