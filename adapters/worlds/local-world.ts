import type { DatabaseSync } from 'node:sqlite';
import type { AppHost } from '../../core/ports/app-host.ts';
import type { CodeHost } from '../../core/ports/code-host.ts';
import type { LiveFeed } from '../../core/ports/live-feed.ts';
import type { Model } from '../../core/ports/model.ts';
import type { Workflow } from '../../core/ports/workflow.ts';
import type { World } from '../../core/ports/world.ts';
import { bedrockModel } from '../aws/model.ts';
import { gitHubCodeHost } from '../github/code-host.ts';
import type { HostedApps } from '../local/app-host.ts';
import { createAppHost } from '../local/app-host.ts';
import type { GitFile } from '../local/code-host/git-file.ts';
import { gitFile } from '../local/code-host/git-file.ts';
import type { LocalRepositories } from '../local/code-host.ts';
import { createCodeHost } from '../local/code-host.ts';
import { openDatabase } from '../local/database.ts';
import type { AppendListener } from '../local/event-log.ts';
import { createEventLog, listStreams } from '../local/event-log.ts';
import { builtInModel } from '../local/model.ts';
import { createObjectStore } from '../local/object-store.ts';
import { pageFetcher } from '../local/page-fetcher.ts';
import { detectIsolation } from '../local/pod-host/detect-isolation.ts';
import type { LocalPodHostConfig } from '../local/pod-host.ts';
import { localPodHost } from '../local/pod-host.ts';
import { createRecordStore } from '../local/record-store.ts';
import { createSigner } from '../local/signer.ts';
import { systemClock } from '../node/clock.ts';
import { nodeDigest } from '../node/digest.ts';
import { createIds } from '../node/ids.ts';
import { passwordHasher } from '../node/password-hasher.ts';
import { tarArchive } from '../tar/archive.ts';
import { vercelAppHost } from '../vercel/app-host.ts';

type Ports = { readonly [K in keyof Omit<World, 'worldName'>]: ReturnType<World[K]> };

/** Tokens and switches of the local world; an outside service takes the local twin's place where its token is given. */
export interface LocalServices {
  readonly github: { readonly token: string; readonly owner: string | undefined } | undefined;
  readonly vercel: { readonly token: string; readonly team: string | undefined } | undefined;
  readonly bedrock: { readonly modelIds: readonly string[] } | undefined;
}

export interface LocalWorldConfig extends Omit<LocalPodHostConfig, 'isolation'> {
  /** Overrides what is found on the machine. */
  readonly isolation: LocalPodHostConfig['isolation'] | undefined;
  readonly services: LocalServices;
  /** Where the gateway listens, e.g. `http://localhost:5050`. */
  readonly origin: () => string;
  readonly onAppended: AppendListener;
  /** What the composition brings: the open sockets and the state machine. */
  readonly liveFeed: LiveFeed;
  readonly workflow: Workflow;
}

/** The local world as its composition holds it: the ports, and what only a gateway on this machine needs. */
export interface LocalWorld extends Ports {
  readonly hostedApps: HostedApps;
  readonly repositories: LocalRepositories & {
    /** One file of a repository's folder, as `git clone` asks for it. */
    readonly readGitFile: (dir: string, requestPath: string) => Promise<GitFile>;
  };
  /** Every stream of the event log. */
  readonly listStreams: () => readonly string[];
  readonly close: () => void;
}

let current: LocalWorld | undefined;

/** The world that this process composed; handlers reach it through `#world`. */
export function currentLocalWorld(): LocalWorld {
  if (current === undefined)
    throw new Error('The local world is not open: compose it before any function runs.');
  return current;
}

/** Users and sessions of a home folder, also while another process runs its world. */
export function openLocalAccess(home: string): Pick<
  LocalWorld,
  'records' | 'digest' | 'clock' | 'ids' | 'passwordHasher'
> & {
  readonly database: DatabaseSync;
} {
  const database = openDatabase(home);
  const clock = systemClock;
  return {
    database,
    records: createRecordStore({ database, clock }),
    digest: nodeDigest,
    clock,
    ids: createIds({ clock }),
    passwordHasher,
  };
}

/** Opens the local world under a home folder and makes it the one that `#world` hands out. */
export async function openLocalWorld(config: LocalWorldConfig): Promise<LocalWorld> {
  const { home, origin, liveFeed, workflow, services } = config;
  const isolation = config.isolation ?? (await detectIsolation());
  const { database, records, clock, ...base } = openLocalAccess(home);
  const objects = createObjectStore({ home });
  const hostedApps = createAppHost({ records, objects, origin });
  const repositories = createCodeHost({ home, records, clock, origin });
  current = {
    liveFeed,
    workflow,
    hostedApps,
    repositories: { ...repositories, readGitFile: gitFile },
    eventLog: createEventLog({ database, onAppended: config.onAppended }),
    records,
    objects,
    podHost: localPodHost({ ...config, isolation }),
    model: modelOf(services),
    codeHost: codeHostOf(services, repositories),
    appHost: appHostOf(services, hostedApps),
    ...base,
    clock,
    signer: createSigner({ home }),
    pageFetcher,
    archive: tarArchive(),
    listStreams: () => listStreams(database),
    close: () => database.close(),
  };
  return current;
}

function modelOf({ bedrock }: LocalServices): Model {
  return bedrock === undefined ? builtInModel() : bedrockModel({ modelIds: bedrock.modelIds });
}

function codeHostOf({ github }: LocalServices, local: CodeHost): CodeHost {
  if (github === undefined) return local;
  return gitHubCodeHost({ token: github.token, ...(github.owner !== undefined && { owner: github.owner }) });
}

function appHostOf({ vercel }: LocalServices, local: AppHost): AppHost {
  if (vercel === undefined) return local;
  return vercelAppHost({ token: vercel.token, ...(vercel.team !== undefined && { team: vercel.team }) });
}
