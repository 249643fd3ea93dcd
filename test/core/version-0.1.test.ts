import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { loadDraft, loadPartials } from '../../core/draft/draft-store.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import { auditMissions } from '../../core/evidence/audit-missions.ts';
import { verifyChain } from '../../core/evidence/chain.ts';
import { checkpointLogId } from '../../core/evidence/checkpoint-log.ts';
import { verifyBundle } from '../../core/evidence/verify-bundle.ts';
import { verifyLog } from '../../core/evidence/verify-log.ts';
import { readMission } from '../../core/mission/append-facts.ts';
import type { Attempt } from '../../core/mission/attempt.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { foldMission } from '../../core/mission/mission.ts';
import { asMissionEvent } from '../../core/mission/mission-event.ts';
import { viewMission } from '../../core/mission/view-mission.ts';
import { loadLog, loadReport } from '../../core/pod/attempt-store.ts';
import { chainedEventSchema } from '../../core/wire/event.ts';
import { missionViewSchema } from '../../core/wire/mission.ts';
import { eventsOf, missions, openHome, owner, readFixture, streams } from '../fixtures/version-0.1.ts';
import { never } from './ports/never.ts';

const signal = never;

const deps = openHome();
const read = (name: keyof typeof missions): Promise<Mission> => readMission(deps)(missions[name], { signal });

const ends = [
  ['calculator', 'DEPLOYED', 1, 0, 'calculator'],
  ['habitTracker', 'DEPLOYED', 2, 0, 'habit-tracker'],
  ['nothingToExtend', 'FAILED', 1, 0, 'calculator'],
  ['chess', 'FAILED', 1, 0, null],
  ['extension', 'DEPLOYED', 1, 0, 'calculator'],
  ['cancelled', 'CANCELLED', 1, 0, null],
  ['landingPage', 'DEPLOYED', 1, 0, 'landing-page'],
  ['pomodoro', 'BUILT', 1, 0, null],
  ['outOfBudget', 'BLOCKED', 2, 0.0762, null],
  ['resumed', 'DEPLOYED', 2, 0.0187, 'habit-tracker-2'],
  ['notes', 'PR_OPENED', 2, 0.1461, 'markdown-notes'],
  ['denied', 'BLOCKED', 1, 0.0762, null],
  ['authoring', 'ARCHITECTING', 1, 0, null],
  ['building', 'BUILDING', 1, 0.0762, null],
  ['queued', 'QUEUED', 0, 0, null],
] as const;

const missionEvents = Object.values(missions).flatMap((id) => eventsOf(id));

/** Every fact that version 0.1 could tell of a mission. */
const facts = [
  'answer-cut-off',
  'authoring-started',
  'bundle-handed-over',
  'deploy-intended',
  'draft-denied',
  'draft-reviewed',
  'draft-stored',
  'gate-passed',
  'given-up',
  'heal-requested',
  'live-checked',
  'mission-cancelled',
  'mission-requested',
  'mission-shipped',
  'mission-stopped',
  'preview-deployed',
  'publish-intended',
  'pull-request-opened',
  'release-noted',
  'report-received',
];

describe('the events of version 0.1', () => {
  test('are here with each fact that it knew', () => {
    expect([...new Set(missionEvents.map(({ event }) => event))].toSorted()).toEqual(facts);
  });

  test('are mission events still, and nothing of them is lost', () => {
    for (const event of missionEvents) expect(asMissionEvent(event)).toMatchObject(event);
  });

  test('of every stream have the form of an event, and their chain holds', () => {
    for (const stream of streams) {
      const events = eventsOf(stream);
      for (const event of events) expect(chainedEventSchema.parse(event)).toEqual(event);
      expect(verifyChain(nodeDigest, events)).toEqual({ ok: true, headSha256: events.at(-1)?.sha256 });
    }
  });

  test.each(ends)('fold into the mission %s: %s after %i attempts', (name, status, attempts, usd, app) => {
    const mission = foldMission(eventsOf(missions[name])) as Mission;
    expect(mission).toMatchObject({ status, cost: { usd } });
    expect(mission.attempts).toHaveLength(attempts);
    const view = missionViewSchema.parse(viewMission(mission));
    expect(view).toMatchObject({ mission_id: missions[name], status, app, owner, cost: { usd } });
  });

  test('tell how a failed build was healed', async () => {
    const [first, second] = (await read('habitTracker')).attempts;
    expect(first?.report).toMatchObject({ outcome: 'failed', tests: { total: 32, passed: 29, failed: 3 } });
    expect(second?.reason).toMatchObject({ source: 'pod', strategy: 'mend', failure: { kind: 'code' } });
    expect(second?.report).toMatchObject({ outcome: 'passed', tests: { total: 32, passed: 32 } });
  });

  test('tell why a mission stopped', async () => {
    expect((await read('outOfBudget')).failure).toMatchObject({ kind: 'budget', step: 'heal-app' });
    expect((await read('denied')).failure).toMatchObject({ kind: 'policy', rule: 'shell-node', line: 1 });
    expect((await read('chess')).failure).toMatchObject({ kind: 'provider', step: 'draft-app' });
  });

  test('tell of a cut-off answer, a heal for the gate, and a draft that was taken over', async () => {
    const [first, second] = (await read('notes')).attempts;
    expect(first?.passes).toMatchObject([{ pass: 1, cost: { usd: 0.0512 } }]);
    expect(second?.reason).toMatchObject({ source: 'gate', failure: { rule: 'eval-call' } });
    const resumed = await read('resumed');
    expect(resumed.request).toMatchObject({ resumes: missions.outOfBudget, budget_usd: 1 });
    expect(resumed.attempts[0]?.draft?.carried_from?.mission_id).toBe(missions.outOfBudget);
  });
});

describe('the evidence of version 0.1', () => {
  const pinned = readFixture('public-keys.pem');
  const bundleOf = (id: string): unknown => JSON.parse(readFixture(`objects/evidence/${id}.json`));

  test.each([
    ['habitTracker', 20],
    ['chess', 4],
    ['cancelled', 3],
    ['outOfBudget', 9],
    ['denied', 6],
  ] as const)('of %s verifies with its %i events', async (name, events) => {
    const headSha256 = eventsOf(missions[name]).at(-1)?.sha256;
    expect(await verifyBundle(deps, bundleOf(missions[name]), pinned)).toMatchObject({
      ok: true,
      missionId: missions[name],
      events,
      headSha256,
      isPinned: true,
    });
  });

  test('is refused when an event was changed', async () => {
    const text = JSON.stringify(bundleOf(missions.cancelled)).replace('pomodoro', 'Pomodoro');
    expect(await verifyBundle(deps, JSON.parse(text), pinned)).toMatchObject({ ok: false, seq: 1 });
  });

  test('stands in the checkpoint log, which verifies and fits the events', async () => {
    const log = { version: 1, entries: eventsOf(checkpointLogId), keys: [] };
    const verdict = await verifyLog(deps, log, { pinnedPem: pinned });
    const checkpoints = verdict.ok ? verdict.checkpoints : new Map();
    expect(verdict).toMatchObject({ ok: true, isPinned: true });
    expect(checkpoints.size).toBe(12);
    expect(await auditMissions(deps)(checkpoints, signal)).toEqual([]);
  });
});

describe('what version 0.1 stored', () => {
  test.each([
    ['habitTracker', 0, 15, 'Habit tracker'],
    ['habitTracker', 1, 15, 'Habit tracker'],
    ['extension', 0, 25, 'Calculator'],
  ] as const)(
    'the draft of %s, attempt %i, is the tree of its event',
    async (name, attempt, files, title) => {
      const stored = (await read(name)).attempts[attempt]?.draft as NonNullable<Attempt['draft']>;
      const draft = await loadDraft(deps)(missions[name], stored, signal);
      expect(draft).toMatchObject({ app: { title }, stack: 'static' });
      expect(draft.files).toHaveLength(files);
      expect(treeSha256(nodeDigest, draft.files)).toBe(stored.tree_sha256);
    },
  );

  test('the text of a cut-off answer is under the key of its event', async () => {
    const key = (await read('notes')).attempts[0]?.passes[0]?.partial_key as string;
    expect(await loadPartials(deps)([key], signal)).toEqual([
      '{"app":{"slug":"markdown-notes","title":"Markdown notes","summary":"Notes in Mark',
    ]);
  });

  test.each([
    ['habitTracker', 0, 'failed', 'test', 29],
    ['habitTracker', 1, 'passed', null, 32],
    ['extension', 0, 'passed', null, 67],
  ] as const)('the report on %s, attempt %i, says %s', async (name, attempt, outcome, failedStep, passed) => {
    const stored = (await read(name)).attempts[attempt]?.report;
    const report = await loadReport(deps)(missions[name], stored, signal);
    expect(report).toMatchObject({ outcome, failed_step: failedStep, isolation: 'bubblewrap', attempt });
    expect(report.tests).toMatchObject({ passed });
    expect(await loadLog(deps)(missions[name], stored, signal)).toMatch(/^\[test\] /);
  });
});
