import type { SourceFile } from '../wire/draft.ts';
import type { Policy } from '../wire/policy.ts';
import type { AnswerEvent, AnswerPart } from './answer-parts.ts';

/** Judges what an author writes while it comes. */
export interface Growth {
  readonly read: (event: AnswerEvent | { readonly kind: 'restarted' }) => void;
  /** Aborts when the gate would deny a file that has ended. */
  readonly denied: AbortSignal;
  /** Whether it did, when every file that has ended is judged. */
  readonly isDenied: () => Promise<boolean>;
  /** The blocks that have ended so far. */
  readonly parts: () => readonly AnswerPart[];
}

/** Judges each file as it ends, in the order in which they come. The engine is large: it is loaded when the first file has ended. */
export function watchGrowth(policy: Policy): Growth {
  const controller = new AbortController();
  let parts: AnswerPart[] = [];
  let judging = Promise.resolve();
  let judge: Promise<(file: SourceFile) => boolean> | undefined;
  const judgeFile = async (file: SourceFile): Promise<void> => {
    judge ??= import('../gate/judge-growing-draft.ts').then((gate) => gate.judgeGrowingDraft(policy));
    if ((await judge)(file)) controller.abort(new Error(`The gate denies ${file.path}.`));
  };
  return {
    read: (event) => {
      if (event.kind === 'restarted') parts = [];
      if (event.kind !== 'ended') return;
      const { part } = event;
      parts.push(part);
      const file = fileOf(part);
      // A gate that cannot judge here will judge, or fail, at its own stage.
      if (file !== undefined) judging = judging.then(() => judgeFile(file)).catch(() => undefined);
    },
    denied: controller.signal,
    isDenied: async () => {
      await judging;
      return controller.signal.aborted;
    },
    parts: () => parts,
  };
}

/** What an edit puts into its file is judged as that file would be. */
function fileOf(part: AnswerPart): SourceFile | undefined {
  switch (part.kind) {
    case 'file':
      return { path: part.path, content: part.content };
    case 'edit':
      return { path: part.path, content: part.changes.map(({ put }) => put).join('\n') };
    case 'delete':
    case 'block':
      return undefined;
  }
}
