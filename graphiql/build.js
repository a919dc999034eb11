// Bundles GraphiQL into the Python package: one script, one style sheet, their gzipped twins, the licences and the digests.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "../django_graphql_auto/static/django_graphql_auto/graphiql");

/** The packages whose code the bundle holds, told by the paths of its inputs. */
function packagesOf(metafile) {
  const folders = Object.keys(metafile.inputs).map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]);
  return [...new Set(folders.filter(Boolean))].sort();
}

function licenceOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
  const file = readdirSync(join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(here, folder, file), "utf8").trim() : "(The package names its licence only.)";
  return `${name} ${version} (${license})\n${"-".repeat(40)}\n${text}\n`;
}

/** GraphiQL's style sheets carry two font families as data; the page uses the system's fonts, which saves half of the download. */
const withoutFonts = {
  name: "without-fonts",
  setup({ onLoad }) {
    onLoad({ filter: /\.css$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/@font-face\s*\{[^}]*\}/g, ""),
      loader: "css",
    }));
  },
};

const result = await build({
  absWorkingDir: here,
  entryPoints: { graphiql: "source/main.jsx" },
  outdir: target,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  legalComments: "none",
  plugins: [withoutFonts],
  metafile: true,
  write: false,
  logLevel: "warning",
});

if (existsSync(target)) rmSync(target, { recursive: true });
mkdirSync(target, { recursive: true });
const digests = result.outputFiles.map(({ path, contents }) => {
  writeFileSync(path, contents);
  writeFileSync(`${path}.gz`, gzipSync(contents, { level: 9 }));
  const name = path.slice(target.length + 1);
  console.log(`${name}: ${contents.length} bytes`);
  return `${createHash("sha256").update(contents).digest("hex")}  ${name}\n`;
});
writeFileSync(join(target, "SHA256SUMS"), digests.sort().join(""));
writeFileSync(join(target, "LICENSES.txt"), packagesOf(result.metafile).map(licenceOf).join("\n\n"));
