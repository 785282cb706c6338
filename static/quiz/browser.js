// What any site can read about this browser, written into the page and sent to nobody.
const traits = document.getElementById("traits");

function say(id, value) {
  document.getElementById(id).textContent =
    value === undefined || value === null || value === "" ? traits.dataset.silent : String(value);
}

const words = (id) => document.getElementById(id).dataset;
const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
const yesOrNo = (value) => (value ? traits.dataset.yes : traits.dataset.no);

say("zone", Intl.DateTimeFormat().resolvedOptions().timeZone);
say("languages", navigator.languages?.join(", "));
say("screen", filled(words("screen").points, screen));

function measure() {
  say("window", filled(words("window").points, { width: innerWidth, height: innerHeight }));
  say("ratio", Number(devicePixelRatio.toFixed(2)));
  const liked = [];
  for (const feature of [
    "prefers-color-scheme: dark",
    "prefers-color-scheme: light",
    "prefers-contrast: more",
    "prefers-contrast: less",
    "prefers-reduced-motion: reduce",
    "prefers-reduced-transparency: reduce",
    "prefers-reduced-data: reduce",
    "forced-colors: active",
  ]) {
    const name = `data-${feature.replace(": ", "-")}`;
    const word = document.getElementById("preferences").getAttribute(name);
    if (matchMedia(`(${feature})`).matches) liked.push(word);
  }
  say("preferences", liked.join(", "));
}

measure();
window.addEventListener("resize", measure);

const cores = navigator.hardwareConcurrency;
say("processor", cores && filled(words("processor").said, { n: cores }));
const memory = navigator.deviceMemory;
say("memory", memory && filled(words("memory").said, { n: memory }));

const pointing = [];
if (navigator.maxTouchPoints) {
  pointing.push(filled(words("touch").fingers, { n: navigator.maxTouchPoints }));
}
if (matchMedia("(any-pointer: fine)").matches) pointing.push(words("touch").fine);
say("touch", pointing.join(", "));

say("agent", navigator.userAgent);
say("cookies", navigator.cookieEnabled ? words("cookies").on : words("cookies").off);
say(
  "signals",
  filled(words("signals").said, {
    dnt: yesOrNo(navigator.doNotTrack === "1"),
    gpc: yesOrNo(navigator.globalPrivacyControl),
  }),
);

say("hints", "");
const asked = ["architecture", "bitness", "model", "platformVersion", "fullVersionList"];
navigator.userAgentData
  ?.getHighEntropyValues(asked)
  .then((told) => {
    const versions = (told.fullVersionList ?? told.brands).map(({ brand, version }) => `${brand} ${version}`);
    const system = [told.platform, told.platformVersion, told.model, told.architecture, told.bitness];
    say("hints", [...system.filter(Boolean), ...versions].join(", "));
  })
  .catch(() => {});

// For browsers whose style sheets do not know whether scripts run.
document.documentElement.classList.add("scripts-run");
