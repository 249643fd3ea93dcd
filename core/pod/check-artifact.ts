import { loadDraft } from '../draft/draft-store.ts';
import { treeSha256 } from '../draft/tree-digest.ts';
import { isGantryError } from '../errors.ts';
import { readMission } from '../mission/append-facts.ts';
import type { Archive } from '../ports/archive.ts';
import type { Digest } from '../ports/digest.ts';
import type { EventLog } from '../ports/event-log.ts';
import type { ObjectStore } from '../ports/object-store.ts';
import { mailboxPrefix } from '../ports/pod-host.ts';
import type { Draft } from '../wire/draft.ts';
import type { PodReport } from '../wire/pod.ts';
import { defaultPodLimits, mailboxKeys } from '../wire/pod.ts';
import type { Finding, Policy } from '../wire/policy.ts';
import type { MadeFile } from './artifact-rules.ts';
import { addedFiles, judgeArtifact } from './artifact-rules.ts';

export interface CheckArtifactDeps {
  readonly eventLog: EventLog;
  readonly digest: Digest;
  readonly objects: ObjectStore;
  readonly archive: Archive;
  readonly policy: Policy;
}

/** Answers the report as it may be believed: one that passed becomes a failure where what the pod left is not what may ship. */
export type CheckArtifact = (report: PodReport, signal: AbortSignal) => Promise<PodReport>;

/**
 * Judges a passed report's artifact once more, where the pod has no hand in it: its digest, its files against the tree that the gate passed,
 * and what the build added by the rules that a draft is denied by. A report on another tree is left to whoever decides on reports.
 */
export const artifactCheck = (deps: CheckArtifactDeps): CheckArtifact => {
  const judgeAdded = addedJudge(deps.policy);
  return async (report, signal) => {
    if (report.outcome !== 'passed' || report.artifact_sha256 === null) return report;
    const draft = await draftOf(deps, report, signal);
    if (draft === undefined) return report;
    const artifact = await unpack(deps, report, signal);
    if (typeof artifact === 'string') return refused(report, 'supervisor', artifact);
    const made = { stack: draft.stack, tree: draft.files, artifact };
    const findings = [...judgeArtifact(made), ...(await judgeAdded(addedFiles(made)))];
    return findings.length === 0 ? report : refused(report, 'artifact', sayFindings(findings));
  };
};

async function draftOf(
  deps: CheckArtifactDeps,
  { mission_id: missionId, attempt, tree_sha256 }: PodReport,
  signal: AbortSignal,
): Promise<Draft | undefined> {
  const mission = await readMission(deps)(missionId, { signal });
  const stored = mission.attempts[attempt]?.draft;
  return stored?.tree_sha256 === tree_sha256 ? loadDraft(deps)(missionId, stored, signal) : undefined;
}

/** The files, or in words why there are none. */
async function unpack(
  { objects, archive, digest }: CheckArtifactDeps,
  { mission_id: missionId, pod_id: podId, artifact_sha256 }: PodReport,
  signal: AbortSignal,
): Promise<readonly MadeFile[] | string> {
  const tar = await objects.get(mailboxPrefix(missionId, podId) + mailboxKeys.artifact, signal);
  if (tar === undefined) return 'The pod reported an artifact and left none.';
  try {
    const files = await archive.unpack(tar, { maxBytes: defaultPodLimits.artifact_bytes });
    return treeSha256(digest, files) === artifact_sha256
      ? files
      : 'What the pod left is not the artifact that it reported.';
  } catch (error) {
    if (isGantryError(error)) return error.message;
    return 'What the pod left is no archive that can be read.';
  }
}

/**
 * Patterns over what is in no tree. Its own source was judged by all of them, and the rest are the image's packages: so only what a draft is
 * denied for counts here, and what looks like a secret. The engine is loaded where there is something to judge.
 */
function addedJudge(policy: Policy): (files: readonly MadeFile[]) => Promise<readonly Finding[]> {
  let judge: ((file: { path: string; content: string }) => Finding[]) | undefined;
  const forbidden = policy.forbidden.filter(({ severity }) => severity === 'deny');
  return async (files) => {
    if (files.length === 0) return [];
    const { judgeFileText, requireRules } = await import('../gate/judge-file-text.ts');
    judge ??= judgeFileText(requireRules({ ...policy, forbidden }));
    const decoder = new TextDecoder();
    return files.map(({ path, bytes }) => ({ path, content: decoder.decode(bytes) })).flatMap(judge);
  };
}

const maxSaid = 5;
const maxMessageLength = 2_000;

function sayFindings(findings: readonly Finding[]): string {
  const said = findings.slice(0, maxSaid).map(({ path, why, rule }) => `${path ?? 'It'}: ${why} (${rule})`);
  return said.join(' ').slice(0, maxMessageLength).toWellFormed();
}

function refused(report: PodReport, because: 'artifact' | 'supervisor', message: string): PodReport {
  return {
    ...report,
    outcome: 'failed',
    failed_step: 'build',
    failed_because: because,
    message,
    artifact_sha256: null,
    artifact_bytes: 0,
  };
}
