import middy from '@middy/core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

const missionId = `msn_${'a'.repeat(26)}`;
const secret = 'ghs_planted_secret';
let written: string;

/** As in Lambda, whose log is what a function writes to its standard output and its console. */
beforeEach(() => {
  vi.resetModules();
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'build');
  written = '';
  const take = (chunk: unknown): true => {
    written += String(chunk);
    return true;
  };
  vi.spyOn(process.stdout, 'write').mockImplementation(take as typeof process.stdout.write);
  vi.spyOn(process.stderr, 'write').mockImplementation(take as typeof process.stderr.write);
  for (const level of ['info', 'error', 'warn', 'debug'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void take(`${words.join(' ')}\n`));
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const lines = () =>
  written
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);

async function stage(work: () => unknown, event: object): Promise<void> {
  const { logsStage } = await import('../../functions/_onion/stage-log.ts');
  const handler = middy()
    .use(logsStage())
    .handler(async () => work());
  await Promise.resolve(handler(event as never, {} as never)).catch(() => undefined);
}

test('a stage that is done is one line with its mission, and nothing of what went in or came out', async () => {
  await stage(() => ({ token: secret }), { mission_id: missionId, idea: secret });
  expect(lines()).toHaveLength(1);
  expect(lines()[0]).toMatchObject({ message: 'done', mission_id: missionId, took_ms: expect.any(Number) });
  expect(written).not.toContain(secret);
});

test('a stage that failed names the error and where it came from, without its words', async () => {
  const fail = () => {
    throw new TypeError(`401 for ${secret}`, { cause: new Error(secret) });
  };
  await stage(fail, { mission_id: missionId });
  expect(lines()[0]).toMatchObject({ message: 'failed', mission_id: missionId, error_name: 'TypeError' });
  expect(JSON.stringify(lines()[0]?.frames)).toContain('log-lines.test.ts');
  expect(written).not.toContain(secret);
});

test('what only looks like a mission is not written down', async () => {
  await stage(() => undefined, { mission_id: secret });
  expect(lines()[0]).not.toHaveProperty('mission_id');
  expect(written).not.toContain(secret);
});

test('a count is one line in the embedded format, with its mission beside it and no dimension', async () => {
  const { writeMetrics } = await import('../../functions/_onion/write-metrics.ts');
  writeMetrics({ spendUsd: 0.25 }, { mission_id: missionId });
  expect(lines()[0]).toMatchObject({
    mission_id: missionId,
    SpendUsd: 0.25,
    _aws: { CloudWatchMetrics: [{ Namespace: 'Gantry', Dimensions: [[]], Metrics: [{ Name: 'SpendUsd' }] }] },
  });
});
