import * as z from 'zod';
import { NotFound } from '../../core/errors.ts';
import type { AppHost, Deployment, DeployRequest } from '../../core/ports/app-host.ts';
import type { ObjectStore } from '../../core/ports/object-store.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import { sha256Schema } from '../../core/wire/ids.ts';
import { nodeDigest } from '../node/digest.ts';
import {
  type HostedFunction,
  readArtifactFile,
  readFunction,
  type ServedFile,
  storeArtifact,
} from './app-host/artifact-files.ts';
import { claimName, findName, numberedLabels } from './claim-name.ts';

interface AppHostDeps {
  readonly records: RecordStore;
  readonly objects: ObjectStore;
  /** Where the gateway listens, e.g. `http://localhost:5050`; asked at every call, because a port may be given late. */
  readonly origin: () => string;
}

/** What stands behind a host name; a project is `not-live-yet` until something was promoted. */
export type HostedAt =
  | { readonly kind: 'live'; readonly deploymentId: string; readonly artifactSha256: string }
  | { readonly kind: 'not-live-yet'; readonly title: string }
  | { readonly kind: 'unknown' };

/** What the gateway needs to serve what was deployed; everything here is public. */
export interface HostedApps {
  /** By the label before `.localhost`. */
  lookUpHost(label: string, signal: AbortSignal): Promise<HostedAt>;
  /** `requestPath` is the URL's path as it came; undefined is a 404, never index.html. */
  readFile(artifactSha256: string, requestPath: string, signal: AbortSignal): Promise<ServedFile | undefined>;
  /** The server function at a path, which is never served as a file. */
  readFunction(
    artifactSha256: string,
    requestPath: string,
    signal: AbortSignal,
  ): Promise<HostedFunction | undefined>;
}

const register = 'app-host';
const productionSchema = z.strictObject({ deployment_id: z.string(), artifact_sha256: sha256Schema });
const productionKey = (projectId: string) => ({ partition: `${register}#production`, sort: projectId });

/** Serves apps at `http://<label>.localhost:<port>/`; projects and deployments share one register of labels. */
export function createAppHost({ records, objects, origin }: AppHostDeps): AppHost & HostedApps {
  const urlOf = (label: string): string => {
    const { protocol, port } = new URL(origin());
    return `${protocol}//${label}.localhost${port && `:${port}`}/`;
  };

  return {
    name: 'local',
    async ensureProject({ appId, name, title }, signal) {
      const candidates = numberedLabels(name);
      const projectId = await claimName(
        records,
        { register, holder: appId, details: { title }, candidates },
        signal,
      );
      return { projectId, stableUrl: urlOf(projectId) };
    },
    async deploy(request, signal) {
      const project = await findName(records, register, request.projectId, signal);
      if (project?.holder !== request.appId) {
        throw new NotFound(
          'unknown_project',
          `${request.projectId} is no project of ${request.appId}; ensure it first.`,
        );
      }
      await storeArtifact(objects, request.artifactSha256, request.files, signal);
      const deploymentId = await claimDeployment(records, request, signal);
      if (request.target === 'production') await promote(records, request, deploymentId, signal);
      return { deploymentId, url: urlOf(deploymentId) };
    },
    lookUpHost: (label, signal) => lookUpHost(records, label, signal),
    readFile: (artifactSha256, requestPath, signal) =>
      readArtifactFile(objects, artifactSha256, requestPath, signal),
    readFunction: (artifactSha256, requestPath, signal) =>
      readFunction(objects, artifactSha256, requestPath, signal),
  };
}

function claimDeployment(records: RecordStore, request: DeployRequest, signal: AbortSignal): Promise<string> {
  const { projectId, missionId, target, artifactSha256 } = request;
  const holder = [projectId, missionId, target, artifactSha256].join('/');
  const fingerprint = nodeDigest.sha256(holder);
  const candidates = [0, 8, 16, 24].map((start) => `${projectId}-${fingerprint.slice(start, start + 8)}`);
  return claimName(
    records,
    { register, holder, details: { artifact_sha256: artifactSha256 }, candidates },
    signal,
  );
}

async function promote(
  records: RecordStore,
  { projectId, artifactSha256 }: DeployRequest,
  deploymentId: Deployment['deploymentId'],
  signal: AbortSignal,
): Promise<void> {
  const production = { deployment_id: deploymentId, artifact_sha256: artifactSha256 };
  await records.put(productionKey(projectId), production, { condition: { kind: 'any' } }, signal);
}

async function lookUpHost(records: RecordStore, label: string, signal: AbortSignal): Promise<HostedAt> {
  const claimed = await findName(records, register, label.toLowerCase(), signal);
  if (claimed === undefined) return { kind: 'unknown' };
  const { artifact_sha256: artifactSha256, title } = claimed.details;
  if (artifactSha256 !== undefined)
    return { kind: 'live', deploymentId: label.toLowerCase(), artifactSha256 };
  const production = await records.get(productionKey(label.toLowerCase()), productionSchema, signal);
  if (production === undefined) return { kind: 'not-live-yet', title: title ?? label };
  return {
    kind: 'live',
    deploymentId: production.value.deployment_id,
    artifactSha256: production.value.artifact_sha256,
  };
}
