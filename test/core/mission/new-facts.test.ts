import { describe, expect, test } from 'vitest';
import { genesisSha256, sealEvent } from '../../../core/evidence/chain.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { foldMission } from '../../../core/mission/mission.ts';
import { narrate } from '../../../core/mission/narrate.ts';
import { statusAfter } from '../../../core/mission/status-after.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { ChainedEvent, MissionFact } from '../../../core/wire/event.ts';
import { log } from './play.ts';
import { commands, cost, missionId, request, tree, userId } from './samples.ts';

const agreed: MissionFact = {
  event: 'spec-agreed',
  data: {
    spec_sha256: tree(7),
    title: 'Calculator',
    stack: 'static',
    features: ['Adds'],
    needs: { data: false, secrets: [], origins: [] },
    left_out: [{ what: 'Sign-in', why: 'Apps have no accounts.' }],
    checks: [{ id: 'c1', feature: 'Adds', words: 'Two and two are four.', core: true }],
    cost,
  },
};
const kept: MissionFact = {
  event: 'check-kept',
  data: { check: 'c1', why: 'It asks for what was said.', cost },
};
const corrected: MissionFact = {
  event: 'check-corrected',
  data: { check: 'c1', why: 'The button is called Add.', check_sha256: tree(8), cost },
};
const waived: MissionFact = { event: 'checks-waived', data: { checks: ['c1'], by: userId } };
const cut = commands()['note-cut-off'].data;
const { data: rejected } = commands()['reject-answer'];

/** A mission of these facts, in their order. */
function missionOf(facts: readonly MissionFact[]): Mission {
  const events: ChainedEvent[] = [];
  for (const fact of [{ event: 'mission-requested', data: request() } as const, ...facts])
    events.push(
      sealEvent(log.digest, {
        type: 'status',
        event: fact.event,
        mission_id: missionId,
        seq: events.length + 1,
        at: '2026-01-02T03:04:05.000Z',
        actor: 'gantry',
        status: statusAfter(fact, 'BUILDING', request()),
        message: narrate(fact),
        data: fact.data,
        prev_sha256: events.at(-1)?.sha256 ?? genesisSha256,
      }),
    );
  return foldMission(events) as Mission;
}

describe('what was agreed and what became of it', () => {
  test.each<[string, string, MissionFact]>([
    ['ARCHITECTING', 'Agreed: Calculator, with 1 check.', agreed],
    ['BUILDING', 'A check was questioned and kept.', kept],
    ['BUILDING', 'A check was corrected; it still asks for the same.', corrected],
    ['BUILDING', 'The owner does without 1 check.', waived],
  ])('is %s, told as %j', (status, words, fact) => {
    expect(statusAfter(fact, 'BUILDING', request())).toBe(status);
    expect(narrate(fact)).toBe(words);
  });

  test('is part of the mission, with what it cost', () => {
    const mission = missionOf([agreed, kept, corrected, waived]);
    expect(mission.spec).toEqual(agreed.data);
    expect(mission.cost).toEqual({ usd: 1.5, input_tokens: 30, output_tokens: 60 });
    expect(viewMission(mission)).toMatchObject({
      spec_sha256: tree(7),
      left_out: [{ what: 'Sign-in', why: 'Apps have no accounts.' }],
    });
  });

  test('what an author leaves out is added to what the spec does, each once', () => {
    const { data } = commands()['store-draft'];
    const left_out = [
      { what: 'Sign-in', why: 'No accounts.' },
      { what: 'Mail', why: 'None is sent.' },
    ];
    const mission = missionOf([agreed, { event: 'draft-stored', data: { ...data, left_out } }]);
    expect(viewMission(mission).left_out.map(({ what }) => what)).toEqual(['Sign-in', 'Mail']);
  });
});

test('what cannot be built is spoken of in its own words, and says what could be', () => {
  const message = 'Apps send no mail. A form that keeps messages could be built.';
  const failure = { kind: 'unsupported', step: 'draft-app', message, excerpt: '' } as const;
  const mission = missionOf([{ event: 'mission-stopped', data: { failure, ends_as: 'BLOCKED', cost } }]);
  expect(viewMission(mission).speech).toBe(message);
});

describe('an answer that was not the last', () => {
  test.each<[string, MissionFact]>([
    ['The answer was longer than one reply; continuing it.', { event: 'answer-cut-off', data: cut }],
    [
      'The answer was longer than one reply; continuing it. 1 file arrived whole and is kept.',
      { event: 'answer-cut-off', data: { ...cut, because: 'length', files: 1 } },
    ],
    [
      "The model's answer broke off; continuing it. 3 files arrived whole and are kept.",
      { event: 'answer-cut-off', data: { ...cut, because: 'stream', files: 3 } },
    ],
    [
      'Some planned files are missing; asking for them.',
      { event: 'answer-cut-off', data: { ...cut, because: 'missing' } },
    ],
    [
      "The model's answer could not be read; asking again.",
      { event: 'answer-rejected', data: { ...rejected, because: 'unreadable' } },
    ],
    [
      'An edit did not fit its file; asking for that file whole.',
      { event: 'answer-rejected', data: { ...rejected, because: 'missed' } },
    ],
    [
      'The model changed nothing; asking once more.',
      { event: 'answer-rejected', data: { ...rejected, because: 'unchanged' } },
    ],
  ])('is told as %j', (words, fact) => {
    expect(narrate(fact)).toBe(words);
    expect(statusAfter(fact, 'BUILDING', request())).toBe('ARCHITECTING');
  });
});
