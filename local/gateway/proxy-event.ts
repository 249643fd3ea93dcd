import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayEventIdentity, APIGatewayProxyEvent } from 'aws-lambda';
import type { Route } from '../../core/wire/routes.ts';
import type { RequestTarget } from './request-target.ts';

/** The stage's name in every event of the local gateway. */
export const localStage = 'local';

interface ProxyInput {
  readonly request: IncomingMessage;
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
  readonly target: RequestTarget;
  readonly hostname: string;
  readonly body: Buffer;
  readonly requestId: string;
  readonly nowMs: number;
}

/** The event that API Gateway's REST proxy integration (payload version 1.0) gives; header names keep the caller's case, as there. */
export function createProxyEvent(input: ProxyInput): APIGatewayProxyEvent {
  const { request, route, target, body } = input;
  const isText = isUtf8(body);
  return {
    resource: route.path,
    path: target.rawPath,
    httpMethod: route.method,
    ...headerMaps(request),
    ...queryMaps(target.query),
    pathParameters: Object.keys(input.parameters).length > 0 ? { ...input.parameters } : null,
    stageVariables: null,
    requestContext: {
      accountId: '000000000000',
      apiId: localStage,
      authorizer: null,
      domainName: input.hostname,
      domainPrefix: localStage,
      extendedRequestId: input.requestId,
      httpMethod: route.method,
      identity: identityOf(request),
      path: target.rawPath,
      protocol: `HTTP/${request.httpVersion}`,
      requestId: input.requestId,
      requestTime: requestTime(input.nowMs),
      requestTimeEpoch: input.nowMs,
      resourceId: route.path,
      resourcePath: route.path,
      stage: localStage,
    },
    body: body.length === 0 ? null : body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}

/** Headers both ways; the forwarding ones are the gateway's own, whatever the caller sent. */
export function headerMaps(request: IncomingMessage): {
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
} {
  const values = new Map<string, { name: string; all: string[] }>();
  for (let index = 0; index < request.rawHeaders.length; index += 2) {
    const name = request.rawHeaders[index] ?? '';
    const known = values.get(name.toLowerCase()) ?? { name, all: [] };
    known.all.push(request.rawHeaders[index + 1] ?? '');
    values.set(name.toLowerCase(), known);
  }
  const own = {
    'X-Forwarded-For': sourceIp(request),
    'X-Forwarded-Port': String(request.socket.localPort ?? ''),
    'X-Forwarded-Proto': 'http',
  };
  for (const [name, value] of Object.entries(own)) values.set(name.toLowerCase(), { name, all: [value] });
  return {
    headers: Object.fromEntries([...values.values()].map(({ name, all }) => [name, all.at(-1) ?? ''])),
    multiValueHeaders: Object.fromEntries([...values.values()].map(({ name, all }) => [name, all])),
  };
}

/** Query both ways, null when empty; the last of a repeated name is the single value. */
export function queryMaps(query: RequestTarget['query']): {
  queryStringParameters: Record<string, string> | null;
  multiValueQueryStringParameters: Record<string, string[]> | null;
} {
  if (query.length === 0) return { queryStringParameters: null, multiValueQueryStringParameters: null };
  const grouped = Map.groupBy(query, ([name]) => name);
  return {
    queryStringParameters: Object.fromEntries(query),
    multiValueQueryStringParameters: Object.fromEntries(
      [...grouped].map(([name, pairs]) => [name, pairs.map(([, value]) => value)]),
    ),
  };
}

/** The peer's address; nothing that a caller can write. */
export const sourceIp = (request: IncomingMessage): string => request.socket.remoteAddress ?? '127.0.0.1';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** API Gateway's `requestTime`, for example `09/Apr/2026:12:34:56 +0000`. */
export function requestTime(nowMs: number): string {
  const iso = new Date(nowMs).toISOString();
  return `${iso.slice(8, 10)}/${months[Number(iso.slice(5, 7)) - 1]}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}

function identityOf(request: IncomingMessage): APIGatewayEventIdentity {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: sourceIp(request),
    user: null,
    userAgent: request.headers['user-agent'] ?? null,
    userArn: null,
  };
}
