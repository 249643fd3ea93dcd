import { beforeEach, describe, expect, test } from 'vitest';
import type { Caller } from '../../../core/access/sessions.ts';
import { claimApp } from '../../../core/app/app-records.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import {
  createMission,
  extendMission,
  requireMission,
  retryMission,
} from '../../../core/mission/create-mission.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { Failure } from '../../../core/wire/mission.ts';
import { sampleApp } from '../app/sample-app.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import { appId, commands, failure, otherUserId, request, toLive, toPassed, tree, userId } from './samples.ts';

const options = { signal: never };
const caller: Caller = { id: userId, username: 'ada', role: 'member', sessionId: 'ses_1' };
const other: Caller = { ...caller, id: otherUserId, username: 'bob' };
let ports: ReturnType<typeof makePorts>;
beforeEach(() => {
  ports = makePorts();
});

type Wish = Partial<Parameters<ReturnType<typeof createMission>>[0]>;
const create = (wish: Wish = {}): Promise<Mission> =>
  createMission(ports)(
    {
      caller,
      voiceMemo: 'Build a calculator',
      plan: null,
      appSlug: undefined,
      deploy: true,
      publish: true,
      idempotencyKey: undefined,
      ...wish,
    },
    options,
  );

const versionOf = (mission_id: MissionId) => ({
  mission_id,
  attempt: 0,
  tree_sha256: tree(0),
  artifact_sha256: null,
  pull_number: null,
});

describe('a new mission', () => {
  test('begins with its request', async () => {
    const plan = { title: 'Calculator', stack: 'static', features: ['Dark mode'] } as const;
    const mission = await create({ plan: { ...plan, features: [...plan.features] }, deploy: false });
    expect(mission).toMatchObject({ status: 'QUEUED', seq: 1 });
    expect(mission.request).toEqual(request({ plan: { ...plan, features: ['Dark mode'] }, deploy: false }));
  });

  test('on an app stands on the app’s last version, or on its last mission', async () => {
    const [first, second] = [newMissionId(), newMissionId()];
    await claimApp(ports)(sampleApp({ missions: [first, second], versions: [versionOf(first)] }), never);
    await claimApp(ports)(sampleApp({ slug: 'notes', missions: [first, second] }), never);
    await claimApp(ports)(sampleApp({ slug: 'empty' }), never);
    const app = { app_id: appId, slug: 'calculator' };
    expect((await create({ appSlug: 'calculator' })).request).toMatchObject({ app, extends: first });
    expect((await create({ appSlug: 'notes' })).request.extends).toBe(second);
    expect((await create({ appSlug: 'empty' })).request.extends).toBeNull();
  });

  test('on somebody else’s app is NotFound', async () => {
    await claimApp(ports)(sampleApp(), never);
    await expect(create({ caller: other, appSlug: 'calculator' })).rejects.toMatchObject({
      name: 'NotFound',
    });
  });
});

describe('an idempotency key', () => {
  const idempotencyKey = 'key-1';

  test('gives the same mission for the same words, also to many at once', async () => {
    const missions = await Promise.all(Array.from({ length: 10 }, () => create({ idempotencyKey })));
    expect(new Set(missions.map((mission) => mission.missionId)).size).toBe(1);
  });

  test('is Conflict with other words', async () => {
    await create({ idempotencyKey });
    const again = create({ idempotencyKey, voiceMemo: 'Build something else' });
    await expect(again).rejects.toMatchObject({ name: 'Conflict', code: 'key_reused' });
  });

  test('belongs to its caller', async () => {
    const mine = await create({ idempotencyKey });
    const theirs = await create({ caller: other, idempotencyKey });
    expect(theirs.missionId).not.toBe(mine.missionId);
  });

  test('holds when the app has gone on since', async () => {
    await claimApp(ports)(sampleApp(), never);
    const wish = { idempotencyKey, appSlug: 'calculator' };
    const first = await create(wish);
    const key = { partition: `apps#${userId}`, sort: 'calculator' };
    const grown = sampleApp({ missions: [first.missionId], versions: [versionOf(first.missionId)] });
    await ports.records.put(key, grown, { condition: { kind: 'any' } }, never);
    expect((await create(wish)).missionId).toBe(first.missionId);
  });

  test('whose mission was never written, because the process died, makes it now', async () => {
    const dying = { ...ports.eventLog, append: async () => Promise.reject(new Error('killed')) };
    const input = {
      caller,
      voiceMemo: 'x',
      plan: null,
      appSlug: undefined,
      deploy: true,
      publish: true,
      idempotencyKey,
    };
    await expect(createMission({ ...ports, eventLog: dying })(input, options)).rejects.toThrow('killed');
    expect(await createMission(ports)(input, options)).toMatchObject({ seq: 1 });
  });

  test('that expires while it is looked at is Conflict', async () => {
    const records = { ...ports.records, put: async () => 'lost' as const };
    const input = {
      caller,
      voiceMemo: 'x',
      plan: null,
      appSlug: undefined,
      deploy: true,
      publish: true,
      idempotencyKey,
    };
    await expect(createMission({ ...ports, records })(input, options)).rejects.toMatchObject({
      code: 'key_busy',
    });
  });

  test('is remembered for thirty days', async () => {
    const first = await create({ idempotencyKey });
    ports.clock.advance(30 * 24 * 60 * 60 * 1_000);
    expect((await create({ idempotencyKey })).missionId).not.toBe(first.missionId);
  });
});

describe('a retry', () => {
  beforeEach(() => claimApp(ports)(sampleApp(), never));
  const retry = (mission: Mission, budgetUsd?: number, idempotencyKey?: string) =>
    retryMission(ports)({ caller, mission, budgetUsd, idempotencyKey }, options);

  test('is the same request and plan as a new mission', async () => {
    const ended = await play([commands().cancel], { deps: ports });
    const again = await retry(ended);
    expect(again.request).toEqual({ ...ended.request, retry_of: ended.missionId });
    expect(again.missionId).not.toBe(ended.missionId);
  });

  test('works on the app that the first one made, with a budget of its own', async () => {
    const ended = await play([...toLive, commands().settle], { deps: ports });
    const again = await retry(ended, 5);
    expect(again.request).toMatchObject({ app: { app_id: appId, slug: 'calculator' }, budget_usd: 5 });
    expect((await retry({ ...ended, request: again.request })).request.budget_usd).toBe(5);
  });

  test('with the same key is one mission', async () => {
    const ended = await play([commands().cancel], { deps: ports });
    const missions = await Promise.all([retry(ended, 1, 'k'), retry(ended, 1, 'k')]);
    expect(missions[0]?.missionId).toBe(missions[1]?.missionId);
    await expect(retry(ended, 2, 'k')).rejects.toMatchObject({ code: 'key_reused' });
  });

  const all = commands();
  const failedReport = {
    ...all['receive-report'],
    data: { ...all['receive-report'].data, outcome: 'failed' as const },
  };
  const endsBy = (kind: Failure['kind']): Command => ({
    kind: 'settle',
    fault: { failure: failure({ kind }), endsAs: 'FAILED' },
  });

  test.each<[string, readonly Command[], Failure['kind']]>([
    ['its deployment failed', [...toPassed, all['intend-deploy']], 'provider'],
    ['its pull request failed', toLive, 'provider'],
    ['its pods were lost', toPassed.slice(0, 4), 'provider'],
    ['no pod could be had', toPassed.slice(0, 3), 'provider'],
    ['its budget ran out in a heal', [...toPassed.slice(0, 4), failedReport, all['request-heal']], 'budget'],
  ])('goes on from what was written where %s', async (_what, life, kind) => {
    const ended = await play([...life, endsBy(kind)], { deps: ports });
    expect((await retry(ended)).request.resumes).toBe(ended.missionId);
  });

  test.each<[string, readonly Command[], Failure['kind']]>([
    ['its tests failed', [...toPassed.slice(0, 4), failedReport], 'code'],
    ['its pod ran out of memory', [...toPassed.slice(0, 4), failedReport], 'resource'],
    ['policy denied it', [...toPassed.slice(0, 2), all['deny-draft']], 'policy'],
    ['its report was of something else', [...toPassed.slice(0, 4), failedReport], 'provider'],
    ['its heal never came', [...toPassed.slice(0, 4), failedReport, all['request-heal']], 'provider'],
    ['the gate never saw it', toPassed.slice(0, 2), 'provider'],
    ['nothing was written', [], 'provider'],
  ])('begins anew where %s', async (_what, life, kind) => {
    const ended = await play([...life, endsBy(kind)], { deps: ports });
    expect((await retry(ended)).request.resumes).toBeUndefined();
  });

  test('goes on from what an earlier mission wrote while none after it wrote or spoilt anything', async () => {
    const first = await play([...toLive, endsBy('provider')], { deps: ports });
    const { missionId } = await retry(first);
    const run = (command: Command) =>
      runCommand(ports)({ missionId, command, actor: 'gantry' }, { signal: never });
    const second = await run(endsBy('provider'));
    const third = await retry(second);
    expect(third.request).toMatchObject({ resumes: first.missionId, retry_of: missionId });
    const ended = { ...second, failure: failure({ kind: 'unsupported' }) };
    expect((await retry(ended)).request.resumes).toBeUndefined();
  });

  test('is Conflict while the first still runs', async () => {
    await expect(retry(await play([], { deps: ports }))).rejects.toMatchObject({ code: 'mission_running' });
  });
});

describe('an extension', () => {
  beforeEach(() => claimApp(ports)(sampleApp(), never));
  const extend = (mission: Mission, voiceMemo = 'Add history', idempotencyKey?: string) =>
    extendMission(ports)({ caller, mission, voiceMemo, idempotencyKey }, options);

  test('is a new mission on the same app, from this one’s tree', async () => {
    const ended = await play([...toLive, commands().settle], { deps: ports });
    expect((await extend(ended)).request).toEqual(
      request({
        voice_memo: 'Add history',
        app: { app_id: appId, slug: 'calculator' },
        extends: ended.missionId,
      }),
    );
  });

  test('with the same key and other words is Conflict', async () => {
    const ended = await play([...toLive, commands().settle], { deps: ports });
    const first = await extend(ended, 'Add history', 'k');
    expect((await extend(ended, 'Add history', 'k')).missionId).toBe(first.missionId);
    await expect(extend(ended, 'Add memory', 'k')).rejects.toMatchObject({ code: 'key_reused' });
  });

  test.each([
    ['still runs', toLive, 'mission_running'],
    ['has no draft that passed the gate', [commands().cancel], 'nothing_to_extend'],
    ['never got an app', [...toPassed, commands().settle], 'nothing_to_extend'],
  ])('of a mission that %s is Conflict', async (_, life, code) => {
    await expect(extend(await play(life, { deps: ports }))).rejects.toMatchObject({ name: 'Conflict', code });
  });
});

describe('a mission by its id', () => {
  const find = (id: string, who = caller) => requireMission(ports)(who, id, options);

  test('is found by its owner', async () => {
    const mission = await create();
    expect(await find(mission.missionId)).toEqual(mission);
  });

  test('is NotFound for others, for an unknown id and for junk, all alike', async () => {
    const mission = await create();
    const refused = {
      name: 'NotFound',
      code: 'mission_not_found',
      message: 'You have no such mission.',
    };
    await expect(find(mission.missionId, other)).rejects.toMatchObject(refused);
    await expect(find(newMissionId())).rejects.toMatchObject(refused);
    await expect(find('../../etc')).rejects.toMatchObject(refused);
  });

  test('is not NotFound when the log cannot be read', async () => {
    const eventLog = { ...ports.eventLog, read: async () => Promise.reject(new Error('no network')) };
    await expect(requireMission({ eventLog })(caller, newMissionId(), options)).rejects.toThrow('no network');
  });
});
