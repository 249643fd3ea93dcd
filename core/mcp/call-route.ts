import type { RouteName } from '../wire/routes.ts';

/** What a route of the table is called with. */
export interface RouteInput {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  /** The Idempotency-Key, where the route takes one. */
  readonly key?: string | undefined;
}

/**
 * Calls a route for the caller of a tool, held to all that the same request over HTTP is held to: scope, rate, owner and schemas. Answers
 * what JSON says, or a text, or bytes; throws the route's error.
 */
export type CallRoute = (name: RouteName, input?: RouteInput) => Promise<unknown>;
