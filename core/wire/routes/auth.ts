import { oidcCallbackQuerySchema, oidcLoginQuerySchema, oidcSessionSchema } from '../access.ts';
import { noQuerySchema, signedInSchema, signInSchema } from '../http.ts';
import type { Route } from './route.ts';
import { bodiless, json } from './route.ts';

/** Coming in and leaving. */
export const authRoutes = {
  signIn: {
    method: 'POST',
    path: '/gantry/auth',
    access: 'public',
    scope: 'none',
    owner: 'auth',
    summary: 'Sign in; the token goes into the Authorization header as a bearer token.',
    query: noQuerySchema,
    body: signInSchema,
    success: json(signedInSchema),
  },
  signOut: {
    method: 'DELETE',
    path: '/gantry/auth',
    access: 'user',
    scope: 'none',
    owner: 'auth',
    summary: 'End this session.',
    query: noQuerySchema,
    success: bodiless(204),
  },
  oidcLogin: {
    method: 'GET',
    path: '/gantry/oidc/login',
    access: 'public',
    scope: 'none',
    owner: 'oidc',
    summary:
      'Go to the identity provider, where one is configured. `challenge` is the SHA-256, in lower hex, of the verifier that redeems the sign-in; without it the console begins one.',
    query: oidcLoginQuerySchema,
    success: bodiless(302),
  },
  oidcCallback: {
    method: 'GET',
    path: '/gantry/oidc/callback',
    access: 'public',
    scope: 'none',
    owner: 'oidc',
    summary: 'Where the identity provider sends people back: on to /#oidc=CODE or /#oidc-error=REASON.',
    query: oidcCallbackQuerySchema,
    success: bodiless(302),
  },
  oidcSession: {
    method: 'POST',
    path: '/gantry/oidc/session',
    access: 'public',
    scope: 'none',
    owner: 'oidc',
    summary: 'Redeem the code of a sign-in, once and within 30 s, from the browser that began it.',
    query: noQuerySchema,
    body: oidcSessionSchema,
    success: json(signedInSchema),
  },
} as const satisfies Record<string, Route>;
