import type { Readable, Writable } from 'node:stream';
import type { Isolation, PodLimits, StepReport } from '../../core/wire/pod.ts';
import type { ProcessProgram } from '../programs/pod-program.ts';
import type { Watched } from '../supervisor/watched.ts';

/** The folders of one step, as the supervisor sees them. */
export interface StepFolders {
  /** The verified source; the step may only read it. Its parent's `node_modules` holds the stack's packages. */
  readonly tree: string;
  /** What the recipe makes. The step may write it only when its program makes the artifact. */
  readonly artifact: string;
  /** Empty, the step's own, thrown away after it. */
  readonly scratch: string;
}

/** The same folders and tools, as the step sees them. */
export interface StepPlaces {
  readonly tree: string;
  readonly artifact: string;
  readonly scratch: string;
  readonly podImage: string;
  readonly node: string;
  readonly python: string;
}

export interface StepRequest {
  readonly program: ProcessProgram;
  /** Paths of the tree that the program is told, already checked. */
  readonly inputs: readonly string[];
  /** Packages of the image that the app's own imports may find. */
  readonly packages: readonly string[];
  readonly folders: StepFolders;
  readonly limits: PodLimits;
}

export interface StepExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** True when the kernel ended something of the step for memory, where the runner can know. */
  readonly isOutOfMemory: boolean;
}

/** One step that runs, apart from the supervisor. */
export interface RunningStep {
  readonly output: readonly Readable[];
  /** Bytes that the program itself gives: claims, since the model's code may run as the same user. */
  readonly result: Readable | undefined;
  /** When the program ended; others of its tree may still live. */
  readonly exited: Promise<StepExit>;
  /** Where its processes are, for whoever watches them. */
  readonly watched: Watched;
  /** What keeps it within its memory and its number of processes. */
  readonly heldBy: NonNullable<StepReport['held_by']>;
  /** Ends the whole tree, also what left it by daemonising; resolves when nothing of it lives. */
  destroy(): Promise<void>;
}

/** A program of ours beside the app's steps: the browser that shows the app, or the driver that uses it. */
export type Instrument =
  | { readonly kind: 'browser'; readonly downloads: string }
  | { readonly kind: 'driver'; readonly artifact: string; readonly downloads: string };

/** What an instrument may take: its own, and no part of the app's. */
export const instrumentLimits = { memory_bytes: 512 * 1024 * 1024, processes: 256 } as const;

/** An instrument that runs; it is spoken with over two pipes alone. */
export interface RunningInstrument extends Pick<RunningStep, 'exited' | 'watched' | 'heldBy' | 'destroy'> {
  readonly toIt: Writable;
  readonly fromIt: Readable;
  /** What it says beside that, for whoever looks why it does not work. */
  readonly errors: Readable;
}

/** Starts instruments, each as a user of its own, without network and with nothing of the app but what it is named. */
export interface InstrumentRunner {
  /** Where both instruments see the folder of downloads. */
  placeOfDownloads(downloads: string): string;
  start(instrument: Instrument): Promise<RunningInstrument>;
}

/** One way to keep a step apart from everything else. */
export interface StepRunner {
  readonly isolation: Isolation;
  /** False where this Node's permission model shuts out the inspector, which coverage needs. */
  readonly measuresCoverage: boolean;
  start(request: StepRequest): Promise<RunningStep>;
  /** Undefined where there is no browser, or none can be kept apart. */
  readonly instruments?: InstrumentRunner | undefined;
}
