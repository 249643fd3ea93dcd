import { requireApp } from '../../core/app/app-records.ts';
import type { appsRoutes } from '../../core/wire/routes/apps.ts';
import type { Endpoint } from '../_onion/endpoint.ts';

/** What a route about one app finds before its input is looked at: the caller's own app by the slug of the path. */
export const findApp =
  (deps: Parameters<typeof requireApp>[0]) =>
  (
    ...[caller, params, { signal }]: Parameters<NonNullable<Endpoint<typeof appsRoutes.readApp>['find']>>
  ): ReturnType<ReturnType<typeof requireApp>> =>
    requireApp(deps)(caller.id, params.slug ?? '', signal);
