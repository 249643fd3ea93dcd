import { describe, expect, test } from 'vitest';
import type { Command } from '../../../core/mission/decide.ts';
import { decide } from '../../../core/mission/decide.ts';
import { afterGivenUp, earlierHeals } from '../../../core/mission/follow-judgement.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { allAttempts, currentAttempt } from '../../../core/mission/mission.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { FailedEnd } from '../../../core/wire/event.ts';
import type { Failure } from '../../../core/wire/mission.ts';
import { play } from './play.ts';
import { commands, failure, toPassed, tree } from './samples.ts';

const informing = failure({ step: 'accept', message: 'What does not work: It can be dark.' });
/** Asks for a heal of one attempt; `informs` where nothing that gates failed. */
const heal = (ofAttempt: number, informs: boolean, why: Failure = informing): Command => {
  const asked = commands(ofAttempt)['request-heal'];
  const reason = { ...asked.reason, failure: why, fingerprint: tree(ofAttempt) };
  return { ...asked, reason: { ...reason, checks: ['c2'], ...(informs && { informs: true as const }) } };
};
const write = (attempt: number): readonly Command[] => {
  const all = commands(attempt);
  return [all['start-authoring'], all['store-draft'], all['pass-gate'], all['hand-over']];
};
const report = (attempt: number, outcome: 'passed' | 'failed'): Command => {
  const { data } = commands(attempt)['receive-report'];
  return { kind: 'receive-report', data: { ...data, outcome } };
};
const giveUp = (why: Failure, endsAs: FailedEnd = 'FAILED'): Command => ({
  kind: 'give-up',
  failure: why,
  endsAs,
});
/** A mission whose first draft does all that gates, and whose heal of the rest breaks its tests. */
const broken = (informs = true): Promise<Mission> =>
  play([...toPassed, heal(0, informs), ...write(1), report(1, 'failed')]);
const eventsOf = (mission: Mission, command: Command): readonly string[] =>
  decide(mission, command).map(({ event }) => event);

describe('giving up on a heal of what only informs', () => {
  test.each<[string, Failure, FailedEnd]>([
    ['its tests fail', failure(), 'FAILED'],
    ['the gate sends it back too often', failure({ kind: 'policy', step: 'gate-draft' }), 'FAILED'],
    ['it runs out of time', failure({ kind: 'resource' }), 'TIMEOUT'],
    ['the money is spent', failure({ kind: 'budget', step: 'heal-app' }), 'BLOCKED'],
    ['its author says that it cannot be done', failure({ kind: 'unsupported' }), 'BLOCKED'],
  ])('goes back to the draft that works where %s', async (_, why, endsAs) => {
    const mission = await broken();
    expect(decide(mission, giveUp(why, endsAs))).toEqual([
      { event: 'draft-restored', data: { attempt: 0, failure: why } },
    ]);
  });

  test('ends the mission where policy denies the heal: its author is not to be trusted', async () => {
    const denied = giveUp(failure({ kind: 'policy', step: 'gate-draft' }), 'BLOCKED');
    expect(eventsOf(await broken(), denied)).toEqual(['given-up']);
  });

  test('leaves the mission with the earlier draft, its digests and its report, and forgets nothing', async () => {
    const mission = await play([
      ...toPassed,
      heal(0, true),
      ...write(1),
      report(1, 'failed'),
      giveUp(failure()),
    ]);
    expect(viewMission(mission)).toMatchObject({ status: 'BUILDING', attempt: 0, tree_sha256: tree(0) });
    expect(currentAttempt(mission).report?.outcome).toBe('passed');
    expect(allAttempts(mission).map(({ attempt }) => attempt)).toEqual([0, 1]);
    expect(earlierHeals(mission)).toHaveLength(1);
    expect(mission.message).toBe(
      'The app is as it was before it was to be mended. The app does not pass its own tests.',
    );
    expect(afterGivenUp(mission)).toBe('judge');
  });

  test('goes back to the best of several, and only once', async () => {
    const twice = await play([
      ...toPassed,
      heal(0, true),
      ...write(1),
      report(1, 'passed'),
      heal(1, true),
      giveUp(failure()),
    ]);
    expect(twice.restored).toMatchObject({ attempt: 1, leftOut: [{ attempt: 2 }] });
    expect(eventsOf(twice, giveUp(failure()))).toEqual(['given-up']);
    expect(eventsOf(twice, heal(1, true))).toEqual([]);
  });

  test('takes no word of the attempts that are left out', async () => {
    const mission = await play([
      ...toPassed,
      heal(0, true),
      ...write(1).slice(0, 3),
      giveUp(failure({ kind: 'budget' })),
    ]);
    expect(eventsOf(mission, report(1, 'passed'))).toEqual([]);
    expect(eventsOf(mission, commands(1)['store-draft'])).toEqual([]);
  });
});

describe('giving up on a heal of what the app must do', () => {
  const own = failure({ kind: 'provider', step: 'heal-app', message: 'It could not be read.' });
  const cannot = failure({ kind: 'unsupported', step: 'heal-app', message: 'Nobody can know that.' });
  test.each<[string, Failure, Failure]>([
    ['what the draft that opens does not do', failure(), informing],
    ['what its author said of it', cannot, cannot],
    ['what a service said', own, own],
  ])('shows the draft that opens, and ends for %s', async (_, why, told) => {
    const mission = await broken(false);
    const endsAs = why === cannot ? 'BLOCKED' : 'FAILED';
    expect(decide(mission, giveUp(why, endsAs))).toEqual([
      { event: 'draft-restored', data: { attempt: 0, failure: why } },
      { event: 'given-up', data: { failure: told, ends_as: endsAs } },
    ]);
    const given = await play([
      ...toPassed,
      heal(0, false),
      ...write(1),
      report(1, 'failed'),
      giveUp(why, endsAs),
    ]);
    expect(afterGivenUp(given)).toBe('show');
  });

  test('ends for itself where the draft that opens failed for something else than its checks', async () => {
    const mission = await play([
      ...toPassed,
      heal(0, false, failure({ step: 'outside' })),
      ...write(1),
      report(1, 'failed'),
    ]);
    expect(decide(mission, giveUp(failure())).at(-1)?.data).toMatchObject({ failure: { step: 'test' } });
  });

  test('shows nothing where no draft opened', async () => {
    const mission = await play([...write(0), report(0, 'failed'), giveUp(cannot, 'BLOCKED')]);
    expect(mission.restored).toBeUndefined();
    expect(afterGivenUp(mission)).toBe('settle');
  });

  test('shows nothing of an author that policy ended', async () => {
    const denied = giveUp(failure({ kind: 'policy', step: 'gate-draft' }), 'BLOCKED');
    expect(eventsOf(await broken(false), denied)).toEqual(['given-up']);
  });
});
