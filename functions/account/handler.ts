import { texts } from '#texts';
import * as world from '#world';
import { endSessions, listSessions } from '../../core/access/sessions.ts';
import { issueTicket } from '../../core/access/socket-tickets.ts';
import { accessDeps } from '../_onion/access.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { httpFunction } from '../_onion/http.ts';

export const handler = httpFunction(() => {
  const access = accessDeps();
  return {
    access,
    endpoints: [
      bindEndpoint('me', {
        run: async ({ caller }) => ({
          json: { user: { id: caller.id, username: caller.username, role: caller.role } },
        }),
      }),
      bindEndpoint('socketTicket', {
        run: async ({ caller }, { signal }) => ({ json: await issueTicket(access)(caller.id, signal) }),
      }),
      bindEndpoint('listSessions', {
        run: async ({ caller }, { signal }) => ({
          json: { sessions: await listSessions(access)(caller, signal) },
        }),
      }),
      bindEndpoint('endSessions', {
        run: async ({ caller }, { signal }) => {
          await endSessions(access)(caller, 'others', signal);
          return { status: 204 };
        },
      }),
      bindEndpoint('listSkills', {
        run: async () => ({
          json: {
            skills: texts.skills.map(({ frontMatter: { name, description, hook } }) => ({
              name,
              description,
              hook,
            })),
          },
        }),
      }),
      bindEndpoint('publicKeys', {
        run: async (_call, { signal }) => {
          const { keyId, pem } = await world.signer().publicKey(signal);
          return { json: { keys: [{ key_id: keyId, public_key_pem: pem }] } };
        },
      }),
    ],
  };
});
