import { beforeEach, describe, expect, test } from 'vitest';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { gateDraft } from '../../../core/gate/gate-draft.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Draft } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { putDraft } from '../draft/put-draft.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const options = { signal: never };
const all = commands();
const good: Draft = {
  app: { slug: 'todo', title: 'To do', summary: 'Tasks.' },
  stack: 'static',
  files: [
    { path: 'index.html', content: '<!doctype html><html lang="en"><title>To do</title></html>' },
    { path: 'src/add.js', content: 'export const add = (a, b) => a + b;\n' },
    { path: 'test/add.test.js', content: "import '../src/add.js';\n" },
  ],
  left_out: [],
  notes: '',
};
const withFile = (path: string, content: string): Draft => ({
  ...good,
  files: [...good.files, { path, content }],
});

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});
const gate = (missionId: MissionId) => gateDraft(ports)({ mission_id: missionId }, options);
const read = (missionId: MissionId) => readMission(ports)(missionId, options);

async function store(missionId: MissionId, attempt: number, draft: Draft): Promise<void> {
  await saveDraft(ports)(missionId, attempt, draft, never);
  const { data } = commands(attempt)['store-draft'];
  const command = {
    kind: 'store-draft',
    data: { ...data, tree_sha256: treeSha256(ports.digest, draft.files) },
  } as const;
  await runCommand(ports)({ missionId, command, actor: 'gantry' }, options);
}
async function stored(draft: Draft): Promise<MissionId> {
  const { missionId } = await play([all['start-authoring']], { deps: ports, missionId: newMissionId() });
  await store(missionId, 0, draft);
  return missionId;
}

describe('the gate', () => {
  test('passes a good draft on to the build, once', async () => {
    const missionId = await stored(good);
    expect((await gate(missionId)).next).toBe('build');
    const mission = await read(missionId);
    expect(mission.attempts[0]?.gate).toBe('passed');
    expect((await gate(missionId)).next).toBe('build');
    expect((await read(missionId)).seq).toBe(mission.seq);
  });

  test('ends a mission whose draft is denied, by rule, file and line, and builds it never', async () => {
    const missionId = await stored(withFile('../escape.js', 'x'));
    expect((await gate(missionId)).next).toBe('settle');
    const mission = await read(missionId);
    expect(mission.givenUp).toMatchObject({
      endsAs: 'BLOCKED',
      failure: { kind: 'policy', path: '../escape.js', rule: expect.any(String) },
    });
    expect((await gate(missionId)).next).toBe('settle');
    expect((await read(missionId)).seq).toBe(mission.seq);
  });

  test('sends what can be mended back, and waits for the heal that it asked for', async () => {
    const missionId = await stored({ ...good, files: good.files.slice(0, 2) });
    expect((await gate(missionId)).next).toBe('heal');
    expect((await read(missionId)).attempts[1]?.reason).toMatchObject({
      source: 'gate',
      failure: { kind: 'policy' },
    });
    expect((await gate(missionId)).next).toBe('heal');
  });

  test('judges a heal as it judged the draft', async () => {
    const missionId = await stored({ ...good, files: good.files.slice(0, 2) });
    await gate(missionId);
    await store(missionId, 1, withFile('../escape.js', 'x'));
    expect((await gate(missionId)).next).toBe('settle');
    expect((await read(missionId)).givenUp?.endsAs).toBe('BLOCKED');
  });

  test('knows what the spec agreed to, and denies what comes back after the mission was sent back for it', async () => {
    const { data } = all['agree-spec'];
    const origins = [{ origin: 'https://api.weather.example.com', by: 'page', why: 'The weather.' }] as const;
    const agreed: Command = {
      kind: 'agree-spec',
      data: { ...data, needs: { ...data.needs, origins: [...origins] } },
    };
    const start = [agreed, all['start-authoring']];
    const { missionId } = await play(start, { deps: ports, missionId: newMissionId() });
    const calls = withFile(
      'src/w.js',
      "export const get = () => fetch('https://api.weather.example.com/now');\n",
    );
    const shell = { path: 'src/x.js', content: "import 'node:child_process';\n" };
    await store(missionId, 0, { ...calls, files: [...calls.files, shell] });
    expect((await gate(missionId)).next).toBe('heal');
    const { reason } = (await read(missionId)).attempts[1] ?? {};
    expect(reason?.findings.map(({ rule }) => rule)).toEqual(['shell-node']);
    await store(missionId, 1, { ...calls, files: [...calls.files, shell] });
    expect((await gate(missionId)).next).toBe('settle');
    expect((await read(missionId)).givenUp?.endsAs).toBe('BLOCKED');
  });

  test('refuses a stored draft that is not the one of the event', async () => {
    const missionId = await stored(good);
    const tree_sha256 = treeSha256(ports.digest, good.files);
    await putDraft(ports, missionId, withFile('late.js', 'x'), { attempt: 0, tree_sha256 });
    await expect(gate(missionId)).rejects.toMatchObject({ name: 'DependencyRefused', code: 'tree_changed' });
  });

  test('has nothing to say before there is a draft', async () => {
    const { missionId } = await play([], { deps: ports, missionId: newMissionId() });
    await expect(gate(missionId)).rejects.toMatchObject({ name: 'Conflict', code: 'nothing_to_gate' });
  });
});
