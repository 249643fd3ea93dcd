import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { MissionView } from '../../../../core/wire/mission.ts';
import { buildWeb } from '../../../../scripts/build-web.ts';
import { hasBrowser, launchBrowser } from '../../built-in-apps/support/open-app.ts';
import type { Client } from '../../rig/client.ts';

/** The console open in a browser context of its own. */
export interface ConsolePage {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Uncaught errors, refused loads and whatever else the browser took for an error. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface ConsoleOptions {
  /** Behind the origin, such as `/#/apps`. */
  readonly path: string;
  /** Whose session the tab has; without, it is a stranger's. */
  readonly client?: Client;
  readonly context?: BrowserContextOptions;
  /** Keeps a trace of it under this name, which `npx playwright show-trace` opens; also when the test fails. */
  readonly trace?: string;
  /** Runs before the page loads, for routes and scripts. */
  readonly prepare?: (page: Page) => Promise<unknown>;
}

/** What a run leaves to be looked at: traces, and pictures that are not as they were. Git ignores it. */
export const resultsFolder: string = join(import.meta.dirname, '../../../../test-results');

/** Builds the pages and starts a browser for a test file; `open` waits for nothing but the page's load. */
export function useConsole(port: () => number): {
  open(options: ConsoleOptions): Promise<ConsolePage>;
} {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (!hasBrowser) return;
    await buildWeb();
    browser = await launchBrowser();
  });
  const open = new Set<() => Promise<void>>();
  afterEach(async () => {
    for (const close of open) await close();
  });
  afterAll(() => browser?.close());
  return {
    async open({ path, client, context: options, trace, prepare }) {
      if (browser === undefined) throw new Error('there is no browser');
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        reducedMotion: 'reduce',
        ...options,
      });
      if (trace !== undefined) await context.tracing.start({ screenshots: true, snapshots: true });
      const close = async (): Promise<void> => {
        if (!open.delete(close)) return;
        if (trace !== undefined) await context.tracing.stop({ path: join(resultsFolder, `${trace}.zip`) });
        await context.close();
      };
      open.add(close);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      if (client !== undefined) await keepSession(page, client);
      await prepare?.(page);
      await page.goto(`http://localhost:${port()}${path}`);
      return { page, context, complaints, close };
    },
  };
}

/** Nothing here measures time; a busy machine gets all it needs. */
export const patience = { timeout: 60_000 } as const;

/** The address of a mission, or of one of its sides such as `/proof`. */
export const missionPath = ({ mission_id: id }: Pick<MissionView, 'mission_id'>, side = ''): string =>
  `/#/missions/${id}${side}`;

/** What a mission's screen tells, line by line, without the times. */
export const storyOf = async (page: Page): Promise<readonly string[]> =>
  (await page.locator('.story li').allTextContents()).map((text) => text.replace(/^[\d.]+ (?:s|min)/, ''));

/** Puts a session where the console keeps its own; apps in frames have other origins and get none. */
async function keepSession(page: Page, client: Client): Promise<void> {
  const origin = JSON.stringify(`http://localhost:${client.port}`);
  const session = JSON.stringify(JSON.stringify({ token: client.token, username: 'admin' }));
  await page.addInitScript(
    `if (location.origin === ${origin}) sessionStorage.setItem('gantry.session', ${session});`,
  );
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Everything that axe finds wrong, whatever its weight, as `rule: element`. */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate<boolean>("'axe' in globalThis"))) await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: {
        run(
          context: unknown,
          options: unknown,
        ): Promise<{ violations: { id: string; nodes: { target: string[] }[] }[] }>;
      };
    };
    // What is framed is the app, which has tests of its own.
    const { violations } = await axe.run(
      { exclude: [['iframe']] },
      { iframes: false, preload: false, resultTypes: ['violations'] },
    );
    return violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
  });
}

/** How much wider than its window a page is. */
export const overflowPx = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

/** Waits until a screen shows what it loads. */
export async function whenLoaded(page: Page): Promise<void> {
  await page.locator('h1').first().waitFor(patience);
  await page
    .locator('.skeleton')
    .first()
    .waitFor({ ...patience, state: 'detached' });
}
