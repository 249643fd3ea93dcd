import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { LocalServices } from '../../adapters/worlds/local-services.ts';
import type { LocalWorld } from '../../adapters/worlds/local-world.ts';
import { openLocalWorld } from '../../adapters/worlds/local-world.ts';
import { installLambdaStreaming } from '../../local/gateway/lambda-streaming.ts';
import { createAppPages } from '../../local/serve-apps.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';
import { fakeLiveFeed } from '../core/ports/fake-live-feed.ts';
import { fakeWorkflow } from '../core/ports/fake-workflow.ts';

/** The local world in a home of its own, with sockets and a state machine that only note what they are asked, serving apps on a free port. */
export async function openWorld(
  more: { readonly origin?: string; readonly services?: Partial<LocalServices> } = {},
) {
  installLambdaStreaming();
  const feed = fakeLiveFeed();
  const flow = fakeWorkflow();
  const pages = createAppPages(() => world);
  const server = createServer(async (request, response) => {
    const label = (request.headers.host ?? '').replace(/\.localhost(?::\d+)?$/, '');
    const page = await pages.serve(label, request.url ?? '/');
    response.writeHead(page.status, { ...page.headers }).end(page.bytes);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  const world: LocalWorld = await openLocalWorld({
    home: temporaryHome(),
    isolation: 'node-permission',
    browser: undefined,
    allowsWeakPod: false,
    services: { github: undefined, vercel: undefined, model: undefined, ...more.services },
    origin: () => more.origin ?? `http://localhost:${port}`,
    onAppended: () => {},
    onMailbox: () => {},
    onStopped: () => {},
    liveFeed: feed.liveFeed,
    workflow: flow.workflow,
  });
  const close = (): void => {
    server.closeAllConnections();
    server.close();
    world.close();
  };
  return { world, feed, flow, close };
}

export type OpenedWorld = Awaited<ReturnType<typeof openWorld>>;
