import * as z from 'zod';
import { readAnswer } from '../draft/read-answer.ts';
import { DependencyRefused } from '../errors.ts';
import type { Effort, ModelMessage, ModelRole, ModelTurn, PromptBlock } from '../ports/model.ts';
import type { SkillPorts } from './define-skill.ts';
import type { ModelOutcome } from './model-outcome.ts';

/** A question that a model answers with a small JSON in a block of the given name. */
export interface ModelQuestion<T extends z.ZodType> {
  readonly role: ModelRole;
  readonly effort: Effort;
  readonly instructions: readonly string[];
  readonly blocks: readonly PromptBlock[];
  readonly answer: { readonly name: string; readonly schema: T };
  /** The property of the answer that comes before it as a block of its own, in plain words that are streamed to the person. */
  readonly spoken?: string;
  readonly maxTokens: number;
}

/** Paid repeats of one question, each told what was wrong with the answer before it. */
const maxRepeats = 2;

/**
 * Asks until an answer can be read, at most three times; the last time it is an author that is asked, since a quick model that failed twice
 * fails again. Nothing is repaired: what does not fit the schema is told to the model. Errors of the model port pass through.
 */
export async function askModel<T extends z.ZodType>(
  question: ModelQuestion<T>,
  ports: SkillPorts,
  signal: AbortSignal,
): Promise<ModelOutcome<z.infer<T>>> {
  refuseTool(question);
  const nonce = ports.nonceFor(question.blocks.map(({ text }) => text));
  const messages: ModelMessage[] = [
    { role: 'user', blocks: [...question.blocks, { kind: 'instruction', text: formOf(question, nonce) }] },
  ];
  for (let repeat = 0; ; repeat += 1) {
    const turn = await converse(question, { messages, nonce, repeat }, ports, signal);
    const spent = { model_id: turn.modelId, usage: turn.usage };
    if (turn.stop === 'refused') return { kind: 'refused', text: turn.text, ...spent };
    const read = readTurn(question, nonce, turn);
    if ('answer' in read) return { kind: 'answered', answer: read.answer, ...spent };
    if (repeat >= maxRepeats) return { kind: 'unreadable', why: read.why, ...spent };
    messages.push(...askAgain(turn, read.why, formOf(question, nonce)));
  }
}

/** A block of somebody's words under a label, or nothing when there are none. */
export function dataBlock(label: string, value: unknown): readonly PromptBlock[] {
  if (value === null || value === undefined) return [];
  return [{ kind: 'data', label, text: typeof value === 'string' ? value : JSON.stringify(value, null, 1) }];
}

/** Skills of version 0.1 named a tool; no model is asked through one any more. */
function refuseTool(question: object): void {
  if (!('tool' in question)) return;
  throw new DependencyRefused(
    'skill_outdated',
    'This skill asks the model through a tool, as skills did before version 0.2. Give `answer: { name, schema }` in its place and a `role`; CONTRIBUTING.md shows how.',
  );
}

interface Asking {
  readonly messages: readonly ModelMessage[];
  readonly nonce: string;
  readonly repeat: number;
}

function converse<T extends z.ZodType>(
  question: ModelQuestion<T>,
  { messages, nonce, repeat }: Asking,
  ports: SkillPorts,
  signal: AbortSignal,
): Promise<ModelTurn> {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(writtenSchema(question), { io: 'input' }) as Record<
    string,
    unknown
  >;
  const { onDelta } = ports;
  const isHeard = onDelta !== undefined && question.spoken !== undefined && repeat === 0;
  return ports.model.converse(
    {
      role: repeat < maxRepeats ? question.role : 'author',
      effort: question.effort,
      system: [
        ...question.instructions,
        `The block \`${question.answer.name}\` holds one JSON value that fits this schema, and nothing else:\n\n${JSON.stringify(schema)}`,
      ],
      messages: [...messages],
      maxTokens: question.maxTokens,
    },
    { signal, ...(isHeard && { onText: listenTo(question.spoken, nonce, onDelta) }) },
  );
}

/** Passes on what comes in the block that is spoken. */
function listenTo(spoken: string | undefined, nonce: string, onDelta: (text: string) => void) {
  const reader = readAnswer(nonce);
  return (text: string): void => {
    for (const event of reader.push(text))
      if (event.kind === 'text' && event.name === spoken) onDelta(event.text);
  };
}

/** What the JSON is to hold: everything but what is spoken. */
function writtenSchema<T extends z.ZodType>({ answer, spoken }: ModelQuestion<T>): z.ZodType {
  const { schema } = answer;
  if (spoken === undefined || !(schema instanceof z.ZodObject)) return schema;
  const { [spoken]: _words, ...written } = schema.shape as z.ZodRawShape;
  return z.strictObject(written);
}

function formOf<T extends z.ZodType>({ answer, spoken }: ModelQuestion<T>, nonce: string): string {
  const block = (name: string, holds: string): string => `<g-${nonce} ${name}>\n${holds}\n</g-${nonce}>`;
  return [
    'Answer in this form, each tag alone on its line:',
    ...(spoken === undefined ? [] : [block(spoken, 'your words, as plain text')]),
    block(answer.name, 'the JSON'),
  ].join('\n\n');
}

type Read<T> = { readonly answer: T } | { readonly why: string };

function readTurn<T extends z.ZodType>(
  { answer, spoken }: ModelQuestion<T>,
  nonce: string,
  turn: ModelTurn,
): Read<z.infer<T>> {
  if (turn.stop === 'cut-off') return { why: 'It broke off before its end. Be shorter.' };
  const blocks = blocksOf(nonce, turn.text);
  const text = blocks.get(answer.name);
  if (text === undefined) return { why: `It holds no block \`${answer.name}\`.` };
  const json = parseJson(text);
  if ('why' in json) return { why: `The block \`${answer.name}\` is not JSON: ${json.why}` };
  const words = spoken === undefined ? undefined : (blocks.get(spoken) ?? '').trim();
  const value = words === undefined ? json.value : { ...(json.value as object), [spoken as string]: words };
  const parsed = answer.schema.safeParse(value);
  return parsed.success ? { answer: parsed.data } : { why: z.prettifyError(parsed.error) };
}

function blocksOf(nonce: string, text: string): ReadonlyMap<string, string> {
  const reader = readAnswer(nonce);
  const blocks = new Map<string, string>();
  for (const event of [...reader.push(text), ...reader.end(true)])
    if (event.kind === 'ended' && event.part.kind === 'block') blocks.set(event.part.name, event.part.text);
  return blocks;
}

function parseJson(text: string): { readonly value: unknown } | { readonly why: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** What is said after an answer that is of no use: it stands there as the model's own turn, where it said anything. */
function askAgain(turn: ModelTurn, why: string, form: string): readonly ModelMessage[] {
  const text = `That answer cannot be used. ${why}\n\n${form}`;
  const again: ModelMessage = { role: 'user', blocks: [{ kind: 'instruction', text }] };
  if (turn.text.trim() === '') return [again];
  return [{ role: 'assistant', blocks: [{ kind: 'instruction', text: turn.text }] }, again];
}
