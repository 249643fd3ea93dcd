import { describe, expect, test } from 'vitest';
import { addCost } from '../../../core/budget/add-cost.ts';
import { genesisSha256, sealEvent } from '../../../core/evidence/chain.ts';
import { decide } from '../../../core/mission/decide.ts';
import { applyEvent, currentAttempt, foldMission, passedDraft } from '../../../core/mission/mission.ts';
import { asMissionEvent } from '../../../core/mission/mission-event.ts';
import { statusAfter } from '../../../core/mission/status-after.ts';
import type { ChainedEvent, MissionFact } from '../../../core/wire/event.ts';
import { never } from '../ports/never.ts';
import { log, newMissionId, play } from './play.ts';
import {
  artifact,
  commands,
  cost,
  failure,
  missionId,
  podId,
  request,
  toLive,
  toPassed,
  toProposed,
  tree,
} from './samples.ts';

const all = commands();
const healed = commands(1);

describe('a fold', () => {
  test('of nothing is no mission', () => {
    expect(foldMission([])).toBeUndefined();
  });

  test('tells what a whole life came to', async () => {
    const life = [
      ...toPassed.slice(0, 3),
      all['request-heal'],
      healed['start-authoring'],
      healed['note-cut-off'],
      healed['store-draft'],
      healed['pass-gate'],
      healed['hand-over'],
      healed['receive-report'],
      healed['record-review'],
      ...toLive.slice(5),
      ...toProposed,
      all['record-notes'],
    ];
    const mission = await play(life);
    expect(mission).toMatchObject({
      status: 'PUBLISHING',
      app: { slug: 'calculator' },
      isLive: true,
      deployIntended: true,
      publishIntended: true,
      deployment: { deployment_id: 'calculator-1' },
      pullRequest: { number: 1 },
      cost: { usd: 2.5, input_tokens: 50, output_tokens: 100 },
      releaseNotes: { notes: [{ words: 'It is out.' }] },
      pins: { model_id: 'built-in' },
      failure: undefined,
      givenUp: undefined,
    });
    expect(mission.attempts).toMatchObject([
      { attempt: 0, gate: 'passed', reason: undefined, report: undefined },
      {
        attempt: 1,
        gate: 'passed',
        reason: { strategy: 'mend' },
        passes: [{ pass: 1 }],
        report: { artifact_sha256: artifact },
        review: { reviews: [{ skill: 'page-review' }] },
      },
    ]);
    expect(passedDraft(mission)?.tree_sha256).toBe(tree(1));
    expect(mission.attempts[1]?.handOvers).toMatchObject([{ pod_id: podId('1') }]);
    expect(mission.seq).toBe(life.length + 1);
  });

  test('remembers a denial and what it was given up for', async () => {
    const mission = await play([...toPassed.slice(0, 2), all['deny-draft'], all['give-up'], all.settle]);
    expect(currentAttempt(mission).gate).toBe('denied');
    expect(mission).toMatchObject({ status: 'FAILED', failure: failure(), givenUp: { endsAs: 'FAILED' } });
    expect(passedDraft(mission)).toBeUndefined();
  });

  test('is the same from the log as step by step', async () => {
    const mission = await play([...toLive, ...toProposed, all.settle]);
    expect(foldMission(await log.eventLog.read(mission.missionId, { afterSeq: 0 }, never))).toEqual(mission);
  });

  test('of a mission without a draft stands at attempt 0', async () => {
    expect(currentAttempt(await play([]))).toMatchObject({
      attempt: 0,
      isAuthoring: false,
      draft: undefined,
    });
  });
});

const facts = Object.values(all).flatMap((command) => {
  const fact: readonly MissionFact[] =
    command.kind === 'request' ? [{ event: 'mission-requested', data: command.request }] : [];
  return fact;
});

describe('the status after', () => {
  const shipped: MissionFact = { event: 'mission-shipped', data: { cost } };
  const stopped = (ends_as: 'BLOCKED' | 'FAILED' | 'TIMEOUT'): MissionFact => ({
    event: 'mission-stopped',
    data: { failure: failure(), ends_as, cost },
  });
  const { data: handOver } = all['hand-over'];

  test.each<[MissionFact, string]>([
    ...facts.map((fact): [MissionFact, string] => [fact, 'QUEUED']),
    [{ event: 'authoring-started', data: { attempt: 0, pins: pinsOf() } }, 'ARCHITECTING'],
    [{ event: 'authoring-started', data: { attempt: 1, pins: pinsOf() } }, 'HEALING'],
    [{ event: 'answer-cut-off', data: all['note-cut-off'].data }, 'ARCHITECTING'],
    [{ event: 'answer-cut-off', data: healed['note-cut-off'].data }, 'HEALING'],
    [{ event: 'draft-stored', data: all['store-draft'].data }, 'VALIDATING'],
    [{ event: 'gate-passed', data: all['pass-gate'].data }, 'VALIDATING'],
    [{ event: 'draft-denied', data: all['deny-draft'].data }, 'VALIDATING'],
    [{ event: 'heal-requested', data: { attempt: 1, reason: all['request-heal'].reason } }, 'HEALING'],
    [{ event: 'bundle-handed-over', data: handOver }, 'BUILDING'],
    [{ event: 'report-received', data: all['receive-report'].data }, 'BUILDING'],
    [{ event: 'outside-asked', data: all['record-asked'].data }, 'BUILDING'],
    [{ event: 'draft-reviewed', data: all['record-review'].data }, 'BUILDING'],
    [{ event: 'release-noted', data: all['record-notes'].data }, 'VALIDATING'],
    [{ event: 'given-up', data: { failure: failure(), ends_as: 'FAILED' } }, 'VALIDATING'],
    [{ event: 'deploy-intended', data: all['intend-deploy'].data }, 'DEPLOYING'],
    [{ event: 'preview-deployed', data: all['record-preview'].data }, 'DEPLOYING'],
    [{ event: 'live-checked', data: all['record-live'].data }, 'DEPLOYING'],
    [{ event: 'publish-intended', data: all['intend-publish'].data }, 'PUBLISHING'],
    [{ event: 'pull-request-opened', data: all['record-pull-request'].data }, 'PUBLISHING'],
    [shipped, 'DEPLOYED'],
    [stopped('BLOCKED'), 'BLOCKED'],
    [stopped('FAILED'), 'FAILED'],
    [stopped('TIMEOUT'), 'TIMEOUT'],
    [{ event: 'mission-cancelled', data: { by: 'x', cost } }, 'CANCELLED'],
  ])('%o is %s', (fact, status) => {
    expect(statusAfter(fact, 'VALIDATING', request())).toBe(status);
  });

  test.each([
    [{ deploy: true, publish: false }, 'DEPLOYED'],
    [{ deploy: false, publish: true }, 'PR_OPENED'],
    [{ deploy: false, publish: false }, 'BUILT'],
  ])('shipping with %o is %s', (wanted, status) => {
    expect(statusAfter(shipped, 'BUILDING', request(wanted))).toBe(status);
  });
});

function pinsOf() {
  return all['start-authoring'].pins;
}

describe('an event that is not a mission’s', () => {
  const eventOf = (over: Partial<ChainedEvent>): ChainedEvent => ({
    ...sealEvent(log.digest, {
      type: 'status',
      event: 'mission-requested',
      mission_id: missionId,
      seq: 1,
      at: '2026-01-02T03:04:05.000Z',
      actor: 'gantry',
      status: 'QUEUED',
      message: '',
      data: request(),
      prev_sha256: genesisSha256,
    }),
    ...over,
  });

  test.each([
    ['an unknown name', { event: 'app-created' }],
    ['data of another shape', { data: { cost } }],
    ['an unknown status', { status: 'LIVE' }],
  ])('is refused for %s', (_, over) => {
    expect(() => foldMission([eventOf(over)])).toThrow(
      expect.objectContaining({ name: 'InputRejected', code: 'event_unreadable' }),
    );
  });

  test('is refused where a mission does not begin with its request', () => {
    const event = eventOf({ event: 'mission-cancelled', data: { by: 'x', cost }, status: 'CANCELLED' });
    expect(() => foldMission([event])).toThrow(expect.objectContaining({ code: 'event_unreadable' }));
  });

  test('changes nothing when it is the request again', async () => {
    const mission = await play([]);
    const again = applyEvent(mission, asMissionEvent(eventOf({ mission_id: newMissionId(), seq: 2 })));
    expect(again).toMatchObject({ request: mission.request, attempts: [], seq: 2 });
    expect(decide(again, all.request)).toEqual([]);
  });
});

test('costs add up part by part', () => {
  expect(addCost(cost, { usd: 1, input_tokens: 1, output_tokens: 2 })).toEqual({
    usd: 1.5,
    input_tokens: 11,
    output_tokens: 22,
  });
});
