import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { DependencyFailed, DependencyRefused, isGantryError } from '../../core/errors.ts';
import type { ArtifactFile, Deployment, DeployRequest } from '../../core/ports/app-host.ts';
import type { Stack } from '../../core/wire/draft.ts';
import {
  aliasSchema,
  anySchema,
  deploymentSchema,
  deploymentsSchema,
  type VercelDeployment,
} from './answers.ts';
import type { Vercel, VercelConfig } from './connection.ts';
import { pageAddress } from './page-address.ts';
import { servedFolder, uploadFiles } from './upload.ts';

/** What a deployment is found again by, kept in its metadata. */
export interface DeploymentMark {
  readonly gantryAppId: string;
  /** The mission's id, or `placeholder`. */
  readonly gantryMissionId: string;
  readonly gantryArtifactSha256: string;
  readonly gantryTarget: DeployRequest['target'];
  /** A deployment keeps the secrets that it was made with. */
  readonly gantrySecretsSetAt?: string;
}

/** One deployment to find or make. */
export interface WantedDeployment {
  readonly projectId: string;
  /** Becomes the beginning of the deployment's address. */
  readonly projectName: string;
  readonly mark: DeploymentMark;
  readonly stack: Stack;
  readonly files: readonly ArtifactFile[];
  /** Variables of its functions. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The pace of waiting, and who may end it. */
export interface Patience {
  readonly config: VercelConfig;
  readonly signal: AbortSignal;
}

const failedStates = new Set(['ERROR', 'CANCELED', 'DELETED', 'BLOCKED']);

const carries = (meta: Readonly<Record<string, unknown>> | null | undefined, mark: DeploymentMark): boolean =>
  Object.entries(mark).every(([key, value]) => meta?.[key] === value);

/** The id of the deployment with this mark that has not failed. */
async function findDeployment(
  vercel: Vercel,
  { projectId, mark }: WantedDeployment,
): Promise<string | undefined> {
  const query = new URLSearchParams({
    projectId,
    limit: '100',
    'meta-gantryMissionId': mark.gantryMissionId,
  });
  const { deployments } = await vercel(
    { method: 'GET', path: `/v6/deployments?${query}` },
    deploymentsSchema,
  );
  return deployments.find(
    ({ meta, state, readyState }) => carries(meta, mark) && !failedStates.has(readyState ?? state ?? ''),
  )?.uid;
}

/** Vercel may have let go of what was uploaded a moment ago; then it is uploaded once more, and beyond that by the next try. */
async function createDeployment(vercel: Vercel, wanted: WantedDeployment): Promise<string> {
  try {
    return await uploadAndCreate(vercel, wanted);
  } catch (error) {
    if (!isGantryError(error) || error.code !== 'vercel-files-missing') throw error;
    return await uploadAndCreate(vercel, wanted);
  }
}

async function uploadAndCreate(vercel: Vercel, wanted: WantedDeployment): Promise<string> {
  const files = await uploadFiles(vercel, wanted.stack, wanted.files);
  const hidden = Object.values(wanted.environment ?? {});
  const json = {
    name: wanted.projectName,
    project: wanted.projectId,
    files,
    meta: wanted.mark,
    projectSettings: { framework: null, buildCommand: '', installCommand: '', outputDirectory: servedFolder },
    // A preview is what Vercel makes when no target is named.
    ...(wanted.mark.gantryTarget === 'production' ? { target: 'production' } : {}),
    // Of this deployment alone: where its data is differs from one to the next.
    ...(hidden.length > 0 && { env: wanted.environment }),
  };
  const path = '/v13/deployments?skipAutoDetectionConfirmation=1';
  return (await vercel({ method: 'POST', path, json, hidden }, z.object({ id: z.string() }))).id;
}

/** Looks again and again until there is something to see; DependencyFailed when time runs out. */
async function until<T>(
  look: () => Promise<T | undefined>,
  { config, signal }: Patience,
  what: string,
): Promise<T> {
  const deadline = performance.now() + (config.readyTimeoutMs ?? 120_000);
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() >= deadline)
      throw new DependencyFailed(
        'vercel-slow',
        `Vercel took too long until ${what}. Try again: what was begun is found.`,
        { service: 'Vercel' },
      );
    await sleep(config.pollIntervalMs ?? 1_000, undefined, { signal }).catch(() => signal.throwIfAborted());
  }
}

/** Why a deployment came to nothing: a blocked one waits for a person, any other may succeed when it is made again. */
function failedDeployment(deployment: VercelDeployment): DependencyFailed | DependencyRefused {
  const { id, readyState: state, errorCode, errorMessage, readyStateReason, seatBlock } = deployment;
  const said = [seatBlock?.blockCode, errorCode, errorMessage, readyStateReason].filter(Boolean);
  const reason = said.join(': ');
  const excerpt = `Vercel made deployment ${id} ${state}${reason === '' ? '.' : `:\n${reason}`}`;
  const details = { deploymentId: id, state, reason, excerpt };
  if (state === 'BLOCKED')
    return new DependencyRefused(
      'vercel-deployment-blocked',
      `Vercel blocks the deployment. ${seatBlock == null ? askOwner : giveSeat}`,
      { details },
    );
  return new DependencyFailed(
    'vercel-deployment-failed',
    'Vercel could not make the deployment. Try again.',
    {
      details,
      service: 'Vercel',
    },
  );
}

const askOwner = 'An owner of the Vercel account looks at it in the dashboard, and retries the mission then.';
const giveSeat =
  'The owner of the token in VERCEL_TOKEN needs a seat in the team in VERCEL_TEAM: an owner of the team gives one, or use a token of a member.';

async function whenReady(vercel: Vercel, id: string, patience: Patience): Promise<VercelDeployment> {
  const look = async (): Promise<VercelDeployment | undefined> => {
    const path = `/v13/deployments/${encodeURIComponent(id)}`;
    const deployment = await vercel({ method: 'GET', path }, deploymentSchema);
    if (failedStates.has(deployment.readyState)) throw failedDeployment(deployment);
    return deployment.readyState === 'READY' ? deployment : undefined;
  };
  return await until(look, patience, 'the deployment was ready');
}

/** Finds or makes the deployment and waits until it is served at its own address. */
export async function ensureDeployment(
  vercel: Vercel,
  wanted: WantedDeployment,
  patience: Patience,
): Promise<Deployment & { readonly isNew: boolean }> {
  const existing = await findDeployment(vercel, wanted);
  const id = existing ?? (await createDeployment(vercel, wanted));
  const { url } = await whenReady(vercel, id, patience);
  return { deploymentId: id, url: pageAddress(url), isNew: existing === undefined };
}

/** Looks that a new production deployment is given to come to its address by itself. */
const looksBeforePromoting = 5;

const promote = async (vercel: Vercel, projectId: string, deploymentId: string): Promise<void> => {
  const path = `/v10/projects/${encodeURIComponent(projectId)}/promote/${encodeURIComponent(deploymentId)}`;
  try {
    await vercel({ method: 'POST', path, json: {} }, anySchema);
  } catch (error) {
    // It is under way already, or done: the next looks show which.
    if (!isGantryError(error) || error.name !== 'Conflict') throw error;
  }
};

/** Waits until a production deployment stands at the stable address, and puts it there when Vercel does not: after a rollback it never does. */
export async function standsAt(
  vercel: Vercel,
  host: string,
  {
    projectId,
    deploymentId,
    isNew,
  }: { readonly projectId: string; readonly deploymentId: string; readonly isNew: boolean },
  patience: Patience,
): Promise<void> {
  let looksLeft = isNew ? looksBeforePromoting : 0;
  const look = async (): Promise<true | undefined> => {
    const alias = await vercel(
      { method: 'GET', path: `/v4/aliases/${encodeURIComponent(host)}` },
      aliasSchema,
    );
    if (alias.deploymentId === deploymentId) return true;
    if (looksLeft === 0) await promote(vercel, projectId, deploymentId);
    looksLeft -= 1;
    return undefined;
  };
  await until(look, patience, 'the deployment stood at the stable address');
}
