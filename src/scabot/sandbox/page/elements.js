// The interactive elements: buttons, menus, boxes, dates, text. Forms remember what was typed; messages are clicked.
import { h } from "./dom.js";
import { dayOf, local, plainText, textNodes } from "./words.js";

/** Draw one element; `more` are attributes for its control, such as an id that a label points to. */
export function element(part, block, ctx, more = {}) {
  const draw = ELEMENTS[part.type];
  if (!draw) return h("div", { class: "unknown", role: "alert" }, `Unknown element: ${part.type}`);
  const label = more.id ? null : nameOf(part, block);
  const spot = spotOf(block, part, ctx);
  const off = !ctx.view && !CLICKED.has(part.type);
  const attributes = { "data-spot": spot, "aria-label": label, disabled: off, ...more };
  return draw({ part, block, ctx, attributes, spot, set: (typed, node) => ctx.change(block, part, typed, node) });
}

/** An id for one element on this page, the same at every drawing. */
export const spotOf = (block, part, { at }) => [at.view_id ?? at.ts, block.block_id, part.action_id].join("|");

const CLICKED = new Set(["button", "overflow", "static_select", "radio_buttons"]); // what a message lets people use
const nameOf = (part, block) => part.accessibility_label ?? part.placeholder?.text ?? block.text?.text ?? block.label?.text;
const optionsOf = (part) => [...(part.options ?? []), ...(part.option_groups ?? []).flatMap((group) => group.options)];

const ELEMENTS = {
  button: ({ part, block, ctx, attributes }) => h("button", {
    ...attributes, type: "button", class: part.style ?? null, "aria-label": part.accessibility_label,
    onclick: ({ currentTarget }) => {
      if (part.url) window.open(part.url, "_blank", "noopener,noreferrer");
      ctx.click(block, part, undefined, currentTarget);
    },
  }, plainText(part.text.text)),
  overflow,
  static_select: select,
  radio_buttons: (one) => boxes(one, "radio"),
  checkboxes: (one) => boxes(one, "checkbox"),
  multi_static_select: (one) => boxes(one, "checkbox"),
  plain_text_input: text,
  number_input: text, // not type=number: that hides what was typed wrong, and the wheel changes amounts
  datepicker: (one) => dated(one, "date"),
  timepicker: (one) => dated(one, "time"),
  datetimepicker: (one) => dated(one, "datetime-local"),
};

function overflow({ part, block, ctx, attributes, spot }) {
  const menu = h("details", { class: "overflow", onkeydown: (event) => {
    if (event.key === "Escape" && menu.open) { event.preventDefault(); menu.open = false; menu.firstChild.focus(); }
  }, onfocusout: ({ relatedTarget }) => { if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false; } });
  menu.append(h("summary", { "data-spot": spot, "aria-label": attributes["aria-label"] ?? "More actions" }, "⋯"),
    h("div", { class: "menu" }, part.options.map((option) => h("button", {
      type: "button",
      onclick: () => { menu.open = false; menu.firstChild.focus(); ctx.click(block, part, option.value, menu.firstChild); },
    }, plainText(option.text.text)))));
  return menu;
}

function select({ part, block, ctx, attributes, set }) {
  const value = ctx.valueOf(block, part);
  const options = (list) => list.map((one) => h("option", { value: one.value, selected: one.value === value },
    plainText(one.text.text) + (one.description ? ` (${plainText(one.description.text)})` : "")));
  const groups = (part.option_groups ?? []).map((group) => h("optgroup", { label: group.label.text }, options(group.options)));
  return h("select", { ...attributes, onchange: ({ currentTarget: node }) => {
    if (ctx.view) set(node.value, node);
    else if (node.value) ctx.click(block, part, node.value, node);
  } }, h("option", { value: "", selected: !value }, part.placeholder ? plainText(part.placeholder.text) : "Choose…"), options(part.options ?? []), groups);
}

function boxes({ part, block, ctx, attributes, spot, set }, type) {
  const several = type === "checkbox";
  const chosen = [ctx.valueOf(block, part) ?? []].flat();
  const group = h("div", { class: "boxes", role: attributes["aria-label"] && (several ? "group" : "radiogroup"), "aria-label": attributes["aria-label"] });
  const choose = ({ currentTarget: node }) => {
    const values = [...group.querySelectorAll("input:checked")].map((box) => box.value);
    if (ctx.view) set(several ? values : values[0], node);
    else ctx.click(block, part, node.value, node);
  };
  group.append(...optionsOf(part).map((option, at) => h("label", { class: "box" },
    h("input", { type, name: spot, value: option.value, checked: chosen.includes(option.value), disabled: attributes.disabled, "data-spot": `${spot}|${at}`, onchange: choose }),
    h("span", {}, textNodes(option.text, ctx.world), option.description && h("span", { class: "hint" }, ` ${plainText(option.description.text)}`)))));
  return group;
}

function text({ part, block, ctx, attributes, set }) {
  const value = ctx.valueOf(block, part) ?? "";
  const listeners = {
    oninput: ({ currentTarget: node }) => ctx.remember?.(block, part, node.value),
    onchange: ({ currentTarget: node }) => set(node.value, node),
    onkeydown: (event) => {
      if (event.key !== "Enter" || part.multiline || !block.dispatch_action) return;
      event.preventDefault(); // Enter tells the app what was typed instead of sending the form
      set(event.currentTarget.value, event.currentTarget);
    },
  };
  const common = { ...attributes, ...listeners, placeholder: part.placeholder?.text, autocomplete: "off" };
  if (part.multiline) return h("textarea", { ...common, rows: 4 }, value);
  return h("input", { ...common, type: "text", value, inputmode: part.type === "number_input" ? "decimal" : null });
}

function dated({ part, block, ctx, attributes, set }, type) {
  const value = ctx.valueOf(block, part);
  const shown = typeof value === "number" ? localInput(value, ctx.world.me.zone) : value;
  return h("input", { ...attributes, type, value: shown, onchange: ({ currentTarget: node }) => set(node.value, node) });
}

function localInput(seconds, zone) {
  const at = new Date(seconds * 1000);
  return `${dayOf(at, zone)}T${local(at, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })}`;
}

/** What an element holds by its state in the view: a text, an option's value, or a list of values. */
export function valueIn(state) {
  if (!state) return undefined;
  if ("selected_options" in state) return (state.selected_options ?? []).map((option) => option.value);
  if ("selected_option" in state) return state.selected_option?.value;
  return state.value ?? state.selected_date ?? state.selected_time ?? state.selected_date_time ?? undefined;
}
