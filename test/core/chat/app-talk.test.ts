import { beforeEach, describe, expect, test } from 'vitest';
import { changeApp } from '../../../core/app/app-records.ts';
import { ensureApp } from '../../../core/app/ensure-app.ts';
import { extendMission, requireMission, retryMission } from '../../../core/mission/create-mission.ts';
import type { Consultation } from '../../../core/wire/chat.ts';
import type { ChatReply } from '../../../core/wire/http.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { testedMission } from '../app/tested-mission.ts';
import { play } from '../mission/play.ts';
import { commands } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { caller, options, run, ship, talkOver } from './talk.ts';
import { beginApp, beginBuild, change, checks, proposal } from './talk-of-sums.ts';

let ports: TestPorts;
let talk: ReturnType<typeof talkOver>;
beforeEach(() => {
  ports = makePorts();
  talk = talkOver(ports);
});
const building = (): Promise<ChatReply> => beginBuild(talk);
const withApp = (): Promise<ChatReply> => beginApp(ports, talk);

describe('a conversation that has an app', () => {
  test('changes that app: what is said becomes a plan of what is added, changed and removed', async () => {
    const { conversation_id: id } = await withApp();
    const reply = await talk.say(
      'Now add a history',
      { ...change('History'), change_features: ['Adds'] },
      { id },
    );
    expect(reply).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      plan: {
        features: ['Adds', 'History'],
        changes: { added: ['History'], changed: ['Adds'], removed: [], checks_added: [], checks_dropped: [] },
      },
    });
    const built = await talk.confirm(reply);
    expect(built.plan).toEqual(reply.plan);
    expect(await talk.requestOf(built)).toMatchObject({
      voice_memo: 'Now add a history',
      app: { slug: 'calculator' },
      conversation_id: id,
      talked_of: { dropped: [] },
    });
    const view = await talk.read(id);
    expect(view).toMatchObject({ app: 'calculator', title: 'Calculator', state: 'BUILDING' });
    expect(view.missions).toHaveLength(2);
  });

  test('is shown to the model with how its checks came out and what was asked, and nothing before there is one', async () => {
    const first = await talk.say('Build sums', proposal);
    expect(talk.told('app')).toBeUndefined();
    const built = await talk.confirm(first);
    await talk.say('How far?', { intent: 'ask' }, { id: built.conversation_id });
    expect(JSON.parse(talk.told('app') ?? '')).toMatchObject({
      ...{ title: 'Sums', slug: null, is_running: true, checks: [], files: [] },
      missions: [{ status: 'QUEUED', asked: 'Build sums' }],
    });
    await ship(ports, built, checks);
    await talk.say('What is it?', { intent: 'ask' }, { id: built.conversation_id });
    expect(JSON.parse(talk.told('app') ?? '')).toMatchObject({
      title: 'Calculator',
      features: ['Adds'],
      checks: [{ id: 'c1', feature: 'Adds', outcome: 'not-run' }, { id: 'c2' }],
      files: ['index.html', 'src/add & more.js', 'api/sum.js'],
      missions: [{ status: 'DEPLOYED' }],
      is_running: false,
    });
  });

  test('tells the model why a build failed, and takes up what was to be built', async () => {
    const built = await building();
    await run(ports, built.mission_id as MissionId, [commands()['give-up'], commands().settle]);
    const id = built.conversation_id;
    await talk.say('Why did it fail?', { intent: 'ask' }, { id });
    expect(JSON.parse(talk.told('app') ?? '')).toMatchObject({
      ...{ title: 'Sums', slug: null },
      missions: [{ status: 'FAILED', failure: expect.stringMatching(/\w/) }],
    });
    const reply = await talk.say('Then with a history', change('History'), { id });
    expect(reply.plan).toMatchObject({ title: 'Sums', features: ['Adds', 'History'] });
    expect(reply.plan?.changes).toBeUndefined();
    const retried = await talk.confirm(reply);
    expect(await talk.requestOf(retried)).toMatchObject({ app: null });
    const gone: Partial<Consultation> = { intent: 'change', remove_features: ['Chart'] };
    await talk.say('Drop the chart', gone, { id });
    await talk.say('Drop the chart, add tags', { ...change('Tags'), remove_features: ['Charts'] }, { id });
    await run(ports, retried.mission_id as MissionId, [commands()['give-up'], commands().settle]);
    const { turns, plan } = await talk.read(id);
    const told = turns.map(({ text }) => text).join(' ');
    expect(told).toMatch(/no “Chart” in Sums.*no “Charts” in Sums/);
    expect(plan?.features).toEqual(['Adds', 'History', 'Tags']);
  });

  test('asks about what it does not find in a build that came to nothing, too', async () => {
    const built = await building();
    await run(ports, built.mission_id as MissionId, [commands()['give-up'], commands().settle]);
    const said: Partial<Consultation> = { intent: 'change', remove_features: ['Chart'] };
    const reply = await talk.say('Drop the chart', said, { id: built.conversation_id });
    expect(reply.reply).toContain('no “Chart” in Sums');
  });

  test('of version 0.1 has the features of its plan, or none, and a change all the same', async () => {
    const known = { missionId: ports.ids.make('msn') as MissionId };
    await ensureApp(ports)(await testedMission(ports, known), never);
    const reply = await talk.say('Add a history', change('History'), { app: 'calculator' });
    expect(reply.plan).toMatchObject({ features: ['History'], changes: { added: ['History'] } });
    expect(JSON.parse(talk.told('app') ?? '')).toMatchObject({ slug: 'calculator', features: [] });
    const untested = await play([commands()['give-up'], commands().settle], { deps: ports });
    for (const missions of [[untested.missionId], []]) {
      await changeApp(ports)(caller.id, 'calculator', (row) => ({ ...row, missions }), never);
      const none = await talk.say(
        'Add a history',
        { ...change('History'), title: 'Sums' },
        { app: 'calculator' },
      );
      expect(none.plan?.changes).toBeUndefined();
    }
  });

  test('is shown with what is left out of it, also after a change', async () => {
    const built = await building();
    const agreed = commands()['agree-spec'];
    const left_out = [{ what: 'E-mail', why: 'Apps send none.' }];
    await run(ports, built.mission_id as MissionId, [{ ...agreed, data: { ...agreed.data, left_out } }]);
    await ship(ports, built, checks);
    await talk.say('What is missing?', { intent: 'ask' }, { id: built.conversation_id });
    expect(JSON.parse(talk.told('app') ?? '').left_out).toEqual(['E-mail: Apps send none.']);
    const plan = await talk.say('Add a history', change('History'), { id: built.conversation_id });
    await ship(ports, await talk.confirm(plan), checks);
    await talk.say('What is missing now?', { intent: 'ask' }, { id: built.conversation_id });
    expect(JSON.parse(talk.told('app') ?? '').left_out).toEqual(['E-mail: Apps send none.']);
  });

  test('begins another app when that is asked for, and keeps its missions', async () => {
    const { conversation_id: id } = await withApp();
    const asked: Partial<Consultation> = { intent: 'new-app', title: 'Notes', add_features: ['Write'] };
    const reply = await talk.say('Something new: notes', asked, { id });
    expect(reply.plan).toMatchObject({ title: 'Notes', features: ['Write'] });
    expect(reply.plan?.changes).toBeUndefined();
    const built = await talk.confirm(reply);
    expect(await talk.requestOf(built)).toMatchObject({ app: null });
    expect((await talk.read(id)).missions).toHaveLength(2);
  });

  test('may begin with an app that is there; an unknown one is NotFound', async () => {
    await withApp();
    const reply = await talk.say('Add a history', change('History'), { app: 'calculator' });
    expect(reply.plan?.changes?.added).toEqual(['History']);
    await expect(talk.say('Hi', {}, { app: 'nothing' })).rejects.toMatchObject({ code: 'app_not_found' });
  });

  test('a feature that goes takes its checks along, in the plan and in the mission', async () => {
    const { conversation_id: id } = await withApp();
    const said = { ...change('History'), remove_features: ['Adds'] };
    const reply = await talk.say('A history in the place of adding', said, { id });
    expect(reply.plan?.changes).toMatchObject({
      ...{ added: ['History'], removed: ['Adds'] },
      checks_dropped: [{ id: 'c1' }, { id: 'c2' }],
    });
    const { talked_of: talkedOf } = await talk.requestOf(await talk.confirm(reply));
    expect(talkedOf?.dropped).toEqual(['c1', 'c2']);
  });

  test('asks which feature is meant where a name fits none', async () => {
    const { conversation_id: id } = await withApp();
    const said: Partial<Consultation> = { intent: 'change', remove_features: ['Chart'] };
    const reply = await talk.say('Drop the chart', said, { id });
    expect(reply).toMatchObject({ state: 'NEEDS_INPUT' });
    expect(reply.reply).toBe('Well. I find no “Chart” in Calculator. It has: Adds. Which one do you mean?');
    const both = await talk.say('And add a history', { ...said, add_features: ['History'] }, { id });
    expect(both.plan?.features).toEqual(['Adds', 'History']);
    expect(both.reply).toContain('I find no “Chart”');
    const yes = await talk.say('Yes', { ...said, intent: 'confirm' }, { id });
    expect(yes).toMatchObject({ state: 'NEEDS_CONFIRMATION', plan: both.plan });
  });

  test('an extension and a retry of its missions stand in it, once each', async () => {
    const built = await withApp();
    const mission = await requireMission(ports)(caller, built.mission_id ?? '', options);
    const extend = () =>
      extendMission(ports)({ caller, mission, voiceMemo: 'More', idempotencyKey: 'one' }, options);
    const extension = await extend();
    await extend();
    await run(ports, extension.missionId, [commands()['give-up'], commands().settle]);
    const ended = await requireMission(ports)(caller, extension.missionId, options);
    const again = { caller, mission: ended, budgetUsd: undefined, idempotencyKey: undefined };
    const { missionId: retried } = await retryMission(ports)(again, options);
    const view = await talk.read(built.conversation_id);
    expect(view.missions).toEqual([built.mission_id, extension.missionId, retried]);
    expect(view.mission_id).toBe(retried);
  });

  test('a plan that was made for an earlier version becomes one for the newest, and no yes to the old one counts', async () => {
    const built = await withApp();
    const id = built.conversation_id;
    const old = await talk.say('Add a history', change('History'), { id });
    const mission = await requireMission(ports)(caller, built.mission_id ?? '', options);
    const input = { caller, mission, voiceMemo: 'More', idempotencyKey: undefined };
    const { missionId } = await extendMission(ports)(input, options);
    await ship(ports, { mission_id: missionId }, checks);
    await expect(talk.confirm(old)).rejects.toMatchObject({ code: 'plan_replaced' });
    const yes = await talk.say('Yes', { intent: 'confirm' }, { id });
    expect(yes).toMatchObject({
      state: 'NEEDS_CONFIRMATION',
      plan: { features: ['Adds', 'History'], changes: { added: ['History'] } },
    });
    expect(yes.reply).toContain('This plan is new');
    expect((await talk.say('Yes', { intent: 'confirm' }, { id })).state).toBe('BUILDING');
  });
});
