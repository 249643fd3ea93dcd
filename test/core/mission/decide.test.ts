import { describe, expect, test } from 'vitest';
import type { Command } from '../../../core/mission/decide.ts';
import { decide } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { currentAttempt } from '../../../core/mission/mission.ts';
import { terminalStatuses } from '../../../core/wire/mission.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import { play } from './play.ts';
import { commands, failure, podId, request, toLive, toPassed, toProposed, tree } from './samples.ts';

const all = commands();
const kinds = Object.keys(all) as Command['kind'][];
const settle = (endsAs?: 'BLOCKED' | 'FAILED' | 'TIMEOUT'): Command => ({
  kind: 'settle',
  fault: endsAs && { failure: failure(), endsAs },
});
const wants = (deploy: boolean, publish: boolean): MissionRequest => request({ deploy, publish });

const ways: Readonly<Record<(typeof terminalStatuses)[number], () => Promise<Mission>>> = {
  DEPLOYED: () => play([...toLive, ...toProposed, settle()]),
  PR_OPENED: () => play([...toPassed, ...toProposed, settle()], { wanted: wants(false, true) }),
  BUILT: () => play([...toPassed, settle()], { wanted: wants(false, false) }),
  BLOCKED: () => play([settle('BLOCKED')]),
  FAILED: () => play([settle('FAILED')]),
  TIMEOUT: () => play([settle('TIMEOUT')]),
  CANCELLED: () => play([all.cancel]),
};

describe.each(terminalStatuses)('after %s', (status) => {
  test.each(kinds)('nothing is appended by %s', async (kind) => {
    const mission = await ways[status]();
    expect(mission.status).toBe(status);
    const isSilent = kind === 'request' || kind === 'settle' || (kind === 'cancel' && status === 'CANCELLED');
    if (isSilent) expect(decide(mission, all[kind])).toEqual([]);
    else {
      const name = kind === 'cancel' ? 'Conflict' : 'MissionEnded';
      expect(() => decide(mission, all[kind])).toThrow(
        expect.objectContaining({ name, code: 'mission_ended' }),
      );
    }
  });
});

test.each(kinds.filter((kind) => kind !== 'request'))('%s needs a mission that was requested', (kind) => {
  expect(() => decide(undefined, all[kind])).toThrow(expect.objectContaining({ code: 'mission_unknown' }));
});

describe('the same command twice adds nothing:', () => {
  const passedGate = toPassed.slice(0, 3);
  const before: Readonly<Record<Exclude<Command['kind'], 'request'>, readonly Command[]>> = {
    'agree-spec': [],
    'keep-check': [],
    'correct-check': [all['agree-spec']],
    'start-authoring': [],
    'note-cut-off': [all['start-authoring']],
    'reject-answer': [all['start-authoring']],
    'store-draft': [all['start-authoring']],
    'pass-gate': toPassed.slice(0, 2),
    'deny-draft': toPassed.slice(0, 2),
    'request-heal': toPassed.slice(0, 2),
    'hand-over': passedGate,
    'receive-report': toPassed.slice(0, 4),
    'record-asked': toPassed,
    'record-review': toPassed,
    'note-not-shown': toPassed,
    'begin-wait': toPassed,
    'record-notes': toPassed,
    'give-up': [],
    'intend-deploy': toPassed,
    'record-preview': toPassed,
    'record-live': toPassed,
    'intend-publish': toPassed,
    'record-pull-request': toPassed,
    settle: toPassed,
    cancel: [],
  };

  test.each(Object.entries(before))('%s', async (kind, earlier) => {
    const command = all[kind as Command['kind']];
    const mission = await play(earlier);
    expect(decide(mission, command)).toHaveLength(1);
    const after = await play([...earlier, command]);
    expect(decide(after, command)).toEqual([]);
  });

  test('request', async () => {
    expect(decide(undefined, all.request)).toHaveLength(1);
    expect(decide(await play([]), all.request)).toEqual([]);
  });
});

describe('an attempt that a heal has overtaken', () => {
  const healed = [...toPassed.slice(0, 2), all['request-heal']];

  test.each(['note-cut-off', 'store-draft', 'pass-gate', 'deny-draft', 'receive-report'] as const)(
    'is not written to by a late %s',
    async (kind) => {
      expect(decide(await play(healed), all[kind])).toEqual([]);
    },
  );

  test('is not handed over, but for a pod that has it already', async () => {
    const handed = await play([...toPassed, commands(0)['request-heal']]);
    expect(() => decide(handed, all['hand-over'])).toThrow(
      expect.objectContaining({ code: 'tree_not_passed' }),
    );
    const now = await play([...toPassed.slice(0, 4)]);
    expect(decide(now, all['hand-over'])).toEqual([]);
  });

  test('is not healed again', async () => {
    expect(decide(await play(healed), all['request-heal'])).toEqual([]);
  });
});

test('a draft that was stored makes a later cut-off of it void', async () => {
  const second = { ...all['note-cut-off'], data: { ...all['note-cut-off'].data, pass: 2 } };
  expect(decide(await play([all['note-cut-off']]), second)).toHaveLength(1);
  expect(decide(await play([all['store-draft']]), second)).toEqual([]);
});

test.each([
  ['no gate has passed', toPassed.slice(0, 2), all['hand-over']],
  ['the gate denied', [...toPassed.slice(0, 2), all['deny-draft']], all['hand-over']],
  [
    'the gate passed another tree',
    toPassed.slice(0, 3),
    { ...all['hand-over'], data: { ...all['hand-over'].data, tree_sha256: tree(9) } },
  ],
  ['there is no draft', [all['pass-gate']], all['hand-over']],
])('nothing is built when %s', async (_, earlier, command) => {
  const mission = await play(earlier);
  expect(() => decide(mission, command)).toThrow(expect.objectContaining({ code: 'tree_not_passed' }));
});

test('a lost pod is followed by another one for the same tree', async () => {
  const again: Command = { ...all['hand-over'], data: { ...all['hand-over'].data, pod_id: podId('9') } };
  const mission = await play([...toPassed.slice(0, 4), again]);
  expect(currentAttempt(mission).handOvers).toHaveLength(2);
});

const heal = (attempt: number, source: 'pod' | 'gate' = 'pod'): Command => {
  const command = commands(attempt)['request-heal'];
  return { ...command, reason: { ...command.reason, source } };
};

test.each([
  ['healed three times', 'pod', 3],
  ['sent back by the gate twice', 'gate', 2],
] as const)('a mission is %s and not once more', async (_, source, most) => {
  const mission = await play(Array.from({ length: most }, (_none, attempt) => heal(attempt, source)));
  expect(currentAttempt(mission).attempt).toBe(most);
  expect(() => decide(mission, heal(most, source))).toThrow(
    expect.objectContaining({ name: 'Conflict', code: 'heals_spent' }),
  );
});

test('what the gate sends back takes no heal from what a pod finds', async () => {
  const mission = await play([heal(0, 'gate'), heal(1, 'gate'), heal(2), heal(3), heal(4)]);
  expect(currentAttempt(mission).attempt).toBe(5);
});

describe('a doubted check', () => {
  const reports = [all['agree-spec'], ...toPassed];
  const again: Command = {
    ...all['receive-report'],
    data: { ...all['receive-report'].data, pod_id: podId('9') },
  };

  test('that is corrected has the same draft tried again, by another pod', async () => {
    const corrected = await play([...reports, all['correct-check']]);
    expect(currentAttempt(corrected)).toMatchObject({ attempt: 0, gate: 'passed', report: undefined });
    const handOver: Command = { ...all['hand-over'], data: { ...all['hand-over'].data, pod_id: podId('9') } };
    const tried = await play([...reports, all['correct-check'], handOver, again]);
    expect(currentAttempt(tried).report?.pod_id).toBe(podId('9'));
    expect(currentAttempt(tried).overtakenReports).toEqual([all['receive-report'].data]);
  });

  test('leaves what its first pod says once more without effect', async () => {
    const corrected = await play([...reports, all['correct-check']]);
    expect(decide(corrected, all['receive-report'])).toEqual([]);
  });

  test('before any report has nothing to try again', async () => {
    const corrected = await play([all['agree-spec'], all['correct-check']]);
    expect(corrected.attempts).toEqual([]);
  });

  test('that stays leaves the report as it is', async () => {
    const mission = await play([...reports, all['keep-check']]);
    expect(currentAttempt(mission).report).toEqual(all['receive-report'].data);
    expect(mission.questioned).toEqual([{ check: 'c1', why: 'It asks for what was said.' }]);
  });

  test('is one of the spec', async () => {
    const unknown: Command = { ...all['correct-check'], data: { ...all['correct-check'].data, check: 'c9' } };
    for (const mission of [await play([all['agree-spec']]), await play([])])
      expect(() => decide(mission, unknown)).toThrow(expect.objectContaining({ code: 'check_unknown' }));
  });
});

test('what the owner does without is on record from the start, by whose word', async () => {
  const mission = await play([], { wanted: request({ waive: ['c2', 'c3'] }) });
  expect(mission).toMatchObject({
    status: 'QUEUED',
    seq: 2,
    waived: [
      { check: 'c2', by: request().owner },
      { check: 'c3', by: request().owner },
    ],
  });
});

describe('settle', () => {
  const failedReport: Command = {
    ...all['receive-report'],
    data: { ...all['receive-report'].data, outcome: 'failed' },
  };

  test.each([
    ['before anything', [], wants(false, false), 'build'],
    ['with a report that failed', [...toPassed.slice(0, 4), failedReport], wants(false, false), 'build'],
    ['after a heal was asked for', [...toPassed, all['request-heal']], wants(false, false), 'build'],
    ['deployed but not seen live', toLive.slice(0, -1), wants(true, false), 'check-live'],
    ['live without its pull request', toLive, wants(true, true), 'publish-app'],
    ['proposed without its deployment', [...toPassed, ...toProposed], wants(true, true), 'check-live'],
  ])('does not call a mission shipped %s', async (_, earlier, wanted, step) => {
    const mission = await play([...earlier, settle()], { wanted });
    expect(mission).toMatchObject({ status: 'FAILED', failure: { kind: 'provider', step } });
  });

  test.each([
    ['DEPLOYED', toLive, wants(true, false)],
    ['DEPLOYED', [...toLive, ...toProposed], wants(true, true)],
    ['PR_OPENED', [...toPassed, ...toProposed], wants(false, true)],
    ['BUILT', toPassed, wants(false, false)],
  ])('ends %s when all that was asked for is on record', async (status, earlier, wanted) => {
    const mission = await play([...earlier, settle()], { wanted });
    expect(mission).toMatchObject({ status, cost });
  });

  test('keeps to what the mission was given up for, whatever was caught later', async () => {
    const givenUp = { ...all['give-up'], endsAs: 'BLOCKED' } as const;
    const mission = await play([givenUp, settle('TIMEOUT')]);
    expect(mission.status).toBe('BLOCKED');
  });
});

const cost = { usd: 0.5, input_tokens: 10, output_tokens: 20 };
