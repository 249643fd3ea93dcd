import type { Digest } from '../ports/digest.ts';
import type { ChainedEvent } from '../wire/event.ts';
import { canonicalJson } from './canonical-json.ts';

/** What the first event of a stream names as the hash before it. */
export const genesisSha256: string = '0'.repeat(64);

/** An event that has its place in a chain but not yet its own hash. */
export type UnsealedEvent = Omit<ChainedEvent, 'sha256'>;

/** The hash of an event: SHA-256 over its RFC 8785 form without `sha256`. */
export function eventSha256(digest: Digest, event: UnsealedEvent): string {
  return digest.sha256(canonicalJson(bodyOf(event)));
}

/** How many fields an event has, its own hash left out. */
const fieldCount = 10;

/** The event without its hash, its fields in RFC 8785 order at once: sorting them would take longer than the hashing. */
function bodyOf(event: UnsealedEvent): object {
  const { actor, at, data, event: name, message, mission_id, prev_sha256, seq, status, type } = event;
  const body = { actor, at, data, event: name, message, mission_id, prev_sha256, seq, status, type };
  return countFields(event) === fieldCount && hasAll(body) ? body : withoutHash(event);
}

function countFields(event: UnsealedEvent): number {
  let count = 0;
  for (const key in event) if (key !== 'sha256') count += 1;
  return count;
}

/** As many fields as there should be are the right ones only if none of those is missing. */
function hasAll(body: object): boolean {
  for (const key in body) if (body[key as keyof typeof body] === undefined) return false;
  return true;
}

/** Whatever else an event carries is under its hash as well. */
function withoutHash(event: UnsealedEvent): object {
  const { sha256: _own, ...body } = event as ChainedEvent;
  return body;
}

/** Half a surrogate pair has no RFC 8785 form: a text cut in the wrong place, or one meant to stop its mission, must not keep a fact from being told. */
function wellFormed(body: object): object {
  const text = JSON.stringify(body);
  if (!text.includes('\\ud')) return body;
  return JSON.parse(text, (_key, part: unknown) => (typeof part === 'string' ? part.toWellFormed() : part));
}

/** Gives an event its hash, and is what a reader will find: plain JSON, in RFC 8785 order, so that verifying need not sort it again. */
export function sealEvent(digest: Digest, event: UnsealedEvent): ChainedEvent {
  const text = canonicalJson(wellFormed(bodyOf(event)));
  return { ...(JSON.parse(text) as UnsealedEvent), sha256: digest.sha256(text) };
}

/** Whether a chain holds from its first event; otherwise the first bad seq (as it should be) and why. */
export type ChainVerdict =
  | { readonly ok: true; readonly headSha256: string }
  | { readonly ok: false; readonly seq: number; readonly why: string };

/** Checks a whole chain: seq from 1 without gaps, one stream, each link, each hash. Linear in the size of the events. */
export function verifyChain(digest: Digest, events: readonly ChainedEvent[]): ChainVerdict {
  let previous = genesisSha256;
  const stream = events[0]?.mission_id;
  for (const [index, event] of events.entries()) {
    const seq = index + 1;
    const why = linkFault(digest, event, { seq, previous, stream });
    if (why !== undefined) return { ok: false, seq, why };
    previous = event.sha256;
  }
  return { ok: true, headSha256: previous };
}

function linkFault(
  digest: Digest,
  event: ChainedEvent,
  expected: { readonly seq: number; readonly previous: string; readonly stream: string | undefined },
): string | undefined {
  if (event.seq !== expected.seq) return `seq is ${event.seq}, expected ${expected.seq}`;
  if (event.mission_id !== expected.stream)
    return `belongs to ${event.mission_id}, not to ${expected.stream}`;
  if (event.prev_sha256 !== expected.previous)
    return 'this event does not follow the one before it: an event was changed, removed or put in between';
  return isHashOf(digest, event) ? undefined : 'this event was changed after it was recorded';
}

/** What has no RFC 8785 form, such as half a surrogate pair, has no hash. */
function isHashOf(digest: Digest, event: ChainedEvent): boolean {
  try {
    return eventSha256(digest, event) === event.sha256;
  } catch {
    return false;
  }
}
