// The query editor on /sparql: YASGUI's editor in place of the text field, results without a new
// page. What works without it goes on working: the form is still there, and its address is the link.
import Yasqe from "@zazuko/yasqe";
import "@zazuko/yasqe/build/yasqe.min.css";
import { showAnswer, showProblem } from "./lib/results.js";

const form = document.querySelector("form.ask");
const field = form.querySelector("textarea");
const answer = document.getElementById("answer");
const told = document.getElementById("told");
const MAX_LINK = 6000; // characters of an address that every server and browser takes
const MAX_QUERY = 12000; // bytes of a query in a permanent link, as in web/permalink.py

// Completion uses our own terms only: no request goes to prefix.cc, LOV or any other host.
let terms;
const known = () => (terms ??= fetch(form.dataset.terms).then((r) => r.json()));
for (const [from, key] of [
  ["class", "classes"],
  ["property", "properties"],
]) {
  Yasqe.forkAutocompleter(
    from,
    {
      name: `nmc-${key}`,
      persistenceId: null,
      bulk: true,
      autoShow: false,
      get: () => known().then((t) => t[key].map((term) => term.iri)),
    },
    false,
  );
}
Yasqe.forkAutocompleter(
  "prefixes",
  {
    name: "nmc-prefixes",
    persistenceId: null,
    get: () => known().then((t) => Object.entries(t.prefixes).map(([p, iri]) => `${p}: <${iri}>`)),
  },
  false,
);

const place = document.createElement("div");
place.className = "editor";
field.before(place);
const yasqe = new Yasqe(place, {
  value: field.value,
  persistenceId: null, // nothing is kept in the browser
  consumeShareLink: null,
  createShareableLink: undefined,
  showQueryButton: false,
  resizeable: false,
  collapsePrefixesOnLoad: false,
  autocompleters: ["nmc-prefixes", "nmc-classes", "nmc-properties", "variables"],
  screenReaderLabel: "SPARQL query",
  viewportMargin: Infinity,
  lineWrapping: true,
  // Tab leaves the editor, so that it doesn't trap the keyboard (WCAG 2.1.2).
  extraKeys: {
    Tab: false,
    "Shift-Tab": false,
    "Ctrl-Enter": () => run(),
    "Cmd-Enter": () => run(),
    "Ctrl-Space": () => yasqe.autocomplete(),
  },
});
field.hidden = true;
form.querySelector("label").addEventListener("click", (event) => {
  event.preventDefault();
  yasqe.focus();
});
form.querySelector(".keys").hidden = false;

const fill = new URLSearchParams(location.hash.slice(1)).get("query");
if (fill) yasqe.setValue(fill);

let running;
let wrong;

function mark(line) {
  if (wrong !== undefined) yasqe.removeLineClass(wrong, "background", "wrong");
  wrong = line && line <= yasqe.lineCount() ? yasqe.addLineClass(line - 1, "background", "wrong") : undefined;
}

async function run() {
  running?.abort();
  running = new AbortController();
  const query = yasqe.getValue();
  mark(0);
  told.textContent = "Running …";
  form.setAttribute("aria-busy", "true");
  const started = performance.now();
  const isGraph = /^(CONSTRUCT|DESCRIBE)$/.test(yasqe.getQueryType() ?? "");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: {
        Accept: isGraph
          ? "application/n-triples, application/problem+json"
          : "application/sparql-results+json, application/problem+json",
      },
      body: new URLSearchParams({ query }),
      signal: running.signal,
    });
    const text = await response.text();
    const took = Math.round(performance.now() - started);
    link(query);
    if (response.ok) {
      const count = await showAnswer(answer, { text, isGraph, query, graphScript: form.dataset.graph });
      told.textContent = `${count} in ${took} ms.`;
    } else {
      const problem = JSON.parse(text);
      showProblem(answer, problem);
      mark(problem.line);
      told.textContent = "Query error: see below.";
    }
  } catch (error) {
    if (error.name === "AbortError") return;
    showProblem(answer, {
      detail: "We couldn’t reach the server, or couldn’t read its response.",
      hint: "Check your connection and run the query again.",
    });
    told.textContent = "The query didn’t run.";
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** Have the address say what is asked, so that it can be shared and gone back to. */
function link(query) {
  const address = `${form.getAttribute("action")}?query=${encodeURIComponent(query)}`;
  if (address.length > MAX_LINK) return;
  if (address !== location.pathname + location.search) history.pushState(null, "", address);
}

addEventListener("popstate", () => location.reload());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

const share = form.querySelector(".share");
share.hidden = !navigator.clipboard || !("CompressionStream" in window);
/** Return the permanent link of a query, which carries the query itself: raw DEFLATE, base64url. */
async function permalink(query) {
  const packed = new Blob([query]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
  const code = btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  return new URL(`${form.dataset.permalink}/${code}`, form.action).href;
}

share.addEventListener("click", async () => {
  const query = yasqe.getValue();
  const fits = new TextEncoder().encode(query).length <= MAX_QUERY;
  const address = fits ? await permalink(query) : "";
  const short = fits && address.length <= MAX_LINK;
  if (short) await navigator.clipboard.writeText(address);
  told.textContent = short
    ? "Link copied. It opens this query and its result."
    : "This query is too long for a link. Send its text instead.";
});
