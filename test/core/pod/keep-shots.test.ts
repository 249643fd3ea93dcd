import { beforeEach, describe, expect, test } from 'vitest';
import { loadShot, shotKey } from '../../../core/pod/attempt-store.ts';
import { keepShots } from '../../../core/pod/keep-shots.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import { type AcceptReport, mailboxKeys, maxShotBytes } from '../../../core/wire/pod.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { digest, makeReport } from './make-report.ts';

const signature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const png = (size = 100): Uint8Array => Uint8Array.from({ length: size }, (_, at) => signature[at] ?? 1);
const { mission_id: missionId, pod_id: podId } = makeReport();
let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});

const put = (n: number, bytes: Uint8Array) =>
  ports.objects.put(mailboxPrefix(missionId, podId) + mailboxKeys.shot(n), bytes, {}, never);
const told = (...shas: readonly string[]): AcceptReport => ({
  browser: 'Chromium 1',
  checks: shas.map((sha256, n) => ({ id: `c${n}`, outcome: 'held', shot_sha256: sha256 })),
  shots: shas.map((sha256, n) => ({ n, check: `c${n}`, sha256 })),
});
const keep = async (accept: AcceptReport) =>
  (await keepShots({ ...ports, digest })(makeReport({ accept }), never)).accept;

describe('keeping the pictures of a report', () => {
  test('moves each to where its mission finds it by its digest', async () => {
    await put(0, png());
    const sha256 = digest.sha256(png());
    expect(await keep(told(sha256))).toEqual(told(sha256));
    const kept = await ports.objects.get(shotKey(missionId, sha256), never);
    expect(digest.sha256(kept ?? '')).toBe(sha256);
  });

  test('leaves a report alone that tells of no checks', async () => {
    expect(await keepShots({ ...ports, digest })(makeReport(), never)).toEqual(makeReport());
  });

  test.each([
    ['another picture than the report says', png(101), png()],
    ['no PNG', Uint8Array.of(1, 2, 3), Uint8Array.of(1, 2, 3)],
    ['cut off in its signature', png(7), png(7)],
    ['larger than a picture may be', png(maxShotBytes + 1), png(maxShotBytes + 1)],
    ['absent', undefined, png()],
  ])('leaves out of the report what is %s, and keeps nothing of it', async (_, there, said) => {
    if (there !== undefined) await put(0, there);
    const sha256 = digest.sha256(said);
    expect(await keep(told(sha256))).toEqual({
      browser: 'Chromium 1',
      checks: [{ id: 'c0', outcome: 'held' }],
      shots: [],
    });
    expect(await ports.objects.get(shotKey(missionId, sha256), never)).toBeUndefined();
  });

  test('takes one of the greatest size, and keeps the rest where one is dropped', async () => {
    await put(1, png(maxShotBytes));
    const largest = digest.sha256(png(maxShotBytes));
    const kept = await keep(told(digest.sha256(png()), largest));
    expect(kept?.shots).toEqual([{ n: 1, check: 'c1', sha256: largest }]);
    expect(kept?.checks).toEqual([
      { id: 'c0', outcome: 'held' },
      { id: 'c1', outcome: 'held', shot_sha256: largest },
    ]);
  });
});

describe('a picture of a mission', () => {
  test('is found by its digest, and by nothing else', async () => {
    await put(0, png());
    const sha256 = digest.sha256(png());
    await keep(told(sha256));
    expect(digest.sha256(await loadShot(ports)(missionId, sha256, never))).toBe(sha256);
    for (const wanted of ['0'.repeat(64), sha256.toUpperCase(), '../../shot', ''])
      await expect(loadShot(ports)(missionId, wanted, never)).rejects.toMatchObject({
        code: 'shot_not_found',
      });
    const elsewhere = `${missionId.slice(0, -1)}1` as typeof missionId;
    await expect(loadShot(ports)(elsewhere, sha256, never)).rejects.toMatchObject({ code: 'shot_not_found' });
  });
});
