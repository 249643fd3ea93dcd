import type { AppDatabase } from './app-database.ts';
import type { AppHost } from './app-host.ts';
import type { AppSecrets } from './app-secrets.ts';
import type { Archive } from './archive.ts';
import type { BudgetLedger } from './budget-ledger.ts';
import type { Channel } from './channel.ts';
import type { Clock } from './clock.ts';
import type { CodeHost } from './code-host.ts';
import type { Digest } from './digest.ts';
import type { EventLog } from './event-log.ts';
import type { IdentityProvider } from './identity-provider.ts';
import type { Ids } from './ids.ts';
import type { LiveFeed } from './live-feed.ts';
import type { MergeNotices } from './merge-notices.ts';
import type { MessageSigner } from './message-signer.ts';
import type { Model } from './model.ts';
import type { ObjectStore } from './object-store.ts';
import type { PageFetcher } from './page-fetcher.ts';
import type { PasswordHasher } from './password-hasher.ts';
import type { PodHost, PodTraits } from './pod-host.ts';
import type { RateLimiter } from './rate-limiter.ts';
import type { RecordStore } from './record-store.ts';
import type { RestorePoints } from './restore-points.ts';
import type { Signer } from './signer.ts';
import type { Workflow } from './workflow.ts';

/** Everything that the outside is to Gantry, as factories: pure at import, cheap to call, the same object for the life of a process. */
export interface World {
  readonly worldName: 'aws' | 'local';
  readonly eventLog: () => EventLog;
  readonly records: () => RecordStore;
  readonly rateLimiter: () => RateLimiter;
  readonly ledger: () => BudgetLedger;
  readonly objects: () => ObjectStore;
  readonly podHost: () => PodHost;
  /** What is known of its pods, for those who launch none: its host brings a whole SDK along. */
  readonly podTraits: () => PodTraits;
  readonly workflow: () => Workflow;
  readonly codeHost: () => CodeHost;
  /** Undefined where the code host has no webhook secret. */
  readonly mergeNotices: () => MergeNotices | undefined;
  readonly appHost: () => AppHost;
  readonly appSecrets: () => AppSecrets;
  /** Undefined where this installation keeps no data for apps. */
  readonly appDatabase: () => (AppDatabase & RestorePoints) | undefined;
  readonly liveFeed: () => LiveFeed;
  readonly model: () => Model;
  readonly digest: () => Digest;
  readonly clock: () => Clock;
  readonly ids: () => Ids;
  readonly passwordHasher: () => PasswordHasher;
  /** Undefined where none is configured: passwords alone. */
  readonly identityProvider: () => IdentityProvider | undefined;
  readonly signer: () => Signer;
  readonly messageSigner: () => MessageSigner;
  readonly pageFetcher: () => PageFetcher;
  /** Those that this installation is connected to; what opens them is read when they are asked for. */
  readonly channels: () => (signal: AbortSignal) => Promise<readonly Channel[]>;
  /** Asks the places that apps talk to: public ones alone, in both worlds. */
  readonly outsideFetcher: () => PageFetcher;
  readonly archive: () => Archive;
  /** Where people open the console, such as https://gantry.example.com; rejects where that is not known yet. */
  readonly consoleOrigin: () => (signal: AbortSignal) => Promise<string>;
}
