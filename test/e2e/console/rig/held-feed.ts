import type { Page } from 'playwright-core';
import type { ChainedEvent } from '../../../../core/wire/event.ts';
import type { ServerFrame } from '../../../../core/wire/socket.ts';
import { viewOf } from '../../../web/mission-frames.ts';
import type { ConsoleOptions, ConsolePage, useConsole } from './console-page.ts';

/** Opens a page on a mission that is being written, whose socket the test holds: it has these events, and `send` brings more. */
export async function openWithFeed(
  inBrowser: ReturnType<typeof useConsole>,
  { prepare, ...options }: ConsoleOptions,
  events: readonly ChainedEvent[],
): Promise<ConsolePage & { readonly send: (frame: ServerFrame) => void }> {
  const opened = Promise.withResolvers<(frame: ServerFrame) => void>();
  const page = await inBrowser.open({
    ...options,
    prepare: async (page: Page) => {
      await prepare?.(page);
      await page.route('**/gantry/status/*', (route) => route.fulfill({ json: viewOf('ARCHITECTING') }));
      await page.routeWebSocket(/\/gantry\/ws\//, (socket) =>
        opened.resolve((frame) => socket.send(JSON.stringify(frame))),
      );
    },
  });
  const send = await opened.promise;
  for (const event of events) send(event);
  send({ type: 'ready', seq: events.length });
  return { ...page, send };
}
