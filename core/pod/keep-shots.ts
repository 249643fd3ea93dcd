import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import { type AcceptReport, isShot, mailboxKeys, type PodReport } from '../wire/pod.ts';
import { shotKey } from './attempt-store.ts';

type Shot = AcceptReport['shots'][number];

/**
 * Moves the pictures that a report names out of the pod's mailbox, each under its digest. One that is absent, no PNG, too large or another than
 * the report says is left out of the report, since nobody could ever look at it.
 */
export const keepShots =
  (deps: { readonly objects: ObjectStore; readonly digest: Digest }) =>
  async (report: PodReport, signal: AbortSignal): Promise<PodReport> => {
    const { accept } = report;
    if (accept === undefined) return report;
    const kept: Shot[] = [];
    for (const shot of accept.shots) if (await keepShot(deps, report, shot, signal)) kept.push(shot);
    const checks = accept.checks.map(({ shot_sha256, ...check }) =>
      kept.some(({ sha256 }) => sha256 === shot_sha256) ? { ...check, shot_sha256 } : check,
    );
    return { ...report, accept: { ...accept, checks, shots: kept } };
  };

async function keepShot(
  { objects, digest }: { readonly objects: ObjectStore; readonly digest: Digest },
  { mission_id: missionId, pod_id: podId }: PodReport,
  { n, sha256 }: Shot,
  signal: AbortSignal,
): Promise<boolean> {
  const png = await objects.get(mailboxPrefix(missionId, podId) + mailboxKeys.shot(n), signal);
  if (png === undefined || !isShot(png) || digest.sha256(png) !== sha256) return false;
  await objects.put(shotKey(missionId, sha256), png, { ifAbsent: true }, signal);
  return true;
}
