// The graph view of an answer; loaded on demand.
import cytoscape from "cytoscape";

/** Draw links (from, to, name) into `place`. */
export function draw(place, links, { short, pathOf }) {
  // Cytoscape writes a style element unless there is one of this name; ours are in editor.css, so
  // that the page needs no exception from the Content-Security-Policy.
  const written = "__________cytoscape_stylesheet";
  if (!document.getElementById(written)) {
    document.head.append(Object.assign(document.createElement("meta"), { id: written }));
  }
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(name).trim();
  const nodes = [...new Set(links.flatMap(([from, to]) => [from, to]))];
  const picture = cytoscape({
    container: place,
    elements: [
      ...nodes.map((id) => ({ data: { id, label: short(id).split("/").pop().slice(0, 40) } })),
      ...links.map(([source, target, label], n) => ({ data: { id: `link-${n}`, source, target, label } })),
    ],
    style: [
      {
        selector: "node",
        style: {
          label: "data(label)",
          "background-color": colour("--accent"),
          color: colour("--ink"),
          "font-size": 11,
          "text-valign": "bottom",
          "text-margin-y": 4,
          width: 16,
          height: 16,
        },
      },
      {
        selector: "edge",
        style: {
          label: links.length < 60 ? "data(label)" : "",
          width: 1,
          "line-color": colour("--line-strong"),
          "target-arrow-color": colour("--line-strong"),
          "target-arrow-shape": "triangle",
          "curve-style": "bezier",
          color: colour("--muted"),
          "font-size": 9,
          "text-rotation": "autorotate",
        },
      },
    ],
    layout: { name: "cose", animate: false, randomize: false, nodeRepulsion: 9000 },
    maxZoom: 3,
  });
  picture.on("dbltap", "node", (event) => {
    const path = pathOf(event.target.id());
    if (path) location.assign(path);
  });
}
