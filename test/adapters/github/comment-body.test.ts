import { describe, expect, test } from 'vitest';
import { commentBody } from '../../../adapters/github/comment-body.ts';
import { wordsTo } from '../../../adapters/github/spoken-text.ts';
import { planIdSchema } from '../../../core/wire/ids.ts';

const mark = '<!-- gantry -->\n';
const body = (text: string, buttons: Parameters<typeof commentBody>[0]['buttons'] = []) =>
  commentBody({ text, buttons }, '@gantry');

describe('a comment of Gantry’s', () => {
  test.each([
    ['# Big *and* `bold` <b>', String.raw`\# Big \*and\* \`bold\` \<b\>`],
    ['- one\n+ two\n1. three\n2) four', '\\- one\n\\+ two\n1\\. three\n2\\) four'],
    ['Title\n===\n---', 'Title\n\\===\n\\---'],
    ['    code', 'code'],
    ['~~gone~~ for $1$', String.raw`\~\~gone\~\~ for \$1\$`],
    ['[x](https://evil.test) ![y](z)', String.raw`\[x\](https://evil.test) \!\[y\](z)`],
    ['| a | b |', String.raw`\| a \| b \|`],
    ['At 3.5 min, x-y', 'At 3.5 min, x-y'],
    ['@octocat closes #12', '\\@\u200boctocat closes \\#\u200b12'],
    ['a\u202eb', 'ab'],
  ])('takes %j as it is', (text, expected) => {
    expect(body(text)).toBe(mark + expected);
  });

  test('offers a plan in words, and mentions nobody by that', () => {
    const plan_id = planIdSchema.parse(`pln_${'0'.repeat(26)}`);
    const said = body('Tasks', [{ kind: 'build', plan_id }, { kind: 'change' }]);
    expect(said).toBe(
      `${mark}Tasks\n\nSay **yes** to build this. To change it, mention \`@gantry\` and say what should be different.`,
    );
    expect(wordsTo('@gantry', said)).toBeUndefined();
  });

  test('links where it is told to and nowhere else', () => {
    const url = 'https://a.test/?x=<script>&y=(1)';
    expect(body('Done.', [{ kind: 'link', label: 'Open [it]', url }])).toBe(
      `${mark}Done.\n\n[Open \\[it\\]](<https://a.test/?x=%3Cscript%3E&y=(1)>)`,
    );
  });

  test('holds at most 65,536 characters, and its links always', () => {
    const link = { kind: 'link', label: 'Pull request', url: 'https://a.test/' } as const;
    for (const text of ['y'.repeat(70_000), '*'.repeat(70_000), '👍'.repeat(40_000)]) {
      const said = body(text, [link]);
      expect(said.length).toBeLessThanOrEqual(65_536);
      expect(said.isWellFormed()).toBe(true);
      expect(said).toMatch(/[^\\](?:\\\\)*…\n\n\[Pull request\]/u);
    }
  });
});
