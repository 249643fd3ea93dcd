import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { metricNamespace } from '../../core/wire/metrics.ts';
import { historyMetric } from '../../core/wire/stream-event.ts';
import { invoke } from './call-function.ts';
import type { OpenedWorld } from './open-world.ts';
import { openWorld } from './open-world.ts';

let opened: OpenedWorld;
beforeAll(async () => {
  opened = await openWorld();
});
afterAll(() => opened.close());
afterEach(() => vi.restoreAllMocks());

const record = (eventName: string, sort: string) => ({
  eventName,
  dynamodb: {
    Keys: { mission_id: { S: `msn_${'0'.repeat(26)}` }, seq: { S: sort } },
    OldImage: { body: { S: 'what somebody typed' } },
  },
});

async function linesOf(...records: readonly object[]): Promise<readonly string[]> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  await invoke('broadcast', { Records: records });
  return out.mock.calls.map(([line]) => String(line));
}

test('a record that was changed or removed raises the alarm’s metric on a line that is nothing else, with its place and without its words', async () => {
  const lines = await linesOf(
    record('INSERT', 'e#0000000001'),
    record('MODIFY', 'e#0000000002'),
    record('REMOVE', 'j#connection'),
  );
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ change: 'MODIFY', sort: 'e#0000000002', [historyMetric.name]: 1 }),
    expect.objectContaining({ change: 'REMOVE', sort: 'j#connection', [historyMetric.name]: 1 }),
  ]);
  const [{ Namespace, Metrics }] = JSON.parse(lines[0] ?? '')._aws.CloudWatchMetrics;
  expect([Namespace, Metrics]).toEqual([metricNamespace, [{ Name: historyMetric.name, Unit: 'Count' }]]);
  expect(lines.join('')).not.toContain('what somebody typed');
});

test('records that were only ever inserted raise none', async () => {
  expect(await linesOf(record('INSERT', 'e#0000000001'))).toEqual([]);
});
