import * as z from 'zod';
import { errorBodySchema } from './http.ts';
import type { Route } from './routes.ts';
import { routes } from './routes.ts';

/** The API as an OpenAPI 3.1 document, made from the route table and its schemas; `possible` says in Markdown what can be built with it. */
export function describeApi(version: string, possible = ''): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [name, route] of Object.entries<Route>(routes)) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeRoute(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Gantry',
      version,
      description:
        `Describe an app; get a live URL, a pull request and signed evidence.\n\n${possible}`.trimEnd(),
    },
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Error: jsonSchema(errorBodySchema, 'output') },
    },
  };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return rest;
}

function describeRoute(name: string, route: Route): Record<string, unknown> {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.owner],
    parameters: [...pathParameters(route), ...queryParameters(route), ...headerParameters(route)],
    ...(route.body && {
      requestBody: {
        // A body that is left out counts as `{}`.
        required: !route.body.safeParse({}).success,
        content: describeBody(route, jsonSchema(route.body, 'input')),
      },
    }),
    responses: { ...describeSuccesses(route), ...describeRefusals(route), default: errorResponse },
    ...(route.access !== 'public' && { security: [{ bearer: [] }] }),
  };
}

function describeBody({ spokenField, takesForm }: Route, schema: unknown): Record<string, unknown> {
  const asJson = { 'application/json': { schema } };
  if (takesForm) return { 'application/x-www-form-urlencoded': { schema }, ...asJson };
  if (spokenField === undefined) return asJson;
  const { properties } = schema as { readonly properties: Readonly<Record<string, object>> };
  const words = { ...properties[spokenField], description: `The ${spokenField} alone.` };
  return {
    ...asJson,
    'application/x-www-form-urlencoded': { schema },
    'multipart/form-data': { schema },
    'text/plain': { schema: words },
  };
}

const ownError = { $ref: '#/components/schemas/Error' };
const errorResponse = {
  description: 'An error; `message` says what to do next.',
  content: { 'application/json': { schema: ownError } },
};

function describeRefusals({ refusals = {} }: Route): Record<string, unknown> {
  const describe = (schema: z.ZodType) => ({
    description: 'A refusal in the form that the protocol has for it, or an error of Gantry.',
    content: { 'application/json': { schema: { anyOf: [jsonSchema(schema, 'output'), ownError] } } },
  });
  return Object.fromEntries(Object.entries(refusals).map(([status, schema]) => [status, describe(schema)]));
}

function describeSuccesses(route: Route): Record<string, unknown> {
  const answer = describeSuccess(route);
  const { status, isAlsoAccepted, isAlsoEmpty } = route.success;
  return {
    [status]: answer,
    ...(isAlsoAccepted && { 202: { ...answer, ...acceptance } }),
    ...(isAlsoEmpty && { 202: { description: 'Taken; there is nothing to answer.' } }),
  };
}

const acceptance = {
  description: 'Not done yet; ask again at `Location`.',
  headers: { Location: { schema: { type: 'string' } } },
};

function describeSuccess({ success }: Route): Record<string, unknown> {
  const schema = success.schema === undefined ? { type: 'string' } : jsonSchema(success.schema, 'output');
  return {
    description: success.status === 302 ? 'Where to go on.' : 'Done.',
    ...(success.status !== 204 &&
      success.status !== 302 && {
        content: {
          [success.contentType]: { schema },
          ...(success.isAlsoText && { 'text/plain; charset=utf-8': { schema: { type: 'string' } } }),
        },
      }),
  };
}

function pathParameters(route: Route): readonly Record<string, unknown>[] {
  const names = [...route.path.matchAll(/(?<=\{)[a-z0-9_]+(?=\})/g)].map(([name]) => name);
  return names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } }));
}

function queryParameters(route: Route): readonly Record<string, unknown>[] {
  const { properties, required = [] } = jsonSchema(route.query, 'input') as {
    readonly properties: Readonly<Record<string, unknown>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function headerParameters({
  takesIdempotencyKey,
  takesPreference,
}: Route): readonly Record<string, unknown>[] {
  const header = (name: string, schema: Record<string, unknown>) => ({
    name,
    in: 'header',
    required: false,
    schema,
  });
  return [
    ...(takesIdempotencyKey
      ? [header('Idempotency-Key', { type: 'string', pattern: '^[!-~]{1,200}$' })]
      : []),
    ...(takesPreference ? [header('Prefer', { type: 'string', enum: ['respond-async'] })] : []),
  ];
}
