import { type Context, type Module, Script, SourceTextModule, SyntheticModule } from 'node:vm';
import { checkImport } from './check-sources.ts';
import { resolveReference, type Site, siteOrigin } from './site.ts';

/** Loads a site's ES modules into a page, by V8's own module loader: the same module once, whoever imports it. */
export interface PageModules {
  /** Runs an external module of the site, or an inline one with its text. */
  run(url: string, inlineCode?: string): Promise<void>;
  runClassic(code: string, url: string): void;
}

export function createPageModules(site: Site, page: Context): PageModules {
  const loaded = new Map<string, Module>();

  const compile = (code: string, url: string): Module =>
    new SourceTextModule(code, {
      context: page,
      identifier: url,
      initializeImportMeta: (meta) => {
        meta.url = url;
        meta.resolve = (specifier: string) => new URL(specifier, url).href;
      },
      importModuleDynamically: importFrom(url),
    });

  const importFrom =
    (url: string) =>
    async (specifier: string): Promise<Module> => {
      const module = find(specifier, url);
      await evaluate(module);
      return module;
    };

  const find = (specifier: string, from: string): Module => {
    const path = decodeURIComponent(new URL(from).pathname.slice(1));
    checkImport(site, path, specifier);
    const target = resolveReference(specifier, from);
    if (target.kind !== 'file') throw new Error(`cannot import ${JSON.stringify(specifier)} from ${path}`);
    return load(`${siteOrigin}/${target.path}`, target.path);
  };

  const load = (url: string, path: string): Module => {
    const known = loaded.get(url);
    if (known !== undefined) return known;
    const bytes = site.files.get(path);
    if (bytes === undefined) throw new Error(`${path} is not in the artifact`);
    const module = path.endsWith('.json')
      ? jsonModule(bytes, page, url)
      : compile(bytes.toString('utf8'), url);
    loaded.set(url, module);
    return module;
  };

  const evaluate = async (module: Module): Promise<void> => {
    if (module.status === 'unlinked')
      await module.link((specifier, from) => find(specifier, from.identifier));
    await module.evaluate();
  };

  return {
    async run(url, inlineCode) {
      const module = inlineCode === undefined ? find(url, `${siteOrigin}/`) : compile(inlineCode, url);
      await evaluate(module);
    },
    runClassic(code, url) {
      new Script(code, { filename: url, importModuleDynamically: importFrom(url) }).runInContext(page);
    },
  };
}

function jsonModule(bytes: Buffer, page: Context, identifier: string): Module {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  return new SyntheticModule(
    ['default'],
    function setDefault(this: SyntheticModule) {
      this.setExport('default', value);
    },
    { context: page, identifier },
  );
}
