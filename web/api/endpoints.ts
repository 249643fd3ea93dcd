import type * as z from 'zod';
import type {
  accountsSchema,
  apiKeysSchema,
  changedUserSchema,
  madeApiKeySchema,
  madeUserSchema,
} from '../../core/wire/access.ts';
import type {
  RestorePointView,
  restorePointListSchema,
  tableListSchema,
  tableRowsSchema,
} from '../../core/wire/app-data.ts';
import type { channelsSchema, linkCodeSchema } from '../../core/wire/channel.ts';
import type {
  AppView,
  appListSchema,
  ConversationList,
  chatReplySchema,
  conversationSchema,
  eventsSchema,
  filesSchema,
  healthSchema,
  meSchema,
  missionListSchema,
  publicKeysSchema,
  pullSchema,
  sessionsSchema,
  signedInSchema,
  skillsSchema,
  specViewSchema,
  ticketSchema,
} from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import type { connectionsSchema, oauthConsentSchema, oauthDecidedSchema } from '../../core/wire/oauth.ts';
import type { PodReport } from '../../core/wire/pod.ts';
import type { RouteName, routes } from '../../core/wire/routes.ts';
import type { secretListSchema } from '../../core/wire/secret.ts';
import type { madeWebhookSchema, testedWebhookSchema, webhooksSchema } from '../../core/wire/webhook.ts';

type Routes = typeof routes;
type Line<Name extends RouteName> = `${Routes[Name]['method']} ${Routes[Name]['path']}`;

/** The routes that the console calls; the compiler holds each line against the route table, which itself would bring zod into the page. */
export const endpoints = {
  health: 'GET /health',
  oauthConsent: 'GET /gantry/oauth/consent',
  oauthDecide: 'POST /gantry/oauth/consent',
  listConnections: 'GET /gantry/connections',
  endConnection: 'DELETE /gantry/connections/{connection_id}',
  listChannels: 'GET /gantry/channels',
  makeLinkCode: 'POST /gantry/channels/link',
  removeLink: 'DELETE /gantry/channels/links/{link_id}',
  listWebhooks: 'GET /gantry/webhooks',
  makeWebhook: 'POST /gantry/webhooks',
  removeWebhook: 'DELETE /gantry/webhooks/{webhook_id}',
  rotateWebhook: 'POST /gantry/webhooks/{webhook_id}/rotate',
  testWebhook: 'POST /gantry/webhooks/{webhook_id}/test',
  signIn: 'POST /gantry/auth',
  signOut: 'DELETE /gantry/auth',
  chat: 'POST /gantry/chat',
  conversation: 'GET /gantry/chat/{conversation_id}',
  conversations: 'GET /gantry/conversations',
  status: 'GET /gantry/status/{mission_id}',
  listMissions: 'GET /gantry/missions',
  missionLog: 'GET /gantry/missions/{mission_id}/log',
  missionEvents: 'GET /gantry/missions/{mission_id}/events',
  missionFiles: 'GET /gantry/missions/{mission_id}/files',
  missionEvidence: 'GET /gantry/missions/{mission_id}/evidence',
  missionReport: 'GET /gantry/missions/{mission_id}/report',
  missionSpec: 'GET /gantry/missions/{mission_id}/spec',
  missionShot: 'GET /gantry/missions/{mission_id}/shots/{sha256}',
  cancelMission: 'POST /gantry/missions/{mission_id}/cancel',
  retryMission: 'POST /gantry/missions/{mission_id}/retry',
  extendMission: 'POST /gantry/missions/{mission_id}/extend',
  editMission: 'POST /gantry/missions/{mission_id}/edit',
  listApps: 'GET /gantry/apps',
  readApp: 'GET /gantry/apps/{slug}',
  appEvents: 'GET /gantry/apps/{slug}/events',
  renameApp: 'PATCH /gantry/apps/{slug}',
  deleteApp: 'DELETE /gantry/apps/{slug}',
  restoreApp: 'POST /gantry/apps/{slug}/restore',
  appSource: 'GET /gantry/apps/{slug}/source.zip',
  appLog: 'GET /gantry/apps/{slug}/log',
  listSecrets: 'GET /gantry/apps/{slug}/secrets',
  setSecret: 'PUT /gantry/apps/{slug}/secrets/{name}',
  removeSecret: 'DELETE /gantry/apps/{slug}/secrets/{name}',
  listTables: 'GET /gantry/apps/{slug}/data',
  readTable: 'GET /gantry/apps/{slug}/data/{table}',
  exportData: 'GET /gantry/apps/{slug}/data/export',
  listRestorePoints: 'GET /gantry/apps/{slug}/data/restore-points',
  restoreData: 'POST /gantry/apps/{slug}/data/restore',
  readPull: 'GET /gantry/apps/{slug}/pulls/{number}',
  mergePull: 'POST /gantry/apps/{slug}/pulls/{number}/merge',
  rollbackApp: 'POST /gantry/apps/{slug}/rollback',
  listSkills: 'GET /gantry/skills',
  publicKeys: 'GET /gantry/public-keys',
  oidcSession: 'POST /gantry/oidc/session',
  me: 'GET /gantry/me',
  listSessions: 'GET /gantry/sessions',
  endSessions: 'DELETE /gantry/sessions',
  changePassword: 'POST /gantry/password',
  listApiKeys: 'GET /gantry/api-keys',
  makeApiKey: 'POST /gantry/api-keys',
  revokeApiKey: 'DELETE /gantry/api-keys/{key_id}',
  listUsers: 'GET /gantry/users',
  makeUser: 'POST /gantry/users',
  changeUser: 'PATCH /gantry/users/{user_id}',
  socketTicket: 'POST /gantry/ws-ticket',
  openapi: 'GET /openapi.json',
} as const satisfies { readonly [Name in RouteName]?: Line<Name> };

export type EndpointName = keyof typeof endpoints;

/** The files of an attempt. */
export type MissionFiles = z.infer<typeof filesSchema>;

/** What an app is held to, and how that came out. */
export type SpecView = z.infer<typeof specViewSchema>;

/** What each endpoint answers when all is well. */
export interface Answers {
  readonly health: z.infer<typeof healthSchema>;
  readonly signIn: z.infer<typeof signedInSchema>;
  readonly signOut: undefined;
  readonly chat: z.infer<typeof chatReplySchema>;
  readonly conversation: z.infer<typeof conversationSchema>;
  readonly conversations: ConversationList;
  readonly status: MissionView;
  readonly listMissions: z.infer<typeof missionListSchema>;
  readonly missionLog: string;
  readonly missionEvents: z.infer<typeof eventsSchema>;
  /** With `path`, the text of that file. */
  readonly missionFiles: MissionFiles | string;
  /** Not checked yet: that is what the proof is for. */
  readonly missionEvidence: unknown;
  readonly missionReport: PodReport;
  readonly missionSpec: SpecView;
  /** The picture's bytes, which are asked for by `request`. */
  readonly missionShot: string;
  readonly cancelMission: MissionView;
  readonly retryMission: MissionView;
  readonly extendMission: MissionView;
  readonly editMission: MissionView;
  readonly listApps: z.infer<typeof appListSchema>;
  readonly readApp: AppView;
  readonly appEvents: z.infer<typeof eventsSchema>;
  readonly renameApp: AppView;
  readonly deleteApp: unknown;
  readonly restoreApp: AppView;
  /** The archive's bytes, which are asked for by `request`. */
  readonly appSource: string;
  readonly appLog: string;
  readonly listSecrets: z.infer<typeof secretListSchema>;
  readonly setSecret: undefined;
  readonly removeSecret: undefined;
  readonly listTables: z.infer<typeof tableListSchema>;
  readonly readTable: z.infer<typeof tableRowsSchema>;
  readonly exportData: string;
  readonly listRestorePoints: z.infer<typeof restorePointListSchema>;
  readonly restoreData: RestorePointView;
  readonly readPull: z.infer<typeof pullSchema>;
  readonly mergePull: z.infer<typeof pullSchema>;
  readonly rollbackApp: AppView;
  readonly listSkills: z.infer<typeof skillsSchema>;
  readonly publicKeys: z.infer<typeof publicKeysSchema>;
  readonly oidcSession: z.infer<typeof signedInSchema>;
  readonly me: z.infer<typeof meSchema>;
  readonly listSessions: z.infer<typeof sessionsSchema>;
  readonly endSessions: undefined;
  readonly changePassword: z.infer<typeof signedInSchema>;
  readonly listApiKeys: z.infer<typeof apiKeysSchema>;
  readonly makeApiKey: z.infer<typeof madeApiKeySchema>;
  readonly oauthConsent: z.infer<typeof oauthConsentSchema>;
  readonly oauthDecide: z.infer<typeof oauthDecidedSchema>;
  readonly listConnections: z.infer<typeof connectionsSchema>;
  readonly endConnection: undefined;
  readonly listChannels: z.infer<typeof channelsSchema>;
  readonly makeLinkCode: z.infer<typeof linkCodeSchema>;
  readonly removeLink: undefined;
  readonly listWebhooks: z.infer<typeof webhooksSchema>;
  readonly makeWebhook: z.infer<typeof madeWebhookSchema>;
  readonly removeWebhook: undefined;
  readonly rotateWebhook: z.infer<typeof madeWebhookSchema>;
  readonly testWebhook: z.infer<typeof testedWebhookSchema>;
  readonly revokeApiKey: undefined;
  readonly listUsers: z.infer<typeof accountsSchema>;
  readonly makeUser: z.infer<typeof madeUserSchema>;
  readonly changeUser: z.infer<typeof changedUserSchema>;
  readonly socketTicket: z.infer<typeof ticketSchema>;
  readonly openapi: unknown;
}

type ParameterNames<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParameterNames<Rest>
  : never;

/** What an endpoint takes: `params` fill the path; `body` is as the route's schema wants it. */
export type Input<Name extends EndpointName> = {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly signal?: AbortSignal;
} & (ParameterNames<(typeof endpoints)[Name]> extends never
  ? { readonly params?: undefined }
  : { readonly params: { readonly [Parameter in ParameterNames<(typeof endpoints)[Name]>]: string } }) &
  (Routes[Name] extends { readonly body: infer Body extends z.ZodType }
    ? { readonly body: Unbranded<z.input<Body>> }
    : { readonly body?: undefined });

/** Ids travel through addresses and forms as plain text; the server checks them. */
type Unbranded<T> = T extends string
  ? string extends T
    ? string
    : T extends z.$brand
      ? string
      : T
  : { readonly [Key in keyof T]: Unbranded<T[Key]> };
