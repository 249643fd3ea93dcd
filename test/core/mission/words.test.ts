import { describe, expect, test } from 'vitest';
import { listMissions, projectMission } from '../../../core/mission/mission-rows.ts';
import { narrate } from '../../../core/mission/narrate.ts';
import { speak } from '../../../core/mission/speak.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { MissionFact } from '../../../core/wire/event.ts';
import type { MissionStatus } from '../../../core/wire/mission.ts';
import { missionStatusSchema, missionViewSchema } from '../../../core/wire/mission.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { newMissionId, play } from './play.ts';
import {
  commands,
  cost,
  failure,
  missionId,
  otherUserId,
  pins,
  request,
  toLive,
  toPassed,
  toProposed,
  tree,
  userId,
} from './samples.ts';

const all = commands();
const healed = commands(1);
const report = all['receive-report'].data;
const opened = all['record-pull-request'].data;
const { data: noted } = all['record-notes'];
type Reviewed = (typeof all)['record-review']['data'];
const reviewed = (data: Reviewed, over: Partial<Reviewed['reviews'][number]>): Reviewed => ({
  ...data,
  reviews: data.reviews.map((review) => ({ ...review, ...over })),
});

describe('what just happened is told as', () => {
  test.each<[string, MissionFact]>([
    ['Mission accepted.', { event: 'mission-requested', data: request() }],
    ['Writing the app with built-in demo model.', { event: 'authoring-started', data: { attempt: 0, pins } }],
    ['Writing heal 2 with built-in demo model.', { event: 'authoring-started', data: { attempt: 2, pins } }],
    [
      'The answer was longer than one reply; continuing it.',
      { event: 'answer-cut-off', data: all['note-cut-off'].data },
    ],
    [
      'Draft stored: 3 files. Checking it against policy.',
      { event: 'draft-stored', data: all['store-draft'].data },
    ],
    [
      'Heal 1 stored: 1 file. Checking it against policy.',
      { event: 'draft-stored', data: { ...healed['store-draft'].data, files: 1 } },
    ],
    [
      'Draft taken over from the mission that this one retries: 3 files. Checking it against policy.',
      {
        event: 'draft-stored',
        data: {
          ...all['store-draft'].data,
          carried_from: { mission_id: missionId, attempt: 0, tree_sha256: tree(0) },
        },
      },
    ],
    ['GitHub asks us to wait 60 s.', { event: 'wait-began', data: all['begin-wait'].data }],
    ['The draft passes policy.', { event: 'gate-passed', data: all['pass-gate'].data }],
    ['Denied by policy: A test failed.', { event: 'draft-denied', data: all['deny-draft'].data }],
    [
      'Heal 1 begins: The app does not pass its own tests.',
      { event: 'heal-requested', data: { attempt: 1, reason: all['request-heal'].reason } },
    ],
    [
      'Building and testing in a bubblewrap pod.',
      { event: 'bundle-handed-over', data: all['hand-over'].data },
    ],
    ['The pod reports: passed. 2 of 2 tests passed.', { event: 'report-received', data: report }],
    [
      'The pod reports: failed.',
      { event: 'report-received', data: { ...report, outcome: 'failed', tests: null } },
    ],
    [
      'Asked for real: api.weather.example answers as expected, places.example gave no answer.',
      { event: 'outside-asked', data: all['record-asked'].data },
    ],
    [
      'Reviewed by page-review: 1 warning, 0 notes.',
      { event: 'draft-reviewed', data: all['record-review'].data },
    ],
    [
      'Reviewed by page-review: 0 warnings, 0 notes. page-review took too long.',
      {
        event: 'draft-reviewed',
        data: reviewed(all['record-review'].data, { outcome: 'timed-out', findings: [] }),
      },
    ],
    ['Noted by release-notes.', { event: 'release-noted', data: noted }],
    [
      'Nothing was noted. release-notes failed.',
      {
        event: 'release-noted',
        data: { ...noted, notes: noted.notes.map((note) => ({ ...note, outcome: 'failed' as const })) },
      },
    ],
    [
      'The app does not pass its own tests.',
      { event: 'given-up', data: { failure: failure(), ends_as: 'FAILED' } },
    ],
    ['Deploying a preview of calculator.', { event: 'deploy-intended', data: all['intend-deploy'].data }],
    [
      'Preview deployed at http://calculator.localhost:5050/; checking it from outside.',
      { event: 'preview-deployed', data: all['record-preview'].data },
    ],
    [
      'The preview answers: 3 files served exactly as tested.',
      { event: 'live-checked', data: all['record-live'].data },
    ],
    [
      'The preview answers: 3 files served exactly as tested. 2 calls answered there too. 1 function answered with an error.',
      {
        event: 'live-checked',
        data: { ...all['record-live'].data, calls: 2, failing: [{ path: '/api/a', status: 500 }] },
      },
    ],
    [
      'Opening a pull request for calculator.',
      { event: 'publish-intended', data: all['intend-publish'].data },
    ],
    [`Pull request 1 opened at ${opened.pr_url}.`, { event: 'pull-request-opened', data: opened }],
    [
      `Draft pull request 1 opened at ${opened.pr_url}.`,
      { event: 'pull-request-opened', data: { ...opened, is_draft: true } },
    ],
    ['Done. It cost $0.50.', { event: 'mission-shipped', data: { cost } }],
    ['Done.', { event: 'mission-shipped', data: { cost: { ...cost, usd: 0.004 } } }],
    [
      'The app does not pass its own tests.',
      { event: 'mission-stopped', data: { failure: failure(), ends_as: 'FAILED', cost } },
    ],
    ['Cancelled.', { event: 'mission-cancelled', data: { by: userId, cost } }],
  ])('%s', (line, fact) => {
    expect(narrate(fact)).toBe(line);
  });
});

describe('speech', () => {
  test.each(missionStatusSchema.options)(
    'for %s is a sentence or two without addresses or ids',
    async (status) => {
      const mission = await play([...toLive, ...toProposed]);
      const speech = speak({ ...mission, status });
      expect(speech).toMatch(/^[A-Z][^_/]*\.$/);
      expect(speech.split('. ').length).toBeLessThanOrEqual(2);
    },
  );

  test.each([
    ['BLOCKED', 'I stopped: The app does not pass its own tests.'],
    ['TIMEOUT', 'The build ran out of time. The app does not pass its own tests.'],
    ['FAILED', 'That did not work. The app does not pass its own tests.'],
  ])('for %s says why', async (status, speech) => {
    const mission = await play([]);
    expect(speak({ ...mission, status: status as MissionStatus, failure: failure() })).toBe(speech);
  });

  test.each([
    ['BLOCKED', 'I stopped: One. Two.'],
    ['TIMEOUT', 'The build ran out of time. One.'],
    ['FAILED', 'One. Two.'],
  ])('for %s is two sentences however long the reason is', async (status, speech) => {
    const told = failure({ kind: 'provider', message: 'One. Two. Three.' });
    expect(speak({ ...(await play([])), status: status as MissionStatus, failure: told })).toBe(speech);
  });

  test('names the app by its title, by its draft’s, or not at all', async () => {
    expect(speak(await play(toPassed))).toBe('Calculator is being built and tested.');
    expect(speak({ ...(await play([])), status: 'BUILT' })).toBe('Your app is built and tested.');
    expect(speak({ ...(await play(toLive)), status: 'DEPLOYED' })).toBe('A preview of Calculator is online.');
    expect(speak({ ...(await play([...toLive, ...toProposed])), status: 'DEPLOYED' })).toBe(
      'A preview of Calculator is online. Merging its pull request makes it live.',
    );
  });

  test('says of what ships what it does without, and of anything else nothing of it', async () => {
    const agree = commands()['agree-spec'];
    const left_out = [
      { what: 'Live weather.', why: 'No other origin can be asked.' },
      { what: 'Sounds', why: 'There was no room.' },
    ];
    const mission = await play([{ ...agree, data: { ...agree.data, left_out } }, ...toPassed]);
    expect(speak({ ...mission, status: 'BUILT' })).toBe(
      'Calculator is built and tested. Not tried in a browser. Left out: Live weather; Sounds.',
    );
    expect(speak(mission)).toBe('Calculator is being built and tested.');
  });
});

describe('a view', () => {
  test('of a fresh mission leaves out what is not known', async () => {
    const view = viewMission(await play([]));
    expect(missionViewSchema.parse(view)).toEqual(view);
    expect(Object.keys(view)).not.toEqual(expect.arrayContaining(['url']));
    expect(view).toMatchObject({ app: null, attempt: 0, status: 'QUEUED', cost: { usd: 0 } });
  });

  test('of a shipped mission has all of it', async () => {
    const view = viewMission(await play([...toLive, ...toProposed, all.settle]));
    expect(missionViewSchema.parse(view)).toMatchObject({
      app: 'calculator',
      url: all['record-preview'].data.url,
      pr_url: opened.pr_url,
      tree_sha256: all['store-draft'].data.tree_sha256,
      artifact_sha256: report.artifact_sha256,
      status: 'DEPLOYED',
    });
  });

  test('of a mission on an app names the app from the start, and a failed one why', async () => {
    const app = { app_id: all['intend-deploy'].data.app.app_id, slug: 'notes' };
    const view = viewMission(await play([all.settle], { wanted: request({ app }) }));
    expect(view).toMatchObject({ app: 'notes', failure: { step: 'build' } });
  });
});

describe('a list of missions', () => {
  const filter = { limit: 10, cursor: undefined, status: undefined, q: undefined };
  const viewOf = async (over = {}) => ({
    ...viewMission(await play([], { missionId: newMissionId() })),
    ...over,
  });

  test('is one’s own, newest first, page by page', async () => {
    const ports = makePorts();
    const views = [];
    for (let index = 0; index < 5; index += 1) views.push(await viewOf());
    for (const view of views) await projectMission(ports)(view, never);
    const newest = views.toReversed().map((view) => view.mission_id);
    const first = await listMissions(ports)(userId, { ...filter, limit: 2 }, never);
    expect(first.missions.map((view) => view.mission_id)).toEqual(newest.slice(0, 2));
    const rest = await listMissions(ports)(userId, { ...filter, cursor: first.next_cursor ?? '' }, never);
    expect(rest.missions.map((view) => view.mission_id)).toEqual(newest.slice(2));
    expect(rest.next_cursor).toBeNull();
    expect((await listMissions(ports)(otherUserId, filter, never)).missions).toEqual([]);
    expect((await listMissions(ports)('*', filter, never)).missions).toHaveLength(5);
  });

  test.each([
    [{ status: 'FAILED' as const }, ['c']],
    [{ q: 'NOTES' }, ['a', 'b']],
    [{ q: 'notes', status: 'FAILED' as const }, []],
    [{ q: 'nothing like it' }, []],
  ])('by %o is %j', async (wanted, found) => {
    const ports = makePorts();
    await projectMission(ports)(await viewOf({ voice_memo: 'Take notes', message: 'a' }), never);
    await projectMission(ports)(await viewOf({ app: 'notes-2', message: 'b' }), never);
    await projectMission(ports)(await viewOf({ status: 'FAILED', message: 'c' }), never);
    const { missions } = await listMissions(ports)(userId, { ...filter, ...wanted }, never);
    expect(missions.map((view) => view.message).toSorted()).toEqual(found);
  });

  test('has no next page where the last mission ends this one', async () => {
    const ports = makePorts();
    for (let index = 0; index < 2; index += 1) await projectMission(ports)(await viewOf(), never);
    expect(await listMissions(ports)(userId, { ...filter, limit: 2 }, never)).toMatchObject({
      missions: [{}, {}],
      next_cursor: null,
    });
  });

  test('never goes back to an older view', async () => {
    const ports = makePorts();
    const view = await viewOf({ seq: 5, message: 'new' });
    await projectMission(ports)(view, never);
    await projectMission(ports)({ ...view, seq: 4, message: 'old' }, never);
    await projectMission(ports)({ ...view, seq: 6, message: 'newest' }, never);
    expect((await listMissions(ports)(userId, filter, never)).missions).toMatchObject([
      { message: 'newest' },
    ]);
  });

  test('a row that is lost to others five times is left to the next projection', async () => {
    const ports = makePorts();
    const records = { ...ports.records, put: async () => 'lost' as const };
    await projectMission({ records })(await viewOf(), never);
    expect((await listMissions(ports)(userId, filter, never)).missions).toEqual([]);
  });

  test('a search looks through two thousand rows and then gives a cursor to go on from', async () => {
    const ports = makePorts();
    const view = await viewOf();
    for (let index = 0; index < 2_001; index += 1) {
      const row = { ...view, mission_id: newMissionId() };
      const key = { partition: `missions#${userId}`, sort: row.mission_id };
      await ports.records.put(key, row, { condition: { kind: 'any' } }, never);
    }
    const page = await listMissions(ports)(userId, { ...filter, q: 'nothing like it' }, never);
    expect(page.missions).toEqual([]);
    expect(page.next_cursor).not.toBeNull();
    const rest = await listMissions(ports)(userId, { ...filter, cursor: page.next_cursor ?? '' }, never);
    expect(rest).toMatchObject({ missions: [{}], next_cursor: null });
  });
});
