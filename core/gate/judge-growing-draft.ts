import { judgePaths, pathLimitsOf } from '../draft/path-rules.ts';
import type { SourceFile } from '../wire/draft.ts';
import type { Policy } from '../wire/policy.ts';
import { judgeFileText, requireRules } from './judge-file-text.ts';

/**
 * Judges the files of a draft that is still being written, each as it ends: true where a path, a secret or a forbidden pattern is denied. Whatever
 * concerns the whole is for the gate, which judges all of it again.
 */
export function judgeGrowingDraft(policy: Policy): (file: SourceFile) => boolean {
  const judgeText = judgeFileText(requireRules(policy));
  const limits = pathLimitsOf(policy);
  return (file) =>
    [...judgePaths([file.path], limits), ...judgeText(file)].some(({ severity }) => severity === 'deny');
}
