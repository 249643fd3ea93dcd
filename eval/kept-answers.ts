import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DependencyRefused } from '../core/errors.ts';
import type { Model, ModelCall, ModelTurn } from '../core/ports/model.ts';
import { readCall } from '../demo-model/read-call.ts';

/** Where answers are kept, and whether they are written there or given again. */
export interface KeptAnswers {
  readonly folder: string;
  readonly mode: 'record' | 'replay';
}

/** A model whose answers are kept, and how it is told which memo comes next. */
export interface KeptModel {
  readonly model: Model;
  /** The answers of a run are numbered from 1 in a folder of the memo's name. */
  readonly begin: (memo: string) => void;
}

/** The answers of a model written down as they come, or given again in the same order without asking anybody. */
export function keepAnswers(model: Model, { folder, mode }: KeptAnswers): KeptModel {
  let at = { memo: '', count: 0 };
  const place = ({ question }: { readonly question: string }): string => {
    at = { ...at, count: at.count + 1 };
    return join(folder, at.memo, `${at.count}-${question}.txt`);
  };
  return {
    begin: (memo) => {
      at = { memo, count: 0 };
      if (mode === 'record') mkdirSync(join(folder, memo), { recursive: true });
    },
    model: {
      ...model,
      // Whoever wrote them, what is kept in a folder is not the built-in model's own code.
      ...(mode === 'replay' && { label: `kept answers of ${folder}`, isBuiltIn: false }),
      async converse(call, options) {
        const asked = readCall(call);
        const path = place(asked);
        if (mode === 'record') {
          const turn = await model.converse(call, options);
          writeFileSync(path, turn.text.replaceAll(`g-${asked.nonce}`, 'g-NONCE'));
          return turn;
        }
        const text = readKept(path).replaceAll('g-NONCE', `g-${asked.nonce}`);
        options.onText?.(text);
        return answered(model, call, text);
      },
    },
  };
}

function readKept(path: string): string {
  if (!existsSync(path))
    throw new DependencyRefused(
      'answer_not_kept',
      `No answer is kept in ${path}. The product asks for other answers than when they were kept: record them anew with --record.`,
    );
  return readFileSync(path, 'utf8');
}

/** Kept answers cost nothing; tokens are told as roughly as four characters each. */
function answered(model: Model, call: ModelCall, text: string): ModelTurn {
  const modelId = model.models[call.role][0]?.id ?? model.id;
  const usage = {
    inputTokens: 0,
    outputTokens: Math.ceil(text.length / 4),
    cacheReadTokens: 0,
    cacheWriteTokens: 0,
  };
  return { modelId, usage, text, stop: 'answered' };
}
