import type { APIGatewayProxyEvent } from 'aws-lambda';
import { InputRejected } from '../../core/errors.ts';
import type { Route } from '../../core/wire/routes/route.ts';

type Spoken = NonNullable<Route['spokenField']>;
export type BodyEvent = Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded' | 'headers'>;

const maxBodyBytes = 1024 * 1024;

/** The body's bytes as they were sent. */
export function bodyBytes(event: Pick<BodyEvent, 'body' | 'isBase64Encoded'>): Buffer {
  return Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
}

/** A header by its lower-case name, whatever case it was sent in. */
export function headerOf(event: Pick<BodyEvent, 'headers'>, name: string): string | undefined {
  const key = Object.keys(event.headers ?? {}).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : event.headers[key];
}

/**
 * What a body says, before any schema looks at it. JSON, whatever its content type, since `curl -d` calls it a form; an empty one counts as
 * `{}`. Where a route has a spoken field, a form or plain text will do: shortcuts and voice assistants send little else.
 */
export async function parseBody(
  event: BodyEvent,
  { spokenField: spoken, takesForm }: Pick<Route, 'spokenField' | 'takesForm'>,
): Promise<unknown> {
  const bytes = bodyBytes(event);
  if (bytes.length > maxBodyBytes)
    throw new InputRejected('body_too_large', 'The body is larger than 1 MB.', { status: 413 });
  // It also takes a byte order mark off, which some clients put before everything.
  const text = new TextDecoder().decode(bytes).trim();
  if (text === '') return {};
  if (takesForm && isForm(event) && !text.startsWith('{'))
    return Object.fromEntries(new URLSearchParams(text));
  // Words may be JSON too, such as a number.
  const said = spoken && !text.startsWith('{') ? await readSpoken(event, bytes, text, spoken) : undefined;
  if (said !== undefined) return said;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputRejected('json_invalid', `The body is not valid JSON.${advice(spoken)}`, { cause });
  }
}

const isForm = (event: BodyEvent): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(headerOf(event, 'content-type') ?? '');

const advice = (spoken: Spoken | undefined): string =>
  spoken === undefined
    ? ''
    : ` Send {"${spoken}": "Build …"} as application/json, a form with the field ${spoken}, or the words alone as text/plain.`;

async function readSpoken(
  event: BodyEvent,
  bytes: Buffer,
  text: string,
  spoken: Spoken,
): Promise<Record<string, unknown> | undefined> {
  const type = headerOf(event, 'content-type') ?? 'text/plain';
  if (/^text\/plain\b/i.test(type)) return { [spoken]: text };
  if (!/^(?:application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type)) return undefined;
  const form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  return form?.has(spoken)
    ? Object.fromEntries([...form].map(([name, value]) => [name, fieldOf(name, value, spoken)]))
    : undefined;
}

/** A form knows no booleans. */
function fieldOf(name: string, value: unknown, spoken: Spoken): unknown {
  if (name === spoken || (value !== 'true' && value !== 'false')) return value;
  return value === 'true';
}
