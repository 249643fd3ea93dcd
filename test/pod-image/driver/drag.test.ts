import { expect, it } from 'vitest';
import { runChecks } from '../../../pod-image/driver/run-checks.ts';
import { artifactOf } from './support/check-app.ts';
import { hasBrowser, testBrowser } from './support/test-browser.ts';

/** A week onto which recipes are copied: what is dragged stays where it was. */
const body = `<h2>Recipes</h2><ul><li draggable="true" id="r">Curry</li></ul>
  <section aria-label="Monday"><h2>Monday</h2><ul id="m"></ul></section>
  <p id="n">0 planned</p><div role="status" id="s"></div>`;
const code = `
  const day = document.querySelector('section');
  document.querySelector('#r').addEventListener('dragstart', (event) => event.dataTransfer.setData('text/plain', 'Curry'));
  day.addEventListener('dragover', (event) => event.preventDefault());
  day.addEventListener('drop', (event) => {
    event.preventDefault();
    setTimeout(() => {
      document.querySelector('#m').append(Object.assign(document.createElement('li'), { textContent: 'Curry' }));
      document.querySelector('#n').textContent = document.querySelectorAll('#m li').length + ' planned';
    }, 100);
  });`;

it.skipIf(!hasBrowser)('a drag that copies is one drop, though nothing left its place', async () => {
  const { results, findings } = await runChecks({
    browser: testBrowser(),
    artifact: artifactOf({
      'index.html': `<!doctype html><html lang="en"><title>P</title><body>${body}<script src="a.js"></script></body></html>`,
      'a.js': code,
    }),
    checks: [
      {
        id: 'c1',
        feature: 'Plan',
        words: 'A recipe is planned once',
        core: true,
        steps: [
          { do: 'drag', what: 'Curry', to: 'Monday' },
          { do: 'see', what: '1 planned' },
        ],
      },
    ],
    limits: { stepMs: 2_000 },
    signal: AbortSignal.timeout(60_000),
  });
  expect([results[0]?.outcome, findings[0]?.why]).toEqual(['held', undefined]);
});
