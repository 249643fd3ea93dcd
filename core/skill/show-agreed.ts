import type { PromptBlock } from '../ports/model.ts';
import { dataBlock } from './ask-model.ts';
import type { AuthorInput, HealInput } from './hook-inputs.ts';

/** What was agreed that the app is to be, as every author is told it: the person's own words last. */
export function showAgreed({
  plan,
  needs,
  checks,
  left_out,
  request,
}: Pick<AuthorInput, 'plan' | 'needs' | 'checks' | 'left_out' | 'request'>): readonly PromptBlock[] {
  const isNeedless = needs === null || (!needs.data && needs.secrets.length + needs.origins.length === 0);
  return [
    ...dataBlock('plan', plan),
    ...dataBlock('needs', isNeedless ? null : needs),
    ...dataBlock('checks', checks.length === 0 ? null : checks),
    ...dataBlock('left_out', left_out.length === 0 ? null : left_out),
    ...dataBlock('request', request),
  ];
}

/** Why an app failed: what it comes to, and then what was seen, as it was printed. */
export function showFailure(
  { failure, findings, picture }: Pick<HealInput, 'failure' | 'findings' | 'picture'>,
  strategy: HealInput['strategy'],
): readonly PromptBlock[] {
  const { kind, step, message, excerpt } = failure;
  return [
    ...dataBlock('failure', {
      kind,
      step,
      message,
      ...(findings.length > 0 && { findings }),
      strategy,
    }),
    ...dataBlock('seen', excerpt === '' ? null : excerpt),
    ...(picture === null
      ? []
      : [{ kind: 'data', label: 'picture', text: pictureWords, png: picture } as const]),
  ];
}

const pictureWords = 'The page at the step that failed, as a picture where you take any.';
