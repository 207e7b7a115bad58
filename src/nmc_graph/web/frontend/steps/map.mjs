// The map of the United States: borders of states as one path, and for each state and county the
// point in its middle and its outline, found by FIPS code. From us-atlas, which the Census Bureau's
// boundaries come in projected already (Albers, 975 by 610 units, Alaska and Hawaii set below).
// Points and outlines are computed here and nowhere typed in.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import { filter, filterAttachedWeight, presimplify, quantile, simplify } from "topojson-simplify";

const pen = geoPath().digits(1);
// The share of points that a reader of a page-wide map does not miss, and the smallest island
// that is drawn, in square units.
const LEFT_OUT = 0.9;
const ISLAND = 4;

async function atlas(root, name) {
  const file = path.join(root, "node_modules/us-atlas", `${name}-albers-10m.json`);
  return JSON.parse(await readFile(file, "utf8"));
}

/** Return the topology with only those points that matter at this scale. */
function lighter(topology, share) {
  const weighed = presimplify(topology);
  return simplify(weighed, quantile(weighed, share));
}

/** Return the topology without islands that would be specks. */
function withoutSpecks(topology) {
  return filter(topology, filterAttachedWeight(topology, ISLAND));
}

function places(topology, name) {
  const found = {};
  for (const place of feature(topology, topology.objects[name]).features) {
    const outline = pen(place);
    if (!outline) continue;
    const [x, y] = pen.centroid(place);
    found[place.id] = { at: [round(x), round(y)], outline };
  }
  return found;
}

function round(number) {
  return Math.round(number * 10) / 10;
}

export default async function map({ root, emit, uses }) {
  const [states, counties] = [await atlas(root, "states"), await atlas(root, "counties")];
  const light = withoutSpecks(lighter(states, LEFT_OUT));
  await emit(
    "us-map.json",
    JSON.stringify({
      size: [975, 610],
      nation: pen(feature(light, light.objects.nation)),
      borders: pen(mesh(light, light.objects.states, (a, b) => a !== b)),
      places: { ...places(light, "states"), ...places(lighter(counties, 0.5), "counties") },
    }),
  );
  for (const name of ["us-atlas", "d3-geo", "topojson-client", "topojson-simplify"]) uses(name);
}
