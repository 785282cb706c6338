// What the lab adds to a form that works without: the title follows, and when an answer does not
// arrive as it should the browser asks for the page itself and says what is wrong.
(() => {
  "use strict";

  const lab = () => document.getElementById("lab");
  const ask = () => lab().querySelector("form").submit();

  document.addEventListener("htmx:after:swap", () => {
    document.title = `${lab().dataset.title} – ${document.title.split(" – ").at(-1)}`;
  });
  document.addEventListener("htmx:response:error", (event) => {
    if (event.detail.ctx.response.status !== 422) ask();
  });
  document.addEventListener("htmx:error", ask);
})();
