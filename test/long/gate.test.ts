import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { pullSchema } from '../../core/wire/http.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { answers, cutOff, says, useAuthors } from '../e2e/rig/authors.ts';
import { type Client, signIn } from '../e2e/rig/client.ts';
import { addModule, draftWith, healWith, passingTest, testFile } from '../e2e/rig/drafts.ts';
import { readEvidence } from '../e2e/rig/evidence.ts';
import { servedDigest } from '../e2e/rig/live-app.ts';
import {
  appsOf,
  build,
  countOf,
  dataOf,
  eventsOf,
  shipped,
  statusPath,
  whenEnded,
} from '../e2e/rig/missions.ts';
import { useProduct } from '../e2e/rig/product.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
let client: Client;

beforeAll(async () => {
  client = await signIn(product.current);
});

const lines = (...text: readonly string[]): string => `${text.join('\n')}\n`;

describe('a draft that the gate denies', () => {
  // Composed here, so that no scanner takes this file for one that holds a secret.
  const secret = `AKIA${'Q'.repeat(16)}`;
  it.each([
    ['a path out of the app', 'path-parent', { '../escape.js': 'export {};\n' }, '../escape.js', undefined],
    ['a path into git', 'path-git', { '.git/config': '[core]\n' }, '.git/config', undefined],
    ['an absolute path', 'path-absolute', { '/etc/cron.d/x': 'x\n' }, '/etc/cron.d/x', undefined],
    [
      'a secret',
      'secret-aws-key',
      { 'src/key.js': lines('// one', '// two', `export const key = '${secret}';`) },
      'src/key.js',
      3,
    ],
    [
      'a file of the host',
      'host-file',
      { 'src/read.js': lines('// one', "export const path = '/etc/shadow';") },
      'src/read.js',
      2,
    ],
  ])(
    'ends BLOCKED for %s, by rule id with file and line, and nothing is built or left',
    async (what, rule, changes, path, line) => {
      authors.on(what, (asked) => answers(asked, draftWith(changes)));
      const mission = await build(client, { voice_memo: `Build an app with ${what}` });
      expect(mission).toMatchObject({
        status: 'BLOCKED',
        attempt: 0,
        app: null,
        failure: { kind: 'policy', step: 'gate-draft', rule, path },
      });
      expect(mission.failure?.line).toBe(line);
      expect(mission.speech).toMatch(/stopped/i);
      const events = await eventsOf(client, mission.mission_id);
      expect(statusPath(events)).toEqual(['QUEUED', 'ARCHITECTING', 'VALIDATING', 'BLOCKED']);
      expect(countOf(events, 'bundle-handed-over')).toBe(0);
      expect(dataOf(events, 'draft-denied').policy_sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(await appsOf(client)).toEqual([]);
      const { annotations } = await readEvidence(client, mission.mission_id);
      expect(annotations).toMatchObject({
        status: 'BLOCKED',
        attempts: [],
        deployment: null,
        pull_request: null,
        failure: { rule },
      });
      expect(JSON.stringify(mission)).not.toContain(secret);
    },
  );

  it('never shows the secret that it was denied for, in no event and no answer', async () => {
    authors.on('a hidden key', (asked) =>
      answers(asked, draftWith({ 'src/key.js': `export const key = '${secret}';\n` })),
    );
    const mission = await build(client, { voice_memo: 'Build an app with a hidden key' });
    expect(mission.status).toBe('BLOCKED');
    expect(JSON.stringify(await eventsOf(client, mission.mission_id))).not.toContain(secret);
    expect(product.current.output()).not.toContain(secret);
  });

  it('is denied in a heal as it is in a draft', async () => {
    authors.on('a heal that escapes', (asked) =>
      asked.asks === 'draft'
        ? answers(asked, draftWith({ 'src/text.js': "export const run = (text) => eval(text + '');\n" }))
        : answers(asked, healWith({ 'src/text.js': null, '../escape.js': 'export {};\n' })),
    );
    const mission = await build(client, { voice_memo: 'Build an app with a heal that escapes' });
    expect(mission).toMatchObject({ status: 'BLOCKED', attempt: 1, failure: { rule: 'path-parent' } });
    expect(await appsOf(client)).toEqual([]);
  });
});

describe('a draft that does not pass at first', () => {
  it('goes back to the model with the words of the rule, and ships when the heal passes', async () => {
    const prompts: string[] = [];
    authors.on('a text evaluator', (asked) => {
      prompts.push(asked.prompt);
      return asked.asks === 'draft'
        ? answers(
            asked,
            draftWith({ 'src/text.js': "export const run = (text) => eval(text + '');\n" }, 'evaluator'),
          )
        : answers(asked, healWith({ 'src/text.js': null }));
    });
    const mission = shipped(await build(client, { voice_memo: 'Build a text evaluator' }));
    expect(mission).toMatchObject({ attempt: 1, app: 'evaluator' });
    const events = await eventsOf(client, mission.mission_id);
    expect(statusPath(events).slice(0, 6)).toEqual([
      'QUEUED',
      'ARCHITECTING',
      'VALIDATING',
      'HEALING',
      'VALIDATING',
      'BUILDING',
    ]);
    expect(countOf(events, 'bundle-handed-over')).toBe(1);
    expect(prompts[1]).toContain('eval-call');
    expect(prompts[1]).toContain('src/text.js');
    expect(mission.cost.usd).toBeGreaterThan(0);
  });

  it('is healed by its own failing tests, and both reports stand in the evidence', async () => {
    const prompts: string[] = [];
    authors.on('a wrong adder', (asked) => {
      prompts.push(asked.prompt);
      return asked.asks === 'draft'
        ? answers(asked, draftWith({ 'src/add.js': addModule.replace('+', '-') }, 'mended'))
        : answers(asked, healWith({ 'src/add.js': addModule }));
    });
    const mission = shipped(await build(client, { voice_memo: 'Build a wrong adder' }));
    expect(mission).toMatchObject({ attempt: 1, app: 'mended' });
    expect(prompts[1]).toContain('adds');
    const { annotations } = await readEvidence(client, mission.mission_id);
    expect(annotations.attempts).toMatchObject([
      { outcome: 'failed', attempt: 0 },
      { outcome: 'passed', attempt: 1 },
    ]);
    const first = await client.call(
      'GET',
      `/gantry/missions/${mission.mission_id}/files?attempt=0&path=src/add.js`,
    );
    expect(first.text).toContain('left - right');
  });

  it('gives up when the same failure comes back after two heals, and leaves no app', async () => {
    const before = (await appsOf(client)).length;
    const strategies: unknown[] = [];
    authors.on('a hopeless adder', (asked) => {
      strategies.push(/"strategy": "(\w+)"/.exec(asked.prompt)?.[1]);
      const note = `${addModule.replace('+', '-')}// try ${asked.turn}\n`;
      return asked.asks === 'draft'
        ? answers(asked, draftWith({ 'src/add.js': note }))
        : answers(asked, healWith({ 'src/add.js': note }));
    });
    const mission = await build(client, { voice_memo: 'Build a hopeless adder' });
    expect(mission).toMatchObject({ status: 'FAILED', attempt: 2, failure: { kind: 'code', step: 'test' } });
    expect(mission.failure?.message).toContain('came back after two heals');
    expect(strategies).toEqual([undefined, 'mend', 'rethink']);
    expect(await appsOf(client)).toHaveLength(before);
    const { annotations } = await readEvidence(client, mission.mission_id);
    expect(z.array(z.unknown()).parse(annotations.attempts)).toHaveLength(3);
  });

  it('leaves a draft pull request with its diagnosis where the app has a repository, and no new version', async () => {
    authors.on('a good start', (asked) => answers(asked, draftWith({}, 'good-start')));
    const good = shipped(await build(client, { voice_memo: 'Build a good start' }));
    authors.on('a fatal flaw', (asked) => {
      const flaw = { 'src/add.js': `${addModule.replace('+', '-')}// try ${asked.turn}\n` };
      return answers(asked, asked.asks === 'draft' ? draftWith(flaw, 'good-start') : healWith(flaw));
    });
    const path = `/gantry/missions/${good.mission_id}/extend`;
    const extending = await client.send(missionViewSchema, 202, path, { voice_memo: 'Add a fatal flaw' });
    const failed = await whenEnded(client, extending);
    expect(failed).toMatchObject({
      status: 'FAILED',
      app: 'good-start',
      failure: { kind: 'code', step: 'test' },
    });
    expect(failed.url).toBeUndefined();
    const opened = dataOf(await eventsOf(client, failed.mission_id), 'pull-request-opened');
    expect(opened).toMatchObject({ is_draft: true, number: 2, pr_url: failed.pr_url });
    const pull = await client.read(pullSchema, '/gantry/apps/good-start/pulls/2');
    expect(pull).toMatchObject({ is_draft: true, state: 'open' });
    expect(pull.body).toContain('Add a fatal flaw');
    expect(pull.body).toContain('adds');
    await client.send(pullSchema, 200, '/gantry/apps/good-start/pulls/1/merge', {});
    const [app] = (await appsOf(client)).filter(({ slug }) => slug === 'good-start');
    expect(await servedDigest(client, good.mission_id, app?.live_url ?? '')).toBe(good.artifact_sha256);
  });

  it('is sent back when its shipped modules are hardly tested', async () => {
    const prompts: string[] = [];
    authors.on('an untested app', (asked) => {
      prompts.push(asked.prompt);
      const idle = testFile("test('adds', () => assert.equal(typeof add, 'function'));");
      const big = Array.from(
        { length: 30 },
        (_none, index) => `export const f${index} = (x) => {\n  return x + ${index};\n};\n`,
      ).join('');
      return asked.asks === 'draft'
        ? answers(asked, draftWith({ 'src/big.js': big, 'test/add.test.js': idle }, 'untested'))
        : answers(asked, healWith({ 'src/big.js': null, 'test/add.test.js': passingTest }));
    });
    const mission = shipped(await build(client, { voice_memo: 'Build an untested app' }));
    expect(mission.attempt).toBe(1);
    expect(prompts[1]).toMatch(/Too little is tested/);
  });
});

describe('an answer that is none', () => {
  it('is asked for again when it cannot be read, and never repaired', async () => {
    authors.on('a stutterer', (asked) =>
      asked.turn === 0 ? says(asked, 'Here it is!') : answers(asked, draftWith({}, 'stutter')),
    );
    const mission = shipped(await build(client, { voice_memo: 'Build a stutterer' }));
    expect(mission).toMatchObject({ attempt: 0, app: 'stutter' });
    expect(countOf(await eventsOf(client, mission.mission_id), 'answer-rejected')).toBe(1);
  });

  it('goes on where it was cut off', async () => {
    const whole = draftWith({}, 'long-answer');
    const [first] = whole.files;
    const half = `<g-NONCE app>${JSON.stringify({ ...whole.app, stack: whole.stack })}</g-NONCE>\n<g-NONCE file="${first?.path}">\n${first?.content}</g-NONCE>\n<g-NONCE file="main.js">\nimp`;
    const prompts: string[] = [];
    authors.on('a long answer', (asked) => {
      prompts.push(asked.prompt);
      return asked.turn === 0
        ? cutOff(asked, half)
        : answers(asked, { ...whole, files: whole.files.slice(1) });
    });
    const mission = shipped(await build(client, { voice_memo: 'Build a long answer' }));
    expect(prompts[1]).toContain(`These arrived whole: ${first?.path}.`);
    expect(prompts[1]).toContain('write it again from its first line: main.js.');
    expect(countOf(await eventsOf(client, mission.mission_id), 'answer-cut-off')).toBe(1);
  });

  it('ends FAILED, kind provider, when it is cut off every time', async () => {
    authors.on('an endless answer', (asked) => cutOff(asked, '<g-NONCE app>{"slug":"endless"'));
    const mission = await build(client, { voice_memo: 'Build an endless answer' });
    expect(mission).toMatchObject({ status: 'FAILED', failure: { kind: 'provider', step: 'draft-app' } });
    expect(mission.failure?.message).toContain('longer than 4 replies');
  });

  it('ends FAILED with what to do when Bedrock lets nobody in', async () => {
    authors.on('a closed door', () => ({
      kind: 'fault',
      status: 403,
      error: 'UnrecognizedClientException',
      message: 'The security token is invalid',
    }));
    const mission = await build(client, { voice_memo: 'Build a closed door' });
    expect(mission).toMatchObject({ status: 'FAILED', failure: { kind: 'provider', step: 'draft-app' } });
    expect(mission.failure?.message).toMatch(/credentials/i);
  });
});
