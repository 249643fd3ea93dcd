import type { SourceFile } from '../../core/wire/draft.ts';
import type { PodBundle } from '../../core/wire/pod.ts';

/** Picks the artifact out of the tree; nothing of the app runs, so the supervisor does it itself. */
interface AssembleProgram {
  readonly kind: 'assemble';
  readonly assemble: (files: readonly SourceFile[]) => readonly SourceFile[];
}

/** A function of the app that gives nothing while its tests run, to see whether they notice. */
export interface BrokenFunction {
  readonly path: string;
  readonly name: string;
}

/** Fixed code of ours that runs apart from the supervisor, over the app's files or with them. */
export interface ProcessProgram {
  readonly kind: 'process';
  readonly engine: 'node' | 'python';
  /** The file that runs, relative to pod-image/; absent when Node's own test runner is what runs. */
  readonly script: string | undefined;
  readonly nodeFlags: readonly string[];
  /** True when it writes the artifact; no code of the app runs in such a program. */
  readonly makesArtifact: boolean;
  /** Files of the tree that the supervisor itself puts beside what the program made, since the program could have changed them. */
  readonly carries?: (files: readonly SourceFile[]) => readonly SourceFile[];
  /** Without a result it has failed, so that a page that ends the process early has not passed. */
  readonly mustGiveResult: boolean;
  /** True when a process of ours stands beside those of the app and tells how they did: it is out of their sight. */
  readonly collectsApart?: boolean;
  /** For a program that runs tests: which function is broken meanwhile. */
  readonly broken?: BrokenFunction;
  /** Loads native code, which Node's permission model has to be told. */
  readonly needsAddons: boolean;
  /** Runs code of core/ that tells apps apart; every program may have its types. */
  readonly readsCore?: true;
  /** Starts a native program of the image; no code of the app runs in it. */
  readonly startsTool?: boolean;
  /** Paths of the tree to hand to the program; or what is missing, which fails the step; or why it has nothing to do and passes. */
  readonly inputs: (
    bundle: PodBundle,
  ) => { readonly paths: readonly string[] } | { readonly missing: string } | { readonly idle: string };
}

/** Uses the artifact as a visitor does: `boot` loads its pages and asks its functions, `accept` tries the checks of its spec. */
interface UseProgram {
  readonly kind: 'boot' | 'accept';
}

export type PodProgram = AssembleProgram | ProcessProgram | UseProgram;
