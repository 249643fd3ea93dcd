import {
  exportData,
  restoreData,
  viewRestorePoints,
  viewTable,
  viewTables,
} from '../../core/app/app-data.ts';
import { dataRoutes } from '../../core/wire/routes/data.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';
import { findApp } from './find-app.ts';

/** The routes of what an app's visitors left: to see it, to take it along, and to go back. */
export function dataEndpoints(): readonly BoundEndpoint[] {
  const deps = promoteDeps();
  const find = findApp(deps);
  return [
    bindEndpoint(dataRoutes.listTables, {
      find,
      run: async ({ found }, { signal }) => ({ json: await viewTables(deps)(found, signal) }),
    }),
    bindEndpoint(dataRoutes.readTable, {
      find,
      run: async ({ found, params }, { signal }) => ({
        json: await viewTable(deps)(found, params.table ?? '', signal),
      }),
    }),
    bindEndpoint(dataRoutes.exportData, {
      find,
      run: async ({ found }, { signal }) => ({
        body: await exportData(deps)(found, signal),
        contentType: 'application/sql; charset=utf-8',
      }),
    }),
    bindEndpoint(dataRoutes.listRestorePoints, {
      find,
      run: async ({ found }, { signal }) => ({ json: await viewRestorePoints(deps)(found, signal) }),
    }),
    bindEndpoint(dataRoutes.restoreData, {
      find,
      run: async ({ caller, found, body }, options) => ({
        status: 202,
        json: await restoreData(deps)(
          { actor: caller.id, app: found, restorePointId: body.restore_point_id },
          options,
        ),
      }),
    }),
  ];
}
