// The result of a query, shown as table, chart, graph or raw text. Everything that comes from the
// graph is set as text, never as markup.
import { chartOf } from "./chart.js";

const MAX_ROWS = 500;
const MAX_NAMES = 300;
const MAX_RAW = 200_000; // characters
const OURS = "https://w3id.org/nmc/";

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** Return where an IRI leads from here: ours to this server, others to themselves. */
export function pathOf(iri) {
  if (iri.startsWith(`${OURS}ontology#`)) return `/ontology#${iri.slice(OURS.length + 9)}`;
  if (/^https:\/\/w3id\.org\/nmc\/(id|concept|graph)\//.test(iri)) return `/${iri.slice(OURS.length)}`;
  return /^https?:\/\//.test(iri) ? iri : "";
}

export function short(iri) {
  return iri
    .replace(`${OURS}ontology#`, "nmc:")
    .replace(`${OURS}id/`, "")
    .replace(`${OURS}concept/`, "")
    .replace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf:")
    .replace("http://www.w3.org/2000/01/rdf-schema#", "rdfs:")
    .replace("http://www.w3.org/2004/02/skos/core#", "skos:")
    .replace("http://purl.org/dc/terms/", "dcterms:")
    .replace("http://www.w3.org/ns/org#", "org:")
    .replace("https://schema.org/", "schema:");
}

function cell(term, names) {
  if (!term) return element("span", { class: "none" }, "—");
  if (term.type !== "uri") return document.createTextNode(term.value);
  const path = pathOf(term.value);
  const name = names.get(term.value);
  const link = path ? element("a", { href: path }, name ?? short(term.value)) : document.createTextNode(name ?? term.value);
  if (!name) return link;
  return element("span", {}, link, " ", element("small", { class: "iri" }, short(term.value)));
}

/** Return the names of our things among some rows, from one query. */
async function namesOf(rows) {
  const iris = new Set();
  for (const row of rows) for (const term of Object.values(row)) if (term.type === "uri" && term.value.startsWith(OURS)) iris.add(term.value);
  const safe = [...iris].filter((iri) => !/[<>"{}|^`\\\s]/.test(iri)).slice(0, MAX_NAMES);
  if (!safe.length) return new Map();
  const query = `SELECT ?x (SAMPLE(?l) AS ?name) { VALUES ?x { ${safe.map((iri) => `<${iri}>`).join(" ")} }
    ?x <http://www.w3.org/2004/02/skos/core#prefLabel>|<http://purl.org/dc/terms/title>|<http://www.w3.org/2000/01/rdf-schema#label> ?l
    FILTER(LANG(?l) IN ("en", "")) } GROUP BY ?x`;
  try {
    const answer = await fetch("/sparql", {
      method: "POST",
      headers: { Accept: "application/sparql-results+json" },
      body: new URLSearchParams({ query }),
    });
    if (!answer.ok) return new Map();
    const { results } = await answer.json();
    return new Map(results.bindings.filter((r) => r.name).map((r) => [r.x.value, r.name.value]));
  } catch {
    return new Map(); // without names the table has IRIs
  }
}

/** Return a function that orders rows by one column: numbers by size, everything else by name. */
function by(variable, names, down) {
  const text = (row) => (row[variable] ? (names.get(row[variable].value) ?? row[variable].value) : "");
  return (one, other) => {
    const [a, b] = [text(one), text(other)];
    if (!a || !b) return a ? -1 : b ? 1 : 0; // rows without a value stay last
    const numeric = a.trim() && b.trim() && Number.isFinite(Number(a)) && Number.isFinite(Number(b));
    const order = numeric ? Number(a) - Number(b) : a.localeCompare(b);
    return down ? -order : order;
  };
}

const LINE =
  /^(<[^>]*>|_:\S+) <([^>]*)> (?:<([^>]*)>|(_:\S+)|"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?) \.$/;

function term(text) {
  return text.startsWith("<") ? { type: "uri", value: text.slice(1, -1) } : { type: "bnode", value: text };
}

function unescaped(text) {
  return text.replace(/\\(?:u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|(.))/g, (_, four, eight, one) =>
    one ? ({ t: "\t", n: "\n", r: "\r", b: "\b", f: "\f" }[one] ?? one) : String.fromCodePoint(parseInt(four ?? eight, 16)),
  );
}

/** Read N-Triples into rows of subject, property and value. */
function triples(text) {
  const rows = [];
  for (const line of text.split("\n")) {
    const found = LINE.exec(line);
    if (!found) continue;
    const [, subject, property, iri, blank, literal, lang, type] = found;
    rows.push({
      subject: term(subject),
      property: { type: "uri", value: property },
      value:
        iri !== undefined
          ? { type: "uri", value: iri }
          : blank
            ? { type: "bnode", value: blank }
            : { type: "literal", value: unescaped(literal), "xml:lang": lang, datatype: type },
    });
  }
  return { variables: ["subject", "property", "value"], rows };
}

function read(text, isGraph) {
  if (isGraph) return triples(text);
  const data = JSON.parse(text);
  if ("boolean" in data) {
    return { variables: ["answer"], rows: [{ answer: { type: "literal", value: data.boolean ? "yes" : "no" } }] };
  }
  return { variables: data.head.vars, rows: data.results.bindings };
}

function tableOf({ variables, rows }, names) {
  const body = element("tbody", {});
  const heads = variables.map((v) => element("th", { scope: "col", "aria-sort": "none" }, element("button", { type: "button", class: "sort" }, v)));
  function fill(shown) {
    body.replaceChildren(
      ...shown.slice(0, MAX_ROWS).map((row) => element("tr", {}, ...variables.map((v) => element("td", {}, cell(row[v], names))))),
    );
  }
  fill(rows);
  heads.forEach((head, n) => {
    head.firstChild.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.setAttribute("aria-sort", "none");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      fill([...rows].sort(by(variables[n], names, down)));
    });
  });
  if (!rows.length) {
    const none = element("span", { class: "none" }, "No rows: the data has no match for this query.");
    body.append(element("tr", {}, element("td", { colspan: String(variables.length || 1) }, none)));
  }
  const table = element(
    "table",
    {},
    element("caption", { class: "visually-hidden" }, "Result"),
    element("thead", {}, element("tr", {}, ...heads)),
    body,
  );
  const region = element("div", { class: "scroll", role: "region", "aria-label": "Result as a table", tabindex: "0" }, table);
  if (rows.length <= MAX_ROWS) return region;
  const note = element("p", { class: "hint" }, `The first ${MAX_ROWS} of ${rows.length} rows; the downloads have all of them.`);
  return element("div", {}, note, region);
}

function rawOf(text) {
  const cut = text.length > MAX_RAW;
  const pre = element("pre", { tabindex: "0", "aria-label": "Result as text" }, cut ? text.slice(0, MAX_RAW) : text);
  if (!cut) return pre;
  return element("div", {}, element("p", { class: "hint" }, "Only the beginning; the downloads have all of it."), pre);
}

/** Return nodes and links of a table: each row that has two or more IRIs links the first to others. */
function network({ variables, rows }, isGraph) {
  const links = [];
  for (const row of rows) {
    if (isGraph) {
      if (row.value.type === "uri") links.push([row.subject.value, row.value.value, short(row.property.value)]);
      continue;
    }
    const iris = variables.filter((v) => row[v]?.type === "uri");
    for (const other of iris.slice(1)) links.push([row[iris[0]].value, row[other].value, other]);
  }
  return links;
}

async function graphOf(links, script) {
  const place = element("div", { class: "graph-view", role: "img", "aria-label": `${links.length} links; the table has them all as text` });
  const holder = element("div", {}, place);
  const { draw } = await import(script);
  // Drawn once it is on the page and has a size.
  requestAnimationFrame(() => draw(place, links.slice(0, 400), { short, pathOf }));
  const more = links.length > 400 ? `The first 400 of ${links.length} links. ` : "";
  holder.append(element("p", { class: "hint" }, `${more}Drag to move, scroll to zoom, double-click a node to open it.`));
  return holder;
}

function downloads(query, isGraph) {
  const formats = isGraph
    ? [["turtle", "Turtle"], ["ntriples", "N-Triples"], ["jsonld", "JSON-LD"], ["rdfxml", "RDF/XML"]]
    : [["csv", "CSV"], ["tsv", "TSV"], ["json", "JSON"], ["xml", "XML"]];
  return element(
    "p",
    { class: "actions" },
    element("span", {}, "Download:"),
    ...formats.map(([name, label]) =>
      element("a", { href: `/sparql?query=${encodeURIComponent(query)}&format=${name}`, download: "" }, label),
    ),
  );
}

/** Show a result in `place`; return its size in words. */
export async function showAnswer(place, { text, isGraph, query, graphScript }) {
  const data = read(text, isGraph);
  const count = data.rows.length;
  const what = isGraph ? (count === 1 ? "triple" : "triples") : count === 1 ? "row" : "rows";
  const words = `${count.toLocaleString("en")} ${what}`;
  const names = await namesOf(data.rows.slice(0, MAX_ROWS));
  const views = { Table: () => tableOf(data, names) };
  if (!isGraph && chartOf.fits(data)) views.Chart = () => chartOf(data, names);
  const links = network(data, isGraph);
  if (links.length) views.Graph = () => graphOf(links, graphScript);
  views.Raw = () => rawOf(isGraph ? text : JSON.stringify(JSON.parse(text), null, 1));

  const panel = element("div", { class: "view", id: "view" });
  const buttons = Object.keys(views).map((name) =>
    element("button", { type: "button", "aria-pressed": "false", "aria-controls": "view" }, name),
  );
  async function show(button) {
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
    panel.replaceChildren(await views[button.textContent]());
  }
  for (const button of buttons) button.addEventListener("click", () => show(button));
  const bar = element("div", { class: "views-bar", role: "group", "aria-label": "Show the result as" }, ...buttons);
  place.replaceChildren(element("h2", {}, `Result: ${words}`), bar, panel, downloads(query, isGraph));
  show(buttons[0]);
  return words;
}

/** Show why there is no result (RFC 9457). */
export function showProblem(place, { detail, excerpt, hint }) {
  const parts = [element("h2", {}, "Query error"), element("p", {}, (detail ?? "").replace(/^./, (c) => c.toUpperCase()))];
  if (excerpt) parts.push(element("pre", { tabindex: "0" }, element("code", {}, excerpt)));
  if (hint) parts.push(element("p", {}, hint));
  place.replaceChildren(element("section", { class: "problem", role: "alert" }, ...parts));
}
