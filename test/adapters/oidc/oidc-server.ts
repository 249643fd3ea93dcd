import { generateKeyPairSync } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

export interface Person {
  readonly sub: string;
  readonly preferred_username?: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly groups?: readonly string[];
}

/** Answers instead of the provider where it returns true. */
type Interceptor = (request: IncomingMessage, response: ServerResponse) => boolean;

const signingKey = () => ({
  ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
  use: 'sig',
  alg: 'ES256',
});

/** What passed between the server and its client in one sign-in, and nobody else may know. */
export interface GrantedTokens {
  readonly code: unknown;
  readonly codeVerifier: unknown;
  readonly idToken: unknown;
  readonly accessToken: unknown;
}

/** A real OpenID Connect server on loopback that signs in, without asking, whoever `signsIn` names. */
export async function startOidcServer(redirectUri: string, clientSecret = 'a secret of the client') {
  const state: { person: Person | undefined; intercept: Interceptor } = {
    person: { sub: 'u-1' },
    intercept: () => false,
  };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Person>();
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'gantry',
        client_secret: clientSecret,
        redirect_uris: [redirectUri],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    jwks: { keys: [signingKey()] },
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    claims: {
      openid: ['sub'],
      profile: ['preferred_username'],
      email: ['email', 'email_verified'],
      groups: ['groups'],
    },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => ({ ...people.get(sub), sub }) }),
    async loadExistingGrant({ oidc }) {
      const accountId = oidc.session?.accountId;
      const clientId = oidc.client?.clientId;
      if (accountId === undefined || clientId === undefined) return undefined;
      const grant = new oidc.provider.Grant({ accountId, clientId });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  const granted: GrantedTokens[] = [];
  provider.on('grant.success', ({ body, oidc }) => {
    const { id_token: idToken, access_token: accessToken } = body as Record<string, unknown>;
    granted.push({ code: oidc.body?.code, codeVerifier: oidc.body?.code_verifier, idToken, accessToken });
  });
  const answer = provider.callback();
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (state.intercept(request, response)) return;
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const { person } = state;
    if (person !== undefined) people.set(person.sub, person);
    const outcome =
      person === undefined
        ? { error: 'access_denied' }
        : { login: { accountId: person.sub, remember: false } };
    void provider.interactionFinished(request, response, outcome);
  });
  return {
    issuer,
    granted: granted as readonly GrantedTokens[],
    /** `undefined` is somebody who says no. */
    signsIn: (person: Person | undefined): void => {
      state.person = person;
    },
    intercept: (interceptor: Interceptor): void => {
      state.intercept = interceptor;
    },
    close: (): void => {
      server.closeAllConnections();
      server.close();
    },
  };
}

export type OidcServer = Awaited<ReturnType<typeof startOidcServer>>;

/** Follows redirects as a browser without a past would, and answers the first address that is not the provider's. */
export async function browse(start: string, issuer: string): Promise<URL> {
  const cookies = new Map<string, string>();
  let at = new URL(start);
  for (let hop = 0; hop < 10 && at.origin === issuer; hop += 1) {
    const answer = await fetch(at, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (line.split(';', 1)[0] ?? '').split(/=(.*)/s);
      cookies.set(name, value);
    }
    const location = answer.headers.get('location');
    if (location === null)
      throw new Error(`${at.pathname} answered ${answer.status}: ${await answer.text()}`);
    at = new URL(location, at);
  }
  return at;
}
