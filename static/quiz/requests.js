// Every request that this page has made, by origin, as the browser itself
// recorded it, and each further one when it comes. Nothing is sent.
const panel = document.getElementById("requests");
const { here, elsewhere, bytes, stored } = panel.dataset;
const ours = table(`${here} ${location.origin}`);
const others = table(elsewhere);
const known = new Map();

function table(title) {
  const made = document.createElement("table");
  made.className = "profile";
  const count = document.createElement("strong");
  count.textContent = "0";
  made.createCaption().append(`${title} `, count);
  panel.append(made);
  return { count, rows: made.createTBody() };
}

function list({ name, startTime, transferSize }) {
  const url = new URL(name, location.href);
  if (!url.protocol.startsWith("http")) return; // what a page makes for itself is no request
  const home = url.origin === location.origin;
  // The page's own record comes again once the page is complete.
  const key = `${startTime} ${name}`;
  if (!known.has(key)) {
    const { count, rows } = home ? ours : others;
    const row = rows.insertRow();
    const what = document.createElement("th");
    what.scope = "row";
    what.textContent = home ? url.pathname : url.href;
    row.append(what);
    known.set(key, row.insertCell());
    count.textContent = String(rows.rows.length);
  }
  const size = transferSize.toLocaleString(document.documentElement.lang);
  known.get(key).textContent = transferSize || !home ? `${size} ${bytes}` : stored;
}

const records = new PerformanceObserver((found) => found.getEntries().forEach(list));
records.observe({ type: "navigation", buffered: true });
records.observe({ type: "resource", buffered: true });
