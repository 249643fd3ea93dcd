import type { CDPSession, Page } from 'playwright-core';

/** Speaks with a page's browser directly, for what Playwright has no words for. */
export async function withSession<T>(page: Page, ask: (session: CDPSession) => Promise<T>): Promise<T> {
  const session = await page.context().newCDPSession(page);
  try {
    return await ask(session);
  } finally {
    await session.detach().catch(() => undefined);
  }
}

/** Runs our own script beside the page's: it sees the document, and nothing that the page's scripts changed in the language. Undefined where it does not answer in time. */
export async function evaluateApart(page: Page, expression: string, timeoutMs: number): Promise<unknown> {
  const asking = withSession(page, async (session) => {
    const { frameTree } = await session.send('Page.getFrameTree');
    const { executionContextId } = await session.send('Page.createIsolatedWorld', {
      frameId: frameTree.frame.id,
      worldName: 'gantry',
    });
    const { result } = await session.send('Runtime.evaluate', {
      expression,
      contextId: executionContextId,
      awaitPromise: true,
      returnByValue: true,
    });
    return result.value as unknown;
  });
  return Promise.race([asking, afterMs(timeoutMs)]).catch(() => undefined);
}

/** Undefined, later; it keeps no process alive. */
export const afterMs = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());

const aliveMs = 2_000;
const tries = 3;

/** Whether the page's scripts let anything else run; a page on its way to another address is asked again. */
export async function isAlive(page: Page): Promise<boolean> {
  for (let tried = 0; tried < tries; tried += 1) {
    const asking = withSession(page, (session) => session.send('Runtime.evaluate', { expression: '1' })).then(
      () => 'alive' as const,
      () => 'moving' as const,
    );
    const state = await Promise.race([asking, afterMs(aliveMs)]);
    if (state !== 'moving') return state === 'alive';
  }
  return true;
}
