import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A draft that a capable model wrote from the shipped prompts, word for word, with what was asked and the digest of its files. */
export interface RealDraft {
  readonly name: string;
  readonly memo: string;
  readonly files: number;
  readonly tree_sha256: string;
  /** As a model writes it; NONCE stands for the nonce. */
  readonly text: string;
}

const folder = join(import.meta.dirname, '../../fixtures/drafts');
const listSchema = z.record(
  z.string(),
  z.strictObject({ memo: z.string(), files: z.number(), tree_sha256: z.string() }),
);

/** Every one of them; the digests were taken of the files themselves, before they became an answer. */
export function realDrafts(): readonly RealDraft[] {
  const list = listSchema.parse(JSON.parse(readFileSync(join(folder, 'drafts.json'), 'utf8')));
  return Object.entries(list).map(([name, known]) => ({
    name,
    ...known,
    text: readFileSync(join(folder, `${name}.txt`), 'utf8'),
  }));
}
