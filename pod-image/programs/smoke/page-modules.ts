import { type Context, type Module, Script, SourceTextModule, SyntheticModule } from 'node:vm';
import { checkImport } from './check-sources.ts';
import { resolveReference, type Site, siteOrigin } from './site.ts';

/** Loads a site's ES modules into a page, by V8's own module loader: the same module once, whoever imports it. */
export class PageModules {
  readonly #site: Site;
  readonly #page: Context;
  readonly #loaded = new Map<string, Module>();

  constructor(site: Site, page: Context) {
    this.#site = site;
    this.#page = page;
  }

  /** Runs an external module of the site, or an inline one with its text. */
  async run(url: string, inlineCode?: string): Promise<void> {
    const module =
      inlineCode === undefined ? this.#find(url, `${siteOrigin}/`) : this.#compile(inlineCode, url);
    await this.#evaluate(module);
  }

  runClassic(code: string, url: string): void {
    const options = { filename: url, importModuleDynamically: this.#importFrom(url) };
    new Script(code, options).runInContext(this.#page);
  }

  #compile(code: string, url: string): Module {
    return new SourceTextModule(code, {
      context: this.#page,
      identifier: url,
      initializeImportMeta: (meta) => {
        meta.url = url;
        meta.resolve = (specifier: string) => new URL(specifier, url).href;
      },
      importModuleDynamically: this.#importFrom(url),
    });
  }

  #importFrom(url: string): (specifier: string) => Promise<Module> {
    return async (specifier) => {
      const module = this.#find(specifier, url);
      await this.#evaluate(module);
      return module;
    };
  }

  #find(specifier: string, from: string): Module {
    const path = decodeURIComponent(new URL(from).pathname.slice(1));
    checkImport(this.#site, path, specifier);
    const target = resolveReference(specifier, from);
    if (target.kind !== 'file') throw new Error(`cannot import ${JSON.stringify(specifier)} from ${path}`);
    return this.#load(`${siteOrigin}/${target.path}`, target.path);
  }

  #load(url: string, path: string): Module {
    const known = this.#loaded.get(url);
    if (known !== undefined) return known;
    const bytes = this.#site.files.get(path);
    if (bytes === undefined) throw new Error(`${path} is not in the artifact`);
    const module = path.endsWith('.json')
      ? jsonModule(bytes, this.#page, url)
      : this.#compile(bytes.toString('utf8'), url);
    this.#loaded.set(url, module);
    return module;
  }

  async #evaluate(module: Module): Promise<void> {
    if (module.status === 'unlinked')
      await module.link((specifier, from) => this.#find(specifier, from.identifier));
    await module.evaluate();
  }
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
