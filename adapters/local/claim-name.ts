import * as z from 'zod';
import { Conflict } from '../../core/errors.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';

const nameSchema = z.strictObject({ holder: z.string(), details: z.record(z.string(), z.string()) });
/** Who holds a name in a register, with what the claim said about it. */
export type ClaimedName = z.infer<typeof nameSchema>;

const holderSchema = z.strictObject({ name: z.string() });

interface Claim {
  /** Names are unique within a register. */
  readonly register: string;
  /** Whoever asks with the same holder again is given the same name. */
  readonly holder: string;
  readonly details: Readonly<Record<string, string>>;
  /** Wishes, best first. */
  readonly candidates: Iterable<string>;
}

/**
 * Gives a holder one name for good: the first candidate that nobody else holds. Two calls at once, and one that died half-way,
 * end with the same name.
 */
export async function claimName(
  records: RecordStore,
  { register, holder, details, candidates }: Claim,
  signal: AbortSignal,
): Promise<string> {
  const holderKey = { partition: `${register}#holder`, sort: holder };
  const held = await records.get(holderKey, holderSchema, signal);
  if (held) return held.value.name;
  for (const name of candidates) {
    const isFree = await records.put(
      nameKey(register, name),
      { holder, details },
      { condition: { kind: 'absent' } },
      signal,
    );
    if (isFree === 'lost' && (await findName(records, register, name, signal))?.holder !== holder) continue;
    const settled = await records.put(holderKey, { name }, { condition: { kind: 'absent' } }, signal);
    if (settled !== 'lost') return name;
    return (await records.get(holderKey, holderSchema, signal))?.value.name ?? name;
  }
  throw new Conflict('no_free_name', 'That name and those close to it are taken. Choose another one.');
}

/** Whoever holds a name. */
export async function findName(
  records: RecordStore,
  register: string,
  name: string,
  signal: AbortSignal,
): Promise<ClaimedName | undefined> {
  return (await records.get(nameKey(register, name), nameSchema, signal))?.value;
}

/** A wish and its numbered successors (`todo-app`, `todo-app-2`, ...) as DNS labels of at most 40 characters. */
export function* numberedLabels(wish: string): Generator<string> {
  const label = dnsLabel(wish, 40) || 'app';
  yield label;
  for (let number = 2; number <= 999; number++) yield `${dnsLabel(label, 40 - 4)}-${number}`;
}

/** Lower-case letters, digits and single hyphens of a text, accents taken off; empty when nothing is left. */
export function dnsLabel(text: string, maxLength: number): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '')
    .slice(0, maxLength)
    .replace(/-$/, '');
}

const nameKey = (register: string, name: string) => ({ partition: `${register}#name`, sort: name });
