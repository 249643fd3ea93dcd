import type { IncomingMessage, ServerResponse } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { MIMEType } from 'node:util';
import type { FunctionRequest } from '../../../core/wire/function-call.ts';
import { redirect, sendJson, sendValue } from './send-answer.ts';

/** What a body that its content type does not describe is answered with, as on Vercel. */
export class BodyRejected extends Error {
  override readonly name = 'BodyRejected';
}

/** Gives request and response what Vercel adds to Node's: `query`, `cookies`, `body`; `status`, `json`, `send`, `redirect`. */
export function addHelpers(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  request: FunctionRequest,
): void {
  defineLate(incoming, 'query', () => queryOf(request.url));
  defineLate(incoming, 'cookies', () => cookiesOf(request.headers.cookie ?? ''));
  defineLate(incoming, 'body', () =>
    readBody(Buffer.from(request.body, 'base64'), request.headers['content-type']),
  );
  Object.assign(outgoing, {
    status: (code: number) => Object.assign(outgoing, { statusCode: code }),
    json: (value: unknown) => sendJson(outgoing, value),
    send: (value: unknown) => sendValue(outgoing, value),
    redirect: (first: number | string, second?: string) => redirect(outgoing, first, second),
  });
}

/** Made when it is first read: a body that cannot be parsed is the business of who reads it. */
function defineLate(incoming: IncomingMessage, name: string, make: () => unknown): void {
  const settle = (value: unknown): void =>
    void Object.defineProperty(incoming, name, {
      value,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  const get = (): unknown => {
    const value = make();
    settle(value);
    return value;
  };
  Object.defineProperty(incoming, name, { get, set: settle, enumerable: true, configurable: true });
}

/** A name that comes more than once has a list. */
function queryOf(url: string): Record<string, string | string[]> {
  const { searchParams } = new URL(url, 'http://localhost');
  return Object.fromEntries(
    [...new Set(searchParams.keys())].map((name) => {
      const [first = '', ...more] = searchParams.getAll(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function cookiesOf(header: string): Record<string, string> {
  const pairs = header.split(';').flatMap((pair) => {
    const [, name, value = ''] = /^\s*([^=\s]+)\s*=\s*"?([^"]*?)"?\s*$/.exec(pair) ?? [];
    return name === undefined ? [] : [[name, decoded(value)] as const];
  });
  // The first of a name holds.
  return Object.fromEntries(pairs.toReversed());
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** By its content type: JSON as its value, a form as an object, text as text, bytes as bytes; undefined for every other. */
function readBody(bytes: Buffer, contentType: string | undefined): unknown {
  switch (essenceOf(contentType)) {
    case 'application/json':
      return readJson(bytes.toString('utf8'));
    case 'application/x-www-form-urlencoded':
      return { ...parseForm(bytes.toString('utf8')) };
    case 'application/octet-stream':
      return bytes;
    case 'text/plain':
      return bytes.toString('utf8');
    default:
      return undefined;
  }
}

function essenceOf(contentType: string | undefined): string | undefined {
  try {
    return contentType === undefined ? undefined : new MIMEType(contentType).essence;
  } catch {
    return undefined;
  }
}

function readJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (cause) {
    throw new BodyRejected('Invalid JSON', { cause });
  }
}
