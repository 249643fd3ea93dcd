import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { sealEvidence } from '../../core/evidence/seal-evidence.ts';
import { runCommand } from '../../core/mission/append-facts.ts';
import type { EvidenceBundle } from '../../core/wire/evidence.ts';
import type { PublishedKey } from '../../web/proof/prove.ts';
import { proveBundle, proveEvents } from '../../web/proof/prove.ts';
import { rawSignature } from '../../web/proof/web-crypto.ts';
import { testedMission } from '../core/app/tested-mission.ts';
import { commands } from '../core/mission/samples.ts';
import { makePorts } from '../core/ports/make-ports.ts';
import { never } from '../core/ports/never.ts';

const deps = makePorts();
let bundle: EvidenceBundle;
let keys: readonly PublishedKey[];

beforeAll(async () => {
  const { missionId } = await testedMission(deps, { wanted: { deploy: false, publish: false } });
  await runCommand(deps)({ missionId, command: commands().settle, actor: 'gantry' }, { signal: never });
  bundle = await sealEvidence(deps)(missionId, never);
  keys = (await deps.signer.publicKeys(never)).map(({ keyId, pem }) => ({
    key_id: keyId,
    public_key_pem: pem,
  }));
});

describe('proveBundle', () => {
  it('finds a true bundle signed, with the same rules as npm run verify', async () => {
    expect(await proveBundle(bundle, keys)).toMatchObject({ kind: 'signed', keyId: keys[0]?.key_id });
  });

  it('names the first wrong event', async () => {
    const events = bundle.events.map((event, index) => (index === 2 ? { ...event, message: 'x' } : event));
    expect(await proveBundle({ ...bundle, events }, keys)).toMatchObject({ kind: 'broken', seq: 3 });
  });

  it('is never green without a key that this Gantry publishes', async () => {
    const { privateKey: _private, publicKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      true,
      ['sign', 'verify'],
    );
    const spki = Buffer.from(await crypto.subtle.exportKey('spki', publicKey)).toString('base64');
    const pem = `-----BEGIN PUBLIC KEY-----\n${spki.replaceAll(/(.{64})/g, '$1\n')}\n-----END PUBLIC KEY-----\n`;
    expect(await proveBundle(bundle, [])).toMatchObject({ kind: 'broken' });
    expect(await proveBundle(bundle, [{ key_id: 'x', public_key_pem: pem }])).toMatchObject({
      kind: 'broken',
    });
  });

  it('is never green for a bundle with one character changed', async () => {
    const text = JSON.stringify(bundle);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: text.length - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        async (at, sign) => {
          fc.pre(text[at] !== sign);
          const changed = parsed(text.slice(0, at) + sign + text.slice(at + 1));
          // Two spellings of one text, such as an escape, are one bundle.
          fc.pre(JSON.stringify(changed) !== text);
          expect((await proveBundle(changed, keys)).kind).toBe('broken');
        },
      ),
      { numRuns: 60 },
    );
  });

  it('answers whatever it is given', async () => {
    for (const json of [
      undefined,
      null,
      1,
      [],
      {},
      { ...bundle, events: [] },
      { ...bundle, public_key_pem: 'x' },
    ])
      expect((await proveBundle(json, keys)).kind).toBe('broken');
  });
});

describe('proveEvents', () => {
  it('calls a chain without a signature what it is', async () => {
    expect((await proveEvents(bundle.events.slice(0, 3))).kind).toBe('unsigned');
    expect(await proveEvents(bundle.events.toSpliced(1, 1))).toMatchObject({ kind: 'broken', seq: 2 });
  });
});

describe('rawSignature', () => {
  it('reads DER integers short and long, and nothing that is no signature', () => {
    const der = Uint8Array.from([0x30, 7, 2, 1, 9, 2, 2, 0, 0x81]);
    expect(rawSignature(der)?.[31]).toBe(9);
    expect(rawSignature(der)?.[63]).toBe(0x81);
    for (const bad of [[], [0x30, 0], [0x30, 6, 2, 1, 9, 2, 9, 1], [0x30, 7, 2, 1, 9, 2, 2, 0, 0x81, 1]])
      expect(rawSignature(Uint8Array.from(bad))).toBeUndefined();
  });
});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
