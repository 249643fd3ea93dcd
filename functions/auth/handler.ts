import { deviceOf } from '../../core/access/device.ts';
import { endSessions } from '../../core/access/sessions.ts';
import { signIn } from '../../core/access/sign-in.ts';
import { authRoutes } from '../../core/wire/routes/auth.ts';
import { accessDeps, showSession, signInDeps } from '../_onion/access.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';

export const handler = httpFunction(() => {
  const access = accessDeps();
  const enter = signIn(signInDeps());
  const endpoints = [
    bindEndpoint(authRoutes.signIn, {
      run: async ({ body, address, header }, options) => ({
        json: showSession(await enter({ ...body, address, device: deviceOf(header('user-agent')) }, options)),
      }),
    }),
    bindEndpoint(authRoutes.signOut, {
      run: async ({ caller }, { signal }) => {
        await endSessions(access)(caller, 'this', signal);
        return { status: 204 };
      },
    }),
  ];
  return { access, endpoints };
});
