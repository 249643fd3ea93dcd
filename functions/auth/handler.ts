import * as world from '#world';
import { endSessions, signIn } from '../../core/access/sessions.ts';
import { accessDeps } from '../_onion/access.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';

export const handler = httpFunction(() => {
  const access = accessDeps();
  const enter = signIn({ ...access, passwordHasher: world.passwordHasher() });
  return {
    access,
    endpoints: [
      bindEndpoint('signIn', {
        run: async ({ body }, options) => {
          const { token, expiresAtMs, user } = await enter(body, options);
          const expires_at = new Date(expiresAtMs).toISOString();
          return {
            json: { token, expires_at, user, speech: `Welcome, ${user.username}. What shall we build?` },
          };
        },
      }),
      bindEndpoint('signOut', {
        run: async ({ caller }, { signal }) => {
          await endSessions(access)(caller, 'this', signal);
          return { status: 204 };
        },
      }),
    ],
  };
});
