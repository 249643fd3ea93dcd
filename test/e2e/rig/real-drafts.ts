import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { nodeDigest } from '../../../adapters/node/digest.ts';
import { hostConfigurationPath } from '../../../core/draft/added-files/host-configuration.ts';
import { compareUtf8 } from '../../../core/draft/byte-order.ts';
import type { filesSchema } from '../../../core/wire/http.ts';

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

/** The files of a draft, as its blocks hold them. */
export const filesOfDraft = ({ text }: Pick<RealDraft, 'text'>): Record<string, string> =>
  Object.fromEntries(
    [...text.matchAll(/<g-NONCE file="([^"]+)">\n([\s\S]*?)<\/g-NONCE>\n/g)].map(
      ([, path = '', content = '']) => [path, content],
    ),
  );

/**
 * A stored tree as its author wrote it: how many files, and their digest. What Gantry added is left out, and the manifest, whose versions it
 * sets, stands there as the draft has it.
 */
export function authoredTree(
  { files }: Pick<z.infer<typeof filesSchema>, 'files'>,
  draft: Pick<RealDraft, 'text'>,
) {
  const manifest = filesOfDraft(draft)['package.json'];
  const own = files.filter(({ path }) => path !== hostConfigurationPath);
  const lines = own
    .map(({ path, sha256 }) => ({
      path,
      sha256: path === 'package.json' && manifest !== undefined ? nodeDigest.sha256(manifest) : sha256,
    }))
    .toSorted((left, right) => compareUtf8(left.path, right.path))
    .map(({ path, sha256 }) => `${sha256}  ${path}\n`);
  return { files: own.length, tree_sha256: nodeDigest.sha256(lines.join('')) };
}
