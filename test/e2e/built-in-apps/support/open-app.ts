import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { securityHeaders } from '../../../../core/draft/added-files/host-configuration.ts';
import type { SourceFile } from '../../../../core/wire/draft.ts';
import type { AppKit } from '../../../../demo-model/kit.ts';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Whether browser tests can run here; says so aloud when they cannot. */
export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) console.warn(`SKIPPED: browser tests of the built-in apps, for want of ${executablePath}`);

export const launchBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--headless',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });

const types: Readonly<Record<string, string>> = { html: 'text/html', js: 'text/javascript', css: 'text/css' };

/** What every host of ours says to browsers of such an app: what it forbids is an error in the console, and a complaint. */
const headers = securityHeaders([]);

const serve = async (files: readonly SourceFile[]): Promise<Server> => {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://app');
    const wanted = pathname === '/' ? 'index.html' : pathname.slice(1);
    const file = files.find(({ path }) => path === wanted);
    const type = types[wanted.split('.').at(-1) ?? ''] ?? 'text/plain';
    response
      .writeHead(file ? 200 : 404, { ...headers, 'content-type': `${type}; charset=utf-8` })
      .end(file?.content);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
};

export interface OpenApp extends AsyncDisposable {
  readonly page: Page;
  /** Uncaught errors, refused loads and whatever else the console took for an error. */
  readonly complaints: readonly string[];
}

/** An app of a kit, composed, served on loopback and open in a page of its own. */
export const openApp = async (
  browser: Browser,
  kit: AppKit,
  wish: {
    readonly features: readonly string[];
    readonly title?: string;
    readonly request?: string;
    readonly context?: BrowserContextOptions;
    /** What the clock of the page says, ISO. */
    readonly at?: string;
  },
): Promise<OpenApp> => {
  const { title = kit.title, request = '' } = wish;
  const server = await serve(kit.compose({ features: new Set(wish.features), title, request }));
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 }, ...wish.context });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  if (wish.at !== undefined) await page.clock.setFixedTime(new Date(wish.at));
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const close = async (): Promise<void> => {
    await context.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { page, complaints, [Symbol.asyncDispose]: close };
};
