import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { describeApi } from '../../../core/wire/open-api.ts';
import type { Route } from '../../../core/wire/routes.ts';
import { routes, streamingFunctions } from '../../../core/wire/routes.ts';

const typesOf = ({ status, contentType, isAlsoText }: Route['success']): readonly string[] => {
  if (status === 204 || status === 302) return [];
  return isAlsoText ? [contentType, 'text/plain; charset=utf-8'] : [contentType];
};
const refusalsOf = ({ refusals = {} }: Route): readonly string[] => Object.keys(refusals);
const table = Object.entries<Route>(routes);
const api = describeApi('1.2.3') as {
  openapi: string;
  info: { version: string };
  paths: Record<string, Record<string, Operation>>;
};
interface Operation {
  readonly operationId: string;
  readonly security?: unknown;
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  readonly requestBody?: {
    readonly required: boolean;
    readonly content: Record<string, { readonly schema: Record<string, unknown> }>;
  };
  readonly responses: Record<string, { readonly content?: Record<string, unknown> }>;
}

/** Routes that anybody may call; another one here is a decision. */
const open = [
  'appBadge',
  'appFeed',
  'channelDelivery',
  'githubWebhook',
  'health',
  'oauthAuthorize',
  'oauthMcpResource',
  'oauthRegister',
  'oauthResource',
  'oauthRevoke',
  'oauthServer',
  'oauthToken',
  'oidcCallback',
  'oidcLogin',
  'oidcSession',
  'openapi',
  'publicKeys',
  'signIn',
];
/** What no API key may do, whatever its scopes: manage keys, sessions, passwords, users and secrets, or approve for a person. */
const shutToKeys = [
  'changePassword',
  'changeUser',
  'deleteApp',
  'endConnection',
  'endSessions',
  'listApiKeys',
  'listConnections',
  'listSessions',
  'listUsers',
  'makeApiKey',
  'makeLinkCode',
  'makeUser',
  'makeWebhook',
  'oauthConsent',
  'oauthDecide',
  'removeLink',
  'removeSecret',
  'removeWebhook',
  'renameApp',
  'restoreApp',
  'restoreData',
  'revokeApiKey',
  'rollbackApp',
  'rotateWebhook',
  'setSecret',
  'signOut',
  'testWebhook',
];

describe.each(table)('the route %s', (name, route) => {
  test('says who may call it, and is open to anyone only if it is one of the few', () => {
    expect(['public', 'user', 'owner', 'admin']).toContain(route.access);
    expect(route.access === 'public').toBe(open.includes(name));
  });

  test('has an owner where its path names a thing, but for what admins manage, owners open to anybody, and platforms deliver', () => {
    const isOthers = ['changeUser', 'appBadge', 'appFeed', 'channelDelivery'].includes(name);
    expect(route.path.includes('{')).toBe(route.access === 'owner' || isOthers);
  });

  test('says what an API key needs to call it, and is shut to keys only if it is one of the few', () => {
    expect(['read', 'build', 'merge', 'none']).toContain(route.scope);
    if (route.access !== 'public') expect(route.scope === 'none').toBe(shutToKeys.includes(name));
    if (route.method === 'GET') expect(route.scope).not.toBe('build');
  });

  test('belongs to a function that is there', () => {
    expect(existsSync(join(import.meta.dirname, '../../../functions', route.owner, 'handler.ts'))).toBe(true);
  });

  test('stands in the OpenAPI document with its parameters, its body and its answer', () => {
    const operation = api.paths[route.path]?.[route.method.toLowerCase()];
    expect(operation?.operationId).toBe(name);
    expect(operation?.security === undefined).toBe(route.access === 'public');
    const namesIn = (place: string) =>
      operation?.parameters.filter((parameter) => parameter.in === place).map(({ name }) => name);
    expect(namesIn('path')?.map((name) => `{${name}}`)).toEqual(route.path.match(/\{[a-z0-9_]+\}/g) ?? []);
    expect(namesIn('query')).toEqual(Object.keys(route.query.shape));
    expect(namesIn('header')).toEqual([
      ...(route.takesIdempotencyKey ? ['Idempotency-Key'] : []),
      ...(route.takesPreference ? ['Prefer'] : []),
    ]);
    expect(operation?.requestBody === undefined).toBe(route.body === undefined);
    const { status, isAlsoAccepted, isAlsoEmpty } = route.success;
    const statuses = [status, ...(isAlsoAccepted || isAlsoEmpty ? [202] : []), ...refusalsOf(route)];
    expect(Object.keys(operation?.responses ?? {})).toEqual([...statuses.map(String), 'default']);
    expect(Object.keys(operation?.responses[status]?.content ?? {})).toEqual(typesOf(route.success));
  });

  test('needs nothing from the body of a DELETE that its query could not say', () => {
    if (route.method !== 'DELETE' || route.body === undefined) return;
    expect(route.body.safeParse({}).success).toBe(true);
    expect(Object.keys(route.query.shape)).toEqual(Object.keys((route.body as z.ZodObject).shape));
  });

  test('takes no query that it does not know', () => {
    expect(route.query.safeParse({ surprise: '1' }).success).toBe(false);
  });
});

test('no two routes are the same', () => {
  const keys = table.map(([, route]) => `${route.method} ${route.path}`);
  expect(new Set(keys).size).toBe(keys.length);
  expect(Object.values(api.paths).flatMap((path) => Object.keys(path))).toHaveLength(table.length);
});

test('the document is OpenAPI 3.1, of this version, and JSON through and through', () => {
  expect(api).toMatchObject({ openapi: '3.1.0', info: { version: '1.2.3' } });
  const { info } = describeApi('1', '## What can be built') as { info: { description: string } };
  expect(info.description).toMatch(/evidence\.\n\n## What can be built$/);
  expect(JSON.parse(JSON.stringify(api))).toEqual(api);
});

test('a body of a POST is described as an object with its properties', () => {
  const schema = api.paths['/gantry/architect']?.post?.requestBody?.content['application/json']?.schema;
  expect(schema).toMatchObject({ type: 'object', required: ['voice_memo'] });
});

const parameterOf = (path: string, name: string) =>
  api.paths[path]?.get?.parameters.find((parameter) => parameter.name === name);
const bodyOf = (path: string) => api.paths[path]?.post?.requestBody;
const schemaOf = (path: string) => bodyOf(path)?.content['application/json']?.schema;

test('a parameter that the query cannot do without is required in the document', () => {
  expect(parameterOf('/gantry/oidc/callback', 'state')).toMatchObject({ in: 'query', required: true });
  expect(parameterOf('/gantry/oauth/authorize', 'client_id')).toMatchObject({ required: true });
  expect(parameterOf('/gantry/oauth/authorize', 'state')).toMatchObject({ required: false });
  expect(parameterOf('/gantry/missions/{mission_id}/shots/{sha256}', 'sha256')).toMatchObject({ in: 'path' });
});

test('a body may be left out where an empty one will do, and nowhere else', () => {
  expect(bodyOf('/gantry/ws-ticket')?.required).toBe(false);
  expect(bodyOf('/gantry/missions/{mission_id}/retry')?.required).toBe(false);
  expect(bodyOf('/gantry/chat')?.required).toBe(true);
});

test('words alone are described as the field that they are', () => {
  const content = bodyOf('/gantry/architect')?.content;
  expect(content?.['text/plain']?.schema).toMatchObject({ type: 'string', minLength: 1, maxLength: 4_000 });
});

test('a number of a query that is left empty is no zero', () => {
  const { query } = routes.missionEvents;
  expect(query.parse({})).toEqual({ after: 0 });
  expect(query.parse({ after: '7' })).toEqual({ after: 7 });
  expect(query.safeParse({ after: '' }).success).toBe(false);
  const after = parameterOf('/gantry/missions/{mission_id}/events', 'after');
  expect(after).toMatchObject({ required: false, schema: { type: 'integer', minimum: 0 } });
});

test('the document tells the rules between the fields of a chat message', () => {
  expect(schemaOf('/gantry/chat')).toMatchObject({
    oneOf: [{ required: ['message'] }, { required: ['confirm'] }],
    dependentSchemas: { app: { required: ['message'], not: { required: ['conversation_id'] } } },
  });
});

test('the document tells which names and events there may be', () => {
  expect(schemaOf('/gantry/api-keys')).toMatchObject({
    properties: { name: { pattern: expect.any(String), minLength: 1, maxLength: 64 } },
  });
  expect(schemaOf('/gantry/webhooks')).toMatchObject({
    properties: { events: { items: { enum: expect.arrayContaining(['*', 'mission-shipped']) } } },
  });
});

test("a protocol's own refusals stand beside ours", () => {
  const token = api.paths['/gantry/oauth/token']?.post?.responses[400];
  expect(token?.content?.['application/json']).toMatchObject({
    schema: { anyOf: [{ required: ['error', 'error_description'] }, { $ref: '#/components/schemas/Error' }] },
  });
  expect(api.paths['/gantry/mcp']?.post?.responses[202]).not.toHaveProperty('content');
});

test('functions whose answers stream are functions of the table', () => {
  const owners = new Set(table.map(([, route]) => route.owner));
  for (const name of streamingFunctions) expect(owners).toContain(name);
});
