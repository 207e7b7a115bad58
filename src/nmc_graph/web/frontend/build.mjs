// Builds what pages load: one stylesheet from css/, one script from each file in js/, files from
// images/ and steps/. Names carry a hash of the content, so that browsers may keep them indefinitely;
// manifest.json leads from the plain name to the name with the hash.
//
// Usage: node build.mjs OUTPUT_FOLDER

import { createHash } from "node:crypto";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from "node:zlib";
import esbuild from "esbuild";

const root = import.meta.dirname;
const out = path.resolve(process.argv[2] ?? path.join(root, "../static"));
const manifest = {};
const packages = new Set();

// The order of the stylesheet: what others build on, then every other part by name, then print.
const FIRST = ["tokens.css", "fonts.css", "base.css", "layout.css", "components.css"];
const LAST = ["print.css"];

async function list(folder, suffix) {
  const names = await readdir(path.join(root, folder)).catch(() => []);
  return names.filter((name) => name.endsWith(suffix)).sort();
}

function ordered(names) {
  const rank = (name) =>
    FIRST.includes(name) ? FIRST.indexOf(name) : LAST.includes(name) ? 1000 : 100;
  return [...names].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
}

/** Write a file under a name with its hash, and its compressed forms where they are smaller. */
async function emit(name, content) {
  const bytes = Buffer.from(content);
  const { name: stem, ext } = path.parse(name);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 10);
  const file = `${stem}-${hash}${ext}`;
  await writeFile(path.join(out, file), bytes);
  manifest[name] = file;
  if ([".woff2", ".png"].includes(ext) || bytes.length < 1024) return file;
  const quality = constants.BROTLI_PARAM_QUALITY;
  const level = constants.ZSTD_c_compressionLevel;
  const forms = {
    br: brotliCompressSync(bytes, { params: { [quality]: 11 } }),
    gzip: gzipSync(bytes, { level: 9 }),
    zstd: zstdCompressSync(bytes, { params: { [level]: 19 } }),
  };
  for (const [coding, body] of Object.entries(forms)) {
    if (body.length < bytes.length) await writeFile(path.join(out, `${file}.${coding}`), body);
  }
  return file;
}

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  outdir: out,
  legalComments: "none", // licenses are gathered in licenses.txt
  target: ["chrome109", "firefox115", "safari16"],
  loader: { ".woff2": "file", ".svg": "file", ".png": "file" },
  assetNames: "[name]-[hash]",
  publicPath: "/static",
  logLevel: "warning",
};

async function bundle(options) {
  const result = await esbuild.build({ ...common, ...options });
  for (const input of Object.keys(result.metafile.inputs)) {
    const found = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)/);
    if (found) packages.add(found[1]);
  }
  const assets = Object.entries(result.metafile.outputs)
    .filter(([, output]) => !output.entryPoint)
    .map(([file]) => path.basename(file));
  for (const file of result.outputFiles) {
    const name = path.basename(file.path);
    if (assets.includes(name) && !/\.(css|js)$/.test(name)) {
      // esbuild has put a hash into the name already.
      await writeFile(path.join(out, name), file.contents);
      manifest[name.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, "")] = name;
    } else {
      await emit(name, file.contents);
    }
  }
}

async function licenses() {
  const parts = [];
  for (const name of [...packages].sort()) {
    const folder = path.join(root, "node_modules", name);
    const about = JSON.parse(await readFile(path.join(folder, "package.json"), "utf8"));
    const file = (await readdir(folder)).find((n) => /^(licen[cs]e|copying)/i.test(n));
    const text = file ? (await readFile(path.join(folder, file), "utf8")).trim() : "";
    parts.push(`${name} ${about.version} (${about.license ?? "see its page"})\n\n${text}\n`);
  }
  await writeFile(path.join(out, "licenses.txt"), parts.join(`\n${"-".repeat(72)}\n\n`));
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const sheet = ordered(await list("css", ".css")).map((n) => `@import "./css/${n}";`);
await bundle({
  stdin: { contents: sheet.join("\n"), loader: "css", resolveDir: root, sourcefile: "site.css" },
  entryNames: "site",
});
for (const name of await list("js", ".js")) {
  // Each script is whole, and so is the stylesheet that it may import (a package's own).
  await bundle({ entryPoints: [`js/${name}`], entryNames: "[name]", format: "esm" });
}
for (const name of await list("images", "")) {
  await emit(name, await readFile(path.join(root, "images", name)));
}
for (const name of await list("steps", ".mjs")) {
  const step = await import(pathToFileURL(path.join(root, "steps", name)));
  await step.default({ root, emit, uses: (dependency) => packages.add(dependency) });
}
await licenses();
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(path.join(out, "manifest.json"), JSON.stringify(sorted, null, 1) + "\n");
