import { ApiError, readError } from './api-error.ts';
import type { Answers, EndpointName, Input } from './endpoints.ts';
import { endpoints } from './endpoints.ts';
import { expireSession, readSession } from './session.ts';

/** Calls an endpoint with this tab's session. Throws ApiError; a session that the server no longer knows is forgotten on the way. */
export async function call<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
): Promise<Answers[Name]> {
  const response = await request(name, input, 'application/json');
  const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
  if (response.status === 204) return undefined as Answers[Name];
  return (await (isJson ? response.json() : response.text())) as Answers[Name];
}

/** The answer itself, for those that stream; throws ApiError as `call` does. */
export async function request<Name extends EndpointName>(
  name: Name,
  input: Input<Name>,
  accept: string,
): Promise<Response> {
  const [method = 'GET', path = '/'] = endpoints[name].split(' ');
  const session = readSession();
  const response = await send(fillPath(path, input.params) + queryOf(input.query), {
    method,
    headers: {
      accept,
      ...(session && { authorization: `Bearer ${session.token}` }),
      ...(input.body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
    ...(input.signal && { signal: input.signal }),
  });
  if (response.ok) return response;
  if (response.status === 401 && name !== 'signIn' && session !== undefined) expireSession(session.token);
  throw readError(
    response.status,
    await response.json().catch(() => undefined),
    response.headers.get('retry-after'),
  );
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    if (init.signal?.aborted) throw cause;
    throw new ApiError({
      status: 0,
      code: 'unreachable',
      message: 'Gantry does not answer. Check that it is running and that you are online.',
      cause,
    });
  }
}

function fillPath(path: string, params: Readonly<Record<string, string>> | undefined): string {
  return path.replaceAll(/\{([a-z0-9_]+)\}/g, (_whole, name: string) =>
    encodeURIComponent(params?.[name] ?? ''),
  );
}

function queryOf(query: Readonly<Record<string, string | number | undefined>> | undefined): string {
  const given = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)] satisfies [string, string]],
  );
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
