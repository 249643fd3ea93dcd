import * as oidc from 'openid-client';
import * as z from 'zod';
import type { OidcSettings } from '../../core/access/oidc-settings.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { FlowSecrets, IdentityProvider, VouchedIdentity } from '../../core/ports/identity-provider.ts';
import { oidcFault } from './fault.ts';

export interface OidcConfig extends Omit<OidcSettings, 'clientSecret'> {
  /** A public client has none; a function is asked at each sign-in, so that a rotated one is taken up. */
  readonly clientSecret: string | ((signal: AbortSignal) => Promise<string>) | undefined;
  /** Where the provider sends people back to; registered with it. */
  readonly redirectUri: (signal: AbortSignal) => string | Promise<string>;
  readonly clock: Clock;
  /** Longest time for one request. */
  readonly requestTimeoutMs?: number;
}

/** A provider's own description is asked for again after this long. */
const keepDescriptionMs = 60 * 60_000;

const claimsSchema = z.object({
  sub: z.string().min(1),
  preferred_username: z.string().optional().catch(undefined),
  email: z.string().optional().catch(undefined),
  email_verified: z.boolean().optional().catch(undefined),
  groups: z.array(z.string()).optional().catch(undefined),
});

/** OpenID Connect by openid-client: discovery, PKCE (S256), and an ID token whose signature is checked although TLS carried it. */
export function openIdProvider(config: OidcConfig): IdentityProvider {
  const describe = createDescriber(config);
  return {
    admission: config.admission,
    async authorizationUrl({ state, nonce, codeVerifier }, signal) {
      try {
        const client = await describe(signal);
        const challenge = await oidc.calculatePKCECodeChallenge(codeVerifier);
        return oidc.buildAuthorizationUrl(client, {
          redirect_uri: await config.redirectUri(signal),
          scope: config.scopes,
          state,
          nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
        }).href;
      } catch (error) {
        throw oidcFault(error, signal);
      }
    },
    async redeem(query, secrets, signal) {
      try {
        return await redeem(
          await describe(signal),
          callbackUrl(await config.redirectUri(signal), query),
          secrets,
        );
      } catch (error) {
        throw oidcFault(error, signal);
      }
    },
  };
}

function callbackUrl(redirectUri: string, query: Readonly<Record<string, string>>): URL {
  const url = new URL(redirectUri);
  url.search = new URLSearchParams(query).toString();
  return url;
}

async function redeem(
  client: oidc.Configuration,
  url: URL,
  { state, nonce, codeVerifier }: FlowSecrets,
): Promise<VouchedIdentity> {
  const tokens = await oidc.authorizationCodeGrant(client, url, {
    expectedState: state,
    expectedNonce: nonce,
    pkceCodeVerifier: codeVerifier,
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (idToken === undefined) throw new Error('There is no ID token.');
  // Providers that keep to the letter of the specification put profile and email there alone.
  const profile =
    client.serverMetadata().userinfo_endpoint === undefined
      ? {}
      : await oidc.fetchUserInfo(client, tokens.access_token, idToken.sub);
  return identityOf(idToken.iss, claimsSchema.parse({ ...profile, ...idToken }));
}

function identityOf(issuer: string, claims: z.infer<typeof claimsSchema>): VouchedIdentity {
  return {
    issuer,
    subject: claims.sub,
    username: claims.preferred_username,
    email: claims.email_verified === true ? claims.email : undefined,
    groups: claims.groups ?? [],
  };
}

type Describe = (signal: AbortSignal) => Promise<oidc.Configuration>;

/** Discovers once an hour; each call gets a client of its own, whose requests end with the call's signal. */
function createDescriber(config: OidcConfig): Describe {
  const { issuer, clientId, requestTimeoutMs = 5_000 } = config;
  let known: { readonly server: oidc.ServerMetadata; readonly untilMs: number } | undefined;
  return async (signal) => {
    const secret = await secretOf(config, signal);
    const fetchUntil: oidc.CustomFetch = (url, options) =>
      fetch(url, { ...options, signal: AbortSignal.any([signal, AbortSignal.timeout(requestTimeoutMs)]) });
    // The library looks for this very function among these.
    const execute = new URL(issuer).protocol === 'http:' ? [oidc.allowInsecureRequests] : [];
    if (known === undefined || known.untilMs <= config.clock.nowMs()) {
      const options = { [oidc.customFetch]: fetchUntil, execute };
      const found = await oidc.discovery(new URL(issuer), clientId, undefined, secret, options);
      known = { server: found.serverMetadata(), untilMs: config.clock.nowMs() + keepDescriptionMs };
    }
    const client = new oidc.Configuration(known.server, clientId, undefined, secret);
    client[oidc.customFetch] = fetchUntil;
    for (const prepare of [...execute, oidc.enableNonRepudiationChecks]) prepare(client);
    return client;
  };
}

async function secretOf({ clientSecret }: OidcConfig, signal: AbortSignal): Promise<oidc.ClientAuth> {
  const secret = typeof clientSecret === 'function' ? await clientSecret(signal) : clientSecret;
  return secret === undefined ? oidc.None() : oidc.ClientSecretBasic(secret);
}
