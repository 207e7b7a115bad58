// A simple chart of a table: bars for names, a line for years. Percent and other units are not
// recognizable in the result of a query, so each chart has one column of numbers and names it.

const NS = "http://www.w3.org/2000/svg";
const MAX = 60;

function svg(name, attributes, text) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

const isNumber = (term) => term?.type === "literal" && term.value.trim() !== "" && Number.isFinite(Number(term.value));
const isYear = (term) => isNumber(term) && /^[12]\d{3}$/.test(term.value);

function columns({ variables, rows }) {
  const every = (test) => variables.filter((v) => rows.some((r) => r[v]) && rows.every((r) => !r[v] || test(r[v])));
  const years = every(isYear);
  const numbers = every(isNumber).filter((v) => !years.includes(v));
  const names = variables.filter((v) => !numbers.includes(v) && !years.includes(v) && rows.some((r) => r[v]));
  return { years, numbers, names };
}

const label = (term, known) => (term ? (known.get(term.value) ?? term.value.replace(/^.*[/#]/, "")) : "not stated");

/** Return a labeled choice among columns. */
function chooser(title, id, options, chosen) {
  const holder = document.createElement("div");
  const name = document.createElement("label");
  name.textContent = title;
  name.htmlFor = id;
  const select = document.createElement("select");
  select.id = id;
  for (const option of options) select.append(new Option(option, option, option === chosen, option === chosen));
  holder.append(name, select);
  return [holder, select];
}

/** Return a chart of two columns of a table, with a choice of both; `known` has names of IRIs. */
export function chartOf(data, known = new Map()) {
  const { years, numbers, names } = columns(data);
  const holder = document.createElement("div");
  const across = [...years, ...names];
  const [first, x] = chooser("Across", "chart-x", across, across[0]);
  const [second, y] = chooser("Values", "chart-y", numbers, numbers[0]);
  const choice = document.createElement("div");
  choice.className = "chart-choice";
  choice.append(first, second);
  const place = document.createElement("div");
  const note = document.createElement("p");
  note.className = "hint";
  function show() {
    const charted = data.rows.filter((r) => r[y.value]);
    const rows = charted.slice(0, MAX);
    const missing = data.rows.length - charted.length;
    place.replaceChildren(years.includes(x.value) ? line(rows, x.value, y.value) : bars(rows, x.value, y.value, known));
    const cut = charted.length > MAX ? `The first ${MAX} rows. ` : "";
    const gone = missing ? `${missing} ${missing === 1 ? "row has" : "rows have"} no number and ${missing === 1 ? "is" : "are"} not charted. ` : "";
    note.textContent = `${cut}${gone}The table has every row.`;
  }
  x.addEventListener("change", show);
  y.addEventListener("change", show);
  holder.append(choice, place, note);
  show();
  return holder;
}

chartOf.fits = (data) => {
  if (data.rows.length < 2) return false;
  const { years, numbers, names } = columns(data);
  return numbers.length > 0 && years.length + names.length > 0;
};

function bars(rows, x, y, known) {
  const values = rows.map((r) => Number(r[y].value));
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const width = 720, step = 26, left = 220, right = 70;
  const scale = (v) => left + ((v - low) / (high - low || 1)) * (width - left - right);
  const height = rows.length * step + 30;
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "answer-chart", "aria-label": `${y} by ${x}` });
  picture.append(svg("text", { x: left, y: 14, class: "axis" }, y));
  rows.forEach((row, n) => {
    const at = 24 + n * step;
    const from = Math.min(scale(0), scale(values[n]));
    const name = label(row[x], known);
    const shown = name.length > 32 ? `${name.slice(0, 31)}…` : name;
    picture.append(
      svg("text", { x: left - 8, y: at + 13, "text-anchor": "end", class: "axis" }, shown),
      svg("rect", { x: from, y: at, width: Math.max(1, Math.abs(scale(values[n]) - scale(0))), height: step - 8, fill: "var(--series-1)" }),
      svg("text", { x: Math.max(scale(values[n]), scale(0)) + 6, y: at + 13 }, row[y].value),
    );
  });
  picture.append(svg("line", { x1: scale(0), x2: scale(0), y1: 20, y2: height, stroke: "var(--line-strong)" }));
  return picture;
}

function line(rows, x, y) {
  const points = rows
    .filter((r) => r[x])
    .map((r) => [Number(r[x].value), Number(r[y].value)])
    .sort((a, b) => a[0] - b[0]);
  const [first, last] = [points[0][0], points.at(-1)[0]];
  const values = points.map((p) => p[1]);
  const low = Math.min(0, ...values), high = Math.max(0, ...values);
  const width = 720, height = 320, edge = 48;
  const px = (v) => edge + ((v - first) / (last - first || 1)) * (width - 2 * edge);
  const py = (v) => height - 36 - ((v - low) / (high - low || 1)) * (height - 72);
  const picture = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", class: "answer-chart", "aria-label": `${y} over ${x}` });
  for (const v of new Set([low, 0, high])) {
    picture.append(
      svg("line", { x1: edge, x2: width - edge, y1: py(v), y2: py(v), stroke: "var(--grid)" }),
      svg("text", { x: edge - 6, y: py(v) + 4, "text-anchor": "end", class: "axis" }, String(v)),
    );
  }
  // Dots alone where a year has several values: a line between them would show what no source says.
  const single = new Set(points.map((p) => p[0])).size === points.length;
  if (single) picture.append(svg("polyline", { points: points.map(([a, b]) => `${px(a)},${py(b)}`).join(" "), fill: "none", stroke: "var(--series-1)", "stroke-width": 2 }));
  for (const [a, b] of points) {
    const dot = svg("circle", { cx: px(a), cy: py(b), r: 4.5, fill: "var(--series-1)" });
    dot.append(svg("title", {}, `${a}: ${b}`));
    picture.append(dot);
  }
  for (const year of new Set([first, last, ...points.map((p) => p[0])].slice(0, 14))) {
    picture.append(svg("text", { x: px(year), y: height - 12, "text-anchor": "middle", class: "axis" }, String(year)));
  }
  picture.append(svg("text", { x: edge, y: 16, class: "axis" }, y));
  return picture;
}
