// Blocks as Slack draws them. What is not known is a red box, so that nobody takes it for rendered.
import { h, link } from "./dom.js";
import { element, spotOf } from "./elements.js";
import { dateNode, markdown, mention, plainText, textNodes } from "./words.js";

/** Draw blocks; `ctx` is where they stand: {world, at, view, valueOf, click, change}. */
export const drawBlocks = (blocks, ctx) => blocks.map((block) => drawBlock(block, ctx));

export function drawBlock(block, ctx) {
  const draw = BLOCKS[block.type];
  return draw ? draw(block, ctx) : unknown(block.type);
}

export const unknown = (type) => h("div", { class: "unknown", role: "alert" }, `Unknown block: ${type}`);

const BLOCKS = {
  header: (block) => h("h3", { class: "header" }, plainText(block.text.text)),
  divider: () => h("hr"),
  section,
  context: (block, { world }) => h("div", { class: "context" }, block.elements.map((part) =>
    part.type === "image" ? picture(part) : h("span", {}, textNodes(part, world)))),
  actions: (block, ctx) => h("div", { class: "actions" }, block.elements.map((part) => element(part, block, ctx))),
  input,
  image: (block) => h("figure", {}, block.title && h("figcaption", {}, plainText(block.title.text)), picture(block)),
  markdown: (block) => h("div", {}, markdown(block.text)),
  rich_text: (block, { world }) => h("div", {}, block.elements.map((part) => richPart(part, world))),
  table,
  alert: (block, { world }) => h("div", { class: `alert ${block.level ?? "default"}`, role: "note" },
    h("strong", {}, LEVELS[block.level] ?? "Note", ": "), textNodes(block.text, world)),
  plan: (block, { world }) => h("div", { class: "plan" }, h("p", { class: "strong" }, block.title),
    h("ol", {}, (block.tasks ?? []).map((task) => h("li", {}, `${task.title} `, h("span", { class: "badge" }, STATUS[task.status] ?? task.status),
      ["details", "output"].map((key) => task[key] && drawBlock({ type: "rich_text", ...task[key] }, { world })))))),
};
const LEVELS = { info: "Info", warning: "Warning", error: "Error", success: "Done" };
const STATUS = { pending: "to do", in_progress: "under way", complete: "done", error: "failed" };

function section(block, ctx) {
  const { world } = ctx;
  const { accessory } = block;
  return h("div", { class: "section" },
    h("div", { class: "words" },
      block.text && h("div", {}, textNodes(block.text, world)),
      block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", {}, textNodes(one, world))))),
    accessory && h("div", { class: "accessory" }, accessory.type === "image" ? picture(accessory) : element(accessory, block, ctx)));
}

// No picture is fetched from elsewhere: its alternative text stands in for it, unless it comes from this page.
function picture({ image_url: url, alt_text: words }) {
  const ours = new URL(url, location.href).origin === location.origin;
  return ours ? h("img", { src: url, alt: words }) : h("span", { class: "picture", role: "img", "aria-label": words }, `Picture: ${words}`);
}

function input(block, ctx) {
  const { element: part } = block;
  const id = spotOf(block, part, ctx);
  const error = ctx.view?.errors[block.block_id];
  const label = [plainText(block.label.text), block.optional && h("span", { class: "hint" }, " (optional)")];
  const notes = [
    block.hint && h("p", { class: "hint", id: `${id}-hint` }, plainText(block.hint.text)),
    error && h("p", { class: "error", id: `${id}-error`, role: "alert" }, error),
  ].filter(Boolean);
  const more = {
    id, "aria-describedby": notes.map((note) => note.id).join(" ") || null,
    "aria-invalid": error ? "true" : null, "aria-required": block.optional ? null : "true",
  };
  const grouped = ["radio_buttons", "checkboxes", "multi_static_select"].includes(part.type);
  if (!grouped) return h("div", { class: "input" }, h("label", { for: id }, label), element(part, block, ctx, more), notes);
  delete more["aria-required"]; // a group of boxes has no such state
  return h("fieldset", { class: "input", ...more }, h("legend", {}, label), element(part, block, ctx), notes);
}

function table(block, { world }) {
  const align = (at) => `align-${block.column_settings?.[at]?.align ?? "left"}`;
  const cell = (tag, scope) => (one, at) => h(tag, { class: align(at), scope },
    one.type === "rich_text" ? one.elements.map((part) => richPart(part, world)) : plainText(one.text));
  const [head, ...rows] = block.rows;
  return h("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" }, h("table", {},
    h("thead", {}, h("tr", {}, head.map(cell("th", "col")))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))));
}

function richPart(part, world) {
  const inside = () => (part.elements ?? []).map((one) => richPiece(one, world));
  switch (part.type) {
    case "rich_text_section": return h("p", { class: "rich" }, inside());
    case "rich_text_quote": return h("blockquote", {}, inside());
    case "rich_text_preformatted": return h("pre", {}, inside());
    case "rich_text_list": return h(part.style === "ordered" ? "ol" : "ul", { class: `indent-${part.indent ?? 0}` },
      part.elements.map((one) => h("li", {}, one.elements.map((piece) => richPiece(piece, world)))));
    default: return unknown(part.type);
  }
}

function richPiece(piece, world) {
  const styled = (node) => Object.entries({ bold: "strong", italic: "em", strike: "s", code: "code" })
    .reduce((inner, [style, tag]) => (piece.style?.[style] ? h(tag, {}, inner) : inner), node);
  switch (piece.type) {
    case "text": return styled(piece.text);
    case "link": return styled(link(piece.url, piece.text ?? piece.url));
    case "emoji": return plainText(`:${piece.name}:`);
    case "user": return mention(piece.user_id, null, world);
    case "channel": return mention(piece.channel_id, null, world);
    case "broadcast": return mention(piece.range, `@${piece.range}`, world);
    case "date": return dateNode(piece.timestamp, piece.format, piece.fallback, world);
    default: return unknown(piece.type);
  }
}
