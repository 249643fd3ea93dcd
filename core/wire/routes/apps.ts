import * as z from 'zod';
import { chainedEventSchema } from '../event.ts';
import {
  appListSchema,
  appViewSchema,
  eventsQuerySchema,
  noQuerySchema,
  pullSchema,
  rollbackRequestSchema,
  webhookAnswerSchema,
} from '../http.ts';
import type { Route } from './route.ts';
import { json, text } from './route.ts';

const app = '/gantry/apps/{slug}';

/** Apps: what they are, what happened to them and what a person approves. */
export const appsRoutes = {
  listApps: {
    method: 'GET',
    path: '/gantry/apps',
    access: 'user',
    scope: 'read',
    owner: 'apps',
    summary: 'Your apps.',
    query: noQuerySchema,
    success: json(appListSchema),
  },
  readApp: {
    method: 'GET',
    path: app,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: 'One app.',
    query: noQuerySchema,
    success: json(appViewSchema),
  },
  appEvents: {
    method: 'GET',
    path: `${app}/events`,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: "The app's own events.",
    query: eventsQuerySchema,
    success: json(z.strictObject({ events: z.array(chainedEventSchema) })),
  },
  appLog: {
    method: 'GET',
    path: `${app}/log`,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: "The last 200 lines that each of the app's functions printed, and how calls of it failed.",
    query: noQuerySchema,
    success: text('text/plain; charset=utf-8'),
  },
  readPull: {
    method: 'GET',
    path: `${app}/pulls/{number}`,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: 'A pull request: diff and state.',
    query: noQuerySchema,
    success: json(pullSchema),
  },
  mergePull: {
    method: 'POST',
    path: `${app}/pulls/{number}/merge`,
    access: 'owner',
    scope: 'none',
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
    scope: 'none',
    owner: 'apps',
    summary: "Make an earlier mission's artifact production again.",
    query: noQuerySchema,
    body: rollbackRequestSchema,
    success: json(appViewSchema),
  },
  githubWebhook: {
    method: 'POST',
    path: '/gantry/webhooks/github',
    access: 'public',
    scope: 'none',
    owner: 'apps',
    summary: 'What GitHub says of a merge, verified by its signature: promotes the app.',
    query: noQuerySchema,
    success: json(webhookAnswerSchema),
  },
} as const satisfies Record<string, Route>;
