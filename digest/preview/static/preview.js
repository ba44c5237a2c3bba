// The preview's page: shows what the server tells, keeps what was chosen, follows the changes.

const at = (id) => document.getElementById(id);
const controls = at("controls");
const stage = at("stage");
const text = at("text");
const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const CHOICES = ["view", "width", "scheme", "images"];
const PREFERS = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;

let told = { version: "", failure: null, edition: null };
let wanted = ""; // the address of the mail that is to be in the frame
let written = ""; // the address of what is in the text pane
let scroll = JSON.parse(sessionStorage.getItem("scroll") ?? '{"x": 0, "y": 0}');

const chosen = (name) => controls.elements[name].value;

// -- what was chosen is kept, as long as the tab is open -------------------------------------

function recall() {
  const query = new URLSearchParams(location.search);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const usual = { scheme: dark ? "dark" : "light", images: query.get("images") ?? "on" };
  const kept = JSON.parse(sessionStorage.getItem("chosen") ?? "{}");
  for (const name of CHOICES) {
    const value = kept[name] ?? usual[name];
    if (value) controls.elements[name].value = value;
  }
}

function keep() {
  const choices = Object.fromEntries(CHOICES.map((name) => [name, chosen(name)]));
  sessionStorage.setItem("chosen", JSON.stringify(choices));
}

// -- the mail, in a frame ------------------------------------------------------------------------

const frame = () => stage.querySelector("iframe.here");

async function showMail() {
  const address = `edition.html?version=${told.version}&images=${chosen("images")}`;
  if (address === wanted) {
    if (frame()) scrollBack(frame(), scroll);
    return;
  }
  wanted = address;
  // The next page is made ready behind the one that is read, so that nothing flickers.
  const next = document.createElement("iframe");
  next.title = "The mail as readers get it";
  next.setAttribute("sandbox", SANDBOX);
  next.className = "coming";
  next.src = address;
  stage.append(next);
  await arrival(next);
  if (address !== wanted || !next.contentDocument) return next.remove();
  paint(next);
  next.contentDocument.addEventListener("click", openLink);
  noteScroll();
  frame()?.remove();
  next.className = "here";
  scrollBack(next, scroll);
}

// Pictures may take long, or never come: a page that can be read is enough.
function arrival(next) {
  return new Promise((resolve) => {
    next.addEventListener("load", resolve, { once: true });
    const look = () => {
      const page = next.contentDocument;
      const there = page && page.URL !== "about:blank" && page.readyState !== "loading";
      if (there) resolve();
      else if (next.isConnected) setTimeout(look, 10);
    };
    look();
  });
}

// A frame that is not shown forgets where it was.
function noteScroll() {
  const view = frame()?.contentWindow;
  if (view && frame().clientHeight > 0) scroll = { x: view.scrollX, y: view.scrollY };
}

function scrollBack(next, { x, y }) {
  const view = next.contentWindow;
  view.scrollTo(x, y);
  const reached = view.scrollY;
  // Until its pictures are there, the page may be too short.
  if (reached < y) {
    next.addEventListener("load", () => view.scrollY === reached && view.scrollTo(x, y), { once: true });
  }
}

// A frame follows the system's colours. For the others its media queries are answered here, in
// the rules that the browser has read; the page itself stays as it was sent.
function paint(next) {
  const scheme = chosen("scheme");
  const page = next.contentDocument;
  const root = page.documentElement;
  root.style.colorScheme = "";
  const meta = page.querySelector('meta[name="color-scheme"]')?.content ?? "";
  const supported = `${next.contentWindow.getComputedStyle(root).colorScheme} ${meta}`;
  root.style.colorScheme = supported.includes(scheme) ? scheme : "light";
  answer(page.styleSheets, scheme);
}

const media = new WeakMap();

function answer(rules, scheme) {
  for (const rule of rules) {
    if (rule.media) {
      if (!media.has(rule)) media.set(rule, rule.media.mediaText);
      const answered = media
        .get(rule)
        .replace(PREFERS, (_, asked) => (asked.toLowerCase() === scheme ? "(min-width: 0px)" : "(max-width: 0px)"));
      if (answered !== rule.media.mediaText) rule.media.mediaText = answered;
    }
    if (rule.cssRules) answer(rule.cssRules, scheme);
  }
}

function openLink(event) {
  const link = event.target.closest?.("a[href]");
  if (!link || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  window.open(link.href, "_blank", "noopener");
}

// -- the other views ------------------------------------------------------------------------------

async function showText(name) {
  const address = `${name}?version=${told.version}`;
  if (address === written) return;
  const other = !written.startsWith(name);
  written = address;
  const fault = name === "message.eml" && told.edition.message_fault;
  const content = fault || (await (await fetch(address)).text());
  if (address !== written) return;
  text.textContent = content;
  if (other) text.scrollTop = 0;
}

// -- the page around it -----------------------------------------------------------------------

function element(tag, words, className = "") {
  const made = document.createElement(tag);
  made.textContent = words;
  if (className) made.className = className;
  return made;
}

const sentence = (words) => (/[^.?]$/.test(words) ? `${words}.` : words);

function showRemarks({ remarks, bytes, html_limit: limit }) {
  const names = { error: "Error", warning: "Warning", note: "Note" };
  const lines = remarks.map(({ severity, place, message, hint, name }) => {
    const line = element("li", "", severity);
    const words = ` ${sentence(message)} ${sentence(hint)} `;
    line.append(element("span", place, "place"), element("strong", `${names[severity]}:`), words);
    if (name) line.append(element("code", name));
    return line;
  });
  at("remarks").replaceChildren(...lines);
  const errors = remarks.filter(({ severity }) => severity === "error").length;
  at("verdict").textContent = errors
    ? `Not fit to send: ${errors === 1 ? "1 error" : `${errors} errors`}.`
    : "Fit to send.";
  const size = bytes["edition.html"];
  const meter = at("size");
  meter.max = Math.max(limit, size);
  meter.high = limit * 0.9;
  meter.value = size;
  const share = Math.round((100 * size) / limit);
  at("size-text").textContent = `${size.toLocaleString("en")} bytes, ${share}% of what Gmail shows`;
}

function show() {
  const { failure, edition } = told;
  const view = chosen("view");
  noteScroll();
  at("failure-where").textContent = failure?.where ?? "";
  at("failure-what").textContent = failure?.what ?? "";
  at("failure-hint").textContent = sentence(failure?.hint ?? "");
  at("failure").hidden = !failure;
  for (const part of [at("edition"), at("aside")]) part.hidden = Boolean(failure) || !edition;
  for (const group of controls.querySelectorAll(".mail")) group.disabled = view !== "mail";
  stage.hidden = view !== "mail";
  text.hidden = view === "mail";
  text.setAttribute("aria-label", controls.querySelector("[name=view]:checked + span").textContent);
  stage.style.setProperty("--width", `${chosen("width")}px`);
  stage.classList.toggle("phone", chosen("width") === "375");
  if (!edition) return;
  document.title = `${failure ? "Fault" : "Preview"}: ${edition.subject}`;
  at("name").textContent = `${edition.newsletter}, ${edition.day}`;
  at("sender").textContent = edition.sender || "No sender";
  at("subject").textContent = edition.subject;
  at("preheader").textContent = edition.preheader;
  showRemarks(edition);
  if (failure) return;
  if (view === "mail") showMail();
  else showText(view);
}

function say(words, lost = false) {
  at("status").textContent = words;
  at("status").classList.toggle("lost", lost);
}

async function refresh() {
  const answer = await fetch("state.json");
  told = await answer.json();
  show();
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  say(told.failure ? `Fault found at ${time}` : `As of ${time}`);
}

controls.addEventListener("change", () => {
  keep();
  show();
  if (frame()) paint(frame());
});
controls.addEventListener("submit", (event) => event.preventDefault());
addEventListener("pagehide", () => {
  noteScroll();
  sessionStorage.setItem("scroll", JSON.stringify(scroll));
});

recall();
const events = new EventSource("events");
events.addEventListener("message", refresh);
events.addEventListener("error", () => say("No connection: is `digest preview` still running?", true));
