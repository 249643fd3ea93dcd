import type * as z from 'zod';

/** Who may call: anyone, any verified user, the owner of the thing that the path names, or an admin. */
export type Access = 'public' | 'user' | 'owner' | 'admin';

/** What an API key needs to call a route on its user's behalf; `none` shuts every key out. Public routes look at no caller. */
export type RouteScope = 'read' | 'build' | 'merge' | 'none';

/** The REST functions, one a noun; the folder of functions/ has the same name. */
export type RestFunction =
  | 'auth'
  | 'oidc'
  | 'chat'
  | 'missions'
  | 'apps'
  | 'account'
  | 'docs'
  | 'health'
  | 'mcp'
  | 'oauth'
  | 'webhooks'
  | 'channels';

export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** API Gateway's form: `{name}` is one path segment. */
  readonly path: string;
  readonly access: Access;
  readonly scope: RouteScope;
  readonly owner: RestFunction;
  readonly summary: string;
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  /** The field that a body in plain text is, and that a form may bring. */
  readonly spokenField?: 'voice_memo';
  /** Whether the body is a form, as OAuth sends it; JSON will do too. */
  readonly takesForm?: true;
  /** Whether tokens that were made for this address by OAuth open it. */
  readonly takesConnections?: true;
  /** Whether the same request again, under the same `Idempotency-Key`, is the same mission. */
  readonly takesIdempotencyKey?: true;
  /** Whether `Prefer: respond-async` has it answered at once. */
  readonly takesPreference?: true;
  readonly success: {
    /** 204 and 302 have no body. */
    readonly status: 200 | 201 | 202 | 204 | 302;
    readonly schema?: z.ZodType;
    readonly contentType: string;
    /** Whether what is asked for may also come as plain text. */
    readonly isAlsoText?: true;
    /** Whether what is not done yet may be answered 202, with where to ask for it in `Location`. */
    readonly isAlsoAccepted?: true;
    /** Whether what wants no answer gets 202 without a body. */
    readonly isAlsoEmpty?: true;
  };
  /** By status, refusals that a protocol wants in a form of its own. The errors of the onion keep ours, so either may come. */
  readonly refusals?: Readonly<Record<number, z.ZodType>>;
}

/** An answer that the schema describes. */
export const json = (schema: z.ZodType, status: 200 | 201 | 202 = 200): Route['success'] => ({
  status,
  schema,
  contentType: 'application/json',
});

/** An answer that is text. */
export const text = (contentType: string): Route['success'] => ({ status: 200, contentType });

/** An answer without a body. */
export const bodiless = (status: 204 | 302): Route['success'] => ({
  status,
  contentType: 'application/json',
});
