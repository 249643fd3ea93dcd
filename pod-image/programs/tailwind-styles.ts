import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { Scanner } from '@tailwindcss/oxide';
import { compile } from 'tailwindcss';
import type { Plugin } from 'vite';
import { sourcePaths } from './app-sources.ts';

const require = createRequire(import.meta.url);

const isStyle = /\.css(?:$|\?(?!.*\b(?:raw|url)\b))/;
const usesTailwind =
  /@import\s{1,9}(?:url\(\s{0,9})?['"]tailwindcss|@(?:tailwind|theme|apply|utility|reference)\b/;
const versionThree = /@tailwind\s{1,9}(?:base|components)\b/;
/** Where class names stand. */
const scanned = /\.(?:html?|[cm]?[jt]s|[jt]sx|md|svg|json)$/;

interface Stylesheet {
  readonly path: string;
  readonly base: string;
  readonly content: string;
}

/**
 * Tailwind 4 for styles that ask for it. It is given Tailwind's own styles and those of the app, and no code: a plugin or a configuration would
 * be the app's code in the build.
 */
export function tailwindStyles(root: string): Plugin {
  let names: string[] | undefined;
  return {
    name: 'gantry-tailwind',
    enforce: 'pre',
    async transform(code, id) {
      if (!isStyle.test(id) || !usesTailwind.test(code)) return undefined;
      const path = id.replace(/\?.*$/s, '');
      if (versionThree.test(code))
        this.error(
          `${relative(root, path)}: @tailwind base and components are Tailwind 3; write @import "tailwindcss" in their place`,
        );
      const compiler = await compile(code, {
        base: dirname(path),
        from: path,
        loadStylesheet: async (name, base) => loadStylesheet(root, name, base),
        loadModule: refuseModule,
      });
      names ??= classNames(root);
      return { code: compiler.build(names), map: null };
    },
  };
}

async function refuseModule(name: string): Promise<never> {
  throw new Error(
    `${name} is not loaded: Tailwind has no plugins and no configuration file here, write @theme, @utility and @custom-variant in the style itself`,
  );
}

function loadStylesheet(root: string, name: string, base: string): Stylesheet {
  const path = /^[./]|^@\//.test(name) ? ownStyle(root, name, base) : tailwindStyle(name);
  const content = readFileSync(path, 'utf8');
  return {
    path,
    base: dirname(path),
    content: path.startsWith(root) ? rootUrls(root, path, content) : content,
  };
}

function ownStyle(root: string, name: string, base: string): string {
  const path = name.startsWith('.') ? resolve(base, name) : join(root, name.replace(/^@\//, 'src/'));
  if (!path.startsWith(root + sep)) throw new Error(`${name} is not in the app`);
  return path;
}

function tailwindStyle(name: string): string {
  if (/^tailwindcss(?:\/(?:theme|preflight|utilities|index)(?:\.css)?)?$/.test(name)) {
    const file = name.replace(/^tailwindcss\/?/, '').replace(/\.css$/, '') || 'index';
    return join(dirname(require.resolve('tailwindcss/package.json')), `${file}.css`);
  }
  throw new Error(`${name} is not imported here: import the style of a package in a script`);
}

/** What an imported style names beside itself is still found when it stands in the style that imports it. */
function rootUrls(root: string, path: string, content: string): string {
  return content.replace(
    /\burl\(\s{0,9}(['"]?)(\.{1,2}\/[^'")\s]{1,500})\1\s{0,9}\)/g,
    (_, quote, address) => {
      const target = relative(root, resolve(dirname(path), address)).replaceAll(sep, '/');
      return `url(${quote}/${target}${quote})`;
    },
  );
}

function classNames(root: string): string[] {
  const files = sourcePaths(root, scanned).filter((path) => !/^tests?\//.test(path));
  return new Scanner({}).scanFiles(
    files.map((path) => ({
      content: readFileSync(join(root, path), 'utf8'),
      extension: path.slice(path.lastIndexOf('.') + 1),
    })),
  );
}
