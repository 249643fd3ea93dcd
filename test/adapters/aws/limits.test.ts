import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll } from 'vitest';
import { dynamoBudgetLedger } from '../../../adapters/aws/budget-ledger.ts';
import { dynamoRateLimiter } from '../../../adapters/aws/rate-limiter.ts';
import { testBudgetLedger } from '../../contract/budget-ledger.ts';
import { testRateLimiter } from '../../contract/rate-limiter.ts';
import { testSpending } from '../../contract/spending.ts';
import { describeWithEmulator, emulatorName, useTestIdentity } from './emulator.ts';
import { type Connection, makeTable } from './make-table.ts';

const tableName = 'access';

useTestIdentity();
const server = new Worker(new URL('./dynalite-worker.ts', import.meta.url));
let local: Connection;

beforeAll(async () => {
  const [port] = await once(server, 'message');
  local = { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1' };
  await makeTable(local, tableName);
});
afterAll(() => server.terminate());

testRateLimiter('aws, dynalite', (clock) => dynamoRateLimiter({ tableName, clock, ...local }));
testBudgetLedger('aws, dynalite', () => dynamoBudgetLedger({ tableName, ...local }));
testSpending('aws, dynalite', () => dynamoBudgetLedger({ tableName, ...local }), 8);

describeWithEmulator(`Limits on DynamoDB by ${emulatorName}`, (aws) => {
  beforeAll(() => makeTable(aws.connection, tableName));
  testRateLimiter('aws', (clock) => dynamoRateLimiter({ tableName, clock, ...aws.connection }));
  testBudgetLedger('aws', () => dynamoBudgetLedger({ tableName, ...aws.connection }));
  testSpending('aws', () => dynamoBudgetLedger({ tableName, ...aws.connection }), 4);
});
