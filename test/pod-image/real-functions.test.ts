import { describe, expect, it } from 'vitest';
import { copiedFiles } from '../../core/pod/assemble.ts';
import { functionFileAt } from '../../core/pod/served-paths.ts';
import type { Stack } from '../../core/wire/draft.ts';
import { filesOfDraft, realDrafts } from '../e2e/rig/real-drafts.ts';
import { type Asked, answerTo, callInSandbox } from './support/call-in-sandbox.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';

/** A draft's function as a host has it: out of the artifact, found by the address of a request. */
function served(name: string, stack: Stack, url: string) {
  const draft = realDrafts().find((one) => one.name === name) ?? { text: '' };
  const tree = Object.entries(filesOfDraft(draft)).map(([path, content]) => ({ path, content }));
  const artifact = new Map(copiedFiles(stack, tree).map(({ path, content }) => [path, content]));
  return { file: functionFileAt(artifact, url) ?? 'none', sources: Object.fromEntries(artifact) };
}

describe.skipIf(!hasBubblewrap)('functions that a capable model wrote', () => {
  it.each<[string, Stack, string, Asked, unknown]>([
    ['tip-calculator-ts-api', 'node', '/api/tip?bill=40&tip=15&people=2', {}, [200, { total: 46, each: 23 }]],
    ['tip-calculator-ts-api', 'node', '/api/tip?bill=x', {}, [400, { error: 'The bill must be a number.' }]],
    ['roman-numerals-wsgi', 'python', '/api/roman?n=14', {}, [200, { roman: 'XIV' }]],
    [
      'password-check-python',
      'python',
      '/api/check',
      { method: 'POST', body: '{"password":"abc"}' },
      [200, { score: 0, label: 'Very weak', bits: 14.1 }],
    ],
  ])('answer as they were written, first time: %s at %s %s', async (name, stack, url, asked, answer) => {
    const { file, sources } = served(name, stack, url);
    const { status, text } = await answerTo(file, sources, { ...asked, url });
    expect([status, JSON.parse(text)]).toMatchObject(answer as unknown[]);
  });

  it('are told the right form where they have another host’s', async () => {
    const { file, sources } = served('dice-lambda-handler', 'node', '/api/roll');
    const outcome = await callInSandbox(file, sources);
    expect(outcome).toMatchObject({ kind: 'failed', because: 'handler' });
    expect(outcome.log?.join('\n')).toMatch(
      /api\/roll\.js exports no handler\. .*export default function \(request, response\)/,
    );
  });

  it('are no functions where they have no handler, in Python', async () => {
    const { file, sources } = served('password-check-python', 'python', '/api/strength');
    expect(await callInSandbox(file, sources)).toMatchObject({ kind: 'failed', because: 'handler' });
  });
});
