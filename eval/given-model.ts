import type { AnswerPart } from '../core/draft/answer-parts.ts';
import { writeAnswer } from '../core/draft/write-answer.ts';
import type { Model, ModelTurn } from '../core/ports/model.ts';
import type { SourceFile } from '../core/wire/draft.ts';
import { readCall } from '../demo-model/read-call.ts';
import type { JudgedApp } from './judged-apps.ts';

/** A model that gives one app as it is, and does not mend it. */
export interface GivenModel {
  readonly model: Model;
  readonly give: (app: JudgedApp, files: readonly SourceFile[]) => void;
}

/** A model in the place of another, which answers with what it was given last. */
export function givenModel(model: Model): GivenModel {
  let given: { readonly app: JudgedApp; readonly files: readonly SourceFile[] } | undefined;
  return {
    give: (app, files) => {
      given = { app, files };
    },
    model: {
      ...model,
      label: 'apps that are given',
      isBuiltIn: false,
      async converse(call, options) {
        if (given === undefined) throw new Error('no app is given');
        const { nonce, question } = readCall(call);
        const text = writeAnswer(nonce, answerTo(question, given.app, given.files));
        options.onText?.(text);
        return answered(model, text);
      },
    },
  };
}

function answerTo(question: string, app: JudgedApp, files: readonly SourceFile[]): readonly AnswerPart[] {
  if (question === 'spec') return [block('spec', app.specText)];
  if (question === 'app') {
    const about = { slug: app.name, title: app.name, summary: app.memo.slice(0, 200), stack: app.stack };
    return [
      block('app', JSON.stringify({ ...about, files: files.map(({ path }) => path) })),
      ...files.map(({ path, content }): AnswerPart => ({ kind: 'file', path, content })),
      block('done', ''),
    ];
  }
  return [block('cannot', JSON.stringify({ why: 'It is judged as it is.', nearest: 'Nothing else.' }))];
}

const block = (name: string, text: string): AnswerPart => ({ kind: 'block', name, value: '', text });

function answered(model: Model, text: string): ModelTurn {
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { modelId: model.id, usage, text, stop: 'answered' };
}
