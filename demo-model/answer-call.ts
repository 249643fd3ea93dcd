import * as z from 'zod';
import { appSeenSchema } from '../core/chat/app-seen.ts';
import type { AnswerPart } from '../core/draft/answer-parts.ts';
import { writeAnswer } from '../core/draft/write-answer.ts';
import { DependencyRefused } from '../core/errors.ts';
import type { ModelCall } from '../core/ports/model.ts';
import { agreedPlanSchema, awaitingPlanSchema, chatTurnSchema } from '../core/wire/chat.ts';
import { checkWordsSchema } from '../core/wire/check.ts';
import type { Draft } from '../core/wire/draft.ts';
import { changeFiles, type FileChange, isShipped } from './change-files.ts';
import { consult } from './consult.ts';
import { healApp } from './heal-app.ts';
import { type ReadCall, readCall } from './read-call.ts';
import { specifyApp } from './specify-app.ts';
import type { Passage } from './stream-answer.ts';
import { writeApp } from './write-app.ts';

/** What the model writes, or in a sentence why it does not do such a thing at all. */
export type Answer = { readonly passages: readonly Passage[] } | { readonly refusal: string };

/** Answers what the last user message asks for, in the tags that it names. */
export function answerCall(call: ModelCall): Answer {
  const asked = readCall(call);
  switch (asked.question) {
    case 'reply':
      return { passages: answerConsult(asked) };
    case 'spec':
      return { passages: answerSpecify(asked) };
    case 'app':
      return { passages: answerDraft(asked) };
    case 'diagnosis':
      return { passages: answerHeal(asked) };
    case 'choice':
      return { passages: written(asked.nonce, [block('choice', { choice: null, why: judgesNothing })]) };
    case 'ruling':
      return { passages: written(asked.nonce, [block('ruling', { why: judgesNothing, steps: [] })]) };
    case 'review':
    case 'words':
      return { refusal: cannotFollowSkills };
    default:
      throw new DependencyRefused(
        'question_unknown',
        `The built-in demo model does not know what to write in ${asked.question}; connect Bedrock for skills that ask for it.`,
      );
  }
}

const judgesNothing = 'The built-in demo model doubts no check.';
const cannotFollowSkills =
  'The built-in demo model cannot follow the words of a skill; connect a model, or give the skill code.';

function answerConsult({ nonce, data }: ReadCall): readonly Passage[] {
  const { reply, ...decision } = consult({
    message: data('message', z.string()) ?? '',
    plan: data('plan', awaitingPlanSchema),
    conversation: data('conversation', z.array(chatTurnSchema)) ?? [],
    app: data('app', appSeenSchema),
  });
  return [spoken(write(nonce, block('reply', reply))), ...written(nonce, [block('decision', decision)])];
}

function answerSpecify({ nonce, data }: ReadCall): readonly Passage[] {
  const specified = specifyApp({
    request: data('request', z.string()) ?? '',
    plan: data('plan', agreedPlanSchema),
    talkedOf: data('talked_of', z.object({ checks: z.array(checkWordsSchema) }))?.checks ?? [],
    app: data('app', z.object({ slug: z.string() })),
    known: (data('checks', z.array(z.object({ id: z.string() }))) ?? []).map(({ id }) => id),
  });
  return written(nonce, [block('spec', 'cannot' in specified ? specified : specified.spec)]);
}

function answerDraft({ nonce, files: source, data }: ReadCall): readonly Passage[] {
  const app = data('app', z.object({ slug: z.string(), title: z.string() }));
  const wrote = writeApp({
    request: data('request', z.string()) ?? '',
    plan: data('plan', agreedPlanSchema),
    extended: app && { app, source },
  });
  if ('cannot' in wrote) return written(nonce, [block('cannot', wrote.cannot)]);
  const changes = changeFiles(app === undefined ? [] : source, wrote.draft.files);
  return [
    spoken(`${sayDraft(wrote.draft, changes, app !== undefined)}\n`),
    ...written(nonce, draftParts(wrote.draft, changes)),
  ];
}

function draftParts(
  { app, stack, notes, left_out: leftOut }: Draft,
  changes: readonly FileChange[],
): readonly AnswerPart[] {
  const whole = changes.filter((change) => change.kind === 'file').map((change) => change.path);
  return [
    block('app', { ...app, stack, files: whole }),
    ...changes.filter(({ path }) => isShipped(path)),
    block('page', ''),
    ...changes.filter(({ path }) => !isShipped(path)),
    block('notes', notes),
    ...(leftOut.length === 0 ? [] : [block('left-out', leftOut)]),
    block('done', ''),
  ];
}

function sayDraft({ app, files }: Draft, changes: readonly FileChange[], isExtension: boolean): string {
  const tests = files.filter((file) => file.path.startsWith('test/')).length;
  const work = isExtension
    ? `Changing ${changes.length === 1 ? '1 file' : `${changes.length} files`}.`
    : `Writing ${files.length} files, ${tests} of them tests.`;
  return `${app.title}: ${app.summary} ${work}`;
}

function answerHeal({ nonce, files, data }: ReadCall): readonly Passage[] {
  const healed = healApp({ request: data('request', z.string()) ?? '', files });
  if ('cannot' in healed) return written(nonce, [block('cannot', healed.cannot)]);
  return [
    spoken(write(nonce, block('diagnosis', healed.diagnosis))),
    ...written(nonce, [...changeFiles(files, healed.files), block('done', '')]),
  ];
}

/** A block of a short text, or of anything else as JSON. */
function block(name: string, content: unknown): AnswerPart {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  return { kind: 'block', name, value: '', text };
}

function write(nonce: string, part: AnswerPart): string {
  return `${writeAnswer(nonce, [part])}\n`;
}

function written(nonce: string, parts: readonly AnswerPart[]): readonly Passage[] {
  return parts.map((part) => ({ text: write(nonce, part), isSpoken: false }));
}

function spoken(text: string): Passage {
  return { text, isSpoken: true };
}
