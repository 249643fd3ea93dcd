import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { createTwins } from '../../adapters/local/app-database/twins.ts';
import { createFunctionCaller } from '../../adapters/local/app-host/call-function.ts';
import { createFunctionLogs } from '../../adapters/local/app-host/function-logs.ts';
import { openDatabase } from '../../adapters/local/database.ts';
import { createObjectStore } from '../../adapters/local/object-store.ts';
import { createRecordStore } from '../../adapters/local/record-store.ts';
import { systemClock as clock } from '../../adapters/node/clock.ts';
import { endOnSignals } from '../end-on-signals.ts';
import { account, listening } from '../environment.ts';
import { findRestApi } from '../rest-api.ts';
import { functionVariables } from './function-variables.ts';
import { createHostsServer } from './hosts-server.ts';
import { readOrMakeKeys } from './keys.ts';
import { neonBranches } from './neon-branches.ts';
import { createProduct } from './product.ts';

/** Each takes about 140 MB of the service's memory. */
const mostDatabases = 4;

const environment = z
  .object({
    ...listening,
    ...account,
    /** Where people open the console. */
    PUBLIC_URL: z.url(),
    /** Repositories, deployments and their records. */
    STATE_DIR: z.string().min(1),
    /** What the deployer puts into Secrets Manager. */
    KEYS_DIR: z.string().min(1),
    /** Where the service listens that runs functions of apps. */
    FUNCTIONS_DOOR: z.string().startsWith('/'),
    /** A folder of sockets, by which that service comes to apps' databases. */
    DATABASES_DOOR: z.string().startsWith('/'),
  })
  .parse(process.env);

const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region, STATE_DIR: home } = environment;
const log = (line: string): void => console.error(line);
const keys = readOrMakeKeys(environment.KEYS_DIR);
const restApi = findRestApi({ endpoint, region, clock });
const product = createProduct({
  restApi,
  webhookSecret: keys.webhook_secret,
  nowMs: clock.nowMs,
  log,
});
const objects = createObjectStore({ home });
const records = createRecordStore({ database: openDatabase(home), clock });
// What an earlier process left there leads nowhere.
for (const left of readdirSync(environment.DATABASES_DOOR))
  rmSync(join(environment.DATABASES_DOOR, left), { recursive: true, force: true });
const twins = createTwins({
  ...{ idleMs: 60_000, most: mostDatabases, statementMs: 8_000 },
  socketFolder: environment.DATABASES_DOOR,
});
const branches = neonBranches({ records, home: join(home, 'databases'), twins, clock });
const functions = createFunctionCaller({
  door: environment.FUNCTIONS_DOOR,
  logs: createFunctionLogs(objects),
  surroundings: functionVariables({ records, branches }),
});
const server = createHostsServer({
  home,
  callFunction: functions.call,
  records,
  objects,
  branches,
  clock,
  login: 'gantry',
  origin: new URL(environment.PUBLIC_URL).origin,
  keys,
  product,
  log,
});
server.listen(environment.PORT, environment.HOST, () => console.log('hosts: listening'));
endOnSignals(server);
