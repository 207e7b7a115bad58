// The page on which a draft is reviewed: text and statements side by side, driven by keys.
// Everything that comes from the document is set as text, never as HTML.

import { drawText, moveByWord, selectionIn } from "./lib/review-text.js";
import { card } from "./lib/review-cards.js";

const byId = (id) => document.getElementById(id);
const base = new URL(".", location.href);
let state = { entries: [], text: "", canUndo: false };
let current = null;
let editing = null;
let selection = { anchor: 0, focus: 0 };

async function send(path, body) {
  const options = body
    ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }
    : {};
  const answer = await fetch(new URL(path, base), options);
  const content = await answer.json();
  if (!answer.ok) throw new Error(content.error);
  return content;
}

async function act(body) {
  try {
    const answer = await send("do", body);
    state = { ...state, ...answer };
    if (answer.selected != null) current = answer.selected;
    editing = null;
    byId("message").textContent = "";
    draw();
    return true;
  } catch (error) {
    byId("message").textContent = error.message;
    return false;
  }
}

function entry() {
  return state.entries.find((e) => e.number === current);
}

function draw() {
  if (!entry()) current = state.entries[0]?.number ?? null;
  const decided = state.entries.filter((e) => e.status !== "open").length;
  byId("progress").textContent = `${decided} of ${state.entries.length} decided`;
  byId("undo").disabled = !state.canUndo;
  byId("items").replaceChildren(
    ...state.entries.map((e) =>
      card(e, { isCurrent: e.number === current, isEdited: e.number === editing, on, check }),
    ),
  );
  drawText(byId("text"), state.text, state.entries, current, selection);
  byId("items").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  byId("text").querySelector(".current")?.scrollIntoView({ block: "nearest" });
}

function choose(number) {
  current = number;
  const span = entry()?.spans[0];
  if (span) selection = { anchor: span[0], focus: span[0] };
  draw();
}

function step(by) {
  const at = state.entries.findIndex((e) => e.number === current);
  const next = state.entries[Math.max(0, Math.min(state.entries.length - 1, at + by))];
  if (next) choose(next.number);
}

/** Look at the next statement that isn't decided yet. */
function stepToOpen() {
  const at = state.entries.findIndex((e) => e.number === current);
  const order = [...state.entries.slice(at + 1), ...state.entries.slice(0, at)];
  const next = order.find((e) => e.status === "open");
  if (next) choose(next.number);
}

async function check(number, form) {
  return send("check", { number, ...form }).catch((error) => ({ gist: error.message }));
}

const on = {
  choose,
  accept: async (number) => (await act({ action: "accept", number })) && stepToOpen(),
  drop: async (number) => (await act({ action: "drop", number })) && stepToOpen(),
  edit(number) {
    current = editing = number;
    draw();
    byId("items").querySelector("form textarea, form input")?.focus();
  },
  change: (number, form) => act({ action: "change", number, ...form }),
  cancel() {
    editing = null;
    draw();
    byId("items").focus();
  },
};

async function save() {
  try {
    const answer = await send("save", {});
    byId("saved-file").textContent = answer.file;
    const lines = answer.findings.length ? answer.findings : ["Validation found nothing to fix."];
    byId("findings").replaceChildren(
      ...lines.map((line) => Object.assign(document.createElement("li"), { textContent: line })),
    );
    byId("diff").textContent = answer.diff;
    byId("saved").showModal();
  } catch (error) {
    byId("message").textContent = error.message;
  }
}

function selected() {
  const [start, end] = [selection.anchor, selection.focus].sort((a, b) => a - b);
  return { start, end };
}

async function add() {
  const { start, end } = selected();
  if (await act({ action: "add", kind: byId("kind").value, start, end })) on.edit(current);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  Home: () => step(-Infinity),
  End: () => step(Infinity),
  a: () => on.accept(current),
  d: () => on.drop(current),
  e: () => on.edit(current),
  s: () => act({ action: "split", number: current, position: selection.focus }),
  u: () => act({ action: "undo" }),
  w: save,
  n: add,
  p: () => act({ action: "place", number: current, ...selected() }),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && editing != null) return on.cancel();
  if (event.target.closest("input, textarea, select, dialog")) return;
  if (event.target.id === "text" && event.key.startsWith("Arrow")) {
    selection = moveByWord(state.text, selection, event);
    drawText(byId("text"), state.text, state.entries, current, selection);
    event.preventDefault();
  } else if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

document.addEventListener("selectionchange", () => {
  const found = selectionIn(byId("text"));
  if (found) selection = found;
});

byId("undo").addEventListener("click", KEYS.u);
byId("save").addEventListener("click", save);
byId("add").addEventListener("click", add);
state = await send("state");
if (state.resumed) byId("message").textContent = "The review goes on where it was left.";
draw();
