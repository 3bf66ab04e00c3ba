// The wire inspector: what went to the app, what the app called, what it did wrong; and trouble on demand.
import { byId, h, keep } from "./dom.js";
import { local } from "./words.js";

const MOST = 60;
let problems = 0;

/** Bring the drawer up to date; while it is closed only the number of problems is. */
export async function refreshWire(ask, { me }) {
  const wire = await ask("/world/wire");
  if (!wire.ok) return;
  problems = wire.problems.length;
  byId("wire-toggle").textContent = problems ? `Wire (${problems} ${problems === 1 ? "problem" : "problems"})` : "Wire";
  if (byId("wire").hidden) return;
  byId("sockets").textContent = `${wire.connections} ${wire.connections === 1 ? "socket" : "sockets"} open`;
  const time = (at) => (Number.isNaN(Date.parse(at)) ? at : local(new Date(at), me.zone, { timeStyle: "medium" }));
  keep(byId("problems"), wire.problems.map((text, at) => ({ key: at, sign: text, draw: () => h("li", { class: "error" }, text) })));
  if (!problems) byId("problems").replaceChildren(h("li", { class: "hint" }, "none"));
  keep(byId("envelopes"), newest(wire.envelopes, (one) => [
    `${time(one.at)} ${one.kind} ${one.payload.command ?? one.payload.type ?? ""}`,
    one.answer === null ? "waiting" : one.answer.acked ? "answered" : "not answered"]));
  keep(byId("calls"), newest(wire.calls, (one) => [`${time(one.at)} ${one.method}`, one.answer.ok ? "ok" : (one.answer.error ?? "failed")]));
}

function newest(list, words) {
  const counts = new Map();
  const items = list.map((one) => {
    const sign = JSON.stringify(one);
    counts.set(sign, (counts.get(sign) ?? 0) + 1);
    const [what, outcome] = words(one);
    const good = ["ok", "answered"].includes(outcome);
    return { key: `${counts.get(sign)} ${sign}`, sign, draw: () => h("li", {}, h("details", {},
      h("summary", {}, what, " ", h("span", { class: good ? "badge" : "badge bad" }, outcome)), h("pre", { tabindex: "0" }, JSON.stringify(one, null, 2)))) };
  });
  return items.slice(-MOST).reverse();
}

/** Make the drawer's buttons work. */
export function startWire(ask, notice, refresh) {
  const show = (open) => {
    byId("wire").hidden = !open;
    byId("wire-toggle").ariaExpanded = String(open);
    (open ? byId("wire-close") : byId("wire-toggle")).focus();
    if (open) refresh();
  };
  byId("wire-toggle").addEventListener("click", () => show(byId("wire").hidden));
  byId("wire-close").addEventListener("click", () => show(false));
  byId("wire").addEventListener("keydown", ({ key }) => { if (key === "Escape") show(false); });
  byId("trouble").addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = await ask("/world/fault", { fault: byId("fault").value });
    if (!answer.ok) notice(answer.error, "error");
    await refresh();
  });
}
