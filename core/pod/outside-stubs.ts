import * as z from 'zod';
import type { SourceFile } from '../wire/draft.ts';

/** What an author says that the outside answers; `*` in its path stands for one segment. */
const stubSchema = z.strictObject({
  request: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET'),
    url: z.url({ protocol: /^https$/ }),
  }),
  answer: z.strictObject({
    status: z.number().int().min(200).max(599).default(200),
    headers: z.record(z.string(), z.string()).default({}),
    /** A text as it is, everything else as JSON. */
    body: z.json().default(''),
  }),
});
const stubsSchema = z.union([stubSchema.transform((one) => [one]), z.array(stubSchema).min(1).max(50)]);

/** One answer of the outside as an app's author knows it, and the file that says it. */
export type OutsideStub = z.infer<typeof stubSchema> & { readonly path: string };

/** The stubs of a tree, and what cannot be read of them, in words for their author. */
export interface OutsideStubs {
  readonly stubs: readonly OutsideStub[];
  readonly faults: readonly string[];
}

const stubFile = /^tests?\/outside\/[^/]+\.json$/;
const form =
  '{"request":{"method":"GET","url":"https://api.example.com/v1/things?limit=5"},"answer":{"status":200,"body":{}}}, or a list of such';

/** Reads what declared origins answer while the app is tried; an answer for an origin that nobody declared is a fault. */
export function readStubs(files: readonly SourceFile[], origins: readonly string[]): OutsideStubs {
  const read = files
    .filter(({ path }) => stubFile.test(path))
    .map(({ path, content }) => ({ path, said: stubsSchema.safeParse(parseJson(content)) }));
  const stubs = read.flatMap(({ path, said }) => (said.data ?? []).map((stub) => ({ ...stub, path })));
  const isDeclared = ({ request }: OutsideStub): boolean => origins.includes(new URL(request.url).origin);
  const unread = read.filter(({ said }) => !said.success).map(({ path }) => `${path}: write ${form}.`);
  const foreign = stubs
    .filter((stub) => !isDeclared(stub))
    .map(({ path, request }) => `${path}: ${new URL(request.url).origin} is no origin that was agreed.`);
  return { stubs: stubs.filter(isDeclared), faults: [...unread, ...foreign] };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a stub answers, as it goes over the wire. */
export interface OutsideAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The answer to a request: of the stub with its method, origin and path, and of several the one whose query is most like it. Undefined where
 * nobody wrote one.
 */
export function answerFromStubs(
  stubs: readonly OutsideStub[],
  { method, url }: { readonly method: string; readonly url: string },
): OutsideAnswer | undefined {
  const asked = new URL(url);
  const [best] = stubs
    .filter(({ request }) => request.method === method && isSamePlace(new URL(request.url), asked))
    .map((stub) => ({ stub, likeness: likenessOf(new URL(stub.request.url), asked) }))
    .toSorted((left, right) => right.likeness - left.likeness);
  if (best === undefined) return undefined;
  const { status, headers, body } = best.stub.answer;
  const type = typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json';
  const said = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    status,
    headers: { 'content-type': type, ...Object.fromEntries(said) },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

function isSamePlace(pattern: URL, asked: URL): boolean {
  const [meant, parts] = [pattern.pathname.split('/'), asked.pathname.split('/')];
  return (
    pattern.origin === asked.origin &&
    meant.length === parts.length &&
    meant.every((part, at) => part === '*' || part === parts[at])
  );
}

/** How many parameters of the query are the same, after how much of the path is spelled out. */
function likenessOf(pattern: URL, asked: URL): number {
  const fixed = pattern.pathname.split('/').filter((part) => part !== '*').length;
  const same = [...pattern.searchParams].filter(([name, value]) => asked.searchParams.get(name) === value);
  return fixed * 1_000 + same.length;
}

/** The requests by which the real outside can be asked: what only reads, and has no gap. */
export function askableStubs(stubs: readonly OutsideStub[]): readonly OutsideStub[] {
  return stubs.filter(
    ({ request, answer }) => request.method === 'GET' && !request.url.includes('*') && answer.status < 300,
  );
}

/**
 * Where a real answer has another shape than the stub's, in words; undefined where everything that the stub has is there. What the real one has
 * beside that is no difference, and neither is a null.
 */
export function shapeDifference(stub: unknown, real: unknown, at = 'the answer'): string | undefined {
  if (stub === null || real === null) return undefined;
  const [expected, found] = [kindOf(stub), kindOf(real)];
  if (expected !== found) return `${at} is ${found}, not ${expected}`;
  if (Array.isArray(stub) && Array.isArray(real)) return differenceInList(stub, real, at);
  return expected === 'an object' ? differenceInObject(stub as Members, real as Members, at) : undefined;
}

type Members = Readonly<Record<string, unknown>>;

function differenceInObject(stub: Members, real: Members, at: string): string | undefined {
  for (const [name, value] of Object.entries(stub)) {
    const path = at === 'the answer' ? name : `${at}.${name}`;
    const difference = shapeDifference(value, real[name], path);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function differenceInList(
  stub: readonly unknown[],
  real: readonly unknown[],
  at: string,
): string | undefined {
  if (stub.length === 0 || real.length === 0) return undefined;
  return shapeDifference(stub[0], real[0], `${at}[0]`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'not there';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
