import { describe, expect, it } from 'vitest';
import { hasBubblewrap } from '../pod-image/support/has-bubblewrap.ts';
import { says, useAuthors } from './rig/authors.ts';
import { signIn } from './rig/client.ts';
import { browse } from './rig/live-app.ts';
import { build, shipped } from './rig/missions.ts';
import { useProduct } from './rig/product.ts';
import { realDrafts } from './rig/real-drafts.ts';

const spec = {
  title: 'Roman numerals',
  stack: 'python',
  features: ['Writes a number in Roman numerals'],
  checks: [
    {
      id: 'c1',
      feature: 'Writes a number in Roman numerals',
      words: 'Fourteen is XIV.',
      core: true,
      steps: ['call GET /api/roman?n=14 expect 200 holds XIV'],
    },
  ],
};

if (!hasBubblewrap) console.warn('SKIPPED: no function is served, for want of bubblewrap');

describe.skipIf(!hasBubblewrap)('an app with a function that a capable model wrote', () => {
  const authors = useAuthors();
  const product = useProduct({
    env: async () => ({
      ...(await authors.env()),
      GANTRY_ISOLATION: 'bubblewrap',
      GANTRY_BROWSER: 'none',
    }),
  });

  it('answers at its preview as it did in the pod, and its owner reads what its functions print', async () => {
    const memo = 'Roman numerals';
    const draft = realDrafts().find(({ name }) => name === 'roman-numerals-wsgi');
    authors.on(memo, (asked) => says(asked, draft?.text ?? ''), spec);
    const client = await signIn(product.current);
    const mission = shipped(await build(client, { voice_memo: memo }));
    const page = await browse(mission.url, '/api/roman?n=14');
    expect([page.status, JSON.parse(page.bytes.toString())]).toEqual([200, { roman: 'XIV' }]);
    expect(page.contentPolicy).toContain("default-src 'self'");
    const { text } = await client.call('GET', '/gantry/apps/roman/log');
    expect(text).toBe('The functions of this app have printed nothing, and none has failed.\n');
  });
});
