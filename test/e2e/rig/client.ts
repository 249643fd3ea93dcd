import { expect } from 'vitest';
import type * as z from 'zod';
import { type ErrorBody, errorBodySchema, signedInSchema } from '../../../core/wire/http.ts';
import { adminPassword } from './admin-password.ts';
import type { Product } from './product.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly rawBody?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A caller of the REST API. */
export interface Client {
  readonly userId: string;
  readonly token: string;
  /** Where it calls; the port may change hands between two starts. */
  readonly port: number;
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  /** Calls and reads the answer with its wire schema, which is strict: a field that the contract does not know fails the test. */
  read<S extends z.ZodType>(schema: S, path: string): Promise<z.infer<S>>;
  send<S extends z.ZodType>(
    schema: S,
    status: number,
    path: string,
    body: unknown,
    headers?: Record<string, string>,
  ): Promise<z.infer<S>>;
  /** Calls for something that is refused, and answers the error; the form and the status are checked. */
  refused(status: number, method: string, path: string, options?: CallOptions): Promise<ErrorBody['error']>;
}

/** Calls the product; the token goes out as a bearer. */
export function createClient(port: number, token: string | undefined, userId = ''): Client {
  const call: Client['call'] = async (method, path, { body, rawBody, headers = {} } = {}) => {
    const sent = rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(sent !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  return {
    userId,
    token: token ?? '',
    port,
    call,
    async read(schema, path) {
      const answer = await call('GET', path);
      expect(answer.status, `GET ${path}: ${answer.text}`).toBe(200);
      return schema.parse(JSON.parse(answer.text));
    },
    async send(schema, status, path, body, headers) {
      const answer = await call('POST', path, { body, ...(headers && { headers }) });
      expect(answer.status, `POST ${path}: ${answer.text}`).toBe(status);
      return schema.parse(JSON.parse(answer.text));
    },
    async refused(status, method, path, options) {
      const answer = await call(method, path, options);
      expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/json');
      return errorBodySchema.parse(JSON.parse(answer.text)).error;
    },
  };
}

/** Signs a member in (its password is its name), or `admin`. */
export async function signIn(
  { port, usernameOf = (name) => name }: Pick<Product, 'port' | 'usernameOf'>,
  username = 'admin',
): Promise<Client> {
  const password = username === 'admin' ? adminPassword : username;
  const { token, user } = await createClient(port, undefined).send(signedInSchema, 200, '/gantry/auth', {
    username: usernameOf(username),
    password,
  });
  return createClient(port, token, user.id);
}
