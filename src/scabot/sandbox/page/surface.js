// Surfaces: where blocks stand, and what their elements do. What is typed is kept here, through every redrawing.
import { drawBlock } from "./blocks.js";
import { keep } from "./dom.js";
import { spotOf, valueIn } from "./elements.js";
import { agree } from "./form.js";
import { dayOf } from "./words.js";

const typed = new Map(); // what stands in a field, by spot
const told = new Map(); // what the server was told last, by spot
let app; // the screen's state
let act; // how the present person acts

/** Learn whose screen it is and how to act there. */
export function startSurfaces(screen, acting) {
  app = screen;
  act = acting;
}

/** The context that blocks are drawn in: on a message (`at` has ts and channel), or on a view, which keeps values. */
export function surface(at, view = null) {
  const ctx = {
    world: app.state, at, view,
    valueOf: (block, part) => {
      const spot = spotOf(block, part, ctx);
      return typed.has(spot) ? typed.get(spot) : valueIn(view ? view.values[block.block_id]?.[part.action_id] : { selected_option: part.initial_option });
    },
    remember: (block, part, value) => typed.set(spotOf(block, part, ctx), value),
    change: async (block, part, value, node) => {
      ctx.remember(block, part, value);
      if (block.type === "input" && !block.dispatch_action) return; // told when the form is sent
      if (JSON.stringify(told.get(spotOf(block, part, ctx))) === JSON.stringify(value)) return;
      if (part.confirm && !(await agree(part.confirm, app.state))) return;
      await tellTyped();
      told.set(spotOf(block, part, ctx), value);
      await sending(node, { do: "fill", at: exact(block, part), value });
    },
    click: async (block, part, option, node) => {
      if (node.ariaDisabled === "true") return;
      if (part.confirm && !(await agree(part.confirm, app.state))) return;
      await tellTyped();
      await sending(node, { do: "click", at: { ...exact(block, part), option } });
    },
  };
  const tellTyped = async () => { // whoever hears of a click hears what stands in the other fields, too
    for (const block of view?.blocks ?? []) {
      const spot = block.type === "input" && !block.dispatch_action && spotOf(block, block.element, ctx);
      if (!typed.has(spot) || told.get(spot) === typed.get(spot)) continue;
      told.set(spot, typed.get(spot));
      await act({ do: "fill", at: exact(block, block.element), value: typed.get(spot) }, { quiet: true });
    }
  };
  const exact = (block, part) => ({ ...at, block_id: block.block_id, action_id: part.action_id });
  return ctx;
}

async function sending(node, order) {
  node.ariaDisabled = "true";
  await act(order);
  node.ariaDisabled = null;
}

/** Draw blocks into `parent`, leaving those alone that did not change. */
export function keepBlocks(parent, blocks, ctx) {
  const sign = (block) => JSON.stringify([block, ctx.view?.errors[block.block_id], dayOf(new Date(app.state.now), app.state.me.zone)]);
  keep(parent, blocks.map((block) => ({ key: block.block_id, sign: sign(block), draw: () => drawBlock(block, ctx) })));
}

/** Send the form on top with everything typed into it. */
export function submit(view) {
  const values = {};
  for (const { type, block_id: id, element: part } of view.blocks) {
    const spot = type === "input" && spotOf({ block_id: id }, part, { at: view });
    if (spot && typed.has(spot)) values[id] = { [part.action_id]: typed.get(spot) ?? "" };
  }
  return act({ do: "submit", values });
}

/** Forget what was typed into forms that are gone. */
export function forgetForms({ modals, home }) {
  const open = new Set([...modals, ...(home ? [home] : [])].map((view) => view.view_id));
  for (const map of [typed, told]) for (const spot of map.keys()) if (!open.has(spot.split("|")[0])) map.delete(spot);
}
