import { describe, expect, it } from 'vitest';
import { hostConfiguration, hostConfigurationPath } from '../../core/draft/added-files/host-configuration.ts';
import { buildInPod, page } from './support/pod-fixture.ts';
import { isPodIsolated, podBrowser } from './support/pod-isolation.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const canTry = isPodIsolated && podBrowser !== undefined;
if (!canTry)
  console.warn('SKIPPED: a node app is not tried in the pod, for want of a browser or of isolation');

/** Vite builds its page; its function and the host's configuration are carried beside it as they are. */
const files = {
  'index.html': page(
    '<h1>Sums</h1><button type="button">Add</button><p id="said"></p><img id="far" alt="">',
    '<script type="module" src="/src/main.js"></script>',
  ),
  'package.json': '{ "private": true, "type": "module" }\n',
  'src/main.js': `document.querySelector('button').onclick = async () => {
  const { sum } = await (await fetch('/api/sum?a=40&b=2')).json();
  document.querySelector('#said').textContent = 'The sum is ' + sum;
};
document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
  document.querySelector('h1').textContent = 'Refused ' + violatedDirective;
});
document.querySelector('#far').src = 'https://elsewhere.example/x.png';\n`,
  'api/sum.js': `import { add } from './_add.js';
export const GET = (request) => {
  const { searchParams: sent } = new URL(request.url);
  return Response.json({ sum: add(Number(sent.get('a')), Number(sent.get('b'))) });
};\n`,
  'api/_add.js': 'export const add = (a, b) => a + b;\n',
  'test/add.test.js': `import assert from 'node:assert';
import test from 'node:test';
import { GET } from '../api/sum.js';
test('adds', async () => {
  assert.equal((await GET({ url: 'https://app.test/api/sum?a=1&b=2' }).json()).sum, 3);
});\n`,
  [hostConfigurationPath]: hostConfiguration({ origins: [] }),
};

describe.skipIf(!canTry)('a node app that is tried in a browser', { timeout: 120_000 }, () => {
  it('answers from its functions, under the policy that its host serves', async () => {
    const { report, lines } = await buildInPod({
      files,
      stack: 'node',
      browser: podBrowser ?? 'none',
      recipe: [
        { step: 'test', program: 'node-test' },
        { step: 'build', program: 'vite-build' },
        { step: 'accept', program: 'try-checks' },
      ],
      bundle: {
        spec: specOf([
          checkOf('c1', 'It adds', { do: 'click', what: 'Add' }, { do: 'see', what: 'The sum is 42' }),
          checkOf('c2', 'It asks nobody else', { do: 'see', what: 'Refused img-src' }),
        ]),
      },
    });
    expect(
      report.accept?.checks.map(({ id, outcome }) => [id, outcome]),
      lines.join('\n'),
    ).toEqual([
      ['c1', 'held'],
      ['c2', 'held'],
    ]);
  });
});
