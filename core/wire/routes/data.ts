import {
  restorePointListSchema,
  restorePointSchema,
  restoreRequestSchema,
  tableListSchema,
  tableRowsSchema,
} from '../app-data.ts';
import { noQuerySchema } from '../http.ts';
import type { Route } from './route.ts';
import { json, text } from './route.ts';

const data = '/gantry/apps/{slug}/data';

/** What an app's visitors left in its production, for its owner to see and to take back to an earlier moment. */
export const dataRoutes = {
  listTables: {
    method: 'GET',
    path: data,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: "The tables of the app's data, with their numbers of rows.",
    query: noQuerySchema,
    success: json(tableListSchema),
  },
  listRestorePoints: {
    method: 'GET',
    path: `${data}/restore-points`,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: "Moments that the app's data can go back to, newest first.",
    query: noQuerySchema,
    success: json(restorePointListSchema),
  },
  exportData: {
    method: 'GET',
    path: `${data}/export`,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: "All of the app's data as SQL that makes it anew.",
    query: noQuerySchema,
    success: text('application/sql; charset=utf-8'),
  },
  readTable: {
    method: 'GET',
    path: `${data}/{table}`,
    access: 'owner',
    scope: 'read',
    owner: 'apps',
    summary: 'The last 50 rows of a table.',
    query: noQuerySchema,
    success: json(tableRowsSchema),
  },
  restoreData: {
    method: 'POST',
    path: `${data}/restore`,
    access: 'owner',
    scope: 'none',
    owner: 'apps',
    summary:
      'Go back to a restore point. What this undoes is kept as a restore point of its own, which is answered.',
    query: noQuerySchema,
    body: restoreRequestSchema,
    success: json(restorePointSchema, 202),
  },
} as const satisfies Record<string, Route>;
