import type * as z from 'zod';
import type {
  AppView,
  appListSchema,
  chatReplySchema,
  conversationSchema,
  eventsSchema,
  healthSchema,
  missionListSchema,
  pullSchema,
  signedInSchema,
  ticketSchema,
} from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import type { PodReport } from '../../core/wire/pod.ts';
import type { RouteName, routes } from '../../core/wire/routes.ts';

type Routes = typeof routes;
type Line<Name extends RouteName> = `${Routes[Name]['method']} ${Routes[Name]['path']}`;

/** The routes that the console calls; the compiler holds each line against the route table, which itself would bring zod into the page. */
export const endpoints = {
  health: 'GET /health',
  signIn: 'POST /gantry/auth',
  signOut: 'DELETE /gantry/auth',
  chat: 'POST /gantry/chat',
  conversation: 'GET /gantry/chat/{conversation_id}',
  status: 'GET /gantry/status/{mission_id}',
  listMissions: 'GET /gantry/missions',
  missionLog: 'GET /gantry/missions/{mission_id}/log',
  missionReport: 'GET /gantry/missions/{mission_id}/report',
  cancelMission: 'POST /gantry/missions/{mission_id}/cancel',
  retryMission: 'POST /gantry/missions/{mission_id}/retry',
  extendMission: 'POST /gantry/missions/{mission_id}/extend',
  listApps: 'GET /gantry/apps',
  readApp: 'GET /gantry/apps/{slug}',
  appEvents: 'GET /gantry/apps/{slug}/events',
  readPull: 'GET /gantry/apps/{slug}/pulls/{number}',
  mergePull: 'POST /gantry/apps/{slug}/pulls/{number}/merge',
  socketTicket: 'POST /gantry/ws-ticket',
  openapi: 'GET /openapi.json',
} as const satisfies { readonly [Name in RouteName]?: Line<Name> };

export type EndpointName = keyof typeof endpoints;

/** What each endpoint answers when all is well. */
export interface Answers {
  readonly health: z.infer<typeof healthSchema>;
  readonly signIn: z.infer<typeof signedInSchema>;
  readonly signOut: undefined;
  readonly chat: z.infer<typeof chatReplySchema>;
  readonly conversation: z.infer<typeof conversationSchema>;
  readonly status: MissionView;
  readonly listMissions: z.infer<typeof missionListSchema>;
  readonly missionLog: string;
  readonly missionReport: PodReport;
  readonly cancelMission: MissionView;
  readonly retryMission: MissionView;
  readonly extendMission: MissionView;
  readonly listApps: z.infer<typeof appListSchema>;
  readonly readApp: AppView;
  readonly appEvents: z.infer<typeof eventsSchema>;
  readonly readPull: z.infer<typeof pullSchema>;
  readonly mergePull: z.infer<typeof pullSchema>;
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
