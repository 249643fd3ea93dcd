import * as world from '#world';
import { deviceOf } from '../../core/access/device.ts';
import type { OidcDeps } from '../../core/access/oidc-sign-in.ts';
import { beginOidcSignIn, finishOidcSignIn, redeemOidcCode } from '../../core/access/oidc-sign-in.ts';
import { isGantryError, NotFound } from '../../core/errors.ts';
import { authRoutes } from '../../core/wire/routes/auth.ts';
import { accessDeps, showSession, signInDeps } from '../_onion/access.ts';
import { logBug } from '../_onion/answer-error.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** Signing in with an identity provider, where one is configured. */
export function oidcEndpoints(): readonly BoundEndpoint[] {
  return [
    bindEndpoint(authRoutes.oidcLogin, {
      run: async ({ query: { challenge } }, options) => {
        const deps = oidcDeps();
        // The console alone can end a sign-in, so it has to begin it: it holds the verifier.
        if (challenge === undefined) return { status: 302, location: '/#oidc-begin' };
        return { status: 302, location: await beginOidcSignIn(deps)({ challenge }, options) };
      },
    }),
    bindEndpoint(authRoutes.oidcCallback, {
      run: async ({ query }, options) => ({
        status: 302,
        location: await wayBack(oidcDeps(), textsOf(query), options),
      }),
    }),
    bindEndpoint(authRoutes.oidcSession, {
      run: async ({ body, header }, options) => {
        oidcDeps();
        const device = deviceOf(header('user-agent'));
        return { json: showSession(await redeemOidcCode(accessDeps())({ ...body, device }, options)) };
      },
    }),
  ];
}

function oidcDeps(): OidcDeps {
  const identityProvider = world.identityProvider();
  if (identityProvider === undefined) {
    throw new NotFound(
      'oidc_not_configured',
      'This Gantry has no identity provider (GANTRY_OIDC_ISSUER); sign in with POST /gantry/auth.',
    );
  }
  return { ...signInDeps(), identityProvider };
}

/** Back to the console in any case: a person is looking. What went wrong goes as a word, and only to the fragment, which no log sees. */
async function wayBack(
  deps: OidcDeps,
  query: Readonly<Record<string, string>>,
  options: { readonly signal: AbortSignal },
): Promise<string> {
  try {
    return `/#oidc=${await finishOidcSignIn(deps)(query, options)}`;
  } catch (error) {
    if (!isGantryError(error)) logBug(error, 'oidc-callback');
    const reason = isGantryError(error) && error.code.startsWith('oidc_') ? error.code : 'oidc_failed';
    return `/#oidc-error=${reason}`;
  }
}

const textsOf = (query: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(query).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
