// The preview's page: shows what the server tells, keeps what was chosen, follows the changes.

const at = (id) => document.getElementById(id);
const controls = at("controls");
const stage = at("stage");
const text = at("text");
const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";
const CHOICES = ["view", "width", "scheme", "images"];
const TABS = ["stories", "check", "sources"];
const PATIENCE = 300; // milliseconds
const PREFERS = /\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)/gi;

let told = { version: "", failure: null, edition: null };
let beside = told; // what stands beside the mail was drawn from this
let wanted = ""; // the address of the mail that is to be in the frame
let seen = Promise.resolve(); // until that one can be seen
let written = ""; // the address of what is in the text pane
let goal = null; // where the reader is to be taken once the view is there
let file = ""; // the file beside the edition that is shown
let scroll = JSON.parse(sessionStorage.getItem("scroll") ?? '{"x": 0, "y": 0}');
let short = null; // a page too short to be scrolled to that place, and where it stands instead

const chosen = (name) => controls.elements[name].value;

function element(tag, words = "", className = "", values = {}) {
  const made = document.createElement(tag);
  made.textContent = words;
  if (className) made.className = className;
  return Object.assign(made, values);
}

// -- what was chosen is kept, as long as the tab is open -------------------------------------

function recall() {
  const query = new URLSearchParams(location.search);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const usual = { scheme: dark ? "dark" : "light", images: query.get("images") ?? "on" };
  const kept = JSON.parse(sessionStorage.getItem("chosen") ?? "{}");
  for (const name of CHOICES) {
    const value = kept[name] ?? usual[name];
    if (value && value !== "file") controls.elements[name].value = value;
  }
  showTab(kept.tab ?? "stories");
  at("single").checked = localStorage.getItem("single-keys") !== "off";
}

function keep() {
  const choices = Object.fromEntries(CHOICES.map((name) => [name, chosen(name)]));
  const tab = TABS.find((name) => !at(name).hidden);
  sessionStorage.setItem("chosen", JSON.stringify({ ...choices, tab }));
}

function choose(name, value) {
  controls.elements[name].value = value;
  chose();
}

function chose() {
  keep();
  show();
  if (frame()) paint(frame());
}

// -- the mail, in a frame ------------------------------------------------------------------------

const frame = () => stage.querySelector("iframe.here");

// Resolves when the mail can be seen.
function showMail(mail = told.edition.mail, hidden = false) {
  const address = `edition.html?version=${mail}&images=${chosen("images")}`;
  if (address !== wanted) {
    wanted = address;
    seen = bring(address);
  } else if (frame()) {
    if (hidden) paint(frame());
    if (!goTo(goal) && hidden) scrollBack(frame());
  }
  return seen;
}

async function bring(address) {
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
  next.contentDocument.addEventListener("keydown", pressed);
  noteScroll();
  frame()?.remove();
  next.className = "here";
  if (!goTo(goal)) scrollBack(next);
  // What a timer does that is set in a frame is done after that was painted.
  const painted = (resolve) => requestAnimationFrame(() => setTimeout(resolve));
  await new Promise((resolve) => requestAnimationFrame(() => painted(resolve)));
}

// Pictures may take long, or never come: a page that can be read is enough.
function arrival(next) {
  return new Promise((resolve) => {
    next.addEventListener("load", resolve, { once: true });
    const look = () => {
      const page = next.contentDocument;
      const there = page && page.URL !== "about:blank" && page.readyState !== "loading";
      if (there) resolve();
      else if (next.isConnected) setTimeout(look, 5);
    };
    look();
  });
}

// A frame that is not shown forgets where it was, and one that is still too short for its place
// has not been read there.
function noteScroll() {
  const view = frame()?.contentWindow;
  if (!view || !frame().clientHeight || (view === short?.view && view.scrollY === short.y)) return;
  scroll = { x: view.scrollX, y: view.scrollY };
}

function scrollBack(next) {
  const view = next.contentWindow;
  view.scrollTo(scroll.x, scroll.y);
  // Until its pictures are there, the page may be too short.
  short = view.scrollY < Math.floor(scroll.y) ? { view, y: view.scrollY } : null;
  if (!short || next.contentDocument.readyState === "complete") return;
  const again = () => view === short?.view && view.scrollY === short.y && scrollBack(next);
  next.addEventListener("load", again, { once: true });
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

const NUMBERED = ["edition.md", "edition.html", "file"];

async function showText(view) {
  const name = view === "headers" ? "message.eml" : view === "file" ? `quoted?name=${encodeURIComponent(file)}&` : view;
  const address = `${view}:${name}${name.endsWith("&") ? "" : "?"}version=${told.version}`;
  if (address !== written) {
    const other = written.slice(0, written.indexOf("?")) !== address.slice(0, address.indexOf("?"));
    written = address;
    const fault = name === "message.eml" && told.edition.message_fault;
    const answered = fault ? null : await fetch(address.slice(view.length + 1)).catch(() => null);
    const content = fault || (answered?.ok ? await answered.text() : "It is not to be had any more.");
    if (address !== written) return;
    text.classList.toggle("numbered", NUMBERED.includes(view));
    if (view === "headers" && !fault) text.replaceChildren(headers(content));
    else if (NUMBERED.includes(view)) text.replaceChildren(...lines(content));
    else text.textContent = content;
    if (other) text.scrollTop = 0;
  }
  goTo(goal);
}

const lines = (content) => content.replace(/\n$/, "").split("\n").map((line) => element("span", line, "line"));

// Folded lines are one (RFC 5322, section 2.2.3), and words in other letters are shown in them.
function headers(message) {
  const list = element("dl");
  const [head] = message.split(/\r?\n\r?\n/, 1);
  for (const line of head.replace(/\r?\n(?=[ \t])/g, "").split(/\r?\n/)) {
    const colon = line.indexOf(":");
    list.append(element("dt", line.slice(0, colon)), element("dd", decoded(line.slice(colon + 1).trim())));
  }
  return list;
}

// RFC 2047. What cannot be read is shown as it stands.
function decoded(value) {
  const joined = value.replace(/\?=\s+(?==\?)/g, "?=");
  return joined.replace(/=\?([\w-]+)\?([bq])\?([^?]*)\?=/gi, (whole, charset, form, content) => {
    try {
      const quoted = () => content.replace(/_/g, " ").replace(/=([0-9a-f]{2})/gi, (_, code) => String.fromCharCode(parseInt(code, 16)));
      const bytes = Uint8Array.from(form.toLowerCase() === "b" ? atob(content) : quoted(), (char) => char.charCodeAt(0));
      return new TextDecoder(charset).decode(bytes);
    } catch {
      return whole;
    }
  });
}

// -- going to a place -----------------------------------------------------------------------------

// Where a remark or a story leads: a paragraph of the mail, or a line of a file.
function lead(place) {
  goal = place;
  if (place.view === "sources") {
    goal = null;
    return showTab("sources", true);
  }
  if (place.view === "file") file = place.file;
  at("quoted").hidden = !file;
  at("quoted-name").textContent = file;
  choose("view", place.view);
}

// Says whether there was anywhere to go. What is not printed is shown in the edition file.
function goTo(place) {
  if (!place || place.view !== chosen("view")) return false;
  goal = null;
  if (place.view !== "mail") {
    const line = text.children[place.line - 1];
    for (const other of text.querySelectorAll(".here")) other.classList.remove("here");
    line?.classList.add("here");
    line?.scrollIntoView({ block: "center" });
    text.focus({ preventScroll: true });
    return Boolean(line);
  }
  if (!place.key) return false;
  const found = inMail(place.key);
  if (!found) {
    lead({ view: "edition.md", line: place.line });
    return true;
  }
  found.scrollIntoView({ block: "center" });
  noteScroll();
  point(found);
  return true;
}

const bare = (words) => words.replace(/[^\p{L}\p{N}]/gu, "");

// The paragraph that begins with these letters: the innermost, since cells hold whole stories.
function inMail(key) {
  const found = [...frame().contentDocument.querySelectorAll("p, li, td, h1, h2, h3, h4, blockquote, div")];
  const whole = found.filter((it) => bare(it.textContent.slice(0, 400)).startsWith(key));
  const shown = (it) => it.getClientRects().length > 0;
  return whole.findLast((it) => shown(it) && !whole.some((other) => other !== it && it.contains(other) && shown(other)));
}

function point(found) {
  const before = found.style.outline;
  found.style.outline = "3px solid #0b63ce";
  setTimeout(() => (found.style.outline = before), 1800);
}

// -- stories --------------------------------------------------------------------------------------

const opened = new Set(); // the stories whose reasons are shown, and groups
const name = (card) => card.story || card.key;

const TOOLS = [
  ["up", "Up", "u", (card) => card.up],
  ["down", "Down", "d", (card) => card.down],
  ["lead", "Lead", "l", (card) => !card.leads],
  ["move", "Move", "m", () => true],
  ["hold", "Hold", "h", () => true],
  ["drop", "Drop", "x", () => true],
];
const FROM_THE_WEEK = [
  ["bring", "Bring in", "b", () => true],
  ["lead", "Lead", "l", () => true],
];
const HINTS = {
  up: "Change places with the story above",
  down: "Change places with the story below",
  lead: "Make it the main story",
  move: "Move it to another section",
  hold: "Keep it in the file, for next week",
  release: "Print it this week after all",
  drop: "Take it out of the edition",
  bring: "Append it to its section",
};

function tools(card) {
  const row = element("div", "", "tools");
  for (const [deed, label, key, can] of card.at === null ? FROM_THE_WEEK : TOOLS) {
    if (card.leads && ["up", "down", "lead"].includes(deed)) continue;
    const done = deed === "hold" && card.held ? "release" : deed;
    const button = element("button", done === "release" ? "Print" : label, "", { type: "button", title: HINTS[done] });
    button.disabled = !can(card) || Boolean(told.edition.locked);
    button.dataset.deed = done;
    button.dataset.key = key;
    button.setAttribute("aria-describedby", `title-${name(card)}`);
    button.addEventListener("click", () => (done === "move" ? askWhere(card) : act(done, card)));
    row.append(button);
  }
  return row;
}

function story(card) {
  const item = element("li", "", card.held ? "card held" : "card");
  item.dataset.story = name(card);
  const heading = element("h3");
  const title = element("button", card.title, "", { type: "button", id: `title-${name(card)}` });
  title.dataset.deed = "show";
  title.addEventListener("click", () => shown(card));
  heading.append(title);
  item.append(heading);
  if (card.opening && card.opening !== card.title) item.append(element("p", card.opening, "opening"));
  item.append(tools(card));
  if (card.why.length || card.reports.length) item.append(why(card));
  return item;
}

function shown(card) {
  if (card.at !== null) lead({ view: "mail", line: card.line, key: card.key });
  else foldable(document.querySelector(`[data-story="${CSS.escape(name(card))}"] details`), true);
}

function foldable(details, open) {
  if (details) details.open = open;
}

function why(card) {
  const details = element("details");
  const names = [...new Set(card.reports.map(({ publisher }) => publisher).filter(Boolean))];
  const more = names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
  const summary = element("summary", ["Why", `score ${card.score.toFixed(1)}`, more].filter(Boolean).join(" · "));
  const reasons = element("ul");
  reasons.append(...card.why.map((words) => element("li", words)));
  const reports = element("ul");
  for (const { title, publisher, url } of card.reports) {
    const line = element("li");
    const web = /^https?:/i.test(url);
    const link = element(web ? "a" : "span", title, "", web ? { href: url, target: "_blank", rel: "noopener noreferrer" } : {});
    line.append(link, publisher ? ` — ${publisher}` : "");
    reports.append(line);
  }
  details.append(summary, reasons, reports);
  remember(details, name(card));
  return details;
}

function remember(details, key) {
  details.open = opened.has(key);
  details.addEventListener("toggle", () => (details.open ? opened.add(key) : opened.delete(key)));
}

function group(title, cards, folded) {
  const box = element(folded ? "details" : "section");
  const list = element("ul");
  list.append(...cards.map(story));
  const heading = folded ? element("summary", `${title} (${cards.length})`, "group") : element("h2", title);
  box.append(heading, list);
  if (folded) remember(box, `group ${title}`);
  return box;
}

let drawn = "";

function showStories({ cards, headings, locked }) {
  at("locked").hidden = !locked;
  at("locked").textContent = locked;
  const now = JSON.stringify([cards, headings, locked]);
  if (now === drawn) return;
  drawn = now;
  const here = at("cards").contains(document.activeElement) && document.activeElement;
  const focused = here && [here.closest(".card")?.dataset.story, here.dataset.deed];
  const file = cards.filter((card) => card.at !== null);
  const week = cards.filter((card) => card.at === null);
  const groups = headings
    .map(({ target, title, kind }) => [kind === "lead" ? "Main story" : title, file.filter((card) => (card.leads ? kind === "lead" : card.section === target))])
    .filter(([, its]) => its.length)
    .map(([title, its]) => group(title, its, false));
  for (const [title, its] of [
    ["Not in the edition", week.filter((card) => card.section)],
    ["Off the topic", week.filter((card) => !card.section)],
  ]) {
    if (its.length) groups.push(group(title, its, title === "Off the topic"));
  }
  at("cards").replaceChildren(...groups);
  if (focused) focusOn(...focused);
}

// The same button of the same story, or the story's title where it cannot be pressed any more.
function focusOn(story, deed) {
  const card = at("cards").querySelector(`[data-story="${CSS.escape(story ?? "")}"]`);
  const pairs = { hold: "release", release: "hold", bring: "drop", drop: "bring" };
  const buttons = [deed, pairs[deed], "show"].map((it) => card?.querySelector(`[data-deed="${it}"]:enabled`));
  (buttons.find(Boolean) ?? at("stories")).focus();
}

// -- changing the edition file ----------------------------------------------------------------

let busy = false;

async function act(deed, card = null, section = "") {
  if (busy || !beside.edition) return;
  busy = true;
  const about = card === null ? {} : card.at === null ? { story: card.story } : { at: card.at };
  const asked = { do: deed, version: beside.edition.file, ...about, ...(section ? { section } : {}) };
  try {
    const answered = await fetch("act", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Digest-Preview": "1" },
      body: JSON.stringify(asked),
    });
    const { said, state } = await answered.json();
    await take(state);
    report(said, !answered.ok);
  } catch {
    report("It was not done: no connection to `digest preview`.", true);
  } finally {
    busy = false;
  }
}

function report(words, refused) {
  const said = at("said");
  said.textContent = sentence(words.charAt(0).toUpperCase() + words.slice(1));
  said.classList.toggle("refused", refused);
  said.hidden = false;
}

function askWhere(card) {
  at("move-title").textContent = `Move “${card.title}” to`;
  const targets = beside.edition.headings.filter(({ target, kind }) => kind !== "lead" && target !== card.section);
  const buttons = targets.map(({ target, title }) => {
    const button = element("button", title, "", { type: "button" });
    button.addEventListener("click", () => {
      at("move").close();
      act("move", card, target);
    });
    return button;
  });
  at("move-targets").replaceChildren(...(buttons.length ? buttons : [element("p", "There is no other section: add a heading in the file.")]));
  at("move").showModal();
}

// -- what check finds, the size, the sources ---------------------------------------------------

const sentence = (words) => (/[^.?!]$/.test(words) ? `${words}.` : words);

function showRemarks({ remarks, checked }) {
  const names = { error: "Error", warning: "Warning", note: "Note" };
  const made = remarks.map(({ severity, place, message, hint, name: rule, to }) => {
    const line = element("li", "", severity);
    const where = element(to ? "button" : "span", place, "place", to ? { type: "button" } : {});
    if (to) where.addEventListener("click", () => lead(to));
    const words = ` ${sentence(message)} ${sentence(hint)} `;
    line.append(where, element("strong", `${names[severity]}:`), words);
    if (rule) line.append(element("code", rule));
    return line;
  });
  const here = at("remarks").contains(document.activeElement) && [...at("remarks").children].indexOf(document.activeElement.closest("li"));
  at("remarks").replaceChildren(...made);
  if (here !== false) (made[Math.min(here, made.length - 1)]?.querySelector("button") ?? at("check")).focus();
  const errors = remarks.filter(({ severity }) => severity === "error").length;
  const fit = errors ? `Not fit to send: ${errors === 1 ? "1 error" : `${errors} errors`}.` : "Fit to send.";
  at("verdict").textContent = checked ? fit : "Checking …";
  if (checked) at("check-count").textContent = `(${remarks.length})`;
}

function showSize({ bytes, html_limit: limit, heaviest }) {
  const size = bytes["edition.html"];
  const meter = at("size");
  meter.max = Math.max(limit, size);
  meter.high = limit * 0.9;
  meter.value = size;
  const share = Math.round((100 * size) / limit);
  at("size-text").textContent = `${size.toLocaleString("en")} bytes, ${share}% of what Gmail shows`;
  at("heaviest").textContent = heaviest ? `Heaviest: ${heaviest}` : "";
}

const CONDITIONS = { ok: "Read well", failed: "Failed", ended: "Has ended", stale: "Fallen silent", empty: "Nothing in it", unread: "Not read yet" };

function showSources({ sources, days }) {
  at("sources-count").textContent = sources.length ? `(${sources.length})` : "";
  if (!days.length) return;
  const moments = days.map((day) => new Date(`${day}T12:00:00Z`));
  const short = (moment) => moment.toLocaleDateString("en", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
  at("charted").textContent = `Items by day, ${short(moments[0])} to ${short(moments.at(-1))}.`;
  const most = Math.max(1, ...sources.flatMap((source) => source.days));
  const list = sources.map((source) => {
    const line = element("li");
    const kind = source.condition === "ok" ? "" : ["failed", "ended"].includes(source.condition) ? "bad" : "doubt";
    const read = source.read ? `, ${new Date(source.read).toLocaleDateString("en", { day: "numeric", month: "short", year: "numeric" })}` : "";
    const state = element("span", "", "state");
    state.append(element("span", `${CONDITIONS[source.condition] ?? source.condition}${read}.`, kind));
    const more = [source.reason, source.advice].filter(Boolean).map(sentence).join(" ");
    if (more) state.append(` ${more}`);
    line.append(element("strong", source.name), chart(source, moments, most), state);
    return line;
  });
  at("source-list").replaceChildren(...list);
}

const drawing = (tag, values) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
  return made;
};

function chart(source, moments, most) {
  const weekday = (moment, style) => moment.toLocaleDateString("en", { weekday: style, timeZone: "UTC" });
  const counts = moments.map((moment, day) => `${weekday(moment, "long")} ${source.days[day]}`);
  const label = `Items of ${source.name}: ${counts.join(", ")}`;
  const svg = drawing("svg", { width: 105, height: 40, viewBox: "0 0 105 40", role: "img", "aria-label": label });
  moments.forEach((moment, day) => {
    const height = source.days[day] ? Math.max(2, (26 * source.days[day]) / most) : 1;
    const bar = drawing("rect", { x: day * 15 + 2, y: 28 - height, width: 11, height, class: source.days[day] ? "bar" : "none" });
    const tip = drawing("title", {});
    tip.textContent = counts[day];
    bar.append(tip);
    const letter = drawing("text", { x: day * 15 + 7.5, y: 39 });
    letter.textContent = weekday(moment, "narrow");
    svg.append(bar, letter);
  });
  return svg;
}

// -- the page around it -----------------------------------------------------------------------

function showTab(tab, focus = false) {
  for (const each of TABS) {
    at(each).hidden = each !== tab;
    at(`tab-${each}`).setAttribute("aria-selected", String(each === tab));
    at(`tab-${each}`).tabIndex = each === tab ? 0 : -1;
  }
  keep();
  if (focus) at(`tab-${tab}`).focus();
}

function showFailure(failure) {
  at("failure-where").textContent = failure?.where ?? "";
  at("failure-what").textContent = failure?.what ?? "";
  at("failure-hint").textContent = sentence(failure?.hint ?? "");
  const around = failure?.lines ?? [];
  at("failure-lines").hidden = !around.length;
  at("failure-lines").style.counterReset = `line ${(around[0]?.[0] ?? 1) - 1}`;
  const made = around.map(([number, words]) => element("span", words, number === failure.line ? "line here" : "line"));
  at("failure-lines").replaceChildren(...made);
  at("failure").hidden = !failure;
}

async function show() {
  const { failure, edition } = told;
  const view = chosen("view");
  noteScroll();
  const hidden = !frame()?.clientHeight;
  showFailure(failure);
  at("edition").hidden = Boolean(failure) || !edition;
  at("aside").hidden = Boolean(failure) || !edition;
  for (const group of controls.querySelectorAll(".mail")) group.disabled = view !== "mail";
  stage.hidden = view !== "mail";
  text.hidden = view === "mail";
  text.setAttribute("aria-label", controls.querySelector("[name=view]:checked + span").textContent);
  stage.style.setProperty("--width", `${chosen("width")}px`);
  stage.classList.toggle("phone", chosen("width") === "375");
  at("undo").disabled = Boolean(failure) || !edition?.undo;
  at("undo").title = edition?.undo ? `Undo: ${edition.undo}` : "";
  if (!edition) return;
  document.title = `${failure ? "Fault" : "Preview"}: ${edition.subject}`;
  if (failure) return;
  if (view === "mail") await showMail(edition.mail, hidden);
  else showText(view);
}

function showRest(state) {
  const { failure, edition } = state;
  beside = state;
  if (!edition || failure) return;
  at("name").textContent = `${edition.newsletter}, ${edition.day}`;
  at("sender").textContent = edition.sender || "No sender";
  at("subject").textContent = edition.subject;
  at("preheader").textContent = edition.preheader;
  showSize(edition);
  showStories(edition);
  showRemarks(edition);
  showSources(edition);
}

function say(words, lost = false) {
  at("status").textContent = words;
  at("status").classList.toggle("lost", lost);
}

// What stands beside the mail is drawn when that can be seen, or does not come.
async function take(state) {
  told = state;
  await Promise.race([show(), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
  if (told !== state) return;
  showRest(state);
  const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  say(told.failure ? `Fault found at ${time}` : `As of ${time}`);
}

async function refresh(event) {
  const [version, mail] = event.data.split(" ");
  if (version === told.version && !at("status").classList.contains("lost")) return;
  // The mail is asked for before all that is said of it.
  if (mail && chosen("view") === "mail" && !told.failure) showMail(mail);
  const answered = await fetch("state.json").catch(() => null);
  if (!answered) return; // the preview has ended, and the stream of events says so
  const state = await answered.json();
  if (told.edition?.file !== state.edition?.file) at("said").hidden = true;
  await take(state);
}

// -- keys -----------------------------------------------------------------------------------------

function next(name) {
  const values = [...controls.elements[name]].map((input) => input.value);
  choose(name, values[(values.indexOf(chosen(name)) + 1) % values.length]);
}

function step(by) {
  showTab("stories");
  const cards = [...at("cards").querySelectorAll(".card")].filter((card) => card.getClientRects().length);
  const now = cards.indexOf(document.activeElement.closest(".card"));
  const to = now < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(cards.length - 1, Math.max(0, now + by));
  cards[to]?.querySelector("[data-deed=show]").focus();
  cards[to]?.scrollIntoView({ block: "nearest" });
}

const KEYS = {
  w: () => next("width"),
  c: () => next("scheme"),
  i: () => next("images"),
  s: () => showTab("stories", true),
  f: () => showTab("check", true),
  o: () => showTab("sources", true),
  j: () => step(1),
  k: () => step(-1),
  z: () => at("undo").click(),
  "?": () => at("help").showModal(),
};

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.isComposing) return;
  if (document.querySelector("dialog[open]") || !at("single").checked) return;
  const { key } = event;
  const number = Number(key);
  const card = event.target.closest?.(".card");
  let done = KEYS[key];
  if (card) {
    const button = card.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (button) done = () => button.click();
    else if (key === "e") done = () => inFile(card.dataset.story);
  }
  if (number >= 1 && number <= 6) done = () => choose("view", controls.elements.view[number - 1].value);
  if (!done) return;
  event.preventDefault();
  done();
}

function inFile(story) {
  const card = beside.edition.cards.find((it) => name(it) === story && it.at !== null);
  if (card) lead({ view: "edition.md", line: card.line });
}

at("tabs").addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (tab) showTab(tab.getAttribute("aria-controls"));
});
at("tabs").addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  const now = TABS.findIndex((name) => !at(name).hidden);
  showTab(TABS[(now + by + TABS.length) % TABS.length], true);
});
at("ask").addEventListener("click", () => at("help").showModal());
at("undo").addEventListener("click", () => act("undo"));
at("single").addEventListener("change", () => localStorage.setItem("single-keys", at("single").checked ? "on" : "off"));
addEventListener("keydown", pressed);
controls.addEventListener("change", chose);
controls.addEventListener("submit", (event) => event.preventDefault());
addEventListener("pagehide", () => {
  noteScroll();
  sessionStorage.setItem("scroll", JSON.stringify(scroll));
});

recall();
const events = new EventSource("events");
events.addEventListener("message", refresh);
events.addEventListener("error", () => say("No connection: is `digest preview` still running?", true));
