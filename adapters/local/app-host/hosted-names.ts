import * as z from 'zod';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import { sha256Schema } from '../../../core/wire/ids.ts';
import { type Needs, needsNothing, needsSchema } from '../../../core/wire/spec.ts';
import { nodeDigest } from '../../node/digest.ts';
import { type ClaimedName, claimName, findName, numberedLabels } from '../claim-name.ts';

/** What stands behind a host name; a project is `not-live-yet` until something was promoted, and `taken-down` with all that was deployed before its owner deleted it. */
export type HostedAt =
  | {
      readonly kind: 'live';
      readonly projectId: string;
      readonly deploymentId: string;
      readonly artifactSha256: string;
    }
  | { readonly kind: 'not-live-yet'; readonly title: string }
  | { readonly kind: 'taken-down'; readonly title: string }
  | { readonly kind: 'unknown' };

const register = 'app-host';
const productionSchema = z.strictObject({ deployment_id: z.string(), artifact_sha256: sha256Schema });
/** How often a project was taken down, and at which count a deployment was made since. */
const takenDownSchema = z.strictObject({ times: z.number().int().positive() });
const takenDownKey = (projectId: string) => ({ partition: `${register}#taken-down`, sort: projectId });
const madeSinceKey = (deploymentId: string) => ({ partition: `${register}#made-since`, sort: deploymentId });
const productionKey = (projectId: string) => ({ partition: `${register}#production`, sort: projectId });

/** Gives a holder one label near the wished name for good; projects and deployments share the register. */
export function claimProject(
  records: RecordStore,
  { holder, name, title }: { readonly holder: string; readonly name: string; readonly title: string },
  signal: AbortSignal,
): Promise<string> {
  const candidates = numberedLabels(name);
  return claimName(records, { register, holder, details: { title }, candidates }, signal);
}

/** Who holds a project's label. */
export function findProject(
  records: RecordStore,
  projectId: string,
  signal: AbortSignal,
): Promise<ClaimedName | undefined> {
  return findName(records, register, projectId, signal);
}

/** Gives a project's deployment a label of its own; the same `what` is the same deployment. */
export function claimDeployment(
  records: RecordStore,
  {
    projectId,
    what,
    artifactSha256,
    needs = needsNothing,
  }: {
    readonly projectId: string;
    readonly what: readonly string[];
    readonly artifactSha256: string;
    readonly needs?: Needs;
  },
  signal: AbortSignal,
): Promise<string> {
  const holder = [projectId, ...what, artifactSha256].join('/');
  const fingerprint = nodeDigest.sha256(holder);
  const candidates = [0, 8, 16, 24].map((start) => `${projectId}-${fingerprint.slice(start, start + 8)}`);
  const details = { artifact_sha256: artifactSha256, needs: JSON.stringify(needs) };
  return claimName(records, { register, holder, details, candidates }, signal);
}

/** What a deployment was made of: the mission, whether it is a preview or production, and what it was agreed to need; one of version 0.1 needs nothing. */
export async function findDeployment(
  records: RecordStore,
  deploymentId: string,
  signal: AbortSignal,
): Promise<{ readonly missionId: string; readonly target: string; readonly needs: Needs } | undefined> {
  const claimed = await findName(records, register, deploymentId, signal);
  if (claimed?.details.artifact_sha256 === undefined) return undefined;
  const [, missionId = '', target = ''] = claimed.holder.split('/');
  const { needs } = claimed.details;
  return {
    missionId,
    target,
    needs: needs === undefined ? needsNothing : needsSchema.parse(JSON.parse(needs)),
  };
}

/** Puts a deployment at its project's stable address. */
export async function promote(
  records: RecordStore,
  projectId: string,
  { deploymentId, artifactSha256 }: { readonly deploymentId: string; readonly artifactSha256: string },
  signal: AbortSignal,
): Promise<void> {
  const production = { deployment_id: deploymentId, artifact_sha256: artifactSha256 };
  await records.put(productionKey(projectId), production, { condition: { kind: 'any' } }, signal);
}

/** Serves nothing more of what was deployed of a project until now. */
export async function takeDown(records: RecordStore, projectId: string, signal: AbortSignal): Promise<void> {
  const times = ((await timesDown(records, projectId, signal)) ?? 0) + 1;
  await records.put(takenDownKey(projectId), { times }, { condition: { kind: 'any' } }, signal);
  await records.remove(productionKey(projectId), { kind: 'any' }, signal);
}

/** Notes that a deployment was asked for after its project was last taken down. */
export async function serveSince(
  records: RecordStore,
  projectId: string,
  deploymentId: string,
  signal: AbortSignal,
): Promise<void> {
  const times = await timesDown(records, projectId, signal);
  if (times === undefined) return;
  await records.put(madeSinceKey(deploymentId), { times }, { condition: { kind: 'any' } }, signal);
}

const timesDown = async (
  records: RecordStore,
  projectId: string,
  signal: AbortSignal,
): Promise<number | undefined> =>
  (await records.get(takenDownKey(projectId), takenDownSchema, signal))?.value.times;

async function isDown(
  records: RecordStore,
  projectId: string,
  deploymentId: string | undefined,
  signal: AbortSignal,
): Promise<boolean> {
  const times = await timesDown(records, projectId, signal);
  if (times === undefined || deploymentId === undefined) return times !== undefined;
  const since = await records.get(madeSinceKey(deploymentId), takenDownSchema, signal);
  return since?.value.times !== times;
}

/** What the label before `.localhost` stands for. */
export async function lookUpHost(
  records: RecordStore,
  label: string,
  signal: AbortSignal,
): Promise<HostedAt> {
  const name = label.toLowerCase();
  const claimed = await findName(records, register, name, signal);
  if (claimed === undefined) return { kind: 'unknown' };
  const { artifact_sha256, title = label } = claimed.details;
  const [holder = ''] = claimed.holder.split('/');
  const at =
    artifact_sha256 === undefined
      ? await productionOf(records, name, signal)
      : { projectId: holder, deploymentId: name, artifactSha256: artifact_sha256 };
  if (await isDown(records, at?.projectId ?? name, at?.deploymentId, signal))
    return { kind: 'taken-down', title };
  return at === undefined ? { kind: 'not-live-yet', title } : { kind: 'live', ...at };
}

async function productionOf(records: RecordStore, projectId: string, signal: AbortSignal) {
  const production = await records.get(productionKey(projectId), productionSchema, signal);
  if (production === undefined) return undefined;
  const { deployment_id: deploymentId, artifact_sha256: artifactSha256 } = production.value;
  return { projectId, deploymentId, artifactSha256 };
}
