// The text of a reviewed document: passages are marked, and a selection is moved by words.
// Python counts characters by code points, JavaScript by UTF-16 units, so positions are converted.

let units = null;

/** Return the UTF-16 offset of each code point of a text. */
function offsets(text) {
  if (units?.text !== text) {
    const at = [];
    let position = 0;
    for (const char of text) {
      at.push(position);
      position += char.length;
    }
    at.push(position);
    units = { text, at };
  }
  return units.at;
}

/** Draw a text with a mark for each passage, the current one and the selection on top. */
export function drawText(parent, text, entries, current, selection) {
  const at = offsets(text);
  const [from, to] = [selection.anchor, selection.focus].sort((a, b) => a - b);
  const begins = new Map();
  const ends = new Map();
  const cuts = new Set([0, at.length - 1, from, to]);
  const note = (map, position, entry) => {
    cuts.add(position);
    map.set(position, [...(map.get(position) ?? []), entry]);
  };
  for (const entry of entries) {
    if (entry.status === "dropped" && entry.number !== current) continue;
    for (const [start, end] of entry.spans) {
      note(begins, start, entry);
      note(ends, end, entry);
    }
  }
  const places = [...cuts].sort((a, b) => a - b);
  const open = new Set();
  const pieces = [];
  for (let n = 0; n + 1 < places.length; n += 1) {
    const [start, end] = [places[n], places[n + 1]];
    for (const entry of ends.get(start) ?? []) open.delete(entry);
    for (const entry of begins.get(start) ?? []) open.add(entry);
    const over = [...open];
    const piece = document.createElement(over.length ? "mark" : "span");
    piece.textContent = text.slice(at[start], at[end]);
    piece.dataset.start = start;
    if (over.some((e) => e.status === "open")) piece.classList.add("open");
    if (over.some((e) => e.number === current)) piece.classList.add("current");
    if (from <= start && end <= to) piece.classList.add("selection");
    pieces.push(piece);
  }
  parent.replaceChildren(...pieces);
}

/** Return the selection after an arrow key: by a word, longer with Shift. */
export function moveByWord(text, selection, event) {
  const chars = [...text];
  const by = event.key === "ArrowLeft" || event.key === "ArrowUp" ? -1 : 1;
  const isWord = (n) => chars[n] !== undefined && !/\s/.test(chars[n]);
  let at = selection.focus;
  if (by > 0) {
    while (at < chars.length && !isWord(at)) at += 1;
    while (at < chars.length && isWord(at)) at += 1;
    if (!event.shiftKey) while (at < chars.length && !isWord(at)) at += 1;
  } else {
    while (at > 0 && !isWord(at - 1)) at -= 1;
    while (at > 0 && isWord(at - 1)) at -= 1;
  }
  return { anchor: event.shiftKey ? selection.anchor : at, focus: at };
}

/** Return what is selected with the mouse in the text, in code points; null if nothing is. */
export function selectionIn(parent) {
  const chosen = getSelection();
  if (!chosen.rangeCount || chosen.isCollapsed) return null;
  const range = chosen.getRangeAt(0);
  const ends = [
    [range.startContainer, range.startOffset],
    [range.endContainer, range.endOffset],
  ].map(([node, offset]) => {
    const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-start]");
    if (!piece || !parent.contains(piece)) return null;
    return Number(piece.dataset.start) + [...piece.textContent.slice(0, offset)].length;
  });
  return ends.includes(null) ? null : { anchor: ends[0], focus: ends[1] };
}
