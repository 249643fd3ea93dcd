import * as z from 'zod';
import { DependencyRefused } from '../../core/errors.ts';
import type { Model, ModelCall, ModelTurn, TokenUsage } from '../../core/ports/model.ts';
import { agreedPlanSchema, awaitingPlanSchema, chatTurnSchema } from '../../core/wire/chat.ts';
import { sourceFileSchema } from '../../core/wire/draft.ts';
import { consult } from './built-in-model/consult.ts';
import { healApp } from './built-in-model/heal-app.ts';
import { speakText } from './built-in-model/speak-text.ts';
import { writeApp } from './built-in-model/write-app.ts';

const noTokens: TokenUsage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** What the model says while it works, and what it hands in or why it does not. */
type Answer = { readonly said: string } & ({ readonly toolInput: unknown } | { readonly refusal: string });

/**
 * The built-in demo model: no network, no account, no cost. It reads the same prompt blocks as any model and answers through the same
 * tools, but knows only the apps of its catalogue, and says so when asked for anything else.
 */
export function builtInModel(): Model {
  return {
    id: 'built-in',
    modelIds: ['built-in'],
    label: 'built-in demo model',
    isBuiltIn: true,
    converse: async (call, { signal, onDelta }): Promise<ModelTurn> => {
      signal.throwIfAborted();
      const answer = answerTool(call);
      await speakText(answer.said, { signal, onDelta });
      const spent = { modelId: 'built-in', usage: noTokens };
      if ('refusal' in answer) return { ...spent, stop: 'refused', text: answer.refusal };
      return { ...spent, stop: 'answered', toolInput: answer.toolInput, text: answer.said };
    },
  };
}

function answerTool(call: ModelCall): Answer {
  const read = readBlocks(call);
  switch (call.tool.name) {
    case 'consult':
      return answerConsult(read);
    case 'write_app':
      return answerWrite(read);
    case 'heal_app':
      return answerHeal(read);
    case 'review_app':
    case 'write_note':
      return { said: '', refusal: cannotFollowSkills };
    default:
      throw new DependencyRefused(
        'tool_unknown',
        `The built-in demo model does not know the tool ${call.tool.name}; connect Bedrock for skills that use it.`,
      );
  }
}

const cannotFollowSkills =
  'The built-in demo model cannot follow the words of a skill; connect Amazon Bedrock, or give the skill code.';

type Read = <T>(label: string, schema: z.ZodType<T>) => T | undefined;

/** The data blocks of the last user message, by label; text is taken as it is, everything else as JSON. */
function readBlocks(call: ModelCall): Read {
  const blocks = call.messages.findLast((message) => message.role === 'user')?.blocks ?? [];
  return (label, schema) => {
    const block = blocks.find((candidate) => candidate.kind === 'data' && candidate.label === label);
    if (block === undefined) return undefined;
    return schema.parse(schema instanceof z.ZodString ? block.text : JSON.parse(block.text));
  };
}

function answerConsult(read: Read): Answer {
  const consultation = consult({
    message: read('message', z.string()) ?? '',
    plan: read('plan', awaitingPlanSchema),
    conversation: read('conversation', z.array(chatTurnSchema)) ?? [],
  });
  return { said: consultation.reply, toolInput: consultation };
}

function answerWrite(read: Read): Answer {
  const written = writeApp({
    request: read('request', z.string()) ?? '',
    plan: read('plan', agreedPlanSchema),
    app: read('app', z.strictObject({ slug: z.string(), title: z.string() })),
    source: read('source', z.array(sourceFileSchema)),
  });
  if ('refusal' in written) return { said: written.refusal, ...written };
  const { app, files } = written.draft;
  const tests = files.filter((file) => file.path.startsWith('test/')).length;
  return {
    said: `${app.title}: ${app.summary} Writing ${files.length} files, ${tests} of them tests.`,
    toolInput: written.draft,
  };
}

function answerHeal(read: Read): Answer {
  const healed = healApp({
    request: read('request', z.string()) ?? '',
    files: read('files', z.array(sourceFileSchema)) ?? [],
  });
  if ('refusal' in healed) return { said: healed.refusal, ...healed };
  return { said: healed.heal.diagnosis, toolInput: healed.heal };
}
