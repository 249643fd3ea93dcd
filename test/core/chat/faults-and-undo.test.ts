import { beforeEach, describe, expect, test } from 'vitest';
import { changeApp, requireApp } from '../../../core/app/app-records.ts';
import { appendAppFact } from '../../../core/app/append-app-fact.ts';
import { extendMission, requireMission } from '../../../core/mission/create-mission.ts';
import type { ChatReply } from '../../../core/wire/http.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { testedMission } from '../app/tested-mission.ts';
import { commands } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { caller, options, run, ship, talkOver } from './talk.ts';
import { beginApp, beginBuild, change, checks } from './talk-of-sums.ts';

let ports: TestPorts;
let talk: ReturnType<typeof talkOver>;
beforeEach(() => {
  ports = makePorts();
  talk = talkOver(ports);
});
const building = (): Promise<ChatReply> => beginBuild(talk);
const withApp = (): Promise<ChatReply> => beginApp(ports, talk);

describe('a fault', () => {
  const fault = { feature: 'adds', words: 'Two and three are five' };

  test('becomes a check in a plan that waits for a yes; the mission tries it on the app as it is', async () => {
    const { conversation_id: id, mission_id: base } = await withApp();
    const reply = await talk.say('It does not add', { intent: 'fault', fault }, { id });
    expect(reply.plan).toMatchObject({
      features: ['Adds'],
      fault: 'c3',
      checks: [{ id: 'c3', feature: 'Adds', words: fault.words }],
      changes: { added: [], changed: ['Adds'], removed: [], checks_added: ['c3'], checks_dropped: [] },
    });
    await expect(talk.confirm(reply, ['c3'])).rejects.toMatchObject({ code: 'check_needed' });
    const confirmed = await talk.confirm(reply);
    expect(confirmed.reply).toContain('as it is. If it goes wrong there too, I fix it.');
    expect(await talk.requestOf(confirmed)).toMatchObject({
      ...{ fault: 'c3', resumes: base, extends: base },
      app: { slug: 'calculator' },
    });
  });

  test('that a check of the app is about already is tried by that one', async () => {
    const { conversation_id: id } = await withApp();
    const known = { feature: 'Sums', words: 'Check c2 holds.' };
    const reply = await talk.say('It does not add', { intent: 'fault', fault: known }, { id });
    expect(reply.plan).toMatchObject({
      ...{ fault: 'c2', checks: [{ id: 'c2', feature: 'Adds' }] },
      changes: { changed: ['Sums'], checks_added: [] },
    });
  });

  test('of an app without checks gets the first one', async () => {
    const built = await building();
    await ship(ports, built);
    const id = built.conversation_id;
    const reply = await talk.say('It does not add', { intent: 'fault', fault }, { id });
    expect(reply.plan).toMatchObject({ fault: 'c1', changes: { checks_added: ['c1'] } });
  });

  test('that does not show is talked of once: the person is asked what differs', async () => {
    const { conversation_id: id } = await withApp();
    const plan = await talk.say('It does not add', { intent: 'fault', fault }, { id });
    const { mission_id } = await talk.confirm(plan);
    await run(ports, mission_id as MissionId, [
      { kind: 'note-not-shown', data: { attempt: 0, check: 'c3', words: fault.words } },
      commands().settle,
    ]);
    const { turns, state } = await talk.read(id);
    expect(state).toBe('NEEDS_INPUT');
    expect(turns.at(-1)?.text).toBe(
      'I tried it: Two and three are five, and it worked here. What do you do differently, and what do you see then?',
    );
    expect((await talk.read(id)).turns).toEqual(turns);
  });

  test('stays one for the newest version, and becomes a change with a wish beside it', async () => {
    const built = await withApp();
    const id = built.conversation_id;
    await talk.say('It does not add', { intent: 'fault', fault }, { id });
    const mission = await requireMission(ports)(caller, built.mission_id ?? '', options);
    const input = { caller, mission, voiceMemo: 'More', idempotencyKey: undefined };
    const { missionId } = await extendMission(ports)(input, options);
    await ship(ports, { mission_id: missionId }, checks);
    const view = await talk.read(id);
    expect(view.plan).toMatchObject({ fault: 'c3' });
    const both = await talk.say('And add a history', { ...change('History'), intent: 'revise' }, { id });
    expect(both.plan).toMatchObject({ checks: [{ id: 'c3' }], features: ['Adds', 'History'] });
    expect(both.plan?.fault).toBeUndefined();
  });
});

describe('an undo', () => {
  const undo = { intent: 'undo' } as const;

  test('says what there is to undo, and offers what can be rolled back; it does nothing itself', async () => {
    const none = await talk.say('Undo', undo);
    expect(none.reply).toContain('no app here yet');
    const built = await withApp();
    const id = built.conversation_id;
    expect((await talk.say('Undo', undo, { id })).reply).toContain('Nothing of Calculator is live yet');
    const app = await requireApp(ports)(caller.id, 'calculator', never);
    const version = (mission_id: MissionId) => ({
      mission_id,
      attempt: 0,
      tree_sha256: '0'.repeat(64),
      artifact_sha256: null,
      pull_number: 1,
    });
    const [first, second] = [built.mission_id as MissionId, ports.ids.make('msn') as MissionId];
    const live = async (mission_id: MissionId) => {
      const fact = { event: 'app-promoted', message: 'Live.', data: { mission_id } } as const;
      await appendAppFact(ports)(app.app_id, 'gantry', fact, never);
      await changeApp(ports)(
        caller.id,
        'calculator',
        (row) => ({ ...row, live_mission: mission_id, versions: [...row.versions, version(mission_id)] }),
        never,
      );
    };
    await live(first);
    const only = await talk.say('Undo', undo, { id });
    expect(only.reply).toContain('the first version');
    expect(only.action).toBeUndefined();
    await testedMission(ports, { missionId: second, checks });
    await live(second);
    const reply = await talk.say('Undo', undo, { id });
    expect(reply.action).toEqual({ kind: 'rollback', app: 'calculator', mission_id: first });
    expect(await requireApp(ports)(caller.id, 'calculator', never)).toMatchObject({ live_mission: second });
  });
});
