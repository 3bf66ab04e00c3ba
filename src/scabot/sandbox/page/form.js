// The form on top of the stack, in a dialog that traps the focus; and the small dialog that asks "Are you sure?".
import { byId, h } from "./dom.js";
import { spotOf } from "./elements.js";
import { plainText, textNodes } from "./words.js";

const dialog = byId("form");
const title = h("h2", { id: "form-title" });
const depth = h("p", { class: "hint" });
const blocks = h("div", { class: "blocks" });
const dismiss = h("button", { type: "button" });
const send = h("button", { type: "submit", class: "primary" });
const form = h("form", { novalidate: true }, blocks, h("footer", {}, dismiss, send));
dialog.append(h("header", {}, h("div", {}, title, depth)), form);
let page; // what page.js lends: state, act, submit, keepBlocks, surface
let shown = null;

/** Show the form on top, or none; what is typed stays, and the focus goes to the first field of a new form. */
export function drawForm(lent) {
  page = lent;
  const view = top();
  if (!view) return close();
  const isNew = shown !== view.view_id;
  shown = view.view_id;
  title.textContent = plainText(view.title.text);
  depth.hidden = page.state.modals.length < 2;
  depth.textContent = page.state.modals.length > 1 ? `Form ${page.state.modals.length}, on top of “${page.state.modals.at(-2).title.text}”` : "";
  dismiss.textContent = view.close ? plainText(view.close.text) : page.state.modals.length > 1 ? "Back" : "Close";
  send.hidden = !view.submit;
  send.textContent = view.submit ? plainText(view.submit.text) : "";
  if (!dialog.open) open();
  if (isNew) blocks.replaceChildren();
  page.keepBlocks(blocks, view.blocks, page.surface({ view_id: view.view_id }, view));
  if (isNew) blocks.scrollTop = 0;
  if (isNew || !dialog.contains(document.activeElement)) focusFirst(view);
}

const top = () => page.state.modals.at(-1);

function open() {
  dialog.showModal();
  form.before(byId("notices")); // a notice behind an open dialog would be out of reach
}

function close() {
  shown = null;
  if (!dialog.open) return;
  dialog.close();
  byId("composer").before(byId("notices"));
  if (document.activeElement === document.body) byId("typed").focus();
}

function focusFirst(view) {
  const wanted = view.blocks.find((block) => block.element?.focus_on_load);
  const spot = wanted && spotOf(wanted, wanted.element, { at: view });
  const marked = spot && blocks.querySelector(`[data-spot="${CSS.escape(spot)}"]`);
  (marked ?? blocks.querySelector("input, select, textarea") ?? dismiss).focus();
}

async function submitted(event) {
  event.preventDefault();
  if (send.hidden || send.ariaDisabled === "true") return;
  send.ariaDisabled = "true";
  await page.submit(top());
  send.ariaDisabled = null;
  const wrong = blocks.querySelector("[aria-invalid]");
  (wrong?.matches("fieldset") ? wrong.querySelector("input") : wrong)?.focus();
}

form.addEventListener("submit", submitted);
dismiss.addEventListener("click", () => page.act({ do: "close" }));
dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (event.target === dialog) page.act({ do: "close" });
});
dialog.addEventListener("close", () => { if (page && top()) dialog.showModal(); }); // the browser closed it by itself

// ---- are you sure? ----------------------------------------------------------------------------------------------------

/** Ask as the app's `confirm` object says; resolves to whether the person agreed. */
export function agree({ title: heading, text, confirm, deny, style }, world) {
  const box = byId("confirm");
  const no = h("button", { type: "button", onclick: () => box.close("no") }, plainText(deny.text));
  const yes = h("button", { type: "button", class: style ?? "primary", onclick: () => box.close("yes") }, plainText(confirm.text));
  box.returnValue = "no";
  box.replaceChildren(h("h2", { id: "confirm-title" }, plainText(heading.text)), h("div", { class: "words" }, textNodes(text, world)), h("footer", {}, no, yes));
  box.showModal();
  no.focus();
  return new Promise((resolve) => { box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }); });
}
