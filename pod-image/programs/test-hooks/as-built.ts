import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { transform } from 'sucrase';
import { jsxSourceOf } from '../app-sources.ts';

const require = createRequire(import.meta.url);

/** What a build replaces, and an engine does not know. */
const buildWords = /\bimport\.meta\.env\b/;
const environment = 'import.meta.env = { MODE: "test", BASE_URL: "/", PROD: false, DEV: true, SSR: false }; ';

/** A file of the app as a build gives it to other modules; undefined where the engine loads it as it is. */
export function asBuilt(url: URL, attribute: string | undefined): string | undefined {
  const path = fileURLToPath(url);
  if (url.searchParams.has('raw')) return exportText(readFileSync(path, 'utf8'));
  if (url.searchParams.has('url') || isAsset.test(path))
    return exportText(`/${relative(process.cwd(), path)}`);
  if (path.endsWith('.module.css'))
    return 'export default new Proxy({}, { get: (_, name) => String(name) });';
  if (path.endsWith('.css')) return 'export default "";';
  if (path.endsWith('.json')) return attribute === 'json' ? undefined : exportJson(path);
  return isScript.test(path) ? builtScript(path) : undefined;
}

const isAsset = /\.(?:svg|png|jpe?g|gif|webp|avif|ico|woff2?|mp3|mp4|webm|ogg|wav|txt|pdf)$/;
const isScript = /\.(?:[cm]?[jt]s|[jt]sx)$/;

const exportText = (text: string): string => `export default ${JSON.stringify(text)};`;

const exportJson = (path: string): string =>
  `export default ${JSON.stringify(JSON.parse(readFileSync(path, 'utf8')))};`;

function builtScript(path: string): string | undefined {
  const code = readFileSync(path, 'utf8');
  const isPlain = !buildWords.test(code) && !/\.[jt]sx$/.test(path);
  if (isPlain && (!/\.[cm]?ts$/.test(path) || canStrip(code))) return undefined;
  return compile(path, code);
}

/** False for what is more than types, such as an enum. */
function canStrip(code: string): boolean {
  try {
    stripTypeScriptTypes(code);
    return true;
  } catch {
    return false;
  }
}

/** Every line stays where it is; the map tells the engine's coverage so. */
function compile(path: string, code: string): string {
  const { transform: compileWith } = require('sucrase') as { readonly transform: typeof transform };
  const compiled = compileWith(code, {
    transforms: ['jsx', ...(/ts[x]?$/.test(path) ? (['typescript'] as const) : [])],
    jsxRuntime: 'automatic',
    jsxImportSource: jsxSourceOf(process.cwd()),
    production: true,
    disableESTransforms: true,
    filePath: path,
    sourceMapOptions: { compiledFilename: path },
  });
  const map = Buffer.from(JSON.stringify(compiled.sourceMap)).toString('base64');
  const before = buildWords.test(code) ? environment : '';
  return `${before}${compiled.code}\n//# sourceMappingURL=data:application/json;base64,${map}`;
}
