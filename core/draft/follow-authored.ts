import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageOutput } from '../mission/stage.ts';
import type { Progress } from '../skill/author-progress.ts';
import { openDisputes } from '../spec/settle-disputes.ts';
import type { Draft, SourceFile } from '../wire/draft.ts';
import { addedSources } from './added-files.ts';
import type { AnswerPart } from './answer-parts.ts';
import type { Applied, Miss } from './apply-written.ts';
import { applyWritten } from './apply-written.ts';
import type { AskAgainDeps } from './ask-again.ts';
import { continueAnswer, declined, refused, rejectAnswer, unchanged } from './ask-again.ts';
import type { Authored } from './author.ts';
import type { Collected } from './collect-written.ts';
import { collectWritten } from './collect-written.ts';
import { keepDraft } from './keep-draft.ts';

/** What an author was asked to work on. */
export interface AuthorWork {
  readonly mission: Mission;
  readonly stage: 'draft-app' | 'heal-app';
  /** The app's files as they were shown: nothing for a new app. */
  readonly source: readonly SourceFile[];
  /** What is known of the app already: nothing for a new one. */
  readonly known: Pick<Draft, 'app' | 'stack' | 'notes' | 'left_out'> | undefined;
  readonly progress: Progress;
}

type Answered = Extract<Authored, { readonly kind: 'answered' }>;
type Spent = Pick<Authored, 'model_id' | 'usage'>;

/** What follows an author's answer: the gate, or another answer, or giving up in words. Everything that arrived is kept for the next one. */
export const followAuthored =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, authored: Authored, signal: AbortSignal): Promise<StageOutput> => {
    switch (authored.kind) {
      case 'refused':
        return refused(deps)(work, authored.text, signal);
      case 'unreadable':
        return rejectAnswer(deps)(work, authored, { because: 'unreadable', why: authored.why }, signal);
      case 'denied':
        return keepDenied(deps)(work, authored, signal);
      case 'cut-off': {
        const { parts, because, open, why } = authored.partial;
        return continueAnswer(deps)(work, authored, { parts, last: { because, open }, why }, signal);
      }
      case 'answered':
        return followAnswer(deps)(work, authored, signal);
    }
  };

const followAnswer =
  (deps: AskAgainDeps) =>
  async (work: AuthorWork, answered: Answered, signal: AbortSignal): Promise<StageOutput> => {
    const parts = [...work.progress.parts, ...answered.answer.parts];
    const collected = collectWritten(parts);
    const { written } = collected;
    if (written.cannot !== undefined && written.files.length === 0 && written.edits.length === 0)
      return declined(deps)(work, written.cannot, signal);
    const applied = applyWritten(work.source, written);
    const problem = problemOf(work, collected, applied);
    if (problem !== undefined)
      return rejectAnswer(deps)(work, answered, { because: 'unreadable', why: problem }, signal);
    if (applied.misses.length > 0)
      return askForMissed(deps)(work, answered, { parts, misses: applied.misses }, signal);
    return followApplied(deps)(work, answered, { collected, applied }, signal);
  };

/** What follows files that all arrived in a form that can be used. */
const followApplied =
  (deps: AskAgainDeps) =>
  async (
    work: AuthorWork,
    answered: Answered,
    { collected, applied }: { readonly collected: Collected; readonly applied: Applied },
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const { written, remarks } = collected;
    const { parts, odd } = answered.answer;
    const missing = missingFiles(written.app?.files, applied);
    if (missing.length > 0 && mayStillCome(work, parts)) {
      const unended = { parts, last: { because: 'missing' }, why: undefined } as const;
      return continueAnswer(deps)(work, answered, unended, signal);
    }
    const isDisputed = openDisputes(work.mission, written.disputes).length > 0;
    if (applied.changedPaths.every(isGantrys) && !isDisputed) return unchanged(deps)(work, answered, signal);
    const never = missing.map((path) => `${path} was planned and never came.`);
    const said = { remarks: [...odd, ...remarks, ...never], written };
    return keepDraft(deps)(work.mission, draftOf(work, collected, applied), answered, said, signal);
  };

/** What an author writes there is replaced, so it is no change. */
const isGantrys = (path: string): boolean =>
  addedSources.some((source) => source.owner === 'gantry' && source.path === path);

/** What keeps an answer from being an app, in words for the model. */
function problemOf(
  { known }: AuthorWork,
  { written, problem }: Collected,
  { files, misses }: Applied,
): string | undefined {
  if (problem !== undefined) return problem;
  if (known === undefined && written.app === undefined) return 'It holds no block `app`.';
  if (files.length > 0 || misses.length > 0) return undefined;
  return known === undefined
    ? 'It holds no file.'
    : 'It deletes every file. Keep the app, and change only what is asked for.';
}

function missingFiles(planned: readonly string[] | undefined, { files }: Applied): readonly string[] {
  const there = new Set(files.map(({ path }) => path));
  return [...new Set(planned ?? [])].filter((path) => !there.has(path));
}

/** Asking again is of use while files arrive. */
function mayStillCome({ progress }: AuthorWork, arrived: readonly AnswerPart[]): boolean {
  return progress.last?.because !== 'missing' || arrived.some(({ kind }) => kind === 'file');
}

/** The files that an edit did not fit are asked for whole, once; what did arrive stays. */
const askForMissed =
  (deps: AskAgainDeps) =>
  async (
    work: AuthorWork,
    spent: Spent,
    { parts, misses }: { readonly parts: readonly AnswerPart[]; readonly misses: readonly Miss[] },
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const paths = new Set(misses.map(({ path }) => path));
    const kept = parts.filter(
      (part) => part.kind === 'block' || part.kind === 'delete' || !paths.has(part.path),
    );
    const wasAsked = currentAttempt(work.mission).rejections.some(({ because }) => because === 'missed');
    const why = misses.map((miss) => `${miss.path}: ${miss.why}`).join('; ');
    const rejection = wasAsked
      ? ({ because: 'unreadable', why } as const)
      : ({ because: 'missed', why, misses, parts: kept } as const);
    return rejectAnswer(deps)(work, spent, rejection, signal);
  };

function draftOf({ known }: AuthorWork, { written }: Collected, { files }: Applied): Draft {
  const { app: planned } = written;
  const app =
    known === undefined
      ? appOf(planned as NonNullable<typeof planned>)
      : { ...known.app, ...(planned && { title: planned.title, summary: planned.summary }) };
  const notes = [known?.notes ?? '', written.notes ?? ''].filter((note) => note !== '').join('\n\n');
  return {
    app,
    stack: (known ?? (planned as NonNullable<typeof planned>)).stack,
    files: [...files],
    notes: notes.slice(0, maxNotesLength),
    left_out: [...(known?.left_out ?? []), ...written.left_out].slice(0, maxLeftOut),
  };
}

const maxNotesLength = 4_000;
const maxLeftOut = 20;

function appOf({ slug, title, summary }: Draft['app']): Draft['app'] {
  return { slug, title, summary };
}

/** A draft that the gate denied while it came is stored as far as it came, so that the gate's own stage denies it on record. */
const keepDenied =
  (deps: AskAgainDeps) =>
  async (
    work: AuthorWork,
    denied: Extract<Authored, { readonly kind: 'denied' }>,
    signal: AbortSignal,
  ): Promise<StageOutput> => {
    const parts = [...work.progress.parts, ...denied.parts];
    const collected = collectWritten(parts);
    const { written } = collected;
    const applied = applyWritten(work.source, written);
    // An edit that fits nowhere is denied for what it would have put there.
    const misfits = written.edits
      .filter(({ path }) => applied.misses.some((miss) => miss.path === path))
      .map(({ path, changes }) => ({ path, content: changes.map(({ put }) => put).join('\n') }));
    const files = applyWritten(applied.files, { files: misfits, edits: [], deletes: [] }).files;
    const named = { ...collected, written: { ...written, app: written.app ?? unnamedApp } };
    const draft = draftOf(work, named, { ...applied, files });
    return keepDraft(deps)(work.mission, draft, denied, { remarks: [], written }, signal);
  };

const unnamedApp = {
  slug: 'app',
  title: 'App',
  summary: 'What was written before the gate ended it.',
  stack: 'static' as const,
  files: [],
};
