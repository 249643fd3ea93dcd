import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { checkPolicy } from '../../core/access/route-policy.ts';
import { DependencyFailed } from '../../core/errors.ts';
import type { CallRoute, RouteInput } from '../../core/mcp/call-route.ts';
import { errorBodySchema } from '../../core/wire/http.ts';
import type { mcpRoutes } from '../../core/wire/routes/mcp.ts';
import type { Route } from '../../core/wire/routes/route.ts';
import { routes } from '../../core/wire/routes.ts';
import type { BoundEndpoint, EndpointCall, Reply } from '../_onion/endpoint.ts';
import { findThing } from '../_onion/find-thing.ts';
import { checkInput } from '../_onion/http-call.ts';
import { takeForCaller } from '../_onion/rate-limit.ts';

type OuterCall = EndpointCall<typeof mcpRoutes.mcp, undefined>;

/**
 * Calls endpoints within this function, in the onion's order: what the route asks of the caller, the caller's rate, the thing that is meant,
 * the input. The address was counted and the caller verified when the message came.
 */
export const routeCaller =
  (endpoints: readonly BoundEndpoint[]) =>
  (outer: OuterCall, signal: AbortSignal): CallRoute =>
  async (name, { params = {}, query = {}, body, key }: RouteInput = {}) => {
    const route: Route = routes[name];
    const endpoint = endpoints.find((candidate) => candidate.route === route);
    if (endpoint === undefined) throw new Error(`No endpoint is bound for ${name}.`);
    checkPolicy(route, outer.caller);
    await takeForCaller(route, outer.caller);
    const found = await findThing(endpoint, outer.caller, params, signal);
    const call = {
      ...outer,
      params,
      found,
      query: checkInput(route.query, query, 'query'),
      body: route.body && checkInput(route.body, body, 'body'),
      header: (header: string) => (header === 'idempotency-key' ? key : undefined),
    };
    return read(await endpoint.run(call as unknown as EndpointCall<Route, unknown>, { signal }), signal);
  };

/** What a reply says once it is complete; an error that came late stands in its body. */
async function read(reply: Reply, signal: AbortSignal): Promise<unknown> {
  if ('json' in reply) return reply.json;
  if (!('body' in reply)) return undefined;
  const { body, contentType } = reply;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  const whole = await readStream(body, signal);
  if (!contentType.startsWith('application/json')) return whole;
  const said: unknown = JSON.parse(whole);
  const late = errorBodySchema.safeParse(said);
  if (!late.success) return said;
  const { code, message } = late.data.error;
  throw new DependencyFailed(code, message);
}

async function readStream(body: Readable, signal: AbortSignal): Promise<string> {
  const leave = (): void => void body.destroy();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await text(body);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
