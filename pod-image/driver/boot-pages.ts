import type { OutsideStub } from '../../core/pod/outside-stubs.ts';
import type { CallFunction, Server } from './answer-requests.ts';
import { deadLinks, linksScript } from './dead-links.ts';
import { noteEnd } from './note-end.ts';
import { isBlankScript, pageFaultsScript } from './page-faults.ts';
import { takeShot } from './page-picture.ts';
import { createPageRecord, endings, oneLine, type PageRecord } from './page-record.ts';
import { evaluateApart } from './page-session.ts';
import { readArtifact } from './served-artifact.ts';
import { type OpenBrowser, type RunningBrowser, startBrowser } from './start-browser.ts';
import { reasonOf } from './steps/act-on-control.ts';
import { openPath, openVisitor, type Visitor } from './visitor.ts';

/** An app whose pages are to be loaded. */
export interface PagesToBoot {
  readonly browser: OpenBrowser;
  readonly artifact: string;
  readonly callFunction?: CallFunction;
  /** What places outside answer. */
  readonly stubs?: readonly OutsideStub[];
  /** Origins that the spec names; any other that a page asks for is a fault. */
  readonly origins: readonly string[];
  readonly limits?: { readonly pageMs?: number };
  readonly signal: AbortSignal;
}

/** What loading the pages showed: each fault names its page. */
export interface PagesBooted {
  readonly browser: string;
  readonly pages: readonly string[];
  readonly faults: readonly string[];
  /** Origins that were asked for, the declared ones too. */
  readonly contacted: readonly string[];
  /** The first page, as a person sees it. */
  readonly shot: Buffer | undefined;
}

const defaultPageMs = 10_000;
const mostPages = 50;
const phone = { width: 390, height: 800 };

/** Loads every page of an artifact in a browser, as the host serves it, each with nothing kept from another. */
export async function bootPages(input: PagesToBoot): Promise<PagesBooted> {
  const artifact = readArtifact(input.artifact);
  const pages = artifact.paths.filter((path) => path.endsWith('.html')).slice(0, mostPages);
  const { callFunction, stubs, signal } = input;
  const server: Server = { artifact, callFunction, stubs, signal };
  const faults = pages.includes('index.html') ? [] : ['index.html: is not in the artifact'];
  const contacted = new Set<string>();
  let shot: Buffer | undefined;
  let running = await startBrowser(input.browser);
  const browser = running.name;
  input.signal.addEventListener('abort', () => void running.kill(), { once: true });
  try {
    for (const path of pages) {
      if (running.gone.aborted) running = await startBrowser(input.browser);
      const booted = await bootPage(running, server, { path, pageMs: input.limits?.pageMs ?? defaultPageMs });
      input.signal.throwIfAborted();
      for (const origin of booted.record.foreign) contacted.add(origin);
      faults.push(...faultsOf(booted, input.origins).map((fault) => `${path}: ${fault}`));
      if (path === 'index.html') shot = booted.shot;
    }
  } finally {
    await running.kill();
  }
  return { browser, pages, faults: [...new Set(faults)], contacted: [...contacted].toSorted(), shot };
}

interface BootedPage {
  readonly record: PageRecord;
  readonly found: readonly string[];
  readonly shot: Buffer | undefined;
}

/** Loads one page; what hangs it ends the browser. */
async function bootPage(
  running: RunningBrowser,
  server: Server,
  { path, pageMs }: { readonly path: string; readonly pageMs: number },
): Promise<BootedPage> {
  const record = createPageRecord(() => void running.kill());
  const timer = setTimeout(() => record.endBy('hang'), pageMs * 2);
  running.refill();
  try {
    const visitor = await openVisitor(running, server, record);
    const found = await loadAndLook(visitor, server, { path, pageMs }).catch((error: unknown) => error);
    if (!Array.isArray(found)) await noteEnd(running, record, visitor);
    const shot = record.end === undefined ? await takeShot(visitor.page()) : undefined;
    if (record.end === undefined) await visitor.context.close();
    return { record, shot, found: Array.isArray(found) ? found : [`did not load: ${reasonOf(found)}`] };
  } catch (error) {
    // Its browser was ended under it: the record says why.
    if (record.end === undefined && !running.gone.aborted) throw error;
    record.endBy('crash');
    return { record, found: [], shot: undefined };
  } finally {
    clearTimeout(timer);
  }
}

async function loadAndLook(
  visitor: Visitor,
  { artifact }: Server,
  { path, pageMs }: { readonly path: string; readonly pageMs: number },
): Promise<readonly string[]> {
  await openPath(visitor, `/${encodeURI(path).replace(/(^|\/)index\.html$/, '$1')}`, pageMs);
  const found = await lookOver(visitor, pageMs);
  if (found === undefined) throw new Error('it does not answer');
  return [...found, ...deadLinks(await evaluateApart(visitor.page(), linksScript, pageMs), artifact)];
}

const quietMs = 3_000;

/** What the page lacks once it has come to rest, or undefined where it does not answer. */
async function lookOver(visitor: Visitor, pageMs: number): Promise<readonly string[] | undefined> {
  const page = visitor.page();
  await page.waitForLoadState('networkidle', { timeout: quietMs }).catch(() => undefined);
  const faults = await evaluateApart(page, pageFaultsScript, pageMs);
  if (!Array.isArray(faults)) return undefined;
  const found = faults.filter((fault) => typeof fault === 'string').map((fault) => oneLine(fault));
  if ((await evaluateApart(page, isBlankScript, pageMs)) === true) return [...found, 'has an empty body'];
  await page.setViewportSize(phone);
  const isBlank = await evaluateApart(page, isBlankScript, pageMs);
  await page.setViewportSize({ width: 1_280, height: 800 });
  return isBlank === true ? [...found, 'shows nothing on a phone'] : found;
}

function faultsOf({ record, found }: BootedPage, origins: readonly string[]): string[] {
  const foreign = record.foreign.filter((origin) => !origins.includes(origin));
  return [
    ...record.uncaught.map((error) => `threw while it ran: ${error}`),
    ...record.missing.map((file) => `asks for ${file}, which is not in the artifact`),
    ...foreign.map((origin) => `requests another origin: ${origin}`),
    ...record.stopped,
    // Of a page that has ended, why it ended is all that can be said.
    ...(record.end === undefined ? found : [endings[record.end]]),
  ];
}
