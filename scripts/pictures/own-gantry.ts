import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { startGantry } from '../../local/compose.ts';
import { readEnvironment } from '../../local/environment.ts';
import { buildWeb } from '../build-web.ts';

const password = 'pictures only';

/** What a busy machine gets for one step. */
export const patience = { timeout: 60_000 } as const;

/** A Gantry with data of its own, and a browser that is signed in to it. */
export interface OwnGantry {
  /** Opens a page of the console, such as `/#/apps`, without movement unless the context asks for it. */
  open(path: string, context: BrowserContextOptions): Promise<Page>;
}

/** Runs `use` against a Gantry that starts empty, speaks to nobody outside and is deleted afterwards; PORT says where it listens. */
export async function withOwnGantry(use: (gantry: OwnGantry) => Promise<void>): Promise<void> {
  await buildWeb();
  const home = mkdtempSync(join(tmpdir(), 'gantry-pictures-'));
  const environment = readEnvironment({
    PORT: process.env.PORT ?? '0',
    GANTRY_HOME: home,
    GANTRY_ADMIN_PASSWORD: password,
  });
  const gantry = await startGantry(environment, () => undefined);
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--host-resolver-rules=MAP *.localhost 127.0.0.1'],
  });
  try {
    const token = await signIn(gantry.origin);
    await use({ open: (path, context) => open(browser, { origin: gantry.origin, token, path, context }) });
  } finally {
    await browser.close();
    await gantry.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function open(
  browser: Browser,
  wanted: {
    readonly origin: string;
    readonly token: string;
    readonly path: string;
    readonly context: BrowserContextOptions;
  },
): Promise<Page> {
  const { origin, token, path, context } = wanted;
  const page = await (await browser.newContext({ reducedMotion: 'reduce', ...context })).newPage();
  const session = JSON.stringify(JSON.stringify({ token, username: 'admin' }));
  await page.addInitScript(
    `if (location.origin === ${JSON.stringify(origin)}) sessionStorage.setItem('gantry.session', ${session});`,
  );
  await page.goto(origin + path, patience);
  return page;
}

async function signIn(origin: string): Promise<string> {
  const answer = await fetch(`${origin}/gantry/auth`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  });
  const { token } = (await answer.json()) as { readonly token?: unknown };
  if (typeof token !== 'string') throw new Error(`Signing in answered ${answer.status}, without a token.`);
  return token;
}
