import { describe, expect, it } from 'vitest';
import { hasBrowser } from '../built-in-apps/support/open-app.ts';
import { useAuthors } from '../rig/authors.ts';
import { signIn } from '../rig/client.ts';
import { useProduct } from '../rig/product.ts';
import { patience, useConsole } from './rig/console-page.ts';

const authors = useAuthors();
const product = useProduct({ env: authors.env });
const inBrowser = useConsole(() => product.current.port);

/** Two sentences of prompts/possible.md, as every prompt that plans has them. */
const sentences = [
  'Nothing else can be installed, and configuration of tools is not read.',
  'What several people share is kept in a Postgres database',
];

describe.skipIf(!hasBrowser)('what can be built', () => {
  it('is told where one talks, in the words that the model is told', async () => {
    const client = await signIn(product.current);
    const { page } = await inBrowser.open({ path: '/#/talk', client });
    await page.getByText('What can it do?').click(patience);
    const told = page.locator('.possible');
    await told.waitFor(patience);
    for (const sentence of sentences) expect(await told.textContent()).toContain(sentence);
  });

  it('is told beside the API, to anybody', async () => {
    const { page } = await inBrowser.open({ path: '/docs' });
    const told = page.getByText(sentences[0] ?? '');
    await told.first().waitFor(patience);
    expect(await page.getByRole('main').textContent()).toContain(sentences[1]);
  });
});
