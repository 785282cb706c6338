// What a page does in another site's page: it tells that page how high it is, which the loader there
// (quiz/syndication/loaders/) puts into force. It keeps nothing in the browser.
(() => {
  "use strict";

  // In a sandbox without an origin htmx could send nothing, so forms are sent as they are.
  const more = document.querySelector("meta[name=quiz-scripts]");
  for (const source of more ? more.content.split(" ") : []) {
    if (self.origin === "null" && source.includes("htmx")) continue;
    const script = document.createElement("script");
    script.src = source;
    script.async = false; // in their order
    document.head.append(script);
  }
  if (parent === self) return;

  let told = 0;
  let swapping = false;
  let arrived = 0; // when the last answer came, whose place is kept in view while the frame grows

  // A window is as high as its frame, and so at least is its document: what is in it is not.
  const height = () => Math.ceil(document.documentElement.getBoundingClientRect().height);
  const tell = () => parent.postMessage({ quizHeight: told }, "*");

  function settle() {
    const now = height();
    if (now === told || (swapping && now < told)) return;
    told = now;
    tell();
  }

  new ResizeObserver(settle).observe(document.documentElement);
  document.addEventListener("htmx:before:request", () => (swapping = true));
  document.addEventListener("htmx:finally:request", () => {
    swapping = false;
    arrived = performance.now();
    requestAnimationFrame(settle);
  });
  addEventListener("resize", () => {
    const at = document.activeElement;
    if (performance.now() - arrived > 1000 || !at || at === document.body) return;
    arrived = 0;
    at.scrollIntoView({ block: at.id === "verdict" ? "start" : "nearest" });
  });
  addEventListener("message", ({ source, data }) => {
    if (source === parent && data && data.quizAsks === "height") tell();
  });
})();
