import type { AnswerEvent, AnswerPart, OpenBlock } from '../draft/answer-parts.ts';
import { readAnswer } from '../draft/read-answer.ts';
import { writeAnswer } from '../draft/write-answer.ts';
import type { ConverseOptions, Effort, ModelMessage, ModelTurn, PromptBlock } from '../ports/model.ts';
import type { AuthorOutcome } from './author-outcome.ts';
import type { Progress } from './author-progress.ts';
import { sayHowToBegin, sayProgress } from './author-progress.ts';
import type { SkillPorts } from './define-skill.ts';

/** What an author is to write: an app from its first block `app`, or a heal from its first block `diagnosis`. */
export interface AuthorQuestion {
  readonly first: 'app' | 'diagnosis';
  readonly effort: Effort;
  readonly instructions: readonly string[];
  readonly blocks: readonly PromptBlock[];
  readonly progress: Progress;
}

/** Tokens of an answer; what a model thinks comes on top. */
const maxTokens = 32_000;

/** Asks an author once, and reads what it writes while it does. Errors of the model port pass through. */
export async function askAuthor(
  question: AuthorQuestion,
  ports: SkillPorts,
  signal: AbortSignal,
): Promise<AuthorOutcome> {
  const { progress, effort } = question;
  const nonce = ports.nonceFor(question.blocks.map(({ text }) => text));
  const watched = watch(nonce, ports);
  const turn = await ports.model.converse(
    {
      role: 'author',
      effort,
      system: question.instructions,
      messages: messagesOf(question, nonce),
      maxTokens,
      ...(progress.brokeOff !== null && { askLast: progress.brokeOff }),
    },
    { signal, ...watched.hooks },
  );
  watched.end(turn.stop === 'answered');
  return outcomeOf(turn, nonce);
}

function messagesOf({ first, blocks, progress }: AuthorQuestion, nonce: string): ModelMessage[] {
  const asked: ModelMessage = {
    role: 'user',
    blocks: [...blocks, { kind: 'instruction', text: sayHowToBegin(nonce, first) }],
  };
  const said = sayProgress(nonce, first, progress);
  if (said === undefined) return [asked];
  const more: ModelMessage = { role: 'user', blocks: [{ kind: 'instruction', text: said }] };
  if (progress.parts.length === 0) return [asked, more];
  const text = writeAnswer(nonce, progress.parts);
  return [asked, { role: 'assistant', blocks: [{ kind: 'instruction', text }] }, more];
}

const ignore = (): void => {};

/** Tells the ports what is read while the answer comes; another attempt of the model port begins from nothing. */
function watch(
  nonce: string,
  { onAnswer = ignore, onThinking = ignore }: SkillPorts,
): { readonly hooks: Partial<ConverseOptions>; readonly end: (isWhole: boolean) => void } {
  let reader = readAnswer(nonce);
  const tell = (events: readonly AnswerEvent[]): void => {
    for (const event of events) onAnswer(event);
  };
  return {
    hooks: {
      onThinking: () => onThinking(),
      onText: (text) => tell(reader.push(text)),
      beforeAnother: async () => {
        reader = readAnswer(nonce);
        onAnswer({ kind: 'restarted' });
      },
    },
    end: (isWhole) => tell(reader.end(isWhole)),
  };
}

interface ReadWhole {
  readonly parts: AnswerPart[];
  readonly odd: string[];
  readonly open: OpenBlock | undefined;
}

/** The whole answer's blocks; where it has no end, the open one is none of them. */
function readWhole(text: string, nonce: string, isWhole: boolean): ReadWhole {
  const reader = readAnswer(nonce);
  const events: AnswerEvent[] = [...reader.push(text)];
  const open = reader.open();
  events.push(...reader.end(isWhole));
  return {
    parts: events.flatMap((event) => (event.kind === 'ended' ? [event.part] : [])),
    odd: [...new Set(events.flatMap((event) => (event.kind === 'odd' ? [event.remark] : [])))],
    open,
  };
}

function outcomeOf(turn: ModelTurn, nonce: string): AuthorOutcome {
  const spent = { model_id: turn.modelId, usage: turn.usage };
  if (turn.stop === 'refused') return { kind: 'refused', text: turn.text, ...spent };
  const { parts, odd, open } = readWhole(turn.text, nonce, turn.stop === 'answered');
  if (turn.stop === 'cut-off') {
    const { because } = turn;
    const why = because === 'stream' ? { why: turn.why } : {};
    return { kind: 'cut-off', partial: { parts, odd, because, open: open ?? null, ...why }, ...spent };
  }
  if (parts.length === 0)
    return { kind: 'unreadable', why: 'It holds no block: every tag stands alone on its line.', ...spent };
  return { kind: 'answered', answer: { parts, odd }, ...spent };
}
