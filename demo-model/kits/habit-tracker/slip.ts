import type { SourceFile } from '../../../core/wire/draft.ts';

const path = 'src/streaks.js';
const right = 'let day = ticked.has(today) ? today : addDays(today, -1);';
const wrong = 'let day = today;';

/**
 * The slip that a first draft makes: it forgets that today may still be ticked, so every streak falls to zero at midnight. Throws when
 * the module no longer reads as expected, so that the slip cannot go away unseen.
 */
export const forgetUntickedToday = (files: readonly SourceFile[]): readonly SourceFile[] => {
  const streaks = files.find((file) => file.path === path);
  if (!streaks?.content.includes(right))
    throw new Error(`${path} does not hold the line that the slip changes`);
  return files.map((file) =>
    file.path === path ? { path, content: file.content.replace(right, wrong) } : file,
  );
};
