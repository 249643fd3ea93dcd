import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { afterAll, beforeAll } from 'vitest';
import { dynamoRateLimiter } from '../../../adapters/aws/rate-limiter.ts';
import { dynamoRecordStore } from '../../../adapters/aws/record-store.ts';
import type { Clock } from '../../../core/ports/clock.ts';
import { testAccess } from '../../contract/access.ts';
import { describeWithEmulator, emulatorName, useTestIdentity } from './emulator.ts';
import { type Connection, makeTable } from './make-table.ts';

useTestIdentity();
const server = dynalite({ createTableMs: 0 });
let local: Connection;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  local = { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1' };
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let tables = 0;
/** Each call has a table of its own, so that all users in it are the test's. */
async function open(connection: Connection, clock: Clock) {
  tables += 1;
  const tableName = `access-${process.pid}-${tables}`;
  await makeTable(connection, tableName);
  const config = { tableName, clock, ...connection };
  return { records: dynamoRecordStore(config), rateLimiter: dynamoRateLimiter(config) };
}

testAccess('aws, dynalite', (clock) => open(local, clock));

describeWithEmulator(`DynamoDB by ${emulatorName}`, (aws) => {
  testAccess('aws', (clock) => open(aws.connection, clock));
});
