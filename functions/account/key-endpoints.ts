import {
  listApiKeys,
  makeApiKey,
  requireApiKey,
  revokeApiKey,
  viewApiKey,
} from '../../core/access/api-keys.ts';
import { accountRoutes } from '../../core/wire/routes/account.ts';
import { accessDeps } from '../_onion/access.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** The caller's API keys. */
export function keyEndpoints(): readonly BoundEndpoint[] {
  const access = accessDeps();
  return [
    bindEndpoint(accountRoutes.listApiKeys, {
      run: async ({ caller }, { signal }) => ({
        json: { keys: (await listApiKeys(access)(caller, signal)).map(viewApiKey) },
      }),
    }),
    bindEndpoint(accountRoutes.makeApiKey, {
      run: async ({ caller, body }, { signal }) => ({
        json: await makeApiKey(access)({ caller, ...body }, signal),
      }),
    }),
    bindEndpoint(accountRoutes.revokeApiKey, {
      find: (caller, params, { signal }) => requireApiKey(access)(caller, params.key_id ?? '', signal),
      run: async ({ found }, { signal }) => {
        await revokeApiKey(access)(found, signal);
        return { status: 204 };
      },
    }),
  ];
}
