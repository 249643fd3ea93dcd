import { NotFound } from '../../core/errors.ts';
import type { AppHost, HostedProject } from '../../core/ports/app-host.ts';
import type { ObjectStore } from '../../core/ports/object-store.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import {
  type HostedFunction,
  readArtifactFile,
  readFunction,
  readHeaders,
  type ServedFile,
  storeArtifact,
} from './app-host/artifact-files.ts';
import { createFunctionLogs } from './app-host/function-logs.ts';
import {
  claimDeployment,
  claimProject,
  findProject,
  type HostedAt,
  lookUpHost,
  promote,
  serveSince,
  takeDown,
} from './app-host/hosted-names.ts';

interface Stores {
  readonly records: RecordStore;
  readonly objects: ObjectStore;
}

interface AppHostDeps extends Stores {
  /** Where the gateway listens, e.g. `http://localhost:5050`; asked at every call, because a port may be given late. */
  readonly origin: () => string;
}

/** What the gateway needs to serve what was deployed; everything here is public. */
export interface HostedApps {
  /** By the label before `.localhost`. */
  lookUpHost(label: string, signal: AbortSignal): Promise<HostedAt>;
  /** `requestPath` is the URL's path as it came; undefined is a 404, never index.html. */
  readFile(artifactSha256: string, requestPath: string, signal: AbortSignal): Promise<ServedFile | undefined>;
  /** What each answer says to browsers beside what it is, 404s and functions' too. */
  readHeaders(
    artifactSha256: string,
    requestPath: string,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, string>>>;
  /** The server function at a path, which is never served as a file. */
  readFunction(
    artifactSha256: string,
    requestPath: string,
    signal: AbortSignal,
  ): Promise<HostedFunction | undefined>;
}

/** Reads what was deployed into these stores, whoever did it. */
export function createHostedApps({ records, objects }: Stores): HostedApps {
  return {
    lookUpHost: (label, signal) => lookUpHost(records, label, signal),
    readFile: (artifactSha256, requestPath, signal) =>
      readArtifactFile(objects, artifactSha256, requestPath, signal),
    readHeaders: (artifactSha256, requestPath, signal) =>
      readHeaders(objects, artifactSha256, requestPath, signal),
    readFunction: (artifactSha256, requestPath, signal) =>
      readFunction(objects, artifactSha256, requestPath, signal),
  };
}

/** Serves apps at `http://<label>.localhost:<port>/`; projects and deployments share one register of labels. */
export function createAppHost({ records, objects, origin }: AppHostDeps): AppHost & HostedApps {
  const urlOf = (label: string): string => {
    const { protocol, port } = new URL(origin());
    return `${protocol}//${label}.localhost${port && `:${port}`}/`;
  };

  const logs = createFunctionLogs(objects);
  const takeOwnDown = async ({ projectId, appId }: HostedProject, signal: AbortSignal): Promise<boolean> => {
    const isOwn = (await findProject(records, projectId, signal))?.holder === appId;
    if (isOwn) await takeDown(records, projectId, signal);
    return isOwn;
  };
  return {
    name: 'local',
    async ensureProject({ appId, name, title }, signal) {
      const projectId = await claimProject(records, { holder: appId, name, title }, signal);
      return { projectId, stableUrl: urlOf(projectId) };
    },
    async deploy(request, signal) {
      const { projectId, missionId, target, artifactSha256 } = request;
      const project = await findProject(records, projectId, signal);
      if (project?.holder !== request.appId) {
        throw new NotFound(
          'unknown_project',
          `${projectId} is no project of ${request.appId}; ensure it first.`,
        );
      }
      await storeArtifact(objects, artifactSha256, request.files, signal);
      const wanted = {
        projectId,
        what: [missionId, target],
        artifactSha256,
        ...(request.needs && { needs: request.needs }),
      };
      const deploymentId = await claimDeployment(records, wanted, signal);
      await serveSince(records, projectId, deploymentId, signal);
      if (target === 'production')
        await promote(records, projectId, { deploymentId, artifactSha256 }, signal);
      return { deploymentId, url: urlOf(deploymentId) };
    },
    takeDown: async (project, signal) => void (await takeOwnDown(project, signal)),
    async remove(project, signal) {
      // The address stays claimed: what people know it by never becomes another app's.
      if (await takeOwnDown(project, signal)) await logs.forget(project.projectId, signal);
    },
    readLog: logs.read,
    ...createHostedApps({ records, objects }),
  };
}
