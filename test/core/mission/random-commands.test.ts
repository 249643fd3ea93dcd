import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGantryError } from '../../../core/errors.ts';
import { verifyChain } from '../../../core/evidence/chain.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import { allAttempts, foldMission, hasEnded } from '../../../core/mission/mission.ts';
import type { MissionStatus } from '../../../core/wire/mission.ts';
import { never } from '../ports/never.ts';
import { log, newMissionId } from './play.ts';
import { commands } from './samples.ts';

/** Every second heal is of what only informs, so that missions go back too. */
const attempts = [0, 1, 2, 3].map((attempt) => {
  const all = commands(attempt);
  const heal = all['request-heal'];
  const informing = { ...heal, reason: { ...heal.reason, informs: true as const } };
  return attempt % 2 === 0 ? { ...all, 'request-heal': informing } : all;
});
const kinds = Object.keys(commands()) as Command['kind'][];
// Ends come seldom, so that long lives are tried too.
const openKinds = kinds.filter((kind) => kind !== 'settle' && kind !== 'cancel');
const someCommand = fc
  .tuple(
    fc.oneof(
      { weight: 30, arbitrary: fc.constantFrom(...openKinds) },
      { weight: 1, arbitrary: fc.constantFrom(...kinds) },
    ),
    fc.nat(3),
  )
  .map(([kind, attempt]) => attempts[attempt]?.[kind])
  .filter((command) => command !== undefined);

test('whatever is commanded in whatever order, the log stays one whole chain with its one end last', async () => {
  const property = fc.asyncProperty(fc.array(someCommand, { maxLength: 60 }), async (sequence) => {
    const missionId = newMissionId();
    for (const command of [...sequence, commands().request, commands().settle]) {
      await runCommand(log)({ missionId, command, actor: 'gantry' }, { signal: never }).catch(
        (error: unknown) => {
          expect(isGantryError(error) && ['Conflict', 'MissionEnded'].includes(error.name)).toBe(true);
        },
      );
    }
    const events = await log.eventLog.read(missionId, { afterSeq: 0 }, never);
    expect(events.map((event) => event.seq)).toEqual(events.map((_, index) => index + 1));
    expect(verifyChain(log.digest, events)).toMatchObject({ ok: true });
    const ends = events.filter((event) => hasEnded({ status: event.status as MissionStatus }));
    expect(ends).toEqual([events.at(-1)]);
    const mission = foldMission(events);
    const numbers = mission === undefined ? [] : allAttempts(mission).map(({ attempt }) => attempt);
    expect(numbers).toEqual([...new Set(numbers)].toSorted());
    expect(Math.max(0, ...numbers)).toBeLessThanOrEqual(5);
  });
  await fc.assert(property, { numRuns: 150 });
});
