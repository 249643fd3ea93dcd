import { describe, expect, test } from 'vitest';
import type { Caller } from '../../core/access/sessions.ts';
import { listApps } from '../../core/app/app-records.ts';
import { listSpends, spendRecordSchema } from '../../core/budget/spend-records.ts';
import { confirmPlan } from '../../core/chat/confirm-plan.ts';
import { conversationRecordSchema, requireConversation } from '../../core/chat/conversations.ts';
import { chatState } from '../../core/chat/decide-reply.ts';
import { readMission } from '../../core/mission/append-facts.ts';
import { extendMission, retryMission } from '../../core/mission/create-mission.ts';
import type { Mission } from '../../core/mission/mission.ts';
import { listMissions } from '../../core/mission/mission-rows.ts';
import { listPods } from '../../core/pod/pod-records.ts';
import { texts } from '../../functions/_generated/texts.ts';
import { missions, openHome, owner, readRows } from '../fixtures/version-0.1.ts';
import { fakeModel } from './ports/fake-model.ts';
import { never } from './ports/never.ts';

const signal = never;
const caller: Caller = { id: owner, username: 'admin', role: 'admin', sessionId: 'ses_1' };
const deps = openHome();
const read = (name: keyof typeof missions): Promise<Mission> => readMission(deps)(missions[name], { signal });

const listed = [
  [missions.calculator, 'DEPLOYED', 0],
  [missions.habitTracker, 'DEPLOYED', 0],
  [missions.nothingToExtend, 'FAILED', 0],
  [missions.chess, 'FAILED', 0],
  [missions.extension, 'DEPLOYED', 0],
  [missions.cancelled, 'CANCELLED', 0],
  [missions.landingPage, 'DEPLOYED', 0],
  [missions.pomodoro, 'BUILT', 0],
  [missions.outOfBudget, 'BLOCKED', 0.0762],
  [missions.resumed, 'DEPLOYED', 0.0187],
  [missions.notes, 'PR_OPENED', 0.1461],
  [missions.denied, 'BLOCKED', 0.0762],
  [missions.authoring, 'ARCHITECTING', 0],
  [missions.building, 'BUILDING', 0.0762],
  [missions.queued, 'QUEUED', 0],
];

describe('the records of version 0.1', () => {
  const rowsUnder = (prefix: string) =>
    readRows('records.jsonl').filter(({ partition }) => String(partition).startsWith(prefix));
  const waiting = 'cnv_01m8pc8pjafpg6590jqkkybpk6';
  const confirmed = 'cnv_01m8pc8pn1rgwpkhyq1z741j4p';

  test('of conversations and spending have their form still', () => {
    const conversations = rowsUnder('conversations#');
    const spends = rowsUnder('spends#');
    expect([conversations.length, spends.length]).toEqual([2, 34]);
    for (const { value } of conversations)
      expect(conversationRecordSchema.parse(value)).toMatchObject(value as object);
    for (const { value } of spends) expect(spendRecordSchema.parse(value)).toMatchObject(value as object);
  });

  test('show the plan that waits for a yes', async () => {
    const { value } = await requireConversation(deps)(caller, waiting, signal);
    expect(value.plan).toMatchObject({
      plan_id: 'pln_01m8pc8pmr9hxamdm2bqxbpjtt',
      title: 'Task board',
      features: ['Drag-and-drop reordering', 'Local storage', 'Due dates'],
    });
    expect(value.turns.map(({ role }) => role)).toEqual(['person', 'gantry', 'person', 'gantry']);
    expect(chatState({ hasPlan: value.plan !== null, isBuilding: false })).toBe('NEEDS_CONFIRMATION');
  });

  test('let the waiting plan be confirmed, and the confirmed one be the mission that it was', async () => {
    const own = openHome();
    const yes = (planId: string) =>
      confirmPlan({ ...own, model: fakeModel([]).model, texts, pods: 'here' })(
        { caller, planId, strikes: [], conversationId: undefined },
        { signal },
      );
    const { mission_id: started } = await yes('pln_01m8pc8pmr9hxamdm2bqxbpjtt');
    const mission = await readMission(own)(started as Mission['missionId'], { signal });
    expect(mission.request.plan?.features).toEqual([
      'Drag-and-drop reordering',
      'Local storage',
      'Due dates',
    ]);
    expect(await yes('pln_01m8pc8pp70wbypcxrfqfeqaya')).toMatchObject({
      conversation_id: confirmed,
      state: 'BUILDING',
      mission_id: missions.landingPage,
    });
  });

  test('list the missions, newest first', async () => {
    const filter = { limit: 100, cursor: undefined, status: undefined, q: undefined };
    const page = await listMissions(deps)(owner, filter, signal);
    expect(page.missions.map((view) => [view.mission_id, view.status, view.cost.usd])).toEqual(
      [...listed].toReversed(),
    );
  });

  test('list the apps with their versions, and which is live', async () => {
    const apps = await listApps(deps)(owner, signal);
    expect(apps.map(({ slug, live_mission, versions }) => [slug, live_mission, versions.length])).toEqual([
      ['calculator', missions.calculator, 2],
      ['habit-tracker', missions.habitTracker, 1],
      ['habit-tracker-2', null, 1],
      ['landing-page', null, 1],
      ['markdown-notes', null, 1],
    ]);
  });

  test('tell what was spent, and what a killed process left open', async () => {
    const spent = await listSpends(deps)(missions.outOfBudget, signal);
    expect(spent.map((spend) => [spend.kind, spend.step, spend.spent_micro_usd])).toEqual([
      ['pod', 'build', 0],
      ['call', 'draft-app', 76_200],
      ['pod', 'build', 0],
    ]);
    const [, call] = await listSpends(deps)(missions.authoring, signal);
    expect(call).toMatchObject({ kind: 'call', held_micro_usd: 167_467, spent_micro_usd: null });
  });

  test('name the pod that was building', async () => {
    const [stored] = await listPods(deps)(missions.building, signal);
    expect(stored?.pod).toMatchObject({ state: 'building', attempt: 0 });
  });

  test('let a mission without budget go on, and a tested app be extended', async () => {
    const own = openHome();
    const asked = { caller, idempotencyKey: undefined };
    const blocked = await read('outOfBudget');
    const retried = await retryMission(own)({ ...asked, mission: blocked, budgetUsd: 2 }, { signal });
    expect(retried.request).toMatchObject({ resumes: missions.outOfBudget, budget_usd: 2 });
    const mission = await read('extension');
    const extended = await extendMission(own)({ ...asked, mission, voiceMemo: 'More' }, { signal });
    expect(extended.request).toMatchObject({ extends: missions.extension, app: { slug: 'calculator' } });
  });
});
