import { listSecrets, removeSecret, setSecret } from '../../core/app/secrets/app-secrets.ts';
import { appsRoutes } from '../../core/wire/routes/apps.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';
import { findApp } from './find-app.ts';

/** The routes of an app's secrets; no answer ever holds a value. */
export function secretEndpoints(): readonly BoundEndpoint[] {
  const deps = promoteDeps();
  const find = findApp(deps);
  return [
    bindEndpoint(appsRoutes.listSecrets, {
      find,
      run: async ({ found }, options) => ({ json: { secrets: await listSecrets(deps)(found, options) } }),
    }),
    bindEndpoint(appsRoutes.setSecret, {
      find,
      run: async ({ caller, found, params, body }, options) => {
        const { name = '' } = params;
        await setSecret(deps)({ app: found, name, value: body.value, by: caller }, options);
        return { status: 204 };
      },
    }),
    bindEndpoint(appsRoutes.removeSecret, {
      find,
      run: async ({ caller, found, params }, options) => {
        await removeSecret(deps)({ app: found, name: params.name ?? '', by: caller }, options);
        return { status: 204 };
      },
    }),
  ];
}
