import type { Stack } from '../wire/draft.ts';
import type { AppId, MissionId } from '../wire/ids.ts';
import type { Needs } from '../wire/spec.ts';

/** One file of an artifact. */
export interface ArtifactFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface HostedApp {
  /** The host's own id or name of the project. */
  readonly projectId: string;
  /** The stable address, live once something was promoted. */
  readonly stableUrl: string;
}

/** A project and the app that it must belong to. */
export interface HostedProject {
  readonly projectId: string;
  readonly appId: AppId;
}

export interface Deployment {
  readonly deploymentId: string;
  readonly url: string;
}

export interface DeployRequest {
  readonly projectId: string;
  readonly appId: AppId;
  readonly missionId: MissionId;
  readonly stack: Stack;
  readonly artifactSha256: string;
  readonly files: readonly ArtifactFile[];
  /** Missions deploy previews; production is for a merge. */
  readonly target: 'preview' | 'production';
  /** Variables of its functions, of this deployment alone. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it was agreed to need; nothing where it is left out. */
  readonly needs?: Needs;
  /** The values of the secrets that it reads; a preview has none. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** When the last of them was set: the same version with other values is another deployment. */
  readonly secretsSetAt?: string;
}

/** The last lines that one function printed. */
export interface FunctionLog {
  readonly file: string;
  readonly lines: readonly string[];
}

/** Serves apps. Every make looks first, so that asking twice makes one. */
export interface AppHost {
  readonly name: 'vercel' | 'local';
  /** Finds or makes the app's project, open to the public, under the wished name or one near it that is free. */
  ensureProject(
    app: { readonly appId: AppId; readonly name: string; readonly title: string },
    signal: AbortSignal,
  ): Promise<HostedApp>;
  /** Deploys these very bytes and waits until they are served; the same mission, target and artifact again is the same deployment. */
  deploy(request: DeployRequest, signal: AbortSignal): Promise<Deployment>;
  /** Serves nothing of a project any more, neither production nor previews, and keeps its address for it. Only what is deployed after that is served; taking down what is down or gone is no failure. */
  takeDown(project: HostedProject, signal: AbortSignal): Promise<void>;
  /** Takes a project away for good, with all that the host keeps of it; one that is gone is no failure. */
  remove(project: HostedProject, signal: AbortSignal): Promise<void>;
  /** What the functions of a project printed; left out where the host keeps that to itself. */
  readonly readLog?: (projectId: string, signal: AbortSignal) => Promise<readonly FunctionLog[]>;
}
