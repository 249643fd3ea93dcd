import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createGate } from '../../../core/gate/create-gate.ts';
import { loadPolicy } from '../../../core/gate/load-policy.ts';
import type { Needs } from '../../../core/wire/spec.ts';

const text = readFileSync(new URL('../../../policy.yaml', import.meta.url), 'utf8');
const gate = createGate({ policy: loadPolicy(text), policySha256: hash('sha256', text) });
const frame = [
  { path: 'index.html', content: '<!doctype html><html lang="en"><title>App</title></html>' },
  { path: 'package.json', content: '{}' },
  { path: 'test/app.test.js', content: "import test from 'node:test';\n" },
];
const none: Needs = { data: false, secrets: [], origins: [] };
const weather: Needs = {
  data: false,
  secrets: [{ name: 'WEATHER_KEY', why: 'It asks for one.' }],
  origins: [
    { origin: 'https://api.weather.test', by: 'page', why: 'The weather.' },
    { origin: 'https://api.towns.test', by: 'function', why: 'Towns.' },
  ],
};

/** What the shipped policy finds in one file, worst first. */
function found(path: string, content: string, over: { needs?: Needs; healedFor?: readonly string[] } = {}) {
  const { findings } = gate({ stack: 'node', files: [...frame, { path, content }], ...over });
  return findings.map(({ rule, severity, line }) => `${severity} ${rule} ${line}`);
}

describe('another origin', () => {
  const call = "export const get = () => fetch('https://api.weather.test/now?x=1');\n";

  test('is no finding where the spec declares it, and one where it does not', () => {
    expect(found('src/a.js', call, { needs: weather })).toEqual([]);
    expect(found('src/a.js', call, { needs: none })).toEqual(['fix third-party-request 1']);
    expect(found('src/a.js', call)).toEqual(['fix third-party-request 1']);
  });

  test.each([
    ["fetch('https://api.weather.test.evil.test/');", 'a host that begins like it'],
    ["fetch('https://api.weather.test@evil.test/');", 'a user name that reads like it'],
    [`fetch(\`https://api.weather.test\${rest}\`);`, 'a host that is put together'],
    ["fetch('https://api.weather.test:8443/');", 'another port'],
    ["fetch('https://other.test/https://api.weather.test/');", 'an address that holds it'],
  ])('is one for %s: %s', (content) => {
    expect(found('src/a.js', content, { needs: weather })).toEqual(['fix third-party-request 1']);
  });

  test('that is declared brings pictures, and never scripts or styles', () => {
    const page = (tag: string): string[] => found('about.html', `<p></p>\n${tag}\n`, { needs: weather });
    expect(page('<img alt="" src="https://api.weather.test/a.png">')).toEqual([]);
    expect(page('<img alt="" srcset="https://api.weather.test/a.png 2x, /b.png">')).toEqual([]);
    for (const tag of [
      '<iframe title="x" src="https://api.weather.test/"></iframe>',
      '<img alt="" src="https://api.towns.test/a.png">',
      '<img alt="" src="http://api.weather.test/a.png">',
      '<img alt="" src="https://">',
      '<img alt="" srcset="https://api.weather.test/a.png 2x, //evil.test/b.png">',
    ])
      expect(page(tag), tag).toEqual(['fix third-party-media 2']);
    expect(page('<script src="https://api.weather.test/a.js"></script>')).toEqual([
      'fix third-party-script 2',
    ]);
    expect(page('<link rel="stylesheet" href="https://api.weather.test/a.css">')).toEqual([
      'fix third-party-link 2',
    ]);
  });

  test("that a function may ask lets Python's functions ask", () => {
    const content = 'import urllib.request\n';
    expect(found('api/a.py', content, { needs: weather })).toEqual([]);
    expect(found('api/a.js', "import 'node:http';", { needs: weather })).toEqual(['fix network-module 1']);
    const pageOnly = { ...weather, origins: weather.origins.slice(0, 1) };
    expect(found('api/a.py', content, { needs: pageOnly })).toEqual(['fix network-module 1']);
  });
});

describe('an environment variable', () => {
  test.each([
    ['api/a.js', 'const key = process.env.WEATHER_KEY;'],
    ['api/a.js', "const key = process.env['WEATHER_KEY'] ?? '';"],
    ['api/a.js', 'const { WEATHER_KEY, NODE_ENV } = process.env;'],
    ['api/a.py', "import os\nkey = os.environ['WEATHER_KEY']"],
    ['api/a.py', "import os\nkey = os.environ.get('WEATHER_KEY')"],
    ['api/a.py', "import os\nkey = os.environ.get('WEATHER_KEY', '')"],
    ['api/a.py', 'import os as o\nkey = o.getenv("WEATHER_KEY")'],
  ])('is read in %s by the name of a secret that the spec names: %s', (path, content) => {
    expect(found(path, content, { needs: weather })).toEqual([]);
    expect(found(path, content, { needs: none })[0]).toMatch(/^fix environment-read/);
  });

  test.each([
    ['api/a.js', 'const key = process.env.OTHER_KEY;'],
    ['api/a.js', 'const { WEATHER_KEY, OTHER_KEY } = process.env;'],
    ['api/a.js', 'const all = { ...process.env };'],
    ['api/a.js', 'const key = process.env[name];'],
    ['api/a.js', 'const { [name]: key } = process.env;'],
    ['api/a.py', "import os\nkey = os.environ['OTHER_KEY']"],
    ['api/a.py', "import os\nkey = os.environ['WEATHER_KEY' + x]"],
    ['api/a.py', "import os\nkey = os.environ.get(name, 'WEATHER_KEY')"],
    ['api/a.py', "import os\nkey = os.environ.pop('WEATHER_KEY')"],
    ['api/a.py', "import os\nkey = os.getenv['WEATHER_KEY']"],
    ['api/a.py', "import os\nkey = os.environ('WEATHER_KEY')"],
    ['api/a.py', 'import os\nall = dict(os.environ)'],
    ['api/a.py', "import os\nos.putenv('WEATHER_KEY')"],
  ])('is a finding in %s under any other name, or under none: %s', (path, content) => {
    expect(found(path, content, { needs: weather })[0]).toMatch(/^fix environment-read/);
  });
});

describe('a rule that an innocent app may break', () => {
  const shell = "import 'node:child_process';\n";
  const inText = "export const guide = ':(){ :|:& };:';\n";

  test('is denied when it comes back after the mission was sent back for it', () => {
    expect(found('src/a.js', shell)).toEqual(['fix shell-node 1']);
    expect(found('src/a.js', inText)).toEqual(['fix shell-connection 1']);
    expect(found('src/a.js', inText, { healedFor: ['shell-node'] })).toEqual(['fix shell-connection 1']);
    expect(found('src/a.js', inText, { healedFor: ['shell-connection'] })).toEqual([
      'deny shell-connection 1',
    ]);
  });

  test('stays a fix where it is about how an app is made, and a warning where it is one', () => {
    const content = "eval('1');\n";
    expect(found('src/a.js', content, { healedFor: ['eval-call'] })).toEqual(['fix eval-call 1']);
    const warned = "const a = '/bin/sh';\n";
    expect(found('src/a.js', warned, { healedFor: ['shell-path'] })).toEqual(['warn shell-path 1']);
  });
});

describe("an example of documentation's", () => {
  // Made at run time, so that this file holds nothing that looks like a secret.
  const example = ['AKIA', 'IOSFODNN7', 'EXAMPLE'].join('');
  const real = ['AK', 'IA', 'QYLPMN5HFIQR7XYZ'].join('');

  test('is sent back, and denied where a real key stands beside it', () => {
    expect(found('README.md', `Such as ${example}.`)).toEqual(['fix secret-aws-key 1']);
    expect(found('README.md', `Such as ${example}.\n${real}`)).toEqual([
      'deny secret-aws-key 2',
      'fix secret-aws-key 1',
    ]);
    expect(found('README.md', real)).toEqual(['deny secret-aws-key 1']);
  });
});
