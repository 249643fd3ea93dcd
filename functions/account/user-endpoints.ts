import { changeUser } from '../../core/access/change-user.ts';
import { addUser, listUsers, requireUserById, viewAccount } from '../../core/access/users.ts';
import { removeWebhooks } from '../../core/webhook/webhooks.ts';
import { userRoutes } from '../../core/wire/routes/users.ts';
import { signInDeps } from '../_onion/access.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';

/** The users, for admins. */
export function userEndpoints(): readonly BoundEndpoint[] {
  const deps = signInDeps();
  return [
    bindEndpoint(userRoutes.listUsers, {
      run: async (_call, { signal }) => ({
        json: { users: (await listUsers(deps)(signal)).map(viewAccount) },
      }),
    }),
    bindEndpoint(userRoutes.makeUser, {
      run: async ({ body }, { signal }) => {
        const password = body.password ?? deps.ids.token();
        const user = await addUser(deps)({ ...body, password }, signal);
        const shownOnce = body.password === undefined && { password };
        return { json: { user: viewAccount(user), ...shownOnce } };
      },
    }),
    bindEndpoint(userRoutes.changeUser, {
      find: (_caller, params, { signal }) => requireUserById(deps)(params.user_id ?? '', signal),
      run: async ({ found: { username }, body }, { signal }) => {
        const user = await changeUser(deps)({ username, change: body }, { signal });
        if (user.is_disabled) await removeWebhooks(deps)(user.id, signal);
        return { json: { user: viewAccount(user) } };
      },
    }),
  ];
}
