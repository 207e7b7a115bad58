// The explorer of the network: Cytoscape.js over the positions that the server computed.

import cytoscape from "cytoscape";

// Cytoscape would write one rule into a style element, which the pages' policy forbids; it looks
// for this element first, and the rule is in the stylesheet (.explorer-canvas).
if (!document.getElementById("__________cytoscape_stylesheet")) {
  const mark = document.createElement("meta");
  mark.id = "__________cytoscape_stylesheet";
  document.head.append(mark);
}

const SHAPES = {
  collaborative: ["ellipse", "--series-1", 22],
  organization: ["rectangle", "--series-3", 14],
  person: ["triangle", "--series-4", 16],
  topic: ["diamond", "--series-2", 18],
};

const SMALLEST = 11; // pixels of a letter

function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function looks() {
  const kinds = Object.entries(SHAPES).map(([kind, [shape, colour, size]]) => ({
    selector: `node[kind="${kind}"]`,
    style: { shape, "background-color": token(colour), width: size, height: size },
  }));
  return [
    {
      selector: "node",
      style: {
        label: "", color: token("--ink"),
        "font-family": token("--sans"), "text-outline-color": token("--surface"),
        "text-outline-width": 2, "text-valign": "bottom", "text-margin-y": 3,
        "text-wrap": "wrap",
      },
    },
    ...kinds,
    { selector: "node.labeled, node.chosen, node.near", style: { label: "data(label)" } },
    { selector: "node.sized", style: { width: "data(size)", height: "data(size)" } },
    {
      selector: "edge",
      style: { width: "mapData(weight, 1, 6, 1, 5)", "line-color": token("--line-strong"), opacity: 0.55 },
    },
    { selector: ".away", style: { opacity: 0.12 } },
    { selector: "node.chosen", style: { "border-width": 3, "border-color": token("--ink") } },
    { selector: "edge.near", style: { "line-color": token("--accent"), opacity: 1 } },
    { selector: ".hidden", style: { display: "none" } },
  ];
}

/** Return a name in lines of about 22 letters, as they are drawn. */
function wrapped(name) {
  const lines = [""];
  for (const word of name.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`.trim();
    if (longer.length > 22 && lines.at(-1)) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** The address on this host for one of our IRIs, empty for any other. */
function address(iri) {
  const base = "https://w3id.org/nmc/";
  return iri.startsWith(base) ? iri.slice(base.length - 1) : "";
}

/** Fill the container with the network and let it be searched, filtered, zoomed and walked. */
export function explore(network) {
  const canvas = document.getElementById("explorer-canvas");
  const said = document.getElementById("explorer-said");
  const find = document.getElementById("explorer-find");
  const form = document.getElementById("explorer-controls");
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const view = cytoscape({
    container: canvas,
    elements: { nodes: network.nodes, edges: network.edges },
    layout: { name: "preset", fit: true, padding: 64 },
    style: looks(),
    minZoom: 0.15,
    maxZoom: 6,
  });

  function choose(node) {
    view.elements().removeClass("away chosen near");
    said.replaceChildren();
    if (!node || node.empty()) return;
    const near = node.closedNeighborhood();
    view.elements().not(near).addClass("away");
    node.addClass("chosen");
    near.addClass("near");
    const link = document.createElement("a");
    link.textContent = node.data("label");
    const target = address(node.id());
    if (target) link.href = target;
    const others = near.nodes().not(node).map((n) => n.data("label"));
    const words = others.length ? `, linked to ${others.slice(0, 8).join(", ")}` : ", no links here";
    const more = others.length > 8 ? ` and ${others.length - 8} more` : "";
    said.append(link, ` (${node.data("kind")})${words}${more}`);
  }

  // A label is shown where it covers no other label, collaboratives first, then what has the most
  // links. Only names of collaboratives may cover marks. The selection always has its labels.
  // They don't shrink with the picture, so that they can be read when all of it is shown.
  function label() {
    const size = Math.max(SMALLEST, 12 * view.zoom());
    const marks = view.nodes().not(".hidden").map((n) => ({ id: n.id(), ...n.renderedBoundingBox({ includeLabels: false }) }));
    const labels = [];
    const ranked = view.nodes().not(".hidden").sort((a, b) => rank(b) - rank(a));
    view.batch(() => {
      view.nodes().removeClass("labeled");
      view.nodes().style({ "font-size": size / view.zoom(), "text-max-width": (12 * size) / view.zoom() });
      ranked.forEach((node) => {
        const at = node.renderedPosition();
        const lines = wrapped(node.data("label"));
        const half = (Math.max(...lines.map((line) => line.length)) * size * 0.55) / 2;
        const top = at.y + (node.renderedHeight() / 2) + 2;
        const box = { x1: at.x - half, x2: at.x + half, y1: top, y2: top + lines.length * size * 1.25 };
        const covers = (b) => b.id !== node.id() && b.x1 < box.x2 && box.x1 < b.x2 && b.y1 < box.y2 && box.y1 < b.y2;
        if (labels.some(covers)) return;
        if (node.data("kind") !== "collaborative" && marks.some(covers)) return;
        node.addClass("labeled");
        labels.push(box);
      });
    });
  }

  const rank = (node) => (node.data("kind") === "collaborative" ? 1000 : 0) + node.degree();

  /** Size the things by a measure, or by their kind with an empty name. */
  function resize(name) {
    const values = network.measures?.[name] ?? {};
    const most = Math.max(...Object.values(values), 0);
    view.nodes().forEach((node) => {
      const share = most ? (values[node.id()] ?? 0) / most : 0;
      node.data("size", 10 + 34 * Math.sqrt(share));
      node.toggleClass("sized", Boolean(name) && most > 0);
    });
    label();
  }

  /** Hide what isn't of a chosen kind, and with a state, what isn't linked to a community there. */
  function filter() {
    const kinds = new Set([...form.querySelectorAll("[name=kind]:checked")].map((box) => box.value));
    const state = form.elements.state?.value ?? "";
    const there = new Set(state ? JSON.parse(form.elements.state.dataset.communities)[state] ?? [] : []);
    const near = view.nodes().filter((n) => there.has(n.id())).closedNeighborhood();
    view.nodes().forEach((node) =>
      node.toggleClass("hidden", !kinds.has(node.data("kind")) || (state !== "" && !near.contains(node))),
    );
    choose(null);
    if (state) view.fit(view.nodes().not(".hidden"), 40);
    label();
  }

  let waiting;
  view.on("viewport", () => {
    clearTimeout(waiting);
    waiting = setTimeout(label, 80);
  });

  function shown() {
    return view.nodes().not(".hidden").sort((a, b) => a.data("label").localeCompare(b.data("label")));
  }

  function move(to) {
    if (calm) {
      view.center(to);
      return;
    }
    const at = to.renderedPosition();
    view.animate({ panBy: { x: view.width() / 2 - at.x, y: view.height() / 2 - at.y } }, { duration: 200 });
  }

  function step(by) {
    const all = shown();
    if (all.empty()) return;
    const now = all.toArray().findIndex((n) => n.hasClass("chosen"));
    const next = all[(now + by + all.length) % all.length];
    choose(next);
    move(next);
  }

  function zoom(by) {
    view.zoom({ level: view.zoom() * by, renderedPosition: { x: view.width() / 2, y: view.height() / 2 } });
  }

  function search() {
    const words = find.value.trim().toLowerCase();
    if (!words) return choose(null);
    const hits = shown().filter((n) => n.data("label").toLowerCase().includes(words));
    if (hits.empty()) {
      choose(null);
      said.textContent = `Nothing here has the name “${find.value}”.`;
      return;
    }
    choose(hits[0]);
    move(hits[0]);
    if (hits.length > 1) said.append(`. ${hits.length} match; press n for the next one.`);
  }

  view.on("tap", "node", (event) => choose(event.target));
  view.on("tap", (event) => event.target === view && choose(null));
  find.addEventListener("input", search);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", (event) => {
    if (event.target.name === "measure") resize(event.target.value);
    else if (event.target.name === "kind" || event.target.name === "state") filter();
  });
  form.addEventListener("click", (event) => {
    const way = event.target.dataset?.zoom;
    if (way === "in") zoom(1.3);
    if (way === "out") zoom(1 / 1.3);
    if (way === "fit") view.fit(undefined, 64);
  });
  const keys = {
    "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: () => view.fit(undefined, 64),
    ArrowLeft: () => view.panBy({ x: 60, y: 0 }), ArrowRight: () => view.panBy({ x: -60, y: 0 }),
    ArrowUp: () => view.panBy({ x: 0, y: 60 }), ArrowDown: () => view.panBy({ x: 0, y: -60 }),
    n: () => step(1), p: () => step(-1), Escape: () => choose(null),
    Enter: () => said.querySelector("a[href]")?.click(),
  };
  canvas.addEventListener("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => view.style(looks()));
  label();
  canvas.focus();
}
