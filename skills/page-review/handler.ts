import { defineSkill } from '../../core/skill/define-skill.ts';
import { reviewInputSchema, reviewOutputSchema } from '../../core/skill/hook-inputs.ts';
import { reviewPage } from './review-page.ts';
import { reviewSize } from './review-size.ts';
import { reviewStyles } from './review-styles.ts';

/** Looks at what ships as a careful colleague would, by rules alone. */
export const skill = defineSkill({
  input: reviewInputSchema,
  output: reviewOutputSchema,
  execute: async ({ input: { files, stack } }) => {
    const shipped = files.filter((file) => !/^(?:test|tests)\//.test(file.path));
    const pages = shipped.filter((file) => /\.html?$/i.test(file.path));
    const findings = [
      ...(stack === 'node' ? [] : reviewSize(shipped)),
      ...pages.flatMap(reviewPage),
      ...reviewStyles(shipped),
    ];
    const looked = `${pages.length} ${pages.length === 1 ? 'page' : 'pages'} looked at`;
    return {
      summary: findings.length === 0 ? `${looked}, nothing found.` : `${looked}.`,
      findings,
    };
  },
});
