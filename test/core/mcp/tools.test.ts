import { describe, expect, test } from 'vitest';
import { mcpTools, requireTool } from '../../../core/mcp/tools.ts';
import type { RouteName } from '../../../core/wire/routes.ts';
import { fakeCallRoute } from './fake-call-route.ts';

const mission_id = 'msn_01k2m3n4p5q6r7s8t9v0w1x2y3';
const plan_id = 'pln_01k2m3n4p5q6r7s8t9v0w1x2y3';
const conversation_id = 'cnv_01k2m3n4p5q6r7s8t9v0w1x2y3';

async function run(name: string, given: unknown, answers: Partial<Record<RouteName, unknown>> = {}) {
  const { call, calls } = fakeCallRoute(answers);
  return { text: await requireTool(name).run(call, given), calls };
}
const refusal = (name: string, given: unknown) =>
  expect(run(name, given)).rejects.toMatchObject({ name: 'InputRejected', code: 'input_invalid' });

describe('the tools', () => {
  test('are the nine, each with words and an input that is an object', () => {
    expect(mcpTools.map(({ name }) => name)).toEqual([
      'plan_app',
      'build_app',
      'change_app',
      'mission_status',
      'cancel_mission',
      'list_apps',
      'read_app_files',
      'merge',
      'get_evidence',
    ]);
    for (const { description, inputSchema } of mcpTools) {
      expect(description).toMatch(/^[A-Z].*\.$/);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
    }
  });

  test('say which of them only look and which cannot be taken back', () => {
    const named = (hint: 'readOnlyHint' | 'destructiveHint') =>
      mcpTools.filter(({ annotations }) => annotations[hint]).map(({ name }) => name);
    expect(named('readOnlyHint')).toEqual(['mission_status', 'list_apps', 'read_app_files', 'get_evidence']);
    expect(named('destructiveHint')).toEqual(['cancel_mission', 'merge']);
  });

  test.each([
    [
      'plan_app',
      { message: 'a timer', app: 'timer' },
      { name: 'chat', input: { body: { message: 'a timer', app: 'timer' } } },
    ],
    [
      'build_app',
      { plan_id, conversation_id, strike_checks: ['c1'] },
      { name: 'chat', input: { body: { conversation_id, confirm: { plan_id, strike_checks: ['c1'] } } } },
    ],
    [
      'build_app',
      { idea: 'a timer', request_key: 'k' },
      { name: 'architect', input: { query: { wait: 0 }, body: { voice_memo: 'a timer' }, key: 'k' } },
    ],
    [
      'change_app',
      { app: 'timer', wish: 'louder' },
      {
        name: 'architect',
        input: { query: { wait: 0 }, body: { voice_memo: 'louder', app: 'timer' }, key: undefined },
      },
    ],
    [
      'mission_status',
      { mission_id },
      { name: 'status', input: { params: { mission_id }, query: { wait: 0 } } },
    ],
    [
      'cancel_mission',
      { mission_id },
      { name: 'cancelMission', input: { params: { mission_id }, body: {} } },
    ],
    ['list_apps', undefined, { name: 'listApps', input: undefined }],
    [
      'read_app_files',
      { mission_id, path: 'index.html' },
      { name: 'missionFiles', input: { params: { mission_id }, query: { path: 'index.html' } } },
    ],
    [
      'merge',
      { app: 'timer', number: 3 },
      { name: 'mergePull', input: { params: { slug: 'timer', number: '3' }, body: {} } },
    ],
    ['get_evidence', { mission_id }, { name: 'missionEvidence', input: { params: { mission_id } } }],
  ])('%s calls the route that REST has for it, and answers what that says', async (name, given, called) => {
    const { text, calls } = await run(name, given);
    expect(calls).toEqual([called]);
    expect(JSON.parse(text)).toEqual({ from: called.name });
  });

  test('refuse arguments that their schema does not know, in words, before any route is called', async () => {
    await refusal('merge', { app: 'timer', number: 0 });
    await refusal('merge', { app: '../x', number: 1 });
    await refusal('list_apps', { owner: '*' });
    await refusal('build_app', {});
    await refusal('build_app', { plan_id, idea: 'a timer' });
    await refusal('read_app_files', { path: 'index.html' });
    await expect(run('mission_status', { mission_id: 'x' })).rejects.toThrow(
      'The arguments of mission_status are not valid at mission_id',
    );
    await expect(run('build_app', {})).rejects.toThrow(
      'The arguments of build_app are not valid: Give either a plan_id or an idea.',
    );
  });

  test('are found by name, and by no other', () => {
    expect(() => requireTool('rm')).toThrow('There is no such tool.');
  });
});

describe('read_app_files', () => {
  const app = (missions: readonly string[]) => ({
    app_id: 'app_01k2m3n4p5q6r7s8t9v0w1x2y3',
    slug: 'timer',
    title: 'Timer',
    stack: 'static',
    live_url: null,
    clone_url: null,
    repo_url: null,
    missions,
    created_at: '2026-01-01T00:00:00.000Z',
  });

  test('reads the newest mission of an app', async () => {
    const { calls } = await run('read_app_files', { app: 'timer' }, { readApp: app([mission_id]) });
    expect(calls.at(-1)).toEqual({
      name: 'missionFiles',
      input: { params: { mission_id }, query: { path: undefined } },
    });
  });

  test('says so where an app has none', async () => {
    await expect(run('read_app_files', { app: 'timer' }, { readApp: app([]) })).rejects.toMatchObject({
      code: 'mission_not_found',
    });
  });

  test('gives a long text in parts that make the whole', async () => {
    const whole = `${'a'.repeat(60_000)}${'b'.repeat(10)}`;
    const first = await run('read_app_files', { mission_id, path: 'x' }, { missionFiles: whole });
    expect(first.text).toBe(
      `${'a'.repeat(60_000)}\n\n[10 more characters are left out. Call again with offset 60000.]`,
    );
    const rest = { mission_id, path: 'x', offset: 60_000 };
    expect((await run('read_app_files', rest, { missionFiles: whole })).text).toBe('b'.repeat(10));
    await expect(
      run('read_app_files', { ...rest, offset: 60_011 }, { missionFiles: whole }),
    ).rejects.toMatchObject({ code: 'offset_invalid' });
  });
});

test.each([
  ['plan_app', { message: 'a timer' }, 'chat', 'The console shows the whole.'],
  ['list_apps', {}, 'listApps', 'The console shows the rest.'],
  ['merge', { app: 'timer', number: 1 }, 'mergePull', 'The pull request itself has the rest.'],
  [
    'get_evidence',
    { mission_id },
    'missionEvidence',
    `To verify it, read the whole as the resource gantry://missions/${mission_id}/evidence.`,
  ],
] as const)('%s bounds what it answers and says where the rest is', async (name, given, route, words) => {
  const { text } = await run(name, given, { [route]: { long: 'x'.repeat(100_000) } });
  expect(text.length).toBeLessThan(60_300);
  expect(text).toContain(words);
});
