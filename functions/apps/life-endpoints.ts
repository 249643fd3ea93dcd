import { viewApp } from '../../core/app/app.ts';
import { changeOwnApp } from '../../core/app/change-own-app.ts';
import { deleteApp } from '../../core/app/life/delete-app.ts';
import { restoreApp } from '../../core/app/life/restore-app.ts';
import { appsRoutes } from '../../core/wire/routes/apps.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';
import { findApp } from './find-app.ts';

/** The routes by which an owner changes what an app is called and shows, takes it away and brings it back. */
export function lifeEndpoints(): readonly BoundEndpoint[] {
  const deps = promoteDeps();
  const find = findApp(deps);
  return [
    bindEndpoint(appsRoutes.renameApp, {
      find,
      run: async ({ caller, found, body }, options) => ({
        json: viewApp(await changeOwnApp(deps)({ app: found, ...body, actor: caller.id }, options)),
      }),
    }),
    bindEndpoint(appsRoutes.deleteApp, {
      find,
      run: async ({ caller, found, body, query }, options) => {
        const confirm = body.confirm ?? query.confirm ?? '';
        return { json: await deleteApp(deps)({ app: found, confirm, actor: caller.id }, options) };
      },
    }),
    bindEndpoint(appsRoutes.restoreApp, {
      find,
      run: async ({ caller, found }, options) => ({
        json: viewApp(await restoreApp(deps)({ app: found, actor: caller.id }, options)),
      }),
    }),
  ];
}
