import { nodeDigest } from '../../../adapters/node/digest.ts';
import { addFiles } from '../../../core/draft/added-files.ts';
import type { Draft } from '../../../core/wire/draft.ts';

const needs = { data: false, secrets: [], origins: [] };

/** An author's draft as it is stored where nothing was declared: with the files that Gantry adds. */
export const completed = <T extends Pick<Draft, 'stack' | 'files'>>(draft: T): T => ({
  ...draft,
  files: [...addFiles(nodeDigest)({ ...draft, needs }).files],
});
