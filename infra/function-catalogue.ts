import { channelQueuePartition } from '../core/wire/channel-work.ts';
import type { RecordArea } from './record-areas.ts';

/** A top folder of the objects bucket, or the evidence bucket. */
export type ObjectArea = 'drafts' | 'attempts' | 'mailbox' | 'evidence';

/** `oidc` is there only where sign-in by OIDC is configured with a secret, `model` where the models want a key, `neon` where apps keep data, `channels` where people talk at some platform. */
export type SecretName = 'github' | 'vercel' | 'oidc' | 'model' | 'neon' | 'channels';

/** What a function's role may touch; what is left out it may not, and is not told the name of. */
export interface Needs {
  /** `append` inserts and reads; nothing may ever change or remove an event. */
  readonly events?: 'read' | 'append';
  /** All of them, or only the parts of the table that a stage is about: what handles a model's or a pod's output reaches no identity, grant or token. */
  readonly records?: true | readonly RecordArea[];
  readonly reads?: readonly ObjectArea[];
  readonly writes?: readonly ObjectArea[];
  /** `public-key` reads the key that others verify with. */
  readonly signingKey?: 'sign' | 'public-key';
  /** `name` only says who would answer. */
  readonly model?: 'ask' | 'name';
  /** Posts to and closes WebSocket connections. */
  readonly sockets?: true;
  readonly pods?: 'launch' | 'stop';
  /** `beat` only tells that a task is still worked on. */
  readonly workflow?: readonly ('start' | 'stop' | 'answer' | 'beat')[];
  readonly secrets?: readonly SecretName[];
  /** The secrets of apps: kept for their owners, read where a version goes into production, or read and in the end taken away with the app. */
  readonly appSecrets?: 'keep' | 'read' | 'purge';
  /** Whether apps keep data here; who is to reach it has the secret `neon` too. */
  readonly appData?: true;
  /** Asks SSM where people open Gantry, once it needs to know. */
  readonly origin?: true;
}

/** What wakes a function. REST functions are the owners in the route table; workflow functions the placeholders of the state machine. */
export type Trigger =
  | { readonly kind: 'rest' | 'workflow' | 'stream' }
  /** These events, or with `*` each of every mission; and again, with none, every so many minutes. */
  | {
      readonly kind: 'bus';
      readonly events: readonly string[] | '*';
      readonly alsoEveryMinutes?: number;
      /** And whenever a record is added to this partition of the table of records. */
      readonly alsoRecordsOf?: string;
    }
  | { readonly kind: 'schedule'; readonly everyMinutes: number }
  | { readonly kind: 'socket'; readonly route: '$connect' | '$default' | '$disconnect' }
  | { readonly kind: 'mailbox'; readonly keys: string; readonly hearsStoppedTasks: boolean };

export interface FunctionEntry {
  readonly trigger: Trigger;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
  readonly needs: Needs;
  /** Serves `?wait=`, which keeps an instance for as long as somebody waits. */
  readonly holdsWaiting?: true;
}

/** A buffered REST answer has 29 s; a streamed one waits as long as `?wait=` may, and a little more. */
const restSeconds = 29;
const streamedSeconds = 330;

const rest = (needs: Needs, timeoutSeconds = restSeconds, memoryMb = 512): FunctionEntry => ({
  trigger: { kind: 'rest' },
  timeoutSeconds,
  memoryMb,
  needs,
});
const stage = (needs: Needs, timeoutSeconds: number, memoryMb = 512): FunctionEntry => ({
  trigger: { kind: 'workflow' },
  timeoutSeconds,
  memoryMb,
  needs,
});
const shipping = {
  events: 'append',
  records: true,
  reads: ['drafts', 'attempts'],
  secrets: ['github', 'vercel', 'neon'],
  appData: true,
} as const satisfies Needs;
const authoring = {
  events: 'append',
  // What a pod saw of the app is what its author is told.
  reads: ['drafts', 'attempts'],
  writes: ['drafts'],
  model: 'ask',
  appData: true,
} as const satisfies Needs;
const socket = (route: '$connect' | '$default' | '$disconnect', needs: Needs): FunctionEntry => ({
  trigger: { kind: 'socket', route },
  timeoutSeconds: 15,
  memoryMb: 256,
  needs,
});

/** Every function by its folder: what wakes it, how long it may take, and all that its role may do. */
export const functionCatalogue = {
  auth: rest({ records: true }, restSeconds, 1_024),
  oidc: rest({ records: true, origin: true, secrets: ['oidc'] }),
  oauth: rest({ records: true }),
  webhooks: rest({ records: true }),
  channels: rest({ records: true, secrets: ['channels'] }),
  account: rest({ records: true, signingKey: 'public-key', appData: true }),
  docs: rest({ records: true, appData: true }),
  health: rest({ records: true, model: 'name' }),
  // What the app of a conversation is held to and made of is what its next change is talked about with.
  chat: rest(
    { events: 'append', records: true, reads: ['drafts', 'attempts'], model: 'ask', appData: true },
    streamedSeconds,
  ),
  missions: {
    ...rest(
      {
        events: 'append',
        records: true,
        reads: ['drafts', 'attempts', 'mailbox', 'evidence'],
        // What an owner writes by hand is kept with the drafts.
        writes: ['evidence', 'drafts'],
        signingKey: 'sign',
        pods: 'stop',
        workflow: ['stop'],
        secrets: ['github'],
      },
      streamedSeconds,
    ),
    holdsWaiting: true,
  },
  apps: rest({ ...shipping, appSecrets: 'keep' }),

  // Its tools are the routes of chat, missions and apps, in one function.
  mcp: rest(
    {
      ...shipping,
      reads: ['drafts', 'attempts', 'mailbox', 'evidence'],
      writes: ['evidence'],
      signingKey: 'sign',
      model: 'ask',
      pods: 'stop',
      workflow: ['stop'],
      appSecrets: 'read',
    },
    streamedSeconds,
  ),

  'socket-connect': socket('$connect', { events: 'append', records: true }),
  'socket-message': socket('$default', { records: true, sockets: true }),
  'socket-disconnect': socket('$disconnect', { records: true, sockets: true }),

  dispatch: {
    // At a mission's first event and at its last: the one may start, the other leaves a slot.
    trigger: {
      kind: 'bus',
      events: ['mission-requested', 'mission-shipped', 'mission-stopped', 'mission-cancelled'],
    },
    timeoutSeconds: 60,
    memoryMb: 256,
    needs: { events: 'read', records: true, workflow: ['start'] },
  },
  broadcast: {
    trigger: { kind: 'stream' },
    timeoutSeconds: 60,
    memoryMb: 256,
    needs: { events: 'read', records: true, sockets: true },
  },

  'receive-report': {
    trigger: { kind: 'mailbox', keys: 'mailbox/*/out/report.json', hearsStoppedTasks: true },
    timeoutSeconds: 60,
    memoryMb: 512,
    needs: {
      events: 'append',
      records: ['pods', 'spending'],
      reads: ['mailbox', 'drafts'],
      writes: ['attempts'],
      workflow: ['answer'],
    },
  },
  'relay-log': {
    trigger: { kind: 'mailbox', keys: 'mailbox/*/out/log-*', hearsStoppedTasks: false },
    timeoutSeconds: 15,
    memoryMb: 256,
    needs: { records: ['pods', 'sockets'], reads: ['mailbox'], sockets: true, workflow: ['beat'] },
  },

  'deliver-webhooks': {
    trigger: { kind: 'bus', events: '*', alsoEveryMinutes: 5 },
    timeoutSeconds: 300,
    memoryMb: 256,
    needs: { events: 'read', records: ['webhooks'] },
  },

  // A turn of a conversation, as in chat, and the missions that are shown.
  'work-channels': {
    trigger: { kind: 'bus', events: '*', alsoEveryMinutes: 1, alsoRecordsOf: channelQueuePartition },
    // Less than the lease on a place where it answers.
    timeoutSeconds: 140,
    memoryMb: 512,
    needs: {
      events: 'append',
      records: true,
      reads: ['drafts', 'attempts'],
      model: 'ask',
      appData: true,
      secrets: ['channels'],
    },
  },

  'follow-lost-merges': {
    trigger: { kind: 'schedule', everyMinutes: 15 },
    timeoutSeconds: 300,
    memoryMb: 512,
    needs: { ...shipping, appSecrets: 'read' },
  },

  'follow-deletions': {
    trigger: { kind: 'schedule', everyMinutes: 15 },
    timeoutSeconds: 300,
    memoryMb: 512,
    needs: { ...shipping, appSecrets: 'purge' },
  },

  'launch-pod': stage({ events: 'append', records: ['pods', 'spending'], pods: 'launch' }, 60),
  specify: stage({ ...authoring, records: ['spending', 'specs'] }, 180),
  'draft-app': stage({ ...authoring, records: ['spending', 'sockets'], sockets: true }, 900),
  'heal-app': stage({ ...authoring, records: ['spending', 'sockets'], sockets: true }, 900),
  'gate-draft': stage({ events: 'append', reads: ['drafts'] }, 60),
  build: stage(
    {
      events: 'append',
      records: ['pods', 'spending'],
      reads: ['drafts'],
      writes: ['mailbox'],
      pods: 'launch',
      workflow: ['answer'],
    },
    60,
  ),
  judge: stage({ events: 'append', reads: ['attempts', 'drafts'] }, 60),
  'deploy-app': stage(
    {
      events: 'append',
      records: ['apps'],
      reads: ['drafts', 'attempts'],
      secrets: ['vercel', 'neon'],
      appData: true,
    },
    300,
  ),
  'check-live': stage({ events: 'append', reads: ['drafts', 'attempts'] }, 120),
  'publish-app': stage(
    {
      events: 'append',
      records: ['apps'],
      reads: ['drafts', 'attempts'],
      signingKey: 'sign',
      secrets: ['github'],
      origin: true,
    },
    300,
  ),
  'review-app': stage({ events: 'append', records: ['spending'], reads: ['drafts'], model: 'ask' }, 120),
  settle: stage(
    {
      events: 'append',
      records: ['pods', 'spending', 'apps'],
      reads: ['drafts', 'attempts', 'evidence'],
      writes: ['evidence'],
      signingKey: 'sign',
      pods: 'stop',
      secrets: ['github'],
      model: 'ask',
    },
    120,
  ),
} as const satisfies Record<string, FunctionEntry>;

export type FunctionName = keyof typeof functionCatalogue;

/** The catalogue as its readers want it: every entry of the one type. */
export const functionEntries: ReadonlyMap<FunctionName, FunctionEntry> = new Map(
  Object.entries(functionCatalogue) as [FunctionName, FunctionEntry][],
);
