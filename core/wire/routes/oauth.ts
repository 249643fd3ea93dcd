import { noQuerySchema } from '../http.ts';
import {
  connectionsSchema,
  oauthAuthorizeQuerySchema,
  oauthClientSchema,
  oauthConsentSchema,
  oauthDecidedSchema,
  oauthDecisionSchema,
  oauthErrorSchema,
  oauthRegistrationSchema,
  oauthResourceSchema,
  oauthRevokeBodySchema,
  oauthServerSchema,
  oauthTokenBodySchema,
  oauthTokensSchema,
} from '../oauth.ts';
import { mcpRoutes } from './mcp.ts';
import type { Route } from './route.ts';
import { bodiless, json } from './route.ts';

const open = { access: 'public', scope: 'none', owner: 'oauth' } as const;
const own = { access: 'user', scope: 'none', owner: 'oauth' } as const;
const resource = {
  ...open,
  method: 'GET',
  summary: 'Who gives tokens for /gantry/mcp (RFC 9728).',
  query: noQuerySchema,
  success: json(oauthResourceSchema),
} as const;

/** How programs are let in by a person, without seeing a password: OAuth 2.1 as the Model Context Protocol asks for it. */
export const oauthRoutes = {
  oauthResource: { ...resource, path: '/.well-known/oauth-protected-resource' },
  oauthMcpResource: { ...resource, path: `/.well-known/oauth-protected-resource${mcpRoutes.mcp.path}` },
  oauthServer: {
    ...open,
    method: 'GET',
    path: '/.well-known/oauth-authorization-server',
    summary: 'How to ask for tokens (RFC 8414).',
    query: noQuerySchema,
    success: json(oauthServerSchema),
  },
  oauthRegister: {
    ...open,
    method: 'POST',
    path: '/gantry/oauth/register',
    summary: 'Make a program known (RFC 7591); it can do nothing until a person allows it something.',
    query: noQuerySchema,
    body: oauthRegistrationSchema,
    success: json(oauthClientSchema, 201),
    refusals: { 400: oauthErrorSchema },
  },
  oauthAuthorize: {
    ...open,
    method: 'GET',
    path: '/gantry/oauth/authorize',
    summary: 'Where a program sends a person’s browser to ask: on to the console, or back with an error.',
    query: oauthAuthorizeQuerySchema,
    success: bodiless(302),
  },
  oauthConsent: {
    ...own,
    method: 'GET',
    path: '/gantry/oauth/consent',
    summary: 'What a program asks you for.',
    query: oauthAuthorizeQuerySchema,
    success: json(oauthConsentSchema),
  },
  oauthDecide: {
    ...own,
    method: 'POST',
    path: '/gantry/oauth/consent',
    summary:
      'Allow a program the scopes that you name, or with none turn it away; answers where to send the browser.',
    query: noQuerySchema,
    body: oauthDecisionSchema,
    success: json(oauthDecidedSchema),
  },
  oauthToken: {
    ...open,
    method: 'POST',
    path: '/gantry/oauth/token',
    summary: 'Tokens for a code and its verifier, or for a refresh token, which works once.',
    query: noQuerySchema,
    body: oauthTokenBodySchema,
    takesForm: true,
    success: json(oauthTokensSchema),
    refusals: { 400: oauthErrorSchema },
  },
  oauthRevoke: {
    ...open,
    method: 'POST',
    path: '/gantry/oauth/revoke',
    summary: 'End what a token belongs to (RFC 7009); answered alike whether there was such a token or not.',
    query: noQuerySchema,
    body: oauthRevokeBodySchema,
    takesForm: true,
    success: bodiless(204),
  },
  listConnections: {
    ...own,
    method: 'GET',
    path: '/gantry/connections',
    summary: 'The programs that you have let in.',
    query: noQuerySchema,
    success: json(connectionsSchema),
  },
  endConnection: {
    ...own,
    access: 'owner',
    method: 'DELETE',
    path: '/gantry/connections/{connection_id}',
    summary: 'Shut a program out.',
    query: noQuerySchema,
    success: bodiless(204),
  },
} as const satisfies Record<string, Route>;
