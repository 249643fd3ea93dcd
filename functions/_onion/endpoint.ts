import type { Readable } from 'node:stream';
import type * as z from 'zod';
import type { Caller } from '../../core/access/sessions.ts';
import type { Route } from '../../core/wire/routes/route.ts';

type QueryOf<R extends Route> = z.infer<R['query']>;
type BodyOf<R extends Route> = R extends { readonly body: infer B extends z.ZodType }
  ? z.infer<B>
  : undefined;
type CallerOf<R extends Route> = R['access'] extends 'public' ? undefined : Caller;

/** What an endpoint answers; `status` is the route's own when left out. */
export type Reply =
  | { readonly status?: number; readonly json: unknown; readonly headers?: Readonly<Record<string, string>> }
  | {
      readonly status?: number;
      readonly body: string | Readable | Uint8Array;
      readonly contentType: string;
      readonly headers?: Readonly<Record<string, string>>;
      /** The mission that it tells of, for the log. */
      readonly missionId?: string;
    }
  | { readonly status: 204 }
  | { readonly status: 302; readonly location: string };

/** A reply whose body is a text or a stream. */
export type SentReply =
  | Exclude<Reply, { readonly body: unknown }>
  | (Omit<Extract<Reply, { readonly body: unknown }>, 'body'> & {
      readonly body: string | Readable;
      readonly isBase64Encoded?: true;
    });

export interface Signalled {
  readonly signal: AbortSignal;
}

export interface EndpointCall<R extends Route, T> {
  readonly caller: CallerOf<R>;
  readonly params: Readonly<Record<string, string>>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
  /** The body as it came, for what is signed over its bytes. */
  readonly rawBody: () => Uint8Array;
  /** Where the client is, as limits count it: an IPv4 address, an IPv6 /64. */
  readonly address: string;
  /** Where the caller reached Gantry, as `https://host`. */
  readonly origin: string;
  /** What `find` found: the thing that the path names, and the caller's own. */
  readonly found: T;
  /** A request header, by its lower-case name. */
  readonly header: (name: string) => string | undefined;
  /** What an error that comes too late for a status refers to. */
  readonly requestId: string;
  /** How long the function that runs this may still take. */
  readonly remainingMs: () => number;
}

/** One route's work. `find` runs before the input is checked, so that other people's ids answer 404 whatever was sent with them. */
export interface Endpoint<R extends Route, T = undefined> {
  readonly find?: (
    caller: Caller,
    params: Readonly<Record<string, string>>,
    options: Signalled,
  ) => Promise<T>;
  readonly run: (call: EndpointCall<R, T>, options: Signalled) => Promise<Reply>;
}

/** An endpoint with its types put away, as the onion runs it. */
export interface BoundEndpoint {
  readonly route: Route;
  readonly find:
    | ((caller: Caller, params: Readonly<Record<string, string>>, options: Signalled) => Promise<unknown>)
    | undefined;
  readonly run: (call: EndpointCall<Route, unknown>, options: Signalled) => Promise<Reply>;
}

/** Binds an endpoint to its route; the onion gives `run` only what the route's schemas have checked. */
export function bindEndpoint<R extends Route, T = undefined>(
  route: R,
  endpoint: Endpoint<R, T>,
): BoundEndpoint {
  return {
    route,
    find: endpoint.find,
    run: (call, options) => endpoint.run(call as unknown as EndpointCall<R, T>, options),
  };
}
