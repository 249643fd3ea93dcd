import type { BrowserContext, Dialog, Page } from 'playwright-core';
import { answerRequests, appOrigin, type Line, type Server } from './answer-requests.ts';
import { type AriaNode, readAriaTree } from './match/aria-node.ts';
import type { PageRecord } from './page-record.ts';
import type { RunningBrowser } from './start-browser.ts';

/** Somebody who uses the app in a browser of their own: nothing is kept from others, but the app's shared data. */
export interface Visitor {
  readonly context: BrowserContext;
  readonly line: Line;
  /** The page in front. */
  readonly page: () => Page;
  /**
   * Goes where the app has opened a window of its own, in a page of ours: one that a page opens does not always answer to the driver
   * where all pages share a process.
   */
  readonly followWindow: (timeoutMs: number) => Promise<void>;
  /** What to answer to the next question that the page asks by `prompt`. */
  promptAnswer: string | undefined;
}

const viewport = { width: 1_280, height: 800 };

/** Opens a fresh browser context, with everything that its pages say put on record. */
export async function openVisitor(
  running: RunningBrowser,
  server: Server,
  record: PageRecord,
): Promise<Visitor> {
  const context = await running.browser.newContext({ viewport, acceptDownloads: true, locale: 'en-US' });
  const line: Line = { isOffline: false, underWay: 0 };
  await answerRequests(context, server, { line, record });
  const windows = new Set<Page>();
  let isOurs = true;
  context.on('page', (page) => {
    record.count('pages');
    if (!isOurs) windows.add(page);
    watchPage(page, visitor, record);
  });
  const openOwn = async (): Promise<Page> => {
    isOurs = true;
    return context.newPage().finally(() => {
      isOurs = false;
    });
  };
  let front: Page | undefined;
  const visitor: Visitor = {
    context,
    line,
    promptAnswer: undefined,
    page: () => front as Page,
    followWindow: async (timeoutMs) => {
      const window = [...windows].filter(isOfApp).at(-1);
      if (window === undefined) return;
      const address = window.url();
      windows.clear();
      front = await openOwn();
      void window.close().catch(() => undefined);
      await front.goto(address, { waitUntil: 'load', timeout: timeoutMs });
    },
  };
  front = await openOwn();
  return visitor;
}

/** A window that leads elsewhere shows nothing here, and a person would be back at the app's. */
const isOfApp = (page: Page): boolean => !page.isClosed() && page.url().startsWith(`${appOrigin}/`);

function watchPage(page: Page, visitor: Visitor, record: PageRecord): void {
  page.on('pageerror', (error) => {
    record.note('uncaught', errorLine(error));
    record.note('said', errorLine(error));
  });
  page.on('console', (message) => {
    if (message.type() !== 'error') return;
    record.note('said', message.text());
    notePolicy(message.text(), record);
  });
  page.on('crash', () => record.endBy('crash'));
  page.on('websocket', (socket) => record.note('foreign', URL.parse(socket.url())?.origin ?? 'a socket'));
  page.on('framenavigated', () => record.count('navigations'));
  page.on('dialog', (dialog) => void answerDialog(dialog, visitor, record));
}

/**
 * What the browser stopped by the app's own content policy, which it tells by the console alone. A string that was to be run as code is no fault:
 * libraries try that, and go on without.
 */
function notePolicy(text: string, record: PageRecord): void {
  if (!text.includes('Content Security Policy')) return;
  const [, address = ''] = /'((?:https?|wss?):\/\/[^']{1,2000})'/.exec(text) ?? [];
  const { origin } = URL.parse(address) ?? {};
  if (origin !== undefined) record.note('foreign', origin);
  else if (/inline (?:script|event handler)/i.test(text)) record.note('stopped', inlineWords);
}

const inlineWords =
  "has a script or an event handler in the page itself, which the app's headers forbid: put it into a file, and add a listener";

const errorLine = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : 'threw what is not an error';

/** Says yes, as a person who means it does; a question is answered with what the check fills in next. */
async function answerDialog(dialog: Dialog, visitor: Visitor, record: PageRecord): Promise<void> {
  record.count('dialogs');
  record.note('dialogs', dialog.message());
  const answer = dialog.type() === 'prompt' ? visitor.promptAnswer : undefined;
  if (answer !== undefined) visitor.promptAnswer = undefined;
  await dialog.accept(answer).catch(() => undefined);
}

/** Opens an address of the app and waits until its page has loaded; what does not load is on record. */
export async function openPath(visitor: Visitor, path: string, timeoutMs: number): Promise<void> {
  await visitor.page().goto(`${appOrigin}${path}`, { waitUntil: 'load', timeout: timeoutMs });
}

/** The page as a screen reader is told of it. */
export async function lookAt(visitor: Visitor, timeoutMs: number): Promise<AriaNode> {
  await visitor.followWindow(timeoutMs);
  return readAriaTree(await visitor.page().ariaSnapshotJSON({ mode: 'ai', timeout: timeoutMs }));
}
