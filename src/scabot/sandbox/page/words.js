// Slack's text: mrkdwn, the markdown of help pages, dates in the reader's zone, a few emoji.
import { h, link } from "./dom.js";

const REFERENCE = "<([^<>|]+)(?:\\|([^<>]*))?>";
const MARKED = "(?<![\\w*_~`])([*_~`])(?=\\S)(.+?)(?<=\\S)\\3(?![\\w*_~`])";
const EMOJI_NAME = ":([a-z0-9_+-]+):";
const MRKDWN = new RegExp(`${REFERENCE}|${MARKED}|${EMOJI_NAME}`, "g");
const MARKDOWN = /\[([^\]]+)\]\(([^)\s]+)\)|(\*\*|__|\*|_|~~|`)(?=\S)(.+?)(?<=\S)\3/g;
const TAGS = { "*": "strong", _: "em", "~": "s", "`": "code" };
const MARKDOWN_TAGS = { "**": "strong", __: "strong", "*": "em", _: "em", "~~": "s", "`": "code" };
const EMOJI = {
  warning: "⚠️", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", no_entry: "⛔", hourglass: "⌛",
  hourglass_flowing_sand: "⏳", alarm_clock: "⏰", clock3: "🕒", calendar: "📅", date: "📅", bell: "🔔", lock: "🔒",
  memo: "📝", page_facing_up: "📄", eyes: "👀", wave: "👋", tada: "🎉", rotating_light: "🚨", phone: "☎️", email: "✉️",
  information_source: "ℹ️", speech_balloon: "💬", arrow_right: "➡️", repeat: "🔁", zzz: "💤", question: "❓",
};

const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const emoji = (name) => EMOJI[name] ?? `:${name}:`;

/** Text as the author typed it; only emoji names become pictures. */
export const plainText = (text) => String(text ?? "").replace(new RegExp(EMOJI_NAME, "g"), (_all, name) => emoji(name));

/** The nodes of a text object; `world` is the state of the screen (names, zone, now). */
export function textNodes(thing, world) {
  if (!thing) return [];
  return thing.type === "mrkdwn" ? mrkdwn(thing.text, world) : [plainText(thing.text)];
}

export const mrkdwn = (text, world) => paragraphs(text, (line) => inline(line, world));
export const markdown = (text) => paragraphs(text, inlineMarkdown, true);

function inline(text, world) {
  return pieces(text, MRKDWN, unescaped, (match) => {
    const [, target, label, mark, inner, name] = match;
    if (target) return reference(target, label && unescaped(label), world);
    if (name) return emoji(name);
    return h(TAGS[mark], {}, mark === "`" ? unescaped(inner) : inline(inner, world));
  });
}

function inlineMarkdown(text) {
  return pieces(text, MARKDOWN, plainText, ([, words, url, mark, inner]) =>
    url ? link(url, words) : h(MARKDOWN_TAGS[mark], {}, mark === "`" ? inner : inlineMarkdown(inner)));
}

function pieces(text, pattern, between, draw) {
  const found = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    found.push(between(text.slice(from, match.index)), draw(match));
    from = match.index + match[0].length;
  }
  return [...found, between(text.slice(from))];
}

function reference(target, label, world) {
  if (target.startsWith("!date^")) {
    const [, seconds, format, url] = target.split("^");
    const shown = dateNode(Number(seconds), format, label, world);
    return url ? link(url, shown) : shown;
  }
  if ("@#!".includes(target[0])) return mention(target.slice(1), label && target[0] !== "!" ? target[0] + label : label, world);
  return link(unescaped(target), label ?? unescaped(target.replace(/^mailto:/, "")));
}

/** A name that is drawn from an id: a person, a channel, or a word such as "here". */
export function mention(id, label, world) {
  const mine = id === world.me.user_id ? " mine" : "";
  return h("span", { class: `mention${mine}` }, world.names[id] ?? label ?? `@${id}`);
}

/** A `<time>` in the reader's zone; `format` holds Slack's tokens, such as `{date_short_pretty} at {time}`. */
export function dateNode(seconds, format, fallback, world) {
  const at = new Date(seconds * 1000);
  const shown = Number.isNaN(at.getTime()) ? (fallback ?? format) : format.replace(/\{(\w+)\}/g, (all, name) => token(name, at, world) ?? all);
  return h("time", { datetime: Number.isNaN(at.getTime()) ? null : at.toISOString(), title: fallback }, shown);
}

/** An instant in a zone, with the options of Intl.DateTimeFormat. */
export const local = (at, zone, options) => new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }).format(at);
export const dayOf = (at, zone) => new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at);

const DATES = {
  date: { dateStyle: "long" },
  date_short: { dateStyle: "medium" },
  date_long: { dateStyle: "full" },
  time: { timeStyle: "short" },
  time_secs: { timeStyle: "medium" },
};

function token(name, at, world) {
  const zone = world.me.zone;
  if (name === "date_num") return dayOf(at, zone);
  if (name === "ago") return `${Math.round((new Date(world.now) - at) / 36e5)} hours ago`;
  const near = name.endsWith("_pretty") && nearDay(at, world);
  const options = DATES[name.replace(/_pretty$/, "")];
  return near || (options && local(at, zone, options));
}

function nearDay(at, world) {
  const days = (Date.parse(dayOf(at, world.me.zone)) - Date.parse(dayOf(new Date(world.now), world.me.zone))) / 864e5;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days];
}

// ---- lines ----------------------------------------------------------------------------------------------------------

const KINDS = [["quote", /^(?:>|&gt;) ?/], ["list", /^\s*[•\-*] /]];
const MORE_KINDS = [["heading", /^#{1,6} /], ["numbers", /^\s*\d+\. /]];

function paragraphs(text, draw, withMore = false) {
  const kinds = withMore ? [...KINDS, ...MORE_KINDS] : KINDS;
  return text.split(/```\n?([\s\S]*?)```\n?/).flatMap((part, at) =>
    at % 2 ? [h("pre", {}, unescaped(part))] : runs(part, kinds).map(([kind, lines]) => run(kind, lines.map(draw))));
}

function runs(text, kinds) {
  const found = [];
  for (const line of text ? text.split("\n") : []) {
    const [kind, mark] = kinds.find(([, pattern]) => pattern.test(line)) ?? ["text", /^/];
    if (found.at(-1)?.[0] !== kind) found.push([kind, []]);
    found.at(-1)[1].push(line.replace(mark, ""));
  }
  return found;
}

function run(kind, lines) {
  const items = () => lines.map((line) => h("li", {}, line));
  if (kind === "list") return h("ul", {}, items());
  if (kind === "numbers") return h("ol", {}, items());
  const broken = lines.flatMap((line, at) => (at ? [h("br"), line] : [line]));
  return { quote: () => h("blockquote", {}, broken), heading: () => h("p", { class: "strong" }, broken) }[kind]?.() ?? broken;
}
