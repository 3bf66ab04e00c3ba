// Elements without markup: every text becomes a text node, so nothing that anybody typed can become a tag.

export const byId = (id) => document.getElementById(id);

/** Build an element; `on…` are listeners, false and null leave an attribute out, children are nodes or text. */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

/** A link that leaves this page in a window of its own; anything but a web or mail address stays text. */
export function link(url, ...words) {
  const text = words.length ? words : [url];
  if (!/^(https?|mailto):/i.test(url)) return h("span", {}, ...text);
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, ...text);
}

/**
 * Show `items` ({key, sign, draw}) as the children of `parent`, in order. A child whose `sign` has not changed is left
 * alone, with whatever is typed, open or focused in it; a redrawn one gets the focus back where it was.
 */
export function keep(parent, items) {
  const old = new Map([...parent.children].map((child) => [child.itemKey, child]));
  let at = parent.firstElementChild;
  for (const { key, sign, draw } of items) {
    let node = old.get(key);
    old.delete(key);
    if (!node || node.itemSign !== sign) {
      const fresh = Object.assign(draw(), { itemKey: key, itemSign: sign });
      if (node === at) at = at?.nextElementSibling ?? null;
      if (node) replaceKeepingFocus(node, fresh);
      node = fresh;
    }
    if (node === at) at = at.nextElementSibling;
    else if (node.nextElementSibling !== at || node.parentNode !== parent) parent.insertBefore(node, at);
  }
  old.forEach((child) => child.remove());
}

function replaceKeepingFocus(node, fresh) {
  const focused = node.contains(document.activeElement) ? document.activeElement : null;
  const { selectionStart, selectionEnd } = focused ?? {};
  node.replaceWith(fresh);
  if (!focused?.dataset.spot) return;
  const again = fresh.querySelector(`[data-spot="${CSS.escape(focused.dataset.spot)}"]`);
  again?.focus();
  if (again && typeof selectionStart === "number") again.setSelectionRange(selectionStart, selectionEnd);
}
