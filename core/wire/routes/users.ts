import {
  accountsSchema,
  changedUserSchema,
  madeUserSchema,
  newUserSchema,
  userChangeSchema,
} from '../access.ts';
import { noQuerySchema } from '../http.ts';
import type { Route } from './route.ts';
import { json } from './route.ts';

/** The users of this Gantry, for its admins. */
export const userRoutes = {
  listUsers: {
    method: 'GET',
    path: '/gantry/users',
    access: 'admin',
    scope: 'none',
    owner: 'account',
    summary: 'All users.',
    query: noQuerySchema,
    success: json(accountsSchema),
  },
  makeUser: {
    method: 'POST',
    path: '/gantry/users',
    access: 'admin',
    scope: 'none',
    owner: 'account',
    summary: 'A new user; without a password one is made and shown this once.',
    query: noQuerySchema,
    body: newUserSchema,
    success: json(madeUserSchema),
  },
  changeUser: {
    method: 'PATCH',
    path: '/gantry/users/{user_id}',
    access: 'admin',
    scope: 'none',
    owner: 'account',
    summary:
      "Change a user's role or password, or disable one; a new password and disabling end the sessions.",
    query: noQuerySchema,
    body: userChangeSchema,
    success: json(changedUserSchema),
  },
} as const satisfies Record<string, Route>;
