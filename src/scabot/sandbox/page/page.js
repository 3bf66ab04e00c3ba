// The practice page: who acts, where, what is on the screen. The server holds the truth; a change is told by its stream.
import { byId, h, keep } from "./dom.js";
import { drawForm } from "./form.js";
import { messageItem, withDays } from "./messages.js";
import { forgetForms, keepBlocks, startSurfaces, submit, surface } from "./surface.js";
import { local } from "./words.js";
import { refreshWire, startWire } from "./wire.js";

const HOME = "home";
const app = { who: "ruth", place: null, thread: null, state: null, busy: 0 };
const drafts = new Map();
const read = new Map(); // the newest timestamp seen, by person and channel or thread; all before the page opened is read
let queue = Promise.resolve();
let stream;

// ---- talking to the server --------------------------------------------------------------------------------------------

async function ask(path, body) {
  const options = body && { method: "POST", headers: { "Content-Type": "application/json", "X-Scabot-Practice": "1" }, body: JSON.stringify(body) };
  try {
    const answer = await (await fetch(path, options)).json();
    return answer.ok === undefined ? { ok: true, ...answer } : answer;
  } catch {
    return { ok: false, error: "The practice workspace does not answer. Is it still running?" };
  }
}

/** Act as the present person; acts go out one after the other. Quiet ones neither clear nor add notices. */
function act(order, { quiet = false } = {}) {
  const body = { as: app.who, ...order };
  return inTurn(async () => {
    if (!quiet) byId("notices").replaceChildren();
    const answer = await ask("/world/act", body);
    if (!quiet && !answer.ok) notice(answer.error, "error");
    for (const entry of answer.seen?.entries ?? []) if (entry.kind === "notice") notice(entry.text);
    return answer;
  });
}

function inTurn(task) {
  document.body.ariaBusy = String(++app.busy > 0);
  const done = queue.then(task).finally(async () => {
    document.body.ariaBusy = String(--app.busy > 0);
    await refresh();
  });
  queue = done.catch(() => {});
  return done;
}

async function refresh() {
  const who = app.who;
  const [state, clock] = await Promise.all([ask(`/world/state?as=${encodeURIComponent(who)}`), ask("/world/clock")]);
  if (who !== app.who) return; // an answer for somebody else; theirs is on the way
  if (!state.ok) return void notice(state.error, "error");
  app.state = state;
  app.since ??= (Date.parse(state.now) / 1000 - 1e-6).toFixed(6);
  draw();
  drawClock(clock);
  refreshWire(ask, state);
}

function listen() {
  stream?.close();
  stream = new EventSource(`/world/stream?as=${encodeURIComponent(app.who)}`);
  stream.onmessage = () => app.busy || refresh(); // an act under way refreshes when it is done
  stream.onopen = () => { byId("lost").hidden = true; };
  stream.onerror = () => { byId("lost").hidden = false; };
}

function notice(text, kind = "") {
  const close = h("button", { type: "button", class: "quiet", onclick: ({ currentTarget }) => currentTarget.parentNode.remove() }, "Dismiss");
  byId("notices").append(h("div", { class: `notice ${kind}` }, h("span", {}, h("span", { class: "hint" }, "Only visible to you: "), text), close));
}

// ---- the screen -----------------------------------------------------------------------------------------------------------

function draw() {
  const { state } = app;
  const places = [...state.channels.map((one) => one.id), ...(state.me.is_home ? [HOME] : [])];
  if (!places.includes(app.place)) goTo(places[0]);
  history.replaceState(null, "", `#${app.who}/${app.place}`);
  drawPlace();
  drawSide();
  drawForm({ state, act, submit, keepBlocks, surface });
  forgetForms(state);
}

const channel = () => app.state.channels.find((one) => one.id === app.place);
const key = (...parts) => [app.who, ...parts].join("/");

function drawSide() {
  const { state } = app;
  const teams = Map.groupBy(state.people, (person) => person.organization);
  keep(byId("who"), [...teams].map(([name, people]) => ({ key: name, sign: JSON.stringify(people), draw: () => h("optgroup", { label: name },
    people.map((one) => h("option", { value: one.handle }, [one.name, ...[one.roles ?? []].flat()].join(" · ")))) })));
  byId("who").value = app.who;
  byId("whoami").textContent = [state.me.organization, state.me.is_guest && "guest"].filter(Boolean).join(" · ");
  const other = state.people.find((one) => one.team_id !== state.me.team_id);
  byId("second").textContent = `Second window as ${other.name}`;
  byId("second").href = `/#${other.handle}/${channel()?.shared_with.length ? app.place : ""}`;
  const [direct, channels] = [(one) => one.kind === "im", (one) => one.kind !== "im"].map((wanted) => state.channels.filter(wanted).map(placeItem));
  keep(byId("channels"), channels);
  const home = { key: HOME, sign: String(app.place === HOME), draw: () => sideButton("Home", app.place === HOME, () => goTo(HOME)) };
  const shortcuts = state.shortcuts.map((name) => ({ key: name, sign: "", draw: () => sideButton(`⚡ ${name}`, false, () => act({ do: "shortcut", name })) }));
  byId("app-title").hidden = !state.me.is_home && !direct.length;
  keep(byId("app"), [...(state.me.is_home ? [home] : []), ...direct, ...shortcuts]);
}

function placeItem({ id, name, shared_with: others, is_archived: archived, messages }) {
  const unread = messages.filter((one) => one.ts > (read.get(key(id)) ?? app.since)).length;
  const here = id === app.place;
  return { key: id, sign: JSON.stringify([here, unread, others, archived]), draw: () => sideButton(name, here, () => goTo(id),
    others.length > 0 && !name.startsWith("@") && h("span", { class: "badge" }, "shared"), archived && h("span", { class: "badge" }, "archived"),
    unread > 0 && h("span", { class: "count" }, `${unread} `, h("span", { class: "unseen" }, "unread"))) };
}

function sideButton(words, here, onclick, ...more) {
  return h("li", {}, h("button", { type: "button", "data-spot": words, "aria-current": here ? "page" : null, onclick: () => { openSide(false); onclick(); } },
    h("span", {}, words), ...more));
}

function goTo(place) {
  drafts.set(key(app.place), byId("typed").value);
  Object.assign(app, { place, thread: null });
  byId("typed").value = drafts.get(key(place)) ?? "";
  byId("messages").replaceChildren();
  byId("scroll").scrollTop = 0;
  draw();
  toEnd();
  if (place === HOME) act({ do: "home" });
}

function drawPlace() {
  const here = channel();
  byId("title").textContent = here?.name ?? "Home";
  document.title = `${byId("title").textContent} · ${app.state.me.name} · scabot practice`;
  byId("badge").textContent = here ? (here.shared_with.length ? `shared with ${here.shared_with.join(", ")}` : "internal") : "only visible to you";
  byId("badge").classList.toggle("shared", Boolean(here?.shared_with.length));
  byId("composer").hidden = !here || here.is_archived;
  byId("typed").setAttribute("aria-label", `Message ${here?.name}`);
  byId("typed").placeholder = `Message ${here?.name}, or type /sca help`;
  const atEnd = byId("scroll").scrollHeight - byId("scroll").scrollTop - byId("scroll").clientHeight < 60;
  if (here) drawChannel(here);
  else drawHome();
  if (atEnd && here) toEnd();
}

function drawHome() {
  const { home } = app.state;
  byId("messages").classList.add("home");
  if (home) keepBlocks(byId("messages"), home.blocks, surface({ view_id: home.view_id }, home));
  else byId("messages").replaceChildren(h("p", { class: "empty" }, "The app has put nothing on its Home tab yet."));
  byId("thread").hidden = true;
}

function drawChannel({ id, messages }) {
  byId("messages").classList.remove("home");
  const known = new Set(messages.map((one) => one.ts));
  const isTop = (one) => !one.thread_ts || one.thread_ts === one.ts || !known.has(one.thread_ts);
  const repliesTo = (ts) => messages.filter((one) => one.thread_ts === ts && one.ts !== ts);
  const item = (one) => {
    const replies = repliesTo(one.ts);
    const isOpen = app.thread === one.ts;
    const fresh = isOpen ? 0 : replies.filter((reply) => reply.ts > (read.get(key(id, one.ts)) ?? app.since)).length;
    return messageItem(one, app.state, { replies, fresh, isOpen, open: openThread });
  };
  keep(byId("messages"), withDays(messages.filter(isTop).map(item), app.state.me));
  if (messages.length === 0) byId("messages").append(h("p", { class: "empty" }, "Nothing was said here yet. Type /sca help below."));
  read.set(key(id), messages.at(-1)?.ts ?? app.since);
  const top = messages.find((one) => one.ts === app.thread);
  byId("thread").hidden = !top;
  if (!top) return;
  keep(byId("replies"), withDays([top, ...repliesTo(top.ts)].map((one) => messageItem(one, app.state)), app.state.me));
  read.set(key(id, top.ts), repliesTo(top.ts).at(-1)?.ts ?? app.since);
}

function openThread(ts) {
  app.thread = ts;
  draw();
  byId("replies").focus();
  byId("replies").scrollTop = byId("replies").scrollHeight;
}

function closeThread() {
  const ts = app.thread;
  app.thread = null;
  draw();
  document.querySelector(`[data-spot="replies-${ts}"]`)?.focus();
}

function toEnd() { // as far as a long message still shows its beginning
  byId("scroll").scrollTop = Math.min(byId("scroll").scrollHeight, byId("messages").lastElementChild?.offsetTop ?? 0);
}

function drawClock({ now, next_deadline: due, can_advance: movable }) {
  if (!now) return;
  const { zone } = app.state.me;
  const said = (iso) => local(new Date(iso), zone, { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit", timeZoneName: "short" });
  byId("now").textContent = said(now);
  byId("now").setAttribute("datetime", now);
  byId("due").textContent = due ? `next deadline ${said(due).replace(/ [A-Z]+$/, "")}` : "";
  document.querySelectorAll("[data-step]").forEach((step) => { step.disabled = !movable || (step.dataset.step === "next" && !due); });
}

// ---- what people do -------------------------------------------------------------------------------------------------------

function openSide(open) {
  byId("side").classList.toggle("open", open);
  byId("menu").ariaExpanded = String(open);
  if (open) byId("who").focus();
}

async function say(text) {
  const order = text.startsWith("/") ? { do: "slash", text } : { do: "say", text };
  const [, words] = /^@scabot\b\s*(.*)$/s.exec(text) ?? [];
  const answer = await act({ channel: app.place, ...(words === undefined ? order : { do: "mention", text: words }) });
  if (!answer.ok && !byId("typed").value) byId("typed").value = text; // nothing that was typed gets lost
  toEnd();
}

function composed(event) {
  event.preventDefault();
  const text = byId("typed").value.trim();
  byId("typed").value = "";
  if (text) say(text);
}

function advance({ currentTarget }) {
  const { step } = currentTarget.dataset;
  inTurn(async () => {
    byId("notices").replaceChildren();
    const answer = await ask("/world/clock", { advance: step });
    if (!answer.ok) notice(answer.error, "error");
  });
}

function actAs(who, place) {
  drafts.set(key(app.place), byId("typed").value);
  Object.assign(app, { who, place, thread: null });
  byId("typed").value = drafts.get(key(place)) ?? "";
  byId("notices").replaceChildren();
  byId("messages").replaceChildren();
  listen();
  return refresh().then(() => (app.place === HOME ? act({ do: "home" }) : toEnd()));
}

function fromAddress() {
  const [who, place] = location.hash.slice(1).split("/");
  if (who && place === undefined) return undefined; // a link within the page
  return actAs(who || app.who, place || null);
}

byId("composer").addEventListener("submit", composed);
byId("typed").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) composed(event);
});
byId("who").addEventListener("change", ({ target }) => actAs(target.value, app.place));
byId("menu").addEventListener("click", () => openSide(byId("menu").ariaExpanded !== "true"));
byId("main").addEventListener("pointerdown", () => openSide(false));
byId("side").addEventListener("keydown", ({ key: pressed }) => {
  if (pressed !== "Escape") return;
  openSide(false);
  byId("menu").focus();
});
byId("thread-close").addEventListener("click", closeThread);
byId("thread").addEventListener("keydown", ({ key: pressed }) => { if (pressed === "Escape") closeThread(); });
document.querySelectorAll("[data-step]").forEach((step) => step.addEventListener("click", advance));
addEventListener("hashchange", fromAddress);
startSurfaces(app, act);
startWire(ask, notice, refresh);
setInterval(async () => app.state && drawClock(await ask("/world/clock")), 15_000); // a running clock makes no event
fromAddress();
