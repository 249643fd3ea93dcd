import { APICallError, InvalidResponseDataError } from '@ai-sdk/provider';
import * as z from 'zod';
import { NoAnswer } from '../node/no-answer.ts';

/** What a server said in the place of an answer, before it began to answer or while it did. */
export class ServerFault extends Error {
  override readonly name = 'ServerFault';
  readonly status: number | undefined;
  readonly type: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    message: string,
    {
      status,
      type,
      headers = {},
      cause,
    }: {
      readonly status?: number | undefined;
      readonly type?: string | undefined;
      readonly headers?: Readonly<Record<string, string>> | undefined;
      readonly cause?: unknown;
    },
  ) {
    super(message, { cause });
    this.status = status;
    this.type = type;
    this.headers = headers;
  }
}

/** The forms in which servers word an error: `error` as a text or an object, or the message itself on top. */
const wordsSchema = z.looseObject({
  message: z.string().optional(),
  detail: z.string().optional(),
  type: z.string().nullish(),
  code: z.union([z.string(), z.number()]).nullish(),
  statusCode: z.number().nullish(),
});
const bodySchema = z.union([
  z.looseObject({ error: wordsSchema }).transform(({ error }) => error),
  z.looseObject({ error: z.string() }).transform(({ error }) => ({ message: error })),
  wordsSchema,
]);
type Told = z.infer<typeof wordsSchema>;

function parseBody(body: string): Told | undefined {
  try {
    return bodySchema.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}

const statusIn = ({ code, statusCode }: Told): number | undefined =>
  statusCode ?? (typeof code === 'number' ? code : undefined);

/** An error's code where it is a word, such as `insufficient_quota`; else its type. */
const typeIn = ({ code, type }: Told): string | undefined =>
  typeof code === 'string' ? code : (type ?? undefined);

/** What a body that is an error says; a page of HTML says nothing that anybody would want to read. */
export function faultOfBody(
  body: string,
  status: number,
  headers: Readonly<Record<string, string>>,
): ServerFault {
  const told = parseBody(body);
  const isPage = body.trimStart().startsWith('<');
  const words = told?.message ?? told?.detail ?? (isPage ? '' : body.trim());
  return new ServerFault(words || `The server answered ${status}.`, {
    status: (told && statusIn(told)) ?? status,
    type: told && typeIn(told),
    headers,
  });
}

/** What an event in the middle of a stream says that is an error. */
export function faultOfEvent(event: unknown): ServerFault | undefined {
  const told = bodySchema.safeParse(event).data;
  if (told?.message === undefined) return undefined;
  return new ServerFault(told.message, { status: statusIn(told), type: typeIn(told) });
}

/** An error of the SDK as one of ours; what it holds of the request is left behind. */
export function faultOfError(error: unknown): Error {
  if (InvalidResponseDataError.isInstance(error)) return new NoAnswer();
  if (APICallError.isInstance(error)) return faultOfCall(error);
  return error instanceof Error ? error : (faultOfEvent(error) ?? new Error(String(error)));
}

/** A call that was answered well may fail all the same, when its stream breaks; then the reason lies beneath. */
function faultOfCall({ statusCode, responseBody, responseHeaders, message, cause }: APICallError): Error {
  if (cause instanceof Error && (statusCode ?? 0) < 400) return cause;
  return faultOfBody(responseBody ?? message, statusCode ?? 0, responseHeaders ?? {});
}
