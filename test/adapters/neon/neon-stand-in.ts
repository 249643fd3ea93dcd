import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createTwins } from '../../../adapters/local/app-database/twins.ts';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createRecordStore } from '../../../adapters/local/record-store.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { bearerIs } from '../../../compose/hosts/bearer-is.ts';
import { neonApi } from '../../../compose/hosts/neon-api.ts';
import { neonBranches } from '../../../compose/hosts/neon-branches.ts';
import { openForApp, sqlAnswers } from '../../../compose/hosts/neon-sql.ts';
import { answerWire, type WireAnswer } from '../../../compose/hosts/wire-api.ts';

/** What the next requests to a place get instead of an answer. */
export interface StandInFault extends WireAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  times: number;
  readonly on: RegExp;
}

const apiKey = 'napi_stand_in_key';
const rotatedKey = 'napi_another_key';

/** Neon as the compose stack has it, over HTTP, with faults before it; every change there is done once it was looked at twice. */
export async function startNeonStandIn(home: string) {
  const clock = { skewMs: 0, nowMs: () => systemClock.nowMs() + clock.skewMs };
  const twins = createTwins({ idleMs: 60_000, most: 8, statementMs: 8_000 });
  const database = openDatabase(home);
  const records = createRecordStore({ database, clock });
  const branches = neonBranches({ records, home: join(home, 'branches'), twins, clock });
  const faults: StandInFault[] = [];
  const admits = [apiKey, rotatedKey].map(bearerIs);
  const api = {
    ...neonApi(branches, apiKey, { looksUntilDone: 2 }),
    admits: (headers: IncomingHttpHeaders) => admits.some((is) => is(headers)),
  };
  const faultAt = (place: string): StandInFault | undefined => {
    const fault = faults.find(({ times, on }) => times > 0 && on.test(place));
    if (fault !== undefined) fault.times -= 1;
    return fault;
  };
  const log: string[] = [];
  const sql = sqlAnswers(branches, (line) => void log.push(line));
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://stand-in');
    const send = ({ status, body, headers }: Omit<StandInFault, 'times' | 'on'>): void => {
      response
        .writeHead(status, { 'content-type': 'application/json', ...headers })
        .end(JSON.stringify(body));
    };
    const fault = faultAt(`${request.method} ${pathname}`);
    if (fault !== undefined) send(fault);
    else if (pathname === '/sql') await sql(request, response);
    else await answerWire(api, request, response, (line) => void log.push(line));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const origin = `http://127.0.0.1:${port}`;
  return {
    config: { apiKey, apiUrl: `${origin}/api/v2`, sqlUrl: () => `${origin}/sql`, pollIntervalMs: 5 },
    /** Admitted as well, as of a person who made a second one. */
    rotatedKey,
    projects: branches.list,
    /** Where its host names lead, which no resolver knows. */
    port,
    open: (connectionString: string) => openForApp(branches, connectionString),
    faults,
    /** Its own, which may be set forward. */
    clock,
    log,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await twins.close();
      database.close();
    },
  };
}
