import type { ChosenModels } from '../core/model/choose-models.ts';
import { shownModelId } from '../core/model/describe-model.ts';
import { isFree } from '../core/model/free-model.ts';

/** What is said at the start of models that cost nothing and whose limits nobody told: what they are taken for, and how to say otherwise. */
export function sayAssumedModels({ author, quick }: ChosenModels): string | undefined {
  const assumed = [
    ...new Map([...author, ...quick].filter(isFree).map((facts) => [facts.id, facts])).values(),
  ];
  const [first] = assumed;
  if (first === undefined) return undefined;
  const names = assumed.map(({ id }) => shownModelId(id)).join(', ');
  const [context, answer] = [first.context_tokens, first.answer_tokens].map((tokens) =>
    tokens.toLocaleString('en'),
  );
  return `${names}: taken as free, with ${context} tokens of context and answers of ${answer}. GANTRY_MODELS names a file that says otherwise.`;
}
