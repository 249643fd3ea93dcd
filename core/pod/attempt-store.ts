import { DependencyRefused, NotFound } from '../errors.ts';
import { canonicalJson } from '../evidence/canonical-json.ts';
import type { Redact } from '../gate/redact-secrets.ts';
import { redactLines } from '../gate/redact-secrets.ts';
import type { Digest } from '../ports/digest.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import type { MissionId, PodId } from '../wire/ids.ts';
import { sha256Schema } from '../wire/ids.ts';
import type { PodLog, PodReport } from '../wire/pod.ts';
import { mailboxKeys, podLogSchema, podReportSchema } from '../wire/pod.ts';

/** The report, and the log beside it, that an event tells of. */
export interface StoredReport {
  readonly attempt: number;
  readonly report_sha256: string;
  readonly log_sha256: string;
}

const attemptKey = (missionId: MissionId, attempt: number, name: string): string =>
  `attempts/${missionId}/${attempt}/${name}`;
const reportKey = (missionId: MissionId, stored: Omit<StoredReport, 'log_sha256'>): string =>
  attemptKey(missionId, stored.attempt, `report-${stored.report_sha256}.json`);
const logKey = (missionId: MissionId, stored: Omit<StoredReport, 'report_sha256'>): string =>
  attemptKey(missionId, stored.attempt, `log-${stored.log_sha256}.txt`);
const artifactKey = (missionId: MissionId, attempt: number, artifactSha256: string): string =>
  attemptKey(missionId, attempt, `artifact-${artifactSha256}.tar`);
/** Where a picture of a check lies, found by its digest within its mission alone. */
export const shotKey = (missionId: MissionId, sha256: string): string =>
  `attempts/${missionId}/shot-${sha256}.png`;
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

interface LogDeps extends Deps {
  readonly redact: Redact;
}

/** The log of a pod's mailbox as text, each step under its name; a batch is redacted whole, since a key may run over lines. */
export const readMailboxLog =
  (deps: LogDeps) =>
  async (missionId: MissionId, podId: PodId, signal: AbortSignal): Promise<string> => {
    const keys = await deps.objects.list(`${mailboxPrefix(missionId, podId)}out/log-`, signal);
    const parts = await Promise.all(keys.map((key) => deps.objects.get(key, signal)));
    const logs = parts.flatMap((bytes) => (bytes === undefined ? [] : (parseLog(bytes) ?? [])));
    const texts = logs.toSorted((left, right) => left.n - right.n).map(showLog(deps));
    return (await Promise.all(texts)).join('');
  };

const showLog =
  ({ redact }: LogDeps) =>
  async ({ step, lines }: PodLog): Promise<string> =>
    (await redactLines(redact, lines)).map((line) => `[${step}] ${line}\n`).join('');

/** Moves what a pod left out of its short-lived mailbox, each under its digest, and answers those: nothing that is kept is ever overwritten. */
export const keepAttempt =
  (deps: LogDeps & { readonly digest: Digest }) =>
  async (report: PodReport, signal: AbortSignal): Promise<StoredReport> => {
    const { mission_id: missionId, pod_id: podId, attempt, artifact_sha256 } = report;
    const log = await readMailboxLog(deps)(missionId, podId, signal);
    const artifact = await deps.objects.get(mailboxPrefix(missionId, podId) + mailboxKeys.artifact, signal);
    const text = canonicalJson(report);
    const stored = {
      attempt,
      report_sha256: deps.digest.sha256(text),
      log_sha256: deps.digest.sha256(log),
    };
    const once = { ifAbsent: true };
    await deps.objects.put(logKey(missionId, stored), encode(log), once, signal);
    if (artifact !== undefined && artifact_sha256 !== null)
      await deps.objects.put(artifactKey(missionId, attempt, artifact_sha256), artifact, once, signal);
    await deps.objects.put(reportKey(missionId, stored), encode(text), once, signal);
    return stored;
  };

/** The report that an event tells of; NotFound when the attempt has none, DependencyRefused for another than was told of. */
export const loadReport =
  (deps: Deps & { readonly digest: Digest }) =>
  async (
    missionId: MissionId,
    stored: Omit<StoredReport, 'log_sha256'> | undefined,
    signal: AbortSignal,
  ): Promise<PodReport> => {
    const bytes = stored && (await deps.objects.get(reportKey(missionId, stored), signal));
    if (stored === undefined || bytes === undefined)
      throw new NotFound('report_not_found', 'That attempt has no report (yet).');
    if (deps.digest.sha256(bytes) !== stored.report_sha256)
      throw new DependencyRefused('report_changed', 'The stored report is not the one that the pod sent.');
    return podReportSchema.parse(JSON.parse(decode(bytes)));
  };

/** A picture of a mission's by its digest; NotFound for what is no digest, and for another mission's. */
export const loadShot =
  (deps: Deps) =>
  async (missionId: MissionId, sha256: string, signal: AbortSignal): Promise<Uint8Array> => {
    const wanted = sha256Schema.safeParse(sha256);
    const png = wanted.success && (await deps.objects.get(shotKey(missionId, wanted.data), signal));
    if (png instanceof Uint8Array) return png;
    throw new NotFound('shot_not_found', 'This mission has no such picture.');
  };

/** The log that an event tells of, or undefined while its pod still runs. */
export const loadLog =
  (deps: Deps) =>
  async (
    missionId: MissionId,
    stored: Omit<StoredReport, 'report_sha256'> | undefined,
    signal: AbortSignal,
  ): Promise<string | undefined> => {
    const bytes = stored && (await deps.objects.get(logKey(missionId, stored), signal));
    return bytes && decode(bytes);
  };

/** The artifact of an attempt as a tar; NotFound when there is none. */
export const loadArtifactTar =
  (deps: Deps) =>
  async (
    missionId: MissionId,
    { attempt, artifactSha256 }: { readonly attempt: number; readonly artifactSha256: string },
    signal: AbortSignal,
  ): Promise<Uint8Array> => {
    const bytes = await deps.objects.get(artifactKey(missionId, attempt, artifactSha256), signal);
    if (bytes === undefined) throw new NotFound('artifact_not_found', `Attempt ${attempt} has no artifact.`);
    return bytes;
  };
