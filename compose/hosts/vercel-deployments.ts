import { createHash } from 'node:crypto';
import * as z from 'zod';
import { storeArtifact } from '../../adapters/local/app-host/artifact-files.ts';
import {
  claimDeployment,
  lookUpHost,
  promote,
  serveSince,
  takeDown,
} from '../../adapters/local/app-host/hosted-names.ts';
import { nodeDigest } from '../../adapters/node/digest.ts';
import { treeSha256 } from '../../core/draft/tree-digest.ts';
import { hostOf, labelOf, type ProjectRecord, requireProject, type VercelPlace } from './vercel-projects.ts';
import { deploymentEnvironmentSchema, forgetEnvironment, keepEnvironment } from './vercel-variables.ts';
import { ApiRefusal, readBody, type WireAnswer, type WireCall, type WireRoute } from './wire-api.ts';

const metaSchema = z.record(z.string().max(100), z.string().max(500));
const deploymentSchema = z.strictObject({
  label: z.string(),
  artifact_sha256: z.string(),
  meta: metaSchema,
  target: z.literal('production').nullable(),
  created_at_ms: z.number(),
});
type DeploymentRecord = z.infer<typeof deploymentSchema>;

const sha1Schema = z.string().regex(/^[0-9a-f]{40}$/);
const wishSchema = z.looseObject({
  project: z.string(),
  files: z
    .array(
      z.union([
        z.object({ file: z.string(), sha: sha1Schema, size: z.number() }),
        z.object({ file: z.string(), data: z.string(), encoding: z.literal('utf-8') }),
      ]),
    )
    .min(1)
    .max(1_000),
  meta: metaSchema.default({}),
  target: z.literal('production').optional(),
  env: deploymentEnvironmentSchema.default({}),
});
type Wish = z.infer<typeof wishSchema>;

const idPrefix = 'dpl_';
const refuse = (status: number, code: string, message: string): ApiRefusal =>
  new ApiRefusal(status, code, message);
const uploadKey = (sha1: string): string => `hosted/uploads/${sha1}`;
const partitionOf = (projectLabel: string): string => `vercel#deployments#${projectLabel}`;
const projectKey = (label: string) => ({ partition: 'vercel#deployment-project', sort: label });
const projectOfSchema = z.strictObject({ project: z.string() });

async function upload({ objects }: VercelPlace, call: WireCall): Promise<WireAnswer> {
  const sha1 = createHash('sha1').update(call.body).digest('hex');
  if (call.headers['x-vercel-digest'] !== sha1)
    throw refuse(400, 'invalid_digest', 'The digest is not the content’s.');
  await objects.put(uploadKey(sha1), call.body, { ifAbsent: true }, call.signal);
  return { status: 200, body: { urls: [] } };
}

/** The files as they are served: what lies in `public`, and functions beside it. */
async function filesOf({ objects }: VercelPlace, { files }: Wish, signal: AbortSignal) {
  const read = async (file: Wish['files'][number]): Promise<Uint8Array> => {
    if ('data' in file) return Buffer.from(file.data, 'utf8');
    const bytes = await objects.get(uploadKey(file.sha), signal);
    if (bytes === undefined)
      throw new ApiRefusal(400, 'missing_files', 'Missing files', { missing: [file.sha] });
    return bytes;
  };
  return Promise.all(
    files.map(async (file) => ({ path: file.file.replace(/^public\//, ''), bytes: await read(file) })),
  );
}

async function deploy(place: VercelPlace, call: WireCall, nowMs: number): Promise<WireAnswer> {
  const wish = readBody(call, wishSchema, 400);
  const { signal } = call;
  const { value: project } = await requireProject(place, wish.project, signal);
  const files = await filesOf(place, wish, signal);
  const artifactSha256 = treeSha256(nodeDigest, files);
  await storeArtifact(place.objects, artifactSha256, files, signal);
  const isFirst = (await lookUpHost(place.records, project.label, signal)).kind !== 'live';
  // As on Vercel, a project's first deployment goes to production whatever it asks for.
  const target = isFirst ? 'production' : (wish.target ?? null);
  const what = [JSON.stringify(Object.entries(wish.meta).sort()), String(target)];
  const label = await claimDeployment(
    place.records,
    { projectId: project.label, what, artifactSha256 },
    signal,
  );
  const record = {
    label,
    artifact_sha256: artifactSha256,
    meta: wish.meta,
    target,
    created_at_ms: nowMs,
  };
  await keepEnvironment(place.records, project, { label, target, own: wish.env }, signal);
  await keep(place, project, record, signal);
  await serveSince(place.records, project.label, label, signal);
  if (target === 'production')
    await promote(place.records, project.label, { deploymentId: label, artifactSha256 }, signal);
  return { status: 200, body: show(place, record) };
}

async function keep(
  { records }: VercelPlace,
  { label: project }: ProjectRecord,
  record: DeploymentRecord,
  signal: AbortSignal,
): Promise<void> {
  const write = { condition: { kind: 'absent' } } as const;
  await records.put(projectKey(record.label), { project }, write, signal);
  await records.put({ partition: partitionOf(project), sort: record.label }, record, write, signal);
}

/** A project's deployments, in no order. */
async function deploymentsOf({ records }: VercelPlace, project: string, signal: AbortSignal) {
  const rows = await records.list(partitionOf(project), { limit: 1_000 }, deploymentSchema, signal);
  return rows.map(({ value }) => value);
}

/** Forgets a deployment. The last one that goes takes everything of the project down. */
async function end(place: VercelPlace, id: string, signal: AbortSignal): Promise<WireAnswer> {
  const { project, deployment } = await requireDeployment(place, id, signal);
  await forget(place, project, deployment.label, signal);
  const left = await deploymentsOf(place, project, signal);
  if (left.length === 0) await takeDown(place.records, project, signal);
  return { status: 200, body: { uid: id, state: 'DELETED' } };
}

async function forget(
  { records }: VercelPlace,
  project: string,
  label: string,
  signal: AbortSignal,
): Promise<void> {
  await forgetEnvironment(records, label, signal);
  await records.remove({ partition: partitionOf(project), sort: label }, { kind: 'any' }, signal);
  await records.remove(projectKey(label), { kind: 'any' }, signal);
}

/** Forgets a project with all that was deployed of it. */
async function endProject(place: VercelPlace, idOrName: string, signal: AbortSignal): Promise<WireAnswer> {
  const { key, value: project } = await requireProject(place, idOrName, signal);
  for (const { label } of await deploymentsOf(place, project.label, signal))
    await forget(place, project.label, label, signal);
  await takeDown(place.records, project.label, signal);
  await place.records.remove(key, { kind: 'any' }, signal);
  return { status: 204, body: {} };
}

/** Nothing is built, so that whatever there is is ready. */
const show = (place: VercelPlace, { label, meta, target }: DeploymentRecord): Record<string, unknown> => ({
  id: `${idPrefix}${label}`,
  uid: `${idPrefix}${label}`,
  url: hostOf(place, label),
  readyState: 'READY',
  state: 'READY',
  meta,
  target,
});

async function requireDeployment({ records }: VercelPlace, id: string, signal: AbortSignal) {
  const label = id.replace(/^dpl_/, '');
  const owner = await records.get(projectKey(label), projectOfSchema, signal);
  const key = { partition: partitionOf(owner?.value.project ?? ''), sort: label };
  const stored = owner && (await records.get(key, deploymentSchema, signal));
  if (owner === undefined || stored === undefined) throw refuse(404, 'not_found', 'Deployment not found');
  return { project: owner.value.project, deployment: stored.value };
}

async function list(place: VercelPlace, { query, signal }: WireCall): Promise<WireAnswer> {
  const { value: project } = await requireProject(place, query.get('projectId') ?? '', signal);
  const filters = [...query].flatMap(([name, value]) =>
    name.startsWith('meta-') ? [[name.slice('meta-'.length), value] as const] : [],
  );
  const deployments = (await deploymentsOf(place, project.label, signal))
    .filter(({ meta }) => filters.every(([name, value]) => meta[name] === value))
    .sort((one, other) => other.created_at_ms - one.created_at_ms)
    .slice(0, 100);
  return { status: 200, body: { deployments: deployments.map((each) => show(place, each)) } };
}

async function promoteAgain(
  place: VercelPlace,
  idOrName: string,
  deploymentId: string,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const { value: project } = await requireProject(place, idOrName, signal);
  const { project: owner, deployment } = await requireDeployment(place, deploymentId, signal);
  if (owner !== project.label) throw refuse(404, 'not_found', 'Deployment not found');
  const { label, artifact_sha256: artifactSha256 } = deployment;
  await promote(place.records, project.label, { deploymentId: label, artifactSha256 }, signal);
  return { status: 201, body: {} };
}

/** Uploads, deployments, their end, and what stands at a stable address; an address that was promoted shows it at once. */
export function deploymentRoutes(place: VercelPlace, nowMs: () => number): readonly WireRoute[] {
  return [
    ['POST', /^\/v2\/files$/, (call) => upload(place, call)],
    ['POST', /^\/v13\/deployments$/, (call) => deploy(place, call, nowMs())],
    ['GET', /^\/v6\/deployments$/, (call) => list(place, call)],
    [
      'GET',
      /^\/v13\/deployments\/([^/]+)$/,
      async ({ signal }, id = '') => {
        const { deployment } = await requireDeployment(place, id, signal);
        return { status: 200, body: show(place, deployment) };
      },
    ],
    ['DELETE', /^\/v13\/deployments\/([^/]+)$/, ({ signal }, id = '') => end(place, id, signal)],
    ['DELETE', /^\/v9\/projects\/([^/]+)$/, ({ signal }, id = '') => endProject(place, id, signal)],
    [
      'GET',
      /^\/v4\/aliases\/([^/]+)$/,
      async ({ signal }, host = '') => {
        const at = await lookUpHost(place.records, labelOf(host), signal);
        if (at.kind === 'unknown') throw refuse(404, 'not_found', 'Alias not found');
        const deploymentId = at.kind === 'live' ? `${idPrefix}${at.deploymentId}` : null;
        return { status: 200, body: { alias: host, deploymentId } };
      },
    ],
    [
      'POST',
      /^\/v10\/projects\/([^/]+)\/promote\/([^/]+)$/,
      ({ signal }, id = '', deployment = '') => promoteAgain(place, id, deployment, signal),
    ],
  ];
}
