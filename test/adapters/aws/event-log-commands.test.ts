import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, expectTypeOf, test, vi } from 'vitest';
import { dynamoEventLog } from '../../../adapters/aws/event-log.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { StreamId } from '../../../core/wire/ids.ts';

const never = new AbortController().signal;
const stream = `msn_${'0'.repeat(26)}` as StreamId;
const asked: { readonly target: string; readonly body: string }[] = [];

const server = createServer(async (request, response) => {
  asked.push({ target: String(request.headers['x-amz-target']), body: await text(request) });
  response.setHeader('content-type', 'application/x-amz-json-1.0').end('{"Items":[],"Count":0}');
});
beforeAll(() => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  return new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

test('the event log has no way to change or remove', () => {
  expectTypeOf<keyof EventLog>().toEqualTypeOf<'append' | 'read' | 'last' | 'join'>();
});

test('sends DynamoDB nothing but PartiQL inserts and queries, whatever is asked of it', async () => {
  const log = dynamoEventLog({
    tableName: 'missions',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
  });
  await log.append(stream, { mission_id: stream, seq: 1 } as ChainedEvent, never);
  await log.read(stream, { afterSeq: 0 }, never);
  await log.last(stream, never);
  await log.join(stream, 'connection-1', never);
  const targets = asked.map(({ target }) => target.replace('DynamoDB_20120810.', ''));
  expect(targets).toEqual(['ExecuteStatement', 'Query', 'Query', 'ExecuteStatement']);
  for (const { target, body } of asked)
    if (target.endsWith('ExecuteStatement'))
      expect(JSON.parse(body).Statement).toMatch(/^INSERT INTO "missions" VALUE /);
});
