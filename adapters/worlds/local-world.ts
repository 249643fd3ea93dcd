import type { DatabaseSync } from 'node:sqlite';
import type { IdentityProvider } from '../../core/ports/identity-provider.ts';
import type { LiveFeed } from '../../core/ports/live-feed.ts';
import type { MergeNotices } from '../../core/ports/merge-notices.ts';
import type { RecordKey } from '../../core/ports/record-store.ts';
import type { Workflow } from '../../core/ports/workflow.ts';
import type { World } from '../../core/ports/world.ts';
import { gitHubMergeNotices } from '../github/merge-notices.ts';
import type { CallFunction } from '../local/app-host/call-function.ts';
import type { HostedApps } from '../local/app-host.ts';
import { createAppHost } from '../local/app-host.ts';
import { createBudgetLedger } from '../local/budget-ledger.ts';
import type { GitFile } from '../local/code-host/git-file.ts';
import { gitFile } from '../local/code-host/git-file.ts';
import type { LocalRepositories } from '../local/code-host.ts';
import { createCodeHost } from '../local/code-host.ts';
import type { Durability } from '../local/database.ts';
import { openDatabase } from '../local/database.ts';
import type { AppendListener } from '../local/event-log.ts';
import { createEventLog, listStreams } from '../local/event-log.ts';
import { createObjectStore } from '../local/object-store.ts';
import { outsideFetcher, pageFetcher } from '../local/page-fetcher.ts';
import { detectBrowser, type FoundBrowser, requireBrowser } from '../local/pod-host/detect-browser.ts';
import {
  detectIsolation,
  type FoundIsolation,
  requireIsolation,
} from '../local/pod-host/detect-isolation.ts';
import type { LocalPodHostConfig } from '../local/pod-host.ts';
import { localPodHost } from '../local/pod-host.ts';
import { createRateLimiter } from '../local/rate-limiter.ts';
import { createRecordStore } from '../local/record-store.ts';
import { createSigner } from '../local/signer.ts';
import { sweepSandboxes } from '../local/sweep-sandboxes.ts';
import { clearWorkFolders } from '../local/work-folders.ts';
import { systemClock } from '../node/clock.ts';
import { nodeDigest } from '../node/digest.ts';
import { createIds } from '../node/ids.ts';
import { standardWebhooksSigner } from '../node/message-signer.ts';
import { passwordHasher } from '../node/password-hasher.ts';
import { openIdProvider } from '../oidc/identity-provider.ts';
import { tarArchive } from '../tar/archive.ts';
import { openAppFunctions } from './app-functions.ts';
import { localChannels, type PolledChannel } from './local-channels.ts';
import { type LocalServices, outsidePorts, type Trial } from './local-services.ts';

export { makeHomeFolder } from '../local/home-folder.ts';

type Ports = { readonly [K in keyof Omit<World, 'worldName'>]: ReturnType<World[K]> };

export interface LocalWorldConfig
  extends Omit<LocalPodHostConfig, 'isolation' | 'browser' | 'isBuiltInModel'> {
  /** GANTRY_BROWSER: a path or `none`, in place of what is found on the machine. */
  readonly browser: string | undefined;
  /** Overrides what is found on the machine. */
  readonly isolation: LocalPodHostConfig['isolation'] | undefined;
  readonly services: LocalServices;
  /** Where the gateway listens, e.g. `http://localhost:5050`. */
  readonly origin: () => string;
  readonly onAppended: AppendListener;
  /** Hears of each record that is written. */
  readonly onRecord?: (key: RecordKey) => void;
  /** What the composition brings: the open sockets and the state machine. */
  readonly liveFeed: LiveFeed;
  readonly workflow: Workflow;
}

/** The local world as its composition holds it: the ports, and what only a gateway on this machine needs. */
export interface LocalWorld extends Ports {
  readonly hostedApps: HostedApps;
  /** Answers a request with a server function of a hosted app, apart from this process. */
  readonly callFunction: CallFunction;
  readonly repositories: LocalRepositories & {
    /** One file of a repository's folder, as `git clone` asks for it. */
    readonly readGitFile: (dir: string, requestPath: string) => Promise<GitFile>;
  };
  /** The browser that apps are tried in, once it has been started on trial. */
  readonly browser: Promise<FoundBrowser>;
  /** What keeps better isolations from working, where only the weak one is left. */
  readonly isolationProblems: readonly string[];
  /** Every stream of the event log. */
  readonly listStreams: () => readonly string[];
  /** Those that are asked for what people said there. */
  readonly polledChannels: readonly PolledChannel[];
  /** Of each outside service that is configured. */
  readonly trials: readonly Trial[];
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
export function openLocalAccess(
  home: string,
  outlives: Durability = 'power-cut',
  onRecord?: (key: RecordKey) => void,
): Pick<LocalWorld, 'records' | 'digest' | 'clock' | 'ids' | 'passwordHasher'> & {
  readonly database: DatabaseSync;
} {
  const database = openDatabase(home, outlives);
  const clock = systemClock;
  return {
    database,
    records: createRecordStore({ database, clock, onRecord }),
    digest: nodeDigest,
    clock,
    ids: createIds({ clock }),
    passwordHasher,
  };
}

/** Opens the local world under a home folder and makes it the one that `#world` hands out. */
export async function openLocalWorld(config: LocalWorldConfig): Promise<LocalWorld> {
  const { home, origin, liveFeed, workflow, services } = config;
  const { isolation, problems } = await isolationOf(config);
  // The events are the only truth, and alone wait for the disk: most records are written again and again while a mission runs.
  const access = openLocalAccess(home, 'kill', config.onRecord);
  const { database: accessDatabase, records, clock, ...base } = access;
  const database = openDatabase(home);
  const objects = createObjectStore({ home });
  const hostedApps = createAppHost({ records, objects, origin });
  clearLeftovers(home);
  const pods = openPods(config, isolation);
  const functions = openAppFunctions({ home, isolation, records, objects, clock });
  const repositories = createCodeHost({ home, records, clock, origin });
  const twins = { codeHost: repositories, appHost: hostedApps, ...functions.ports };
  const outside = await outsidePorts(services, twins);
  current = {
    liveFeed,
    workflow,
    hostedApps,
    ...functions.ports,
    repositories: { ...repositories, readGitFile: gitFile },
    eventLog: createEventLog({ database, onAppended: config.onAppended }),
    records,
    rateLimiter: createRateLimiter({ database: accessDatabase, clock }),
    // On the disk before anything is spent: what a power cut took back could be spent twice.
    ledger: createBudgetLedger({ database, clock }),
    objects,
    ...pods,
    ...outside,
    mergeNotices: mergeNoticesOf(services),
    ...localChannels(services),
    ...base,
    clock,
    identityProvider: identityProviderOf(services, origin),
    signer: createSigner({ home }),
    ...plainPorts,
    consoleOrigin: async () => origin(),
    isolationProblems: problems,
    listStreams: () => listStreams(database),
    close: () => [pods.podHost, functions, accessDatabase, database].forEach((opened) => void opened.close()),
  };
  return current;
}

/** Takes away what an earlier Gantry of this home left behind when it was killed. */
function clearLeftovers(home: string): void {
  sweepSandboxes(home);
  void clearWorkFolders(home);
}

const plainPorts = {
  pageFetcher,
  messageSigner: standardWebhooksSigner,
  outsideFetcher,
  archive: tarArchive(),
};

/** Nobody waits for the browser before the first pod. */
function openPods(config: LocalWorldConfig, isolation: LocalPodHostConfig['isolation']) {
  const browser = detectBrowser({ isolation, setting: config.browser, home: config.home });
  const podHost = localPodHost({
    ...config,
    isolation,
    browser: browser.then((found) => found.browser),
    isBuiltInModel: config.services.model === undefined,
  });
  return { podHost, podTraits: podHost, browser };
}

/** What a setting names and this machine has not is said before anything is opened. */
async function isolationOf({ isolation, browser }: LocalWorldConfig): Promise<FoundIsolation> {
  requireBrowser(browser);
  return isolation === undefined ? detectIsolation() : requireIsolation(isolation);
}

function identityProviderOf({ oidc }: LocalServices, origin: () => string): IdentityProvider | undefined {
  if (oidc === undefined) return undefined;
  const redirectUri = () => `${origin()}/gantry/oidc/callback`;
  return openIdProvider({ ...oidc, redirectUri, clock: systemClock });
}

function mergeNoticesOf({ github }: LocalServices): MergeNotices | undefined {
  const secret = github?.webhookSecret;
  return secret === undefined ? undefined : gitHubMergeNotices({ secret });
}
