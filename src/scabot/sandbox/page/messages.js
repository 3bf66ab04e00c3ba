// Messages as they stand in a channel or a thread, with a line between days.
import { drawBlock } from "./blocks.js";
import { h } from "./dom.js";
import { surface } from "./surface.js";
import { dayOf, local, mrkdwn } from "./words.js";

const instant = (ts) => new Date(Number(ts) * 1000);

/** Put a line with the day before the first item of each day. */
export function withDays(items, { zone }) {
  let day;
  return items.flatMap((item) => {
    const at = instant(item.key);
    if (dayOf(at, zone) === day) return [item];
    day = dayOf(at, zone);
    return [{ key: day, sign: day, draw: () => h("p", { class: "day" }, local(at, zone, { weekday: "long", month: "long", day: "numeric" })) }, item];
  });
}

/** One message as an item to keep; `fresh` of its `replies` are new, and `open` shows its thread, which is `isOpen` or not. */
export function messageItem(message, state, { replies = [], fresh = 0, isOpen = false, open = null } = {}) {
  const day = dayOf(new Date(state.now), state.me.zone); // "today" becomes "yesterday"
  const sign = JSON.stringify([message, replies.at(-1)?.ts, replies.length, fresh, isOpen, day]);
  return { key: message.ts, sign, draw: () => drawMessage(message, state, { replies, fresh, open }) };
}

function drawMessage(message, state, { replies, fresh, open }) {
  const { me } = state;
  const time = local(instant(message.ts), me.zone, { timeStyle: "short" });
  const ctx = surface({ ts: message.ts, channel: message.channel });
  const body = message.blocks?.length ? message.blocks.map((block) => drawBlock(block, ctx)) : mrkdwn(message.text, state);
  const outside = !message.is_app && message.organization !== me.organization;
  const count = `${replies.length} ${replies.length === 1 ? "reply" : "replies"}`;
  return h("article", { class: message.is_ephemeral ? "message ephemeral" : "message", "aria-label": `${message.author}, ${time}` },
    h("div", { class: `avatar tint${message.author.length % 6}${message.is_app ? " bot" : ""}`, "aria-hidden": "true" }, message.author.split(" ").map((word) => word[0]).join("").slice(0, 2)),
    h("div", { class: "content" },
      h("p", { class: "meta" }, h("strong", {}, message.author), message.is_app && h("span", { class: "badge" }, "APP"),
        outside && h("span", { class: "badge shared" }, message.organization), h("span", { class: "hint" }, time, message.is_edited && " (edited)"),
        message.is_ephemeral && h("span", { class: "only" }, "Only visible to you")),
      h("div", { class: "body" }, body),
      replies.length > 0 && h("button", { type: "button", class: "thread", "data-spot": `replies-${message.ts}`, onclick: () => open(message.ts) },
        count, fresh > 0 && h("span", { class: "count" }, `${fresh} new`))));
}
