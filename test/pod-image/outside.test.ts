import { describe, expect, it } from 'vitest';
import { hostConfiguration } from '../../core/draft/added-files/host-configuration.ts';
import { outsideVariable, refusedHeader } from '../../core/wire/outside.ts';
import type { Spec } from '../../core/wire/spec.ts';
import { outsideFetch } from '../../pod-image/programs/node-function/outside-fetch.ts';
import { type Build, buildInPod, goodApp, page } from './support/pod-fixture.ts';
import { isPodIsolated, podBrowser } from './support/pod-isolation.ts';
import { checkOf, specOf } from './support/spec-of.ts';

const api = 'https://api.example.com';
const weather = JSON.stringify({
  request: { url: `${api}/v1/forecast?place=Bern` },
  answer: { body: { place: 'Bern', degrees: 21 } },
});
const origin = (by: 'page' | 'function'): Spec['needs']['origins'][number] => ({
  origin: api,
  by,
  why: 'Weather.',
});

const withFunction = (code: string): Build['files'] => ({
  ...goodApp,
  'api/weather.js': `export const GET = async () => { ${code} };\n`,
  'test/weather.test.js':
    "import test from 'node:test';\nimport { GET } from '../api/weather.js';\ntest('is there', () => GET.name);\n",
  'test/outside/weather.json': weather,
});

describe.skipIf(!isPodIsolated)('a function that talks to the outside, in a pod', { timeout: 90_000 }, () => {
  const built = (files: Build['files'], needs: Partial<Spec['needs']>) =>
    buildInPod({ files, stack: 'node', bundle: { spec: specOf([], needs) } });
  const functionsOf = async (files: Build['files'], needs: Partial<Spec['needs']>) => {
    const { report, lines } = await built(files, needs);
    return { outcome: report.outcome, functions: report.boot?.functions, lines };
  };

  it('is answered from test/outside where the spec declares the place, and has placeholders for its secrets', async () => {
    const code = `const answer = await fetch('${api}/v1/forecast?place=Bern');
      const { degrees } = await answer.json();
      return new Response(null, { status: degrees === 21 && process.env.WEATHER_KEY === 'placeholder-WEATHER_KEY' && process.env.${outsideVariable} === undefined ? 204 : 500 });`;
    const needs = { origins: [origin('function')], secrets: [{ name: 'WEATHER_KEY', why: 'Asked for.' }] };
    expect(await functionsOf(withFunction(code), needs)).toMatchObject({
      outcome: 'passed',
      functions: [{ path: '/api/weather', status: 204 }],
    });
  });

  it.each([
    ['what nobody wrote an answer to', `${api}/v2/other`, 'no file in test/outside answers that'],
    ['a place that was not agreed', 'https://other.example/x', 'this place was not agreed'],
  ])('fails with the address for %s, whatever it does with the error', async (_, address, words) => {
    const code = `await fetch('${address}').catch(() => {}); return new Response('fine');`;
    const { outcome, lines } = await functionsOf(withFunction(code), { origins: [origin('function')] });
    expect(outcome).toBe('failed');
    expect(lines).toContain(`✖ GET ${address}: ${words}`);
  });

  it('fails by a file of test/outside that cannot be read', async () => {
    const files = { ...withFunction("return new Response('fine');"), 'test/outside/weather.json': '{}' };
    const { outcome, lines } = await functionsOf(files, { origins: [origin('function')] });
    expect(outcome).toBe('failed');
    expect(lines.join('\n')).toContain('✖ test/outside/weather.json: write {"request"');
  });

  it('in Python likewise, by urllib and by http.client', async () => {
    const files = {
      'public/index.html': page('<h1>Weather</h1>'),
      'api/weather.py': `import http.client
import json
import urllib.request
from http.server import BaseHTTPRequestHandler


class handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with urllib.request.urlopen("${api}/v1/forecast?place=Bern") as answer:
            first = json.load(answer)["degrees"]
        connection = http.client.HTTPSConnection("api.example.com")
        connection.request("GET", "/v1/forecast?place=Bern")
        second = json.load(connection.getresponse())["degrees"]
        self.send_response(204 if (first, second) == (21, 21) else 500)
        self.end_headers()
`,
      'test/test_weather.py':
        'import unittest\nfrom api import weather\nclass T(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(weather.handler)\n',
      'test/outside/weather.json': weather,
    };
    const recipe = [
      { step: 'build', program: 'assemble-python' },
      { step: 'boot', program: 'boot-app' },
    ] as const;
    const { report, lines } = await buildInPod({
      files,
      stack: 'python',
      recipe: [...recipe],
      bundle: { spec: specOf([], { origins: [origin('function')] }) },
    });
    expect(report.boot?.functions, lines.join('\n')).toMatchObject([{ path: '/api/weather', status: 204 }]);
  });
});

describe.skipIf(!isPodIsolated)('a page that talks to the outside, where no browser is', () => {
  const opened = async (address: string) => {
    const origins = [origin('page')];
    const files = {
      ...goodApp,
      'vercel.json': hostConfiguration({ origins }),
      'test/outside/weather.json': weather,
      'main.js': `document.querySelector('#app').append((await (await fetch('${address}')).json()).degrees);\n`,
    };
    const { report, lines } = await buildInPod({ files, bundle: { spec: specOf([], { origins }) } });
    return { outcome: report.outcome, said: lines.join('\n') };
  };

  it('is answered from test/outside where the spec declares the place, and by nobody else', async () => {
    expect(await opened(`${api}/v1/forecast?place=Bern`)).toMatchObject({ outcome: 'passed' });
    const { outcome, said } = await opened(`${api}/v2/other`);
    expect(outcome).toBe('failed');
    expect(said).toContain(`GET ${api}/v2/other: no file in test/outside answers that`);
  });
});

const canTry = isPodIsolated && podBrowser !== undefined;
describe.skipIf(!canTry)('a page that talks to the outside, in a pod', { timeout: 90_000 }, () => {
  const asking = (address: string, origins = [origin('page')]): Build => ({
    files: {
      ...goodApp,
      'vercel.json': hostConfiguration({ origins }),
      'test/outside/weather.json': weather,
      'index.html': page(
        '<h1>Hello</h1><p role="status"></p>',
        '<script type="module" src="main.js"></script>',
      ),
      'main.js': `fetch('${address}', { headers: { 'x-mine': '1' } }).then((answer) => answer.json()).then(({ degrees }) => {
        document.querySelector('p').textContent = degrees + ' degrees'; }).catch(() => {});\n`,
    },
    browser: podBrowser ?? 'none',
    bundle: {
      spec: specOf([checkOf('c1', 'The weather is shown', { do: 'see', what: '21 degrees' })], { origins }),
    },
  });

  it('is answered from test/outside, and what it talks to is told', async () => {
    const { report } = await buildInPod(asking(`${api}/v1/forecast?place=Bern`));
    expect(report).toMatchObject({ outcome: 'passed', boot: { contacted: [api] } });
    expect(report.accept?.checks).toMatchObject([{ outcome: 'held' }]);
  });

  it.each([
    ['without an answer', `${api}/v2/other`, `GET ${api}/v2/other: no file in test/outside answers that`],
    [
      'to a place that was not agreed',
      'https://other.example/x',
      'requests another origin: https://other.example',
    ],
  ])('fails %s, though the page is silent about it', async (_, address, words) => {
    const { report, lines } = await buildInPod(asking(address));
    expect(report.outcome).toBe('failed');
    expect(lines.join('\n')).toContain(words);
  });

  it('fails by a script that stands in the page, which its headers forbid', async () => {
    const build = asking(`${api}/v1/forecast?place=Bern`);
    const files = {
      ...build.files,
      'index.html': page(
        '<h1>Hello</h1>',
        '<script>document.title += "!";</script><script type="module" src="main.js"></script>',
      ),
    };
    const { report, lines } = await buildInPod({ ...build, files });
    expect(report.outcome).toBe('failed');
    expect(lines.join('\n')).toContain("which the app's headers forbid");
  });
});

it('the sandbox calls the gateway by the words of core', async () => {
  expect([outsideVariable, refusedHeader]).toEqual(['GANTRY_OUTSIDE', 'x-gantry-refused']);
  await expect(outsideFetch(undefined)(`${api}/x`)).rejects.toThrow(
    `fetch failed: ${api} is not one of the places that this app may talk to.`,
  );
});
