import { expect, test } from 'vitest';
import { openDatabase } from '../../../adapters/local/database.ts';
import { createEventLog } from '../../../adapters/local/event-log.ts';
import { verifyChain } from '../../../core/evidence/chain.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';
import { never } from '../ports/never.ts';
import { log, newMissionId, play } from './play.ts';
import { commands, podId, request, toLive, toPassed } from './samples.ts';

const all = commands();

/** A log that lets everybody read before anybody appends, so that all of them race for the same seq. */
function racingLog(eventLog: EventLog): EventLog {
  return {
    ...eventLog,
    async read(stream, range, signal) {
      const events = await eventLog.read(stream, range, signal);
      await new Promise((resolve) => setImmediate(resolve));
      return events;
    },
  };
}

test('twenty racing appenders of different facts all get their place in one chain', async () => {
  const database = openDatabase(temporaryHome());
  const deps = { ...log, eventLog: racingLog(createEventLog({ database })) };
  const { missionId } = await play(toPassed.slice(0, 3), { deps });
  const handOvers = [...'0123456789abcdefghjk'].map((letter) =>
    runCommand(deps)(
      {
        missionId,
        command: { ...all['hand-over'], data: { ...all['hand-over'].data, pod_id: podId(letter) } },
        actor: 'gantry',
      },
      { signal: never },
    ),
  );
  await Promise.all(handOvers);
  const events = await deps.eventLog.read(missionId, { afterSeq: 0 }, never);
  expect(events).toHaveLength(4 + 20);
  expect(verifyChain(log.digest, events)).toMatchObject({ ok: true });
  expect(new Set(events.slice(4).map((event) => event.data.pod_id)).size).toBe(20);
  database.close();
});

test('twenty racing appenders of the same fact leave it once', async () => {
  const deps = { ...log, eventLog: racingLog(log.eventLog) };
  const { missionId } = await play(toPassed);
  const input = { missionId, command: all.settle, actor: 'gantry' };
  const missions = await Promise.all(
    Array.from({ length: 20 }, () => runCommand(deps)(input, { signal: never })),
  );
  expect(new Set(missions.map((mission) => mission.headSha256)).size).toBe(1);
});

test('a cancel and a deploy intent that race never leave the intent after the end', async () => {
  const deps = { ...log, eventLog: racingLog(log.eventLog) };
  for (const first of ['cancel', 'intend-deploy'] as const) {
    const { missionId } = await play(toPassed);
    const second = first === 'cancel' ? 'intend-deploy' : ('cancel' as const);
    await Promise.allSettled(
      ([first, second] as const).map((kind) =>
        runCommand(deps)({ missionId, command: all[kind], actor: 'gantry' }, { signal: never }),
      ),
    );
    const events = await log.eventLog.read(missionId, { afterSeq: 0 }, never);
    expect(events.at(-1)?.event).toBe('mission-cancelled');
  }
});

test('gives up with Conflict when every place is taken before it', async () => {
  const eventLog: EventLog = { ...log.eventLog, append: async () => 'taken' };
  const input = { missionId: newMissionId(), command: all.request, actor: 'gantry' };
  await expect(runCommand({ ...log, eventLog })(input, { signal: never })).rejects.toMatchObject({
    name: 'Conflict',
    code: 'mission_busy',
  });
});

test('stops between races for a caller that has gone', async () => {
  const gone = new AbortController();
  const eventLog: EventLog = {
    ...log.eventLog,
    append: async () => {
      gone.abort(new Error('gone'));
      return 'taken';
    },
  };
  const input = { missionId: newMissionId(), command: all.request, actor: 'gantry' };
  await expect(runCommand({ ...log, eventLog })(input, { signal: gone.signal })).rejects.toThrow('gone');
});

test('stores no event that could not be read back', async () => {
  const mission = await play(toLive.slice(0, -1));
  const command = { ...all['record-live'], data: { ...all['record-live'].data, files: 0 } };
  const run = runCommand(log)({ missionId: mission.missionId, command, actor: 'gantry' }, { signal: never });
  await expect(run).rejects.toMatchObject({ code: 'event_unreadable' });
  expect(await readMission(log)(mission.missionId, { signal: never })).toEqual(mission);
});

test('seals each event under its actor, its time and a line for people', async () => {
  const missionId = newMissionId();
  const command = { kind: 'request', request: request() } as const;
  await runCommand(log)({ missionId, command, actor: 'usr_x' }, { signal: never });
  expect(await log.eventLog.read(missionId, { afterSeq: 0 }, never)).toMatchObject([
    {
      seq: 1,
      actor: 'usr_x',
      at: '2026-01-02T03:04:05.000Z',
      message: 'Mission accepted.',
      status: 'QUEUED',
    },
  ]);
});

test('reading a mission that is not there is NotFound', async () => {
  await expect(readMission(log)(newMissionId(), { signal: never })).rejects.toMatchObject({
    name: 'NotFound',
  });
});
