import { deviceOf } from '../../core/access/device.ts';
import { endSessions, listSessions } from '../../core/access/sessions.ts';
import { changeOwnPassword } from '../../core/access/sign-in.ts';
import { issueTicket } from '../../core/access/socket-tickets.ts';
import { accountRoutes } from '../../core/wire/routes/account.ts';
import { accessDeps, showSession, signInDeps } from '../_onion/access.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** The caller's sessions, tickets and password. */
export function sessionEndpoints(): readonly BoundEndpoint[] {
  const access = accessDeps();
  return [
    bindEndpoint(accountRoutes.socketTicket, {
      run: async ({ caller }, { signal }) => ({ json: await issueTicket(access)(caller, signal) }),
    }),
    bindEndpoint(accountRoutes.listSessions, {
      run: async ({ caller }, { signal }) => ({
        json: { sessions: await listSessions(access)(caller, signal) },
      }),
    }),
    bindEndpoint(accountRoutes.endSessions, {
      run: async ({ caller, query }, { signal }) => {
        const which = query.id === undefined ? 'others' : { id: query.id };
        await endSessions(access)(caller, which, signal);
        return { status: 204 };
      },
    }),
    bindEndpoint(accountRoutes.changePassword, {
      run: async ({ caller, address, body, header }, options) => {
        const passwords = { current: body.current_password, next: body.new_password };
        const device = deviceOf(header('user-agent'));
        const session = await changeOwnPassword(signInDeps())(
          { caller, address, ...passwords, device },
          options,
        );
        return { json: showSession(session) };
      },
    }),
  ];
}
