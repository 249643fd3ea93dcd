import { findAsker, readRequest, sendBack } from '../../core/access/oauth/authorize.ts';
import { registerClient } from '../../core/access/oauth/clients.ts';
import { OauthError } from '../../core/access/oauth/oauth-error.ts';
import { giveTokens, revokeToken } from '../../core/access/oauth/tokens.ts';
import { isGantryError } from '../../core/errors.ts';
import { scopeSchema } from '../../core/wire/access.ts';
import type { OauthRequest } from '../../core/wire/oauth.ts';
import { oauthRoutes } from '../../core/wire/routes/oauth.ts';
import { accessDeps } from '../_onion/access.ts';
import type { BoundEndpoint, Reply, Signalled } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { placeOf } from './place.ts';

/** What programs call: who gives tokens, how to be known, where to ask, and the tokens. */
export function oauthEndpoints(): readonly BoundEndpoint[] {
  const access = accessDeps();
  return [
    bindEndpoint(oauthRoutes.oauthResource, { run: async (call) => ({ json: describeResource(call) }) }),
    bindEndpoint(oauthRoutes.oauthMcpResource, { run: async (call) => ({ json: describeResource(call) }) }),
    bindEndpoint(oauthRoutes.oauthServer, { run: async ({ origin }) => ({ json: describeServer(origin) }) }),
    bindEndpoint(oauthRoutes.oauthRegister, {
      run: ({ body }, { signal }) =>
        orOauthError(async () => ({ json: await registerClient(access)(body, signal) })),
    }),
    bindEndpoint(oauthRoutes.oauthAuthorize, {
      run: async (call, options) => ({
        status: 302,
        location: await whereTo(call.query, placeOf(call), options),
      }),
    }),
    bindEndpoint(oauthRoutes.oauthToken, {
      run: (call, { signal }) =>
        orOauthError(async () => ({
          json: await giveTokens(access)(call.body, placeOf(call).audience, signal),
        })),
    }),
    bindEndpoint(oauthRoutes.oauthRevoke, {
      run: async ({ body }, { signal }) => {
        await revokeToken(access)(body.token, body.client_id, signal);
        return { status: 204 };
      },
    }),
  ];
}

const scopes = [...scopeSchema.options];

const describeResource = (call: { readonly origin: string }) => ({
  resource: placeOf(call).audience,
  resource_name: 'Gantry',
  authorization_servers: [call.origin],
  scopes_supported: scopes,
  bearer_methods_supported: ['header'],
});

const describeServer = (origin: string) => ({
  issuer: origin,
  authorization_endpoint: `${origin}${oauthRoutes.oauthAuthorize.path}`,
  token_endpoint: `${origin}${oauthRoutes.oauthToken.path}`,
  registration_endpoint: `${origin}${oauthRoutes.oauthRegister.path}`,
  revocation_endpoint: `${origin}${oauthRoutes.oauthRevoke.path}`,
  scopes_supported: scopes,
  response_types_supported: ['code'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
  authorization_response_iss_parameter_supported: true,
});

/**
 * On to the console with the request as it came, or back to the program with what is wrong with it. A request whose program or address is
 * unknown goes to the console too: there the person is told, and nobody is sent to an address that nobody registered.
 */
async function whereTo(
  request: OauthRequest,
  place: ReturnType<typeof placeOf>,
  { signal }: Signalled,
): Promise<string> {
  const asked = Object.entries(request).filter(([, value]) => value !== undefined);
  const console = `/#/connect?${new URLSearchParams(asked as [string, string][])}`;
  try {
    const asker = await findAsker(accessDeps(), request, signal);
    return wrongWith(asker, request, place) ?? console;
  } catch (error) {
    if (isGantryError(error)) return console;
    throw error;
  }
}

function wrongWith(
  asker: Awaited<ReturnType<typeof findAsker>>,
  request: OauthRequest,
  place: ReturnType<typeof placeOf>,
): string | undefined {
  try {
    readRequest(asker, request, place);
    return undefined;
  } catch (error) {
    if (!(error instanceof OauthError)) throw error;
    const answer = { error: error.code, error_description: error.message };
    return sendBack(asker.redirectUri, request, place, answer);
  }
}

/** Refusals as programs of OAuth read them; a program that is no longer known is `invalid_client`. */
async function orOauthError(answer: () => Promise<Reply>): Promise<Reply> {
  try {
    return await answer();
  } catch (error) {
    const isUnknown = isGantryError(error) && error.code === 'oauth_client_not_found';
    if (!isUnknown && !(error instanceof OauthError)) throw error;
    const code = isUnknown ? 'invalid_client' : (error as OauthError).code;
    return { status: 400, json: { error: code, error_description: error.message } };
  }
}
