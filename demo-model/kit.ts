import type { SourceFile } from '../core/wire/draft.ts';

/** Something an app may have or lack; `title` is what plans show, `phrases` are other words for it. */
export interface KitFeature {
  readonly id: string;
  readonly title: string;
  readonly phrases: readonly string[];
  /** Proposed when the person did not say; the core of an app is no feature and is always there. */
  readonly isDefault: boolean;
  /** The id of the feature that it shows: whoever says no to that one is not offered this one. */
  readonly buildsOn?: string;
}

export interface ComposeInput {
  /** Ids of the wanted features. */
  readonly features: ReadonlySet<string>;
  readonly title: string;
  readonly request: string;
  /** The app as it stands, when it is extended or healed: words taken from an earlier request must stay. */
  readonly source?: readonly SourceFile[];
}

/** One kind of app that the built-in model can write. */
export interface AppKit {
  readonly id: string;
  readonly title: string;
  readonly slug: string;
  /** Names that people use for this kind of app, in lower case. */
  readonly phrases: readonly string[];
  /** A noun before the name makes another thing of it: a mortgage calculator is no calculator of this kind. */
  readonly isNarrowedByNouns?: boolean;
  readonly features: readonly KitFeature[];
  /** Names for an app that is expected to do more, and the features that are proposed for it beside the usual ones. */
  readonly fuller?: { readonly phrases: readonly string[]; readonly features: readonly string[] };
  /** Pure but for reading the kit's own files; the same input gives the same bytes. */
  compose(input: ComposeInput): readonly SourceFile[];
  /** Applied to first drafts only: a real bug that the app's own tests catch. */
  readonly slip?: {
    readonly whenFeature: string;
    apply(files: readonly SourceFile[]): readonly SourceFile[];
  };
}
