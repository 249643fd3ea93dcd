import { NotFound } from '../errors.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import type { MissionId, PodId } from '../wire/ids.ts';
import type { PodLog, PodReport } from '../wire/pod.ts';
import { mailboxKeys, podLogSchema, podReportSchema } from '../wire/pod.ts';

const attemptKey = (missionId: MissionId, attempt: number, name: string): string =>
  `attempts/${missionId}/${attempt}/${name}`;
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Deps {
  readonly objects: ObjectStore;
}

/** A report from a mailbox: undefined when there is none or it is not of this pod, since a pod is not trusted. */
export const readMailboxReport =
  (deps: Deps) =>
  async (missionId: MissionId, podId: PodId, signal: AbortSignal): Promise<PodReport | undefined> => {
    const bytes = await deps.objects.get(mailboxPrefix(missionId, podId) + mailboxKeys.report, signal);
    if (bytes === undefined) return undefined;
    const report = podReportSchema.safeParse(parseJson(decode(bytes)));
    if (!report.success || report.data.mission_id !== missionId || report.data.pod_id !== podId)
      return undefined;
    return report.data;
  };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A batch of a pod's log, or undefined for bytes that are none: a pod is not trusted. */
export function parseLog(bytes: Uint8Array): PodLog | undefined {
  return podLogSchema.safeParse(parseJson(decode(bytes))).data;
}

/** The log of a pod's mailbox as text, each step under its name. */
export const readMailboxLog =
  (deps: Deps) =>
  async (missionId: MissionId, podId: PodId, signal: AbortSignal): Promise<string> => {
    const keys = await deps.objects.list(`${mailboxPrefix(missionId, podId)}out/log-`, signal);
    const parts = await Promise.all(keys.map((key) => deps.objects.get(key, signal)));
    const logs = parts.flatMap((bytes) => (bytes === undefined ? [] : (parseLog(bytes) ?? [])));
    return logs
      .toSorted((left, right) => left.n - right.n)
      .flatMap((log) => log.lines.map((line) => `[${log.step}] ${line}\n`))
      .join('');
  };

/** Moves what a pod left out of its short-lived mailbox; the first copy of an attempt is the one that stays. */
export const keepAttempt =
  (deps: Deps) =>
  async (report: PodReport, signal: AbortSignal): Promise<void> => {
    const { mission_id: missionId, pod_id: podId, attempt } = report;
    const log = await readMailboxLog(deps)(missionId, podId, signal);
    const artifact = await deps.objects.get(mailboxPrefix(missionId, podId) + mailboxKeys.artifact, signal);
    const once = { ifAbsent: true };
    await deps.objects.put(attemptKey(missionId, attempt, 'log.txt'), encode(log), once, signal);
    if (artifact !== undefined)
      await deps.objects.put(attemptKey(missionId, attempt, 'artifact.tar'), artifact, once, signal);
    await deps.objects.put(
      attemptKey(missionId, attempt, 'report.json'),
      encode(JSON.stringify(report)),
      once,
      signal,
    );
  };

/** The kept report of an attempt; NotFound when the attempt has none. */
export const loadReport =
  (deps: Deps) =>
  async (missionId: MissionId, attempt: number, signal: AbortSignal): Promise<PodReport> => {
    const bytes = await deps.objects.get(attemptKey(missionId, attempt, 'report.json'), signal);
    if (bytes === undefined)
      throw new NotFound('report_not_found', `Attempt ${attempt} has no report (yet).`);
    return podReportSchema.parse(JSON.parse(decode(bytes)));
  };

/** The kept log of an attempt, or undefined while its pod still runs. */
export const loadLog =
  (deps: Deps) =>
  async (missionId: MissionId, attempt: number, signal: AbortSignal): Promise<string | undefined> => {
    const bytes = await deps.objects.get(attemptKey(missionId, attempt, 'log.txt'), signal);
    return bytes === undefined ? undefined : decode(bytes);
  };

/** The kept artifact of an attempt as a tar; NotFound when there is none. */
export const loadArtifactTar =
  (deps: Deps) =>
  async (missionId: MissionId, attempt: number, signal: AbortSignal): Promise<Uint8Array> => {
    const bytes = await deps.objects.get(attemptKey(missionId, attempt, 'artifact.tar'), signal);
    if (bytes === undefined) throw new NotFound('artifact_not_found', `Attempt ${attempt} has no artifact.`);
    return bytes;
  };
