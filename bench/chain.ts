import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { genesisSha256, sealEvent, verifyChain } from '../core/evidence/chain.ts';
import type { ChainedEvent } from '../core/wire/event.ts';
import { missionIdSchema } from '../core/wire/ids.ts';
import { printFigure } from './figure.ts';

const digest = { sha256: (data: string | Uint8Array): string => hash('sha256', data, 'hex') };
const count = 20_000;
const runs = 60;

function makeChain(): readonly ChainedEvent[] {
  const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
  const events: ChainedEvent[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    events.push(
      sealEvent(digest, {
        type: 'status',
        event: 'gate-passed',
        mission_id: missionId,
        seq,
        at: '2026-01-01T00:00:00.000Z',
        actor: 'gantry',
        status: 'VALIDATING',
        message: 'The draft passes policy.',
        data: { attempt: 0, tree_sha256: genesisSha256, policy_sha256: genesisSha256, findings: [] },
        prev_sha256: events.at(-1)?.sha256 ?? genesisSha256,
      }),
    );
  }
  return events;
}

function timeMs(work: () => void): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

/** Verifying a chain of 20,000 events against bare SHA-256 over the same canonical bytes, in the same run. */
export function benchChain(): void {
  const events = makeChain();
  const bodies = events.map(({ sha256: _own, ...body }) => canonicalize(body) ?? '');
  const verify: number[] = [];
  const bare: number[] = [];
  // In turns, and the quietest run of each: what else the machine does only ever adds.
  for (let run = 0; run < runs; run += 1) {
    verify.push(timeMs(() => verifyChain(digest, events)));
    bare.push(timeMs(() => hashAll(bodies)));
  }
  const verifyMs = Math.min(...verify);
  const bareMs = Math.min(...bare);
  printFigure({
    figure: 'chain-verification',
    value: Number((bareMs / verifyMs).toFixed(3)),
    unit: 'of bare SHA-256',
    limit: 0.25,
    limit_is: 'at least',
    events: count,
    verify_ms: Math.round(verifyMs),
    bare_ms: Math.round(bareMs),
  });
}

function hashAll(texts: readonly string[]): void {
  for (const text of texts) digest.sha256(text);
}
