import { createPublicKey, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromBase64, toBase64 } from '../../../core/evidence/base64.ts';
import { canonicalJson } from '../../../core/evidence/canonical-json.ts';
import { eventSha256, genesisSha256, sealEvent, verifyChain } from '../../../core/evidence/chain.ts';
import { preAuthEncoding } from '../../../core/evidence/dsse.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import { missionId } from '../mission/samples.ts';
import { digest } from '../pod/make-report.ts';

const base64UrlOf = (coordinate: bigint): string =>
  Buffer.from(coordinate.toString(16).padStart(64, '0'), 'hex').toString('base64url');

function chainOf(length: number): ChainedEvent[] {
  const events: ChainedEvent[] = [];
  for (let seq = 1; seq <= length; seq += 1) {
    events.push(
      sealEvent(digest, {
        type: 'status',
        event: 'gate-passed',
        mission_id: missionId,
        seq,
        at: '2026-01-02T03:04:05.000Z',
        actor: 'gantry',
        status: 'VALIDATING',
        message: `Event ${seq} €`,
        data: { z: 1, a: [1.5, null, 'é'], nested: { b: true } },
        prev_sha256: events.at(-1)?.sha256 ?? genesisSha256,
      }),
    );
  }
  return events;
}

/** The chain with one event changed, and sealed again where its hash shall fit. */
function changed(at: number, over: Partial<ChainedEvent>, isResealed: boolean): ChainedEvent[] {
  return chainOf(5).map((event, index) => {
    if (index !== at) return event;
    const other = { ...event, ...over };
    return isResealed ? sealEvent(digest, other) : other;
  });
}

describe('a chain', () => {
  test('holds as it was made, and so does an empty one', () => {
    const events = chainOf(5);
    expect(verifyChain(digest, events)).toEqual({ ok: true, headSha256: events[4]?.sha256 });
    expect(verifyChain(digest, [])).toEqual({ ok: true, headSha256: genesisSha256 });
  });

  test('is not cut by the order of an event’s fields', () => {
    const turned = chainOf(3).map((event) => Object.fromEntries(Object.entries(event).toReversed()));
    expect(verifyChain(digest, turned as ChainedEvent[])).toMatchObject({ ok: true });
  });

  test.each([
    [
      'a changed word',
      changed(2, { message: 'other' }, false),
      3,
      'this event was changed after it was recorded',
    ],
    [
      'a changed word under a new hash',
      changed(2, { message: 'other' }, true),
      4,
      'does not follow the one before it',
    ],
    ['a wrong number', changed(1, { seq: 7 }, true), 2, 'seq is 7, expected 2'],
    [
      'an event of another stream',
      changed(3, { mission_id: `msn_${'1'.repeat(26)}` as MissionId }, true),
      4,
      'belongs to',
    ],
    [
      'another beginning',
      changed(0, { prev_sha256: 'a'.repeat(64) }, true),
      1,
      'does not follow the one before it',
    ],
    ['a missing event', chainOf(5).toSpliced(2, 1), 3, 'seq is 4, expected 3'],
    [
      'two events in the wrong order',
      [1, 0].map((index) => chainOf(2)[index] as ChainedEvent),
      1,
      'seq is 2',
    ],
  ])('is broken by %s, and the first bad event is named', (_, events, seq, why) => {
    expect(verifyChain(digest, events)).toMatchObject({ ok: false, seq, why: expect.stringContaining(why) });
  });

  test('covers a field that does not belong there, and one that is missing', () => {
    const [first] = chainOf(1) as [ChainedEvent];
    const { type: _type, ...less } = first;
    for (const wrong of [{ ...first, more: 1 }, { ...less, more: 1 }, less])
      expect(verifyChain(digest, [wrong as ChainedEvent])).toMatchObject({ ok: false, seq: 1 });
  });

  test('can tell of a text that was cut within a character, which has no RFC 8785 form', () => {
    const [event] = chainOf(1) as [ChainedEvent];
    const sealed = sealEvent(digest, {
      ...event,
      message: 'cut \ud83d',
      data: { excerpt: '\udc00 \\ud83d' },
    });
    expect(sealed).toMatchObject({ message: 'cut \ufffd', data: { excerpt: '\ufffd \\ud83d' } });
    expect(verifyChain(digest, [sealed])).toMatchObject({ ok: true });
  });

  test('hashes an event over its RFC 8785 form without its own hash', () => {
    const [event] = chainOf(1);
    const { sha256, ...body } = event as ChainedEvent;
    expect(sha256).toBe(eventSha256(digest, { ...body, sha256: 'x' } as ChainedEvent));
    expect(canonicalJson({ b: 1e21, a: '€', '\u20ac': [], A: -0 })).toBe('{"A":0,"a":"€","b":1e+21,"€":[]}');
  });
});

describe('base64', () => {
  test('gives back any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'));
      }),
    );
  });

  test.each([
    ['spare bits that are set', 'aGl='],
    ['no padding', 'aGk'],
    ['too much padding', 'aGk=='],
    ['a space', 'aG k='],
    ['a line break', 'aGk=\n'],
    ['the URL alphabet', '-_8='],
    ['other characters', 'aGk*'],
  ])('refuses %s', (_, text) => {
    expect(fromBase64(text)).toBeUndefined();
  });
});

describe('the pre-authentication encoding', () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

  test('is that of the test vector in the DSSE specification', () => {
    const encoded = preAuthEncoding('http://example.com/HelloWorld', encode('hello world'));
    expect(decode(encoded)).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  test('is what the signature in the specification’s example was made over', () => {
    const key = createPublicKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        x: base64UrlOf(46950820868899156662930047687818585632848591499744589407958293238635476079160n),
        y: base64UrlOf(5640078356564379163099075877009565129882514886557779369047442380624545832820n),
      },
    });
    const envelope = {
      payloadType: 'http://example.com/HelloWorld',
      payload: 'aGVsbG8gd29ybGQ=',
      sig: 'A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==',
    };
    const payload = fromBase64(envelope.payload) ?? new Uint8Array();
    const signature = fromBase64(envelope.sig) ?? new Uint8Array();
    const encoded = preAuthEncoding(envelope.payloadType, payload);
    expect(verify('sha256', encoded, { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(true);
    expect(toBase64(payload)).toBe(envelope.payload);
    expect(verify('sha256', encoded.with(0, 0x64), { key, dsaEncoding: 'ieee-p1363' }, signature)).toBe(
      false,
    );
  });

  test('counts bytes, not characters, and takes an empty payload', () => {
    expect(decode(preAuthEncoding('é', encode('€')))).toBe('DSSEv1 2 é 3 €');
    expect(decode(preAuthEncoding('t', new Uint8Array()))).toBe('DSSEv1 1 t 0 ');
  });
});
