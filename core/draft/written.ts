import type { Cannot, LeftOut, PlannedApp, SourceFile } from '../wire/draft.ts';
import type { Change } from './answer-parts.ts';

/** Exact changes of one file, as it was shown. */
export interface FileEdit {
  readonly path: string;
  readonly changes: readonly Change[];
}

/** What an author wrote, before anything is made of it: whole files, exact edits, deletions, and its words. */
export interface Written {
  readonly app?: PlannedApp;
  readonly diagnosis?: string;
  readonly files: readonly SourceFile[];
  readonly edits: readonly FileEdit[];
  readonly deletes: readonly string[];
  readonly notes?: string;
  readonly left_out: readonly LeftOut[];
  readonly cannot?: Cannot;
  readonly disputes: readonly { readonly check: string; readonly why: string }[];
}
