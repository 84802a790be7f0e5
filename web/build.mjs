// Bundles what the pages take from npm into graph/server/site/built: the SPARQL editor, the shapes of the map, and the
// licences of every package that is in them. Run through `make web`, which runs `npm ci` first.
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "graph", "server", "site", "built");
const modules = join(here, "node_modules");

rmSync(target, { recursive: true, force: true });
mkdirSync(target);
const { metafile } = await build({
  entryPoints: { yasqe: join(here, "yasqe.mjs") },
  absWorkingDir: here,
  outdir: target,
  bundle: true,
  minify: true,
  metafile: true,
  format: "iife",
  target: "es2020",
  legalComments: "none",
  loader: { ".svg": "dataurl", ".png": "dataurl" },
});
copyFileSync(join(modules, "world-atlas", "countries-50m.json"), join(target, "countries.json"));

/** The package of a bundled file, `@scope/name` or `name`. */
const packageOf = (file) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/.exec(file)?.[1];
// Yasqe's own build has these inside, so that no file of theirs is among the inputs.
const inside = Object.keys(JSON.parse(readFileSync(join(modules, "@zazuko/yasqe/package.json"), "utf8")).dependencies);
const names = new Set([...Object.keys(metafile.inputs).map(packageOf).filter(Boolean), ...inside, "world-atlas"]);
const licences = [...names].sort().map((name) => {
  const folder = join(modules, name);
  const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const text = readdirSync(folder).find((file) => /^licen[cs]e/i.test(file));
  return [name, version, license ?? "", text && existsSync(join(folder, text)) ? readFileSync(join(folder, text), "utf8") : ""];
});
licences.push(["Natural Earth", "", "public domain", ""]);
writeFileSync(join(target, "licences.json"), `${JSON.stringify(licences, null, 1)}\n`);
console.log(`built ${[...Object.keys(metafile.outputs).map((file) => file.split("/").pop()), "countries.json", "licences.json"].join(", ")}`);
