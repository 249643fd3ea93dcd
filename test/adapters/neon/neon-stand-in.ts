import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Reply, standInApi } from './stand-in-api.ts';
import { standInBranches } from './stand-in-branches.ts';
import { openForApp, standInSql } from './stand-in-sql.ts';

/** What the next requests to a place get instead of an answer. */
export interface StandInFault extends Reply {
  times: number;
  readonly on: RegExp;
}

const apiKey = 'napi_stand_in_key';
const wrongKey: Reply = { status: 401, body: { code: '', message: 'authentication failed' } };

/** Speaks as much of Neon's API and of its HTTP protocol as is used, with PGlite behind each branch. */
export async function startNeonStandIn(home: string) {
  const store = standInBranches(home);
  const faults: StandInFault[] = [];
  const api = standInApi(store);
  const sql = standInSql(store);
  const faultAt = (place: string): Reply | undefined => {
    const fault = faults.find(({ times, on }) => times > 0 && on.test(place));
    if (fault !== undefined) fault.times -= 1;
    return fault;
  };
  const server = createServer(async (message, response) => {
    const url = new URL(message.url ?? '/', 'http://stand-in');
    const { method = '', headers } = message;
    const body = await text(message);
    const answer = async (): Promise<Reply> => {
      if (!url.pathname.startsWith('/api/v2/')) return sql(headers, body);
      return headers.authorization === `Bearer ${apiKey}`
        ? api(method, url, body === '' ? {} : JSON.parse(body))
        : wrongKey;
    };
    const reply = faultAt(`${method} ${url.pathname}`) ?? (await answer());
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    config: { apiKey, apiUrl: `${origin}/api/v2`, sqlUrl: () => `${origin}/sql`, pollIntervalMs: 5 },
    projects: store.projects,
    /** Where its host names lead, which no resolver knows. */
    port: (server.address() as AddressInfo).port,
    open: (connectionString: string) => openForApp(store, connectionString),
    faults,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await store.twins.close();
    },
  };
}
