import { allowRequest, findAsker, readRequest, showRequest } from '../../core/access/oauth/authorize.ts';
import {
  endConnection,
  listConnections,
  requireConnection,
  viewConnection,
} from '../../core/access/oauth/connections.ts';
import { OauthError } from '../../core/access/oauth/oauth-error.ts';
import { InputRejected } from '../../core/errors.ts';
import type { OauthRequest } from '../../core/wire/oauth.ts';
import { oauthRoutes } from '../../core/wire/routes/oauth.ts';
import { accessDeps } from '../_onion/access.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { placeOf } from './place.ts';

/** What the console calls: a program's request, the person's answer, and the programs that are let in. */
export function connectionEndpoints(): readonly BoundEndpoint[] {
  const access = accessDeps();
  return [
    bindEndpoint(oauthRoutes.oauthConsent, {
      run: async (call, { signal }) => ({
        json: showRequest(await checkRequest(call.query, placeOf(call), signal)),
      }),
    }),
    bindEndpoint(oauthRoutes.oauthDecide, {
      run: async (call, { signal }) => {
        const { request, scopes: allowed } = call.body;
        const place = placeOf(call);
        const good = await checkRequest(request, place, signal);
        const input = { request, good, allowed, place, caller: call.caller };
        return { json: { location: await allowRequest(access)(input, signal) } };
      },
    }),
    bindEndpoint(oauthRoutes.listConnections, {
      run: async ({ caller }, { signal }) => ({
        json: { connections: (await listConnections(access)(caller, signal)).map(viewConnection) },
      }),
    }),
    bindEndpoint(oauthRoutes.endConnection, {
      find: (caller, params, { signal }) =>
        requireConnection(access)(caller, params.connection_id ?? '', signal),
      run: async ({ found }, { signal }) => {
        await endConnection(access)(found, signal);
        return { status: 204 };
      },
    }),
  ];
}

async function checkRequest(request: OauthRequest, place: ReturnType<typeof placeOf>, signal: AbortSignal) {
  const asker = await findAsker(accessDeps(), request, signal);
  try {
    return readRequest(asker, request, place);
  } catch (error) {
    if (error instanceof OauthError) throw new InputRejected(`oauth_${error.code}`, error.message);
    throw error;
  }
}
