import { beforeEach, describe, expect, test } from 'vitest';
import { createSigner } from '../../../adapters/local/signer.ts';
import { nodeSignatureVerifier } from '../../../adapters/node/signature-verifier.ts';
import { auditMissions, exportLog } from '../../../core/evidence/audit-missions.ts';
import { genesisSha256, sealEvent } from '../../../core/evidence/chain.ts';
import { checkpointLogId, checkpointOf, logCheckpoint } from '../../../core/evidence/checkpoint-log.ts';
import { sealEvidence } from '../../../core/evidence/seal-evidence.ts';
import { verifyLog } from '../../../core/evidence/verify-log.ts';
import type { EventLog } from '../../../core/ports/event-log.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { CheckpointLog } from '../../../core/wire/evidence.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';
import { play } from '../mission/play.ts';
import { commands } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

let deps: TestPorts;
beforeEach(() => {
  deps = makePorts();
});

const head = (seq = 3) => ({ missionId: deps.ids.make('msn') as MissionId, seq, headSha256: 'a'.repeat(64) });
const read = (): Promise<CheckpointLog> => exportLog(deps)(never);
const verify = (log: unknown, options?: Parameters<typeof verifyLog>[2]) =>
  verifyLog({ digest: deps.digest, verifier: nodeSignatureVerifier }, log, options);

async function sealed(count: number): Promise<MissionId[]> {
  const ids: MissionId[] = [];
  for (let index = 0; index < count; index += 1) {
    const missionId = deps.ids.make('msn') as MissionId;
    await play([commands().settle], { deps, missionId });
    await sealEvidence(deps)(missionId, never);
    ids.push(missionId);
  }
  return ids;
}

describe('the checkpoint log', () => {
  test('holds each sealed mission once, by its head, in a chain of its own', async () => {
    const ids = await sealed(3);
    for (const missionId of ids) await sealEvidence(deps)(missionId, never);
    const log = await read();
    expect(log.entries.map((entry) => checkpointOf(entry)?.mission_id)).toEqual(ids);
    const verdict = await verify(log, { pinnedPem: log.keys[0]?.public_key_pem });
    expect(verdict).toMatchObject({ ok: true, isPinned: true });
  });

  test('is written to before the bundle is kept, and not twice by who seals again after a crash', async () => {
    const [missionId = ''] = await sealed(1);
    const objects = {
      ...deps.objects,
      get: async (key: string, signal: AbortSignal) =>
        key === `evidence/${missionId}.json` ? undefined : deps.objects.get(key, signal),
    };
    await sealed(2);
    await sealEvidence({ ...deps, objects })(missionId as MissionId, never);
    expect((await read()).entries).toHaveLength(3);
  });

  test('gives every one of many that end at once a place, each once', async () => {
    const heads = Array.from({ length: 40 }, () => head());
    await Promise.all([...heads, ...heads].map((each) => logCheckpoint(deps)(each, never)));
    const log = await read();
    expect(await verify(log)).toMatchObject({ ok: true });
    expect(log.entries).toHaveLength(40);
  });

  test('is not read whole to append to it: two reads of a page, however long it is', async () => {
    for (let index = 0; index < 250; index += 1) await logCheckpoint(deps)(head(), never);
    const reads: number[] = [];
    const eventLog: EventLog = {
      ...deps.eventLog,
      read: async (stream, range, signal) => {
        const events = await deps.eventLog.read(stream, range, signal);
        reads.push(events.length);
        return events;
      },
    };
    await logCheckpoint({ ...deps, eventLog })(head(), never);
    expect(reads).toEqual([0]);
    const objects = { ...deps.objects, put: async () => 'exists' as const, get: async () => undefined };
    await logCheckpoint({ ...deps, eventLog, objects })(head(), never);
    expect(reads.slice(1)).toEqual([100, 100, 51]);
  });

  test('gives up with Conflict where every place is taken', async () => {
    const eventLog: EventLog = { ...deps.eventLog, append: async () => 'taken' };
    await expect(logCheckpoint({ ...deps, eventLog })(head(), never)).rejects.toMatchObject({
      code: 'checkpoint_log_busy',
    });
  });

  test('reads on from where it first looked when it is asked again', async () => {
    await logCheckpoint(deps)(head(), never);
    const late = head();
    const eventLog: EventLog = { ...deps.eventLog, append: () => Promise.reject(new Error('killed')) };
    await expect(logCheckpoint({ ...deps, eventLog })(late, never)).rejects.toThrow('killed');
    for (const each of [head(), late, late]) await logCheckpoint(deps)(each, never);
    const log = await read();
    expect(log.entries).toHaveLength(3);
    expect(await verify(log)).toMatchObject({ ok: true });
  });

  test('finds its place again where the store lost the note of it', async () => {
    await logCheckpoint(deps)(head(), never);
    const objects = { ...deps.objects, put: async () => 'exists' as const, get: async () => undefined };
    const late = head();
    await logCheckpoint({ ...deps, objects })(late, never);
    await logCheckpoint({ ...deps, objects })(late, never);
    expect((await read()).entries).toHaveLength(2);
  });
});

describe('an audit', () => {
  const audit = async (eventLog: EventLog) => {
    const verdict = await verify(await read());
    if (!verdict.ok) throw new Error(verdict.why);
    return auditMissions({ ...deps, eventLog })(verdict.checkpoints, never);
  };
  const reading = (change: (events: ChainedEvent[], stream: string) => ChainedEvent[]): EventLog => ({
    ...deps.eventLog,
    read: async (stream, range, signal) => change(await deps.eventLog.read(stream, range, signal), stream),
  });

  test('passes missions that are as they were signed', async () => {
    await sealed(2);
    expect(await audit(deps.eventLog)).toEqual([]);
  });

  test('names a mission that was deleted, cut, changed or written anew', async () => {
    const [gone, cut, changed, anew] = await sealed(4);
    const other = (event: ChainedEvent): ChainedEvent => ({ ...event, message: 'Other.' });
    const changes = new Map<string | undefined, (events: ChainedEvent[]) => ChainedEvent[]>([
      [gone, () => []],
      [cut, (events) => events.slice(0, -1)],
      [changed, (events) => events.map(other)],
      [anew, (events) => events.slice(0, 1).map((event) => sealEvent(deps.digest, other(event)))],
    ]);
    const faults = await audit(reading((events, stream) => changes.get(stream)?.(events) ?? events));
    expect(faults).toEqual([
      { missionId: gone, kind: 'missing', why: 'its events are gone' },
      { missionId: cut, kind: 'changed', why: 'its events are not those that were signed' },
      { missionId: changed, kind: 'changed', why: expect.stringContaining('first bad event 1') },
      { missionId: anew, kind: 'changed', why: 'its events are not those that were signed' },
    ]);
  });
});

describe('verifying a log', () => {
  test('refuses what is not a log, and names the first bad entry of one that was changed', async () => {
    await sealed(3);
    const log = await read();
    expect(await verify({ ...log, more: 1 })).toMatchObject({
      ok: false,
      why: expect.stringContaining('not a'),
    });
    expect(await verify({ ...log, entries: log.entries.toSpliced(1, 1) })).toMatchObject({
      ok: false,
      seq: 2,
    });
    const entries = log.entries.map((entry, index) =>
      index === 2 ? { ...entry, at: '2020-01-01T00:00:00Z' } : entry,
    );
    expect(await verify({ ...log, entries })).toMatchObject({ ok: false, seq: 3 });
  });

  const chainOf = (facts: readonly object[], event = 'checkpoint-signed'): ChainedEvent[] => {
    const entries: ChainedEvent[] = [];
    for (const data of facts) {
      const prev_sha256 = entries.at(-1)?.sha256 ?? genesisSha256;
      const seq = entries.length + 1;
      const at = '2026-01-01T00:00:00Z';
      const rest = { type: 'status', actor: 'gantry', status: 'LOGGED', message: '', at } as const;
      const body = { ...rest, event, seq, mission_id: checkpointLogId, data: { ...data }, prev_sha256 };
      entries.push(sealEvent(deps.digest, body));
    }
    return entries;
  };

  test('refuses an entry that no known key signed, that comes twice or that is something else', async () => {
    await sealed(1);
    const log = await read();
    const [first] = log.entries;
    const data = first?.data ?? {};
    const wrong = [
      [chainOf([{ ...data, seq: 99 }]), 1, 'is not signed by a known key'],
      [chainOf([{ ...data, signature: 'no base64' }]), 1, 'is not signed by a known key'],
      [chainOf([{ ...data, key_id: 'a'.repeat(64) }]), 1, 'is not signed by a known key'],
      [chainOf([data, data]), 2, 'is in the log already'],
      [chainOf([{}]), 1, 'is not a signed checkpoint'],
      [chainOf([data], 'other'), 1, 'is not a signed checkpoint'],
    ] as const;
    for (const [entries, seq, why] of wrong)
      expect(await verify({ ...log, entries })).toMatchObject({
        ok: false,
        seq,
        why: expect.stringContaining(why),
      });
  });

  test('refuses a chain that is not the log', async () => {
    const { events } = await sealEvidence(deps)((await sealed(1))[0] as MissionId, never);
    expect(await verify({ ...(await read()), entries: events })).toMatchObject({ ok: false, seq: 1 });
  });

  test('refuses another key than the pinned ones, and takes entries from before a rotation', async () => {
    await sealed(1);
    const { rotate } = createSigner({ home: deps.home });
    await rotate();
    await sealed(1);
    const log = await read();
    expect(log.keys).toHaveLength(2);
    const all = log.keys.map((key) => key.public_key_pem).join('');
    expect(await verify(log, { pinnedPem: all })).toMatchObject({ ok: true });
    expect(await verify(log, { pinnedPem: log.keys[0]?.public_key_pem })).toMatchObject({
      ok: false,
      seq: 1,
    });
    const [other] = await createSigner({ home: temporaryHome() }).publicKeys(never);
    expect(await verify(log, { pinnedPem: other?.pem })).toMatchObject({ ok: false, seq: 1 });
  });

  test('names where a log that was cut, and grew again, leaves an earlier export', async () => {
    await sealed(2);
    const earlier = await read();
    await sealed(1);
    const log = await read();
    expect(await verify(log, { earlier })).toMatchObject({ ok: true });
    expect(await verify(earlier, { earlier: log })).toMatchObject({
      ok: false,
      seq: 3,
      why: expect.stringContaining(checkpointOf(log.entries[2] as ChainedEvent)?.mission_id ?? '?'),
    });
    expect(await verify(log, { earlier: {} })).toMatchObject({ ok: false });
    const other = { ...earlier, entries: chainOf([{}]) };
    expect(await verify(log, { earlier: other })).toMatchObject({ ok: false, seq: 1 });
  });
});
