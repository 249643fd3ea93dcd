import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from 'node:vm';
import type { Event, HTMLScriptElement, Window } from 'happy-dom';
import { checkBody, checkMarkup } from './check-markup.ts';
import { PageModules } from './page-modules.ts';
import { openWindow } from './page-window.ts';
import { resolveReference, type Site, siteOrigin } from './site.ts';

const settleMs = 150;

/** Loads one page as a browser would, runs its scripts, waits a moment, and notes everything that is wrong with it before and after. */
export async function loadPage(site: Site, path: string): Promise<void> {
  const window = openWindow(site, path);
  const { document } = window;
  const load = holdLoadEvent(window);
  const stopNoting = noteErrors(site, path, window);
  document.write(site.files.get(path)?.toString('utf8') ?? '');
  checkMarkup(site, path, document);
  window.happyDOM.settings.enableJavaScriptEvaluation = true;
  await runScripts(site, path, window);
  document.dispatchEvent(new window.Event('DOMContentLoaded', { bubbles: true }));
  load();
  await Promise.race([window.happyDOM.waitUntilComplete(), sleep(settleMs)]);
  checkMarkup(site, path, document);
  checkBody(site, path, document);
  stopNoting();
  await window.happyDOM.abort();
}

/** The DOM fires `load` by its own clock, which knows nothing of our scripts: only ours gets through. */
function holdLoadEvent(window: Window): () => void {
  let isOurs = false;
  window.addEventListener('load', (event: Event) => {
    if (!isOurs) event.stopImmediatePropagation();
  });
  return () => {
    isOurs = true;
    window.dispatchEvent(new window.Event('load'));
    isOurs = false;
  };
}

function noteErrors(site: Site, path: string, window: Window): () => void {
  const note = (error: unknown): void => site.find(path, `threw while it ran: ${tellError(error)}`);
  window.addEventListener('error', (event: Event) => {
    const { error, message } = event as Event & { readonly error?: unknown; readonly message?: string };
    if (error !== undefined || message !== undefined) note(error ?? message);
  });
  process.on('unhandledRejection', note).on('uncaughtException', note);
  return () => {
    process.off('unhandledRejection', note).off('uncaughtException', note);
  };
}

/** The first line, and where in the app it was. */
function tellError(error: unknown): string {
  const { message, name, stack } = Object(error) as Partial<Error>;
  if (message === undefined) return String(error).slice(0, 500);
  const where = stack?.match(new RegExp(`${siteOrigin}/([^\\s)]+)`))?.[1];
  return `${name ?? 'Error'}: ${message.slice(0, 500)}${where === undefined ? '' : ` (${where})`}`;
}

/** Classic scripts as they stand, modules and deferred ones after them, each in order. */
async function runScripts(site: Site, path: string, window: Window): Promise<void> {
  const modules = new PageModules(site, window as unknown as Context);
  const scripts = [...window.document.querySelectorAll('script')] as HTMLScriptElement[];
  const run = async (script: HTMLScriptElement): Promise<void> => {
    try {
      await runScript(site, path, script, modules);
    } catch (error) {
      site.find(path, `threw while it ran: ${tellError(error)}`);
    }
  };
  const runnable = scripts.filter((script) => scriptKind(script) !== 'data');
  for (const script of runnable.filter((script) => !isDeferred(script))) await run(script);
  for (const script of runnable.filter(isDeferred)) await run(script);
}

const isDeferred = (script: HTMLScriptElement): boolean =>
  scriptKind(script) === 'module' || (script.hasAttribute('defer') && script.hasAttribute('src'));

function scriptKind(script: HTMLScriptElement): 'module' | 'classic' | 'data' {
  const type = script.getAttribute('type')?.trim().toLowerCase() ?? '';
  if (type === 'module') return 'module';
  return type === '' || /^(?:text|application)\/(?:x-)?(?:java|ecma)script$/.test(type) ? 'classic' : 'data';
}

async function runScript(
  site: Site,
  path: string,
  script: HTMLScriptElement,
  modules: PageModules,
): Promise<void> {
  const pageUrl = `${siteOrigin}/${path}`;
  const source = script.getAttribute('src');
  const isModule = scriptKind(script) === 'module';
  if (source === null) {
    const code = script.textContent ?? '';
    return isModule ? await modules.run(pageUrl, code) : modules.runClassic(code, pageUrl);
  }
  const target = resolveReference(source, pageUrl);
  // A missing file or another origin is noted with the markup already.
  if (target.kind !== 'file' || !site.files.has(target.path)) return;
  const url = `${siteOrigin}/${target.path}`;
  if (isModule) await modules.run(url);
  else modules.runClassic(site.files.get(target.path)?.toString('utf8') ?? '', url);
}
