import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { createSigner } from '../../../adapters/local/signer.ts';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { nodeSignatureVerifier } from '../../../adapters/node/signature-verifier.ts';
import { fromBase64 } from '../../../core/evidence/base64.ts';
import { genesisSha256, sealEvent } from '../../../core/evidence/chain.ts';
import { signEnvelope } from '../../../core/evidence/dsse.ts';
import { parseEvidence } from '../../../core/evidence/parse-evidence.ts';
import { sealEvidence } from '../../../core/evidence/seal-evidence.ts';
import { verifyBundle } from '../../../core/evidence/verify-bundle.ts';
import { runCommand } from '../../../core/mission/append-facts.ts';
import type { ChainedEvent } from '../../../core/wire/event.ts';
import type { EvidenceBundle } from '../../../core/wire/evidence.ts';
import { temporaryHome } from '../../adapters/local/temporary-home.ts';
import { testedMission } from '../app/tested-mission.ts';
import { play } from '../mission/play.ts';
import { commands } from '../mission/samples.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const deps = makePorts();
const stranger = createSigner({ home: temporaryHome() });
let pinned = '';
let bundles: readonly EvidenceBundle[] = [];
let texts: readonly string[] = [];

beforeAll(async () => {
  const { missionId } = await testedMission(deps, { wanted: { deploy: false, publish: false } });
  await runCommand(deps)({ missionId, command: commands().settle, actor: 'gantry' }, { signal: never });
  const failed = (await play([commands().settle], { deps })).missionId;
  bundles = await Promise.all([missionId, failed].map((id) => sealEvidence(deps)(id, never)));
  texts = bundles.map((bundle) => JSON.stringify(bundle));
  pinned = (await deps.signer.publicKeys(never))[0]?.pem ?? '';
});

const check = (json: unknown) =>
  verifyBundle({ digest: nodeDigest, verifier: nodeSignatureVerifier }, json, pinned);

/** What a mutation makes of a bundle: parsed JSON, or undefined where it is none any more. */
type Mutation = (bundle: EvidenceBundle, text: string) => unknown;

/** What `npm run verify` reads of a file. */
function parsed(file: string | Uint8Array): unknown {
  try {
    return parseEvidence(typeof file === 'string' ? new TextEncoder().encode(file) : file);
  } catch {
    return undefined;
  }
}

const at = fc.nat({ max: 1_000_000 });

const byteChanged = fc.tuple(at, fc.nat({ max: 255 })).map(
  ([place, byte]): Mutation =>
    (_, text) => {
      const bytes = Buffer.from(text);
      bytes[place % bytes.length] = byte;
      return parsed(bytes);
    },
);
const bitTurned = fc.tuple(at, fc.nat({ max: 7 })).map(
  ([place, bit]): Mutation =>
    (_, text) => {
      const bytes = Buffer.from(text);
      const index = place % bytes.length;
      bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
      return parsed(bytes);
    },
);
const bytePut = fc.tuple(at, fc.string({ minLength: 1, maxLength: 3 })).map(
  ([place, more]): Mutation =>
    (_, text) => {
      const index = place % text.length;
      return parsed(text.slice(0, index) + more + text.slice(index));
    },
);
const truncated = at.map(
  (place): Mutation =>
    (_, text) =>
      parsed(text.slice(0, place % text.length)),
);

/** Every place in a value that holds a scalar, and every object in it. */
function placesIn(value: unknown): { readonly scalars: [object, string][]; readonly objects: object[] } {
  const scalars: [object, string][] = [];
  const objects: object[] = [];
  const walk = (node: object): void => {
    objects.push(node);
    for (const [key, child] of Object.entries(node)) {
      if (child !== null && typeof child === 'object') walk(child);
      else scalars.push([node, key]);
    }
  };
  walk(value as object);
  return { scalars, objects };
}

const fieldChanged = fc.tuple(at, fc.jsonValue({ maxDepth: 1 })).map(
  ([place, value]): Mutation =>
    (bundle) => {
      const copy = structuredClone(bundle);
      const { scalars } = placesIn(copy);
      const [node, key] = scalars[place % scalars.length] as [object, string];
      Reflect.set(node, key, value);
      return copy;
    },
);
const fieldDropped = at.map(
  (place): Mutation =>
    (bundle) => {
      const copy = structuredClone(bundle);
      const { scalars } = placesIn(copy);
      const [node, key] = scalars[place % scalars.length] as [object, string];
      if (Array.isArray(node)) node.splice(Number(key), 1);
      else Reflect.deleteProperty(node, key);
      return copy;
    },
);
const name = fc.oneof(fc.constantFrom('__proto__', 'toJSON', 'sha256', 'x', '0'), fc.string());
const fieldAdded = fc.tuple(at, name, fc.jsonValue({ maxDepth: 1 })).map(
  ([place, key, value]): Mutation =>
    (bundle) => {
      const copy = structuredClone(bundle);
      const { objects } = placesIn(copy);
      const node = objects[place % objects.length] as object;
      Object.defineProperty(node, Array.isArray(node) ? node.length : key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
      return copy;
    },
);

/** Chains events again from the start, as somebody would who can hash but not sign. */
function rechained(events: readonly ChainedEvent[]): ChainedEvent[] {
  const chain: ChainedEvent[] = [];
  for (const event of events)
    chain.push(
      sealEvent(nodeDigest, {
        ...event,
        seq: chain.length + 1,
        prev_sha256: chain.at(-1)?.sha256 ?? genesisSha256,
      }),
    );
  return chain;
}

const again = fc.boolean();
const withEvents = (bundle: EvidenceBundle, events: readonly ChainedEvent[], isRechained: boolean) => ({
  ...bundle,
  events: isRechained ? rechained(events) : events,
});
const eventDropped = fc.tuple(at, again).map(
  ([place, isRechained]): Mutation =>
    (bundle) =>
      withEvents(bundle, bundle.events.toSpliced(place % bundle.events.length, 1), isRechained),
);
const eventsSwapped = fc.tuple(at, at, again).map(
  ([left, right, isRechained]): Mutation =>
    (bundle) => {
      const events = [...bundle.events];
      const [first, second] = [left % events.length, right % events.length];
      [events[first], events[second]] = [events[second] as ChainedEvent, events[first] as ChainedEvent];
      return withEvents(bundle, events, isRechained);
    },
);
const chainCut = fc.tuple(at, again).map(
  ([place, isRechained]): Mutation =>
    (bundle) =>
      withEvents(bundle, bundle.events.slice(0, place % bundle.events.length), isRechained),
);
const chainExtended = fc.tuple(at, again, fc.string()).map(
  ([place, isRechained, message]): Mutation =>
    (bundle) => {
      const more = bundle.events[place % bundle.events.length] as ChainedEvent;
      return withEvents(bundle, [...bundle.events, { ...more, message }], isRechained);
    },
);
const wordsRewritten = fc.tuple(at, fc.string()).map(
  ([place, message]): Mutation =>
    (bundle) => {
      const index = place % bundle.events.length;
      const events = bundle.events.map((event, each) => (each === index ? { ...event, message } : event));
      return withEvents(bundle, events, true);
    },
);
const partExchanged = fc.constantFrom('events' as const, 'envelope' as const, 'public_key_pem' as const).map(
  (part): Mutation =>
    (bundle) => {
      const other = bundles.find((candidate) => candidate !== bundle) as EvidenceBundle;
      return { ...bundle, [part]: other[part] };
    },
);

const mutation = fc.oneof(
  { arbitrary: byteChanged, weight: 3 },
  { arbitrary: bitTurned, weight: 3 },
  bytePut,
  truncated,
  { arbitrary: fieldChanged, weight: 3 },
  fieldDropped,
  fieldAdded,
  eventDropped,
  eventsSwapped,
  chainCut,
  chainExtended,
  wordsRewritten,
  partExchanged,
);

describe('with the key pinned', () => {
  test('every one of 9,500 random mutations of a bundle is refused', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(mutation, fc.nat({ max: 1 }), async (mutate, which) => {
        const text = texts[which] as string;
        const mutant = mutate(bundles[which] as EvidenceBundle, text);
        // What is the same JSON after all, such as a blank between two tokens, is no other bundle.
        if (JSON.stringify(mutant) === text) return;
        changed += 1;
        expect((await check(mutant)).ok).toBe(false);
      }),
      { numRuns: 9_500 },
    );
    expect(changed).toBeGreaterThan(8_000);
  });

  test('every one of 500 bundles that a stranger rewrote and signed again is refused', async () => {
    const [own] = await stranger.publicKeys(never);
    await fc.assert(
      fc.asyncProperty(wordsRewritten, fc.nat({ max: 1 }), fc.boolean(), async (mutate, which, bringsKey) => {
        const bundle = bundles[which] as EvidenceBundle;
        const forged = mutate(bundle, '') as EvidenceBundle;
        const statement = JSON.parse(Buffer.from(fromBase64(bundle.envelope.payload) ?? []).toString());
        const [byproduct] = statement.predicate.runDetails.byproducts;
        byproduct.annotations.chain.head_sha256 = forged.events.at(-1)?.sha256;
        const { envelope } = await signEnvelope({ signer: stranger })(
          Buffer.from(JSON.stringify(statement)),
          never,
        );
        const public_key_pem = bringsKey ? (own?.pem ?? '') : bundle.public_key_pem;
        expect((await check({ ...forged, envelope, public_key_pem })).ok).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  test('every untouched bundle passes, also after a rotation and as it is written again', async () => {
    await deps.signer.rotate();
    for (const text of texts) {
      expect(await check(JSON.parse(text))).toMatchObject({ ok: true, isPinned: true });
      expect(await check(JSON.parse(JSON.stringify(JSON.parse(text), null, 2)))).toMatchObject({ ok: true });
    }
  });

  test.each([
    [
      'a member that parsers hide',
      (text: string) => text.replace('"data":{', '"data":{"__proto__":{"x":1},'),
    ],
    ['half a surrogate pair', (text: string) => text.replace('"message":"', '"message":"\\ud800')],
    [
      'a public key with a line more',
      (text: string) => text.replace('-----END PUBLIC', '\\n-----END PUBLIC'),
    ],
    [
      'a public key that is none',
      (text: string) => text.replace(/"public_key_pem":"[^"]*"/, '"public_key_pem":"no"'),
    ],
  ])('a bundle with %s is refused and not tripped over', async (_, change) => {
    for (const text of texts) {
      expect(change(text)).not.toBe(text);
      expect((await check(JSON.parse(change(text)))).ok).toBe(false);
    }
  });
});
