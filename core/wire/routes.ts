import * as z from 'zod';
import { chainedEventSchema } from './event.ts';
import { evidenceBundleSchema } from './evidence.ts';
import {
  appListSchema,
  appViewSchema,
  architectRequestSchema,
  attemptQuerySchema,
  chatReplySchema,
  chatRequestSchema,
  conversationSchema,
  eventsQuerySchema,
  eventsSchema,
  extendRequestSchema,
  filesQuerySchema,
  filesSchema,
  healthSchema,
  meSchema,
  missionListQuerySchema,
  missionListSchema,
  noQuerySchema,
  publicKeysSchema,
  pullSchema,
  retryRequestSchema,
  rollbackRequestSchema,
  sessionsSchema,
  signedInSchema,
  signInSchema,
  skillsSchema,
  ticketSchema,
  waitQuerySchema,
} from './http.ts';
import { missionViewSchema } from './mission.ts';
import { podReportSchema } from './pod.ts';

/** Who may call: anyone, any verified user, or the owner of the thing that the path names. */
export type Access = 'public' | 'user' | 'owner' | 'admin';

/** The REST functions, one a noun; the folder of functions/ has the same name. */
export type RestFunction = 'auth' | 'chat' | 'missions' | 'apps' | 'account' | 'docs' | 'health';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** API Gateway's form: `{name}` is one path segment. */
  readonly path: string;
  readonly access: Access;
  readonly owner: RestFunction;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  readonly success: {
    readonly status: 200 | 202 | 204;
    readonly schema?: z.ZodType;
    readonly contentType: string;
  };
}

const json = (schema: z.ZodType, status: 200 | 202 = 200): Route['success'] => ({
  status,
  schema,
  contentType: 'application/json',
});
const text = (contentType: string): Route['success'] => ({ status: 200, contentType });

const mission = '/gantry/missions/{mission_id}';
const app = '/gantry/apps/{slug}';

/** Every route, once: the router, the OpenAPI document, API Gateway, the console's client and the access tests read this table. */
export const routes = {
  health: {
    method: 'GET',
    path: '/health',
    access: 'public',
    owner: 'health',
    summary: 'Whether Gantry runs, and where.',
    query: noQuerySchema,
    success: json(healthSchema),
  },
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    access: 'public',
    owner: 'docs',
    summary: 'This API as an OpenAPI 3.1 document.',
    query: noQuerySchema,
    success: json(z.record(z.string(), z.unknown())),
  },

  signIn: {
    method: 'POST',
    path: '/gantry/auth',
    access: 'public',
    owner: 'auth',
    summary: 'Sign in; the token goes into the Authorization header as a bearer token.',
    query: noQuerySchema,
    body: signInSchema,
    success: json(signedInSchema),
  },
  signOut: {
    method: 'DELETE',
    path: '/gantry/auth',
    access: 'user',
    owner: 'auth',
    summary: 'End this session.',
    query: noQuerySchema,
    success: { status: 204, contentType: 'application/json' },
  },

  chat: {
    method: 'POST',
    path: '/gantry/chat',
    access: 'user',
    owner: 'chat',
    summary: 'Say something, or confirm a plan. With Accept: text/event-stream the reply streams.',
    query: noQuerySchema,
    body: chatRequestSchema,
    success: json(chatReplySchema),
  },
  conversation: {
    method: 'GET',
    path: '/gantry/chat/{conversation_id}',
    access: 'owner',
    owner: 'chat',
    summary: 'A conversation so far.',
    query: noQuerySchema,
    success: json(conversationSchema),
  },

  architect: {
    method: 'POST',
    path: '/gantry/architect',
    access: 'user',
    owner: 'missions',
    summary:
      'Build from one voice memo, without asking back. With ?wait= the answer is the finished mission.',
    query: waitQuerySchema,
    body: architectRequestSchema,
    success: json(missionViewSchema, 202),
  },
  status: {
    method: 'GET',
    path: '/gantry/status/{mission_id}',
    access: 'owner',
    owner: 'missions',
    summary: 'A mission as it stands, or with ?wait= when it has ended.',
    query: waitQuerySchema,
    success: json(missionViewSchema),
  },
  listMissions: {
    method: 'GET',
    path: '/gantry/missions',
    access: 'user',
    owner: 'missions',
    summary: 'Missions, newest first.',
    query: missionListQuerySchema,
    success: json(missionListSchema),
  },
  missionEvents: {
    method: 'GET',
    path: `${mission}/events`,
    access: 'owner',
    owner: 'missions',
    summary: 'The events of a mission.',
    query: eventsQuerySchema,
    success: json(eventsSchema),
  },
  missionLog: {
    method: 'GET',
    path: `${mission}/log`,
    access: 'owner',
    owner: 'missions',
    summary: "The pod's whole log.",
    query: attemptQuerySchema,
    success: text('text/plain; charset=utf-8'),
  },
  missionFiles: {
    method: 'GET',
    path: `${mission}/files`,
    access: 'owner',
    owner: 'missions',
    summary: 'The files of an attempt, or with ?path= one of them.',
    query: filesQuerySchema,
    success: json(filesSchema),
  },
  missionReport: {
    method: 'GET',
    path: `${mission}/report`,
    access: 'owner',
    owner: 'missions',
    summary: "The pod's report on an attempt.",
    query: attemptQuerySchema,
    success: json(podReportSchema),
  },
  missionEvidence: {
    method: 'GET',
    path: `${mission}/evidence`,
    access: 'owner',
    owner: 'missions',
    summary: 'The signed evidence bundle.',
    query: noQuerySchema,
    success: json(evidenceBundleSchema),
  },
  cancelMission: {
    method: 'POST',
    path: `${mission}/cancel`,
    access: 'owner',
    owner: 'missions',
    summary: 'Stop the work.',
    query: noQuerySchema,
    body: z.strictObject({}),
    success: json(missionViewSchema, 202),
  },
  retryMission: {
    method: 'POST',
    path: `${mission}/retry`,
    access: 'owner',
    owner: 'missions',
    summary: 'The same request and plan again, as a new mission.',
    query: noQuerySchema,
    body: retryRequestSchema,
    success: json(missionViewSchema, 202),
  },
  extendMission: {
    method: 'POST',
    path: `${mission}/extend`,
    access: 'owner',
    owner: 'missions',
    summary: 'A new mission on the same app, with its source as context.',
    query: noQuerySchema,
    body: extendRequestSchema,
    success: json(missionViewSchema, 202),
  },

  listApps: {
    method: 'GET',
    path: '/gantry/apps',
    access: 'user',
    owner: 'apps',
    summary: 'Your apps.',
    query: noQuerySchema,
    success: json(appListSchema),
  },
  readApp: {
    method: 'GET',
    path: app,
    access: 'owner',
    owner: 'apps',
    summary: 'One app.',
    query: noQuerySchema,
    success: json(appViewSchema),
  },
  appEvents: {
    method: 'GET',
    path: `${app}/events`,
    access: 'owner',
    owner: 'apps',
    summary: "The app's own events.",
    query: eventsQuerySchema,
    success: json(z.strictObject({ events: z.array(chainedEventSchema) })),
  },
  readPull: {
    method: 'GET',
    path: `${app}/pulls/{number}`,
    access: 'owner',
    owner: 'apps',
    summary: 'A pull request: diff and state.',
    query: noQuerySchema,
    success: json(pullSchema),
  },
  mergePull: {
    method: 'POST',
    path: `${app}/pulls/{number}/merge`,
    access: 'owner',
    owner: 'apps',
    summary: 'Merge, which promotes the artifact to the stable URL.',
    query: noQuerySchema,
    body: z.strictObject({}),
    success: json(pullSchema),
  },
  rollbackApp: {
    method: 'POST',
    path: `${app}/rollback`,
    access: 'owner',
    owner: 'apps',
    summary: "Make an earlier mission's artifact production again.",
    query: noQuerySchema,
    body: rollbackRequestSchema,
    success: json(appViewSchema),
  },

  socketTicket: {
    method: 'POST',
    path: '/gantry/ws-ticket',
    access: 'user',
    owner: 'account',
    summary: 'A ticket that opens one WebSocket within 30 s.',
    query: noQuerySchema,
    body: z.strictObject({}),
    success: json(ticketSchema),
  },
  me: {
    method: 'GET',
    path: '/gantry/me',
    access: 'user',
    owner: 'account',
    summary: 'Who you are.',
    query: noQuerySchema,
    success: json(meSchema),
  },
  listSessions: {
    method: 'GET',
    path: '/gantry/sessions',
    access: 'user',
    owner: 'account',
    summary: 'Your sessions.',
    query: noQuerySchema,
    success: json(sessionsSchema),
  },
  endSessions: {
    method: 'DELETE',
    path: '/gantry/sessions',
    access: 'user',
    owner: 'account',
    summary: 'End all your sessions but this one.',
    query: noQuerySchema,
    success: { status: 204, contentType: 'application/json' },
  },
  listSkills: {
    method: 'GET',
    path: '/gantry/skills',
    access: 'user',
    owner: 'account',
    summary: 'The skills this Gantry has.',
    query: noQuerySchema,
    success: json(skillsSchema),
  },
  publicKeys: {
    method: 'GET',
    path: '/gantry/public-keys',
    access: 'public',
    owner: 'account',
    summary: 'The keys that evidence is signed with.',
    query: noQuerySchema,
    success: json(publicKeysSchema),
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;

/** Functions whose answers may stream: all of a function's routes do or none does. */
export const streamingFunctions: ReadonlySet<RestFunction> = new Set<RestFunction>(['missions', 'chat']);
