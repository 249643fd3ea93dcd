import { viewApp } from '../../core/app/app.ts';
import { listApps } from '../../core/app/app-records.ts';
import { readFunctionLog } from '../../core/app/read-function-log.ts';
import { rollbackApp } from '../../core/app/rollback-app.ts';
import { zipSource } from '../../core/app/zip-source.ts';
import { appsRoutes } from '../../core/wire/routes/apps.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';
import { findApp } from './find-app.ts';

/** The routes of apps: what they are, what happened to them, and the way back. */
export function appEndpoints(): readonly BoundEndpoint[] {
  const deps = promoteDeps();
  const find = findApp(deps);
  return [
    bindEndpoint(appsRoutes.listApps, {
      run: async ({ caller, query }, { signal }) => {
        const apps = await listApps(deps)(caller.id, signal);
        const listed = apps.filter(({ ending }) => (ending !== undefined) === (query.deleted === '1'));
        return { json: { apps: listed.map(viewApp) } };
      },
    }),
    bindEndpoint(appsRoutes.readApp, { find, run: async ({ found }) => ({ json: viewApp(found) }) }),
    bindEndpoint(appsRoutes.appSource, {
      find,
      run: async ({ found }, { signal }) => ({
        body: await zipSource(deps)(found, signal),
        contentType: 'application/zip',
      }),
    }),
    bindEndpoint(appsRoutes.appEvents, {
      find,
      run: async ({ found, query }, { signal }) => ({
        json: { events: await deps.eventLog.read(found.app_id, { afterSeq: query.after }, signal) },
      }),
    }),
    bindEndpoint(appsRoutes.appLog, {
      find,
      run: async ({ found }, { signal }) => ({
        body: await readFunctionLog(deps)(found, signal),
        contentType: 'text/plain; charset=utf-8',
      }),
    }),
    bindEndpoint(appsRoutes.rollbackApp, {
      find,
      run: async ({ caller, found, body }, options) => ({
        json: viewApp(
          await rollbackApp(deps)({ actor: caller.id, app: found, missionId: body.mission_id }, options),
        ),
      }),
    }),
  ];
}
