import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../core/gate/compile-rules.ts';
import { findingsIn, policy } from './shipped-policy.ts';

describe('the shipped policy finds nothing in', () => {
  test.each([
    [
      'src/a.js',
      'function f() { if (x) { var process = {}; } return process.env; } process.exitCode = a[1];',
    ],
    [
      'src/a.js',
      '(class process { a() { process.env; } }); function require(x) { return x; } require(1)(2);',
    ],
    [
      'index.html',
      '<script type="importmap"></script><script src></script><script type="importmap">{"imports":1}</script>',
    ],
    ['api/a.py', 'from lib import *\nx = 3.5e1; y: int = 1\nclass A: pass\n'],
    ['src/a.js', "const found = /x(\\d+)/.exec(text); pattern.exec('eval');"],
    ['src/a.js', "const modes = ['shell', 'miner', 'bash', 'cluster', 'fork'];"],
    ['src/a.js', 'class Shell { spawn(child) { return child.process; } }'],
    ['src/a.js', 'const retrieval = medieval(evaluate(expression));'],
    ['src/a.js', '// Never call eval() or new Function() here.'],
    ['src/a.js', 'export function evaluate(tokens) { return tokens.reduce(step); }'],
    ['src/a.js', 'parser.eval(expression); calc?.evaluate(1)'],
    ['src/a.js', 'setTimeout(() => tick(), 1000); setInterval(tick, 10);'],
    ['src/a.js', "const token = crypto.randomUUID(); const password = form.get('password');"],
    ['src/a.js', 'const accessToken = readToken(); const apiKey = undefined;'],
    ['src/a.js', "const url = new URL('https://example.com/'); link.href = url;"],
    ['src/a.js', "const ns = 'http://www.w3.org/2000/svg';"],
    ['src/a.js', "import { add } from './add.js'; import('./lazy.js');"],
    ['src/a.js', "button.addEventListener('click', onClick); node.onclick = null;"],
    ['src/a.js', 'const html = `<button type="button" data-onclick="x">`;'],
    ['src/a.js', 'if (process.env.NODE_ENV !== "production") check();'],
    ['src/a.js', 'const doc = documentWriter(document); doc.write(text);'],
    ['src/a.js', 'node.textContent = value; list.innerHTML = "";'],
    ['src/a.js', "const AKIA = 'Akia-Ito'; const asia = 'ASIA PACIFIC REGION 1';"],
    ['src/a.js', "const id = 'a3f5c9d2e8b14f7096c2d1e0a9b8c7d6e5f4a3b2';"],
    ['src/a.js', "fetch('./data.json'); fetch('/api/' + id);"],
    ['src/a.js', "const header = '-----BEGIN PRIVATE KEY-----'; text.includes(header);"],
    ['src/a.js', 'const mine = field.filter((cell) => cell.isMine); const hash = location.hash;'],
    ['src/a.js', "const ip = '169.254.1.1'; const version = '1.169.254';"],
    ['src/a.js', 'const ratio = total / bin / share; const path = "/bin/" + name;'],
    ['src/a.jsx', '<button type="button" onClick={go}>Go</button>'],
    ['src/a.css', "a { background: url('#grid'); mask: url(data:image/svg+xml;base64,AAAA) } /* eval( */"],
    ['src/a.css', '.shell, .miner { color: red } @import "./base.css";'],
    ['index.html', '<a href="https://example.com" rel="noopener">Elsewhere</a>'],
    [
      'index.html',
      '<link rel="canonical" href="https://example.com/"><link rel="icon" href="data:image/svg+xml,x">',
    ],
    ['index.html', '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"></svg>'],
    ['index.html', '<script type="module" src="./main.js"></script><link rel="stylesheet" href="style.css">'],
    ['index.html', '<label>Password <input type="password" name="password" autocomplete="off"></label>'],
    ['index.html', '<p>How miners on strike opened the shell of an oyster (onclick = magic).</p>'],
    ['index.html', '<meta property="og:image" content="https://example.com/card.png">'],
    ['index.html', '<p>once = twice</p><p data-once="x" on="1">one</p>'],
    [
      'README.md',
      'Uses child_process? No. `eval(x)`, `process.env.KEY` and subprocess.run are not used. See http://169.254.169.254.',
    ],
    ['README.md', '```sh\n#!/bin/sh\nnpm test\n```\n<script src="https://cdn.test/x.js"></script>'],
    ['README.md', 'A page on the CoinHive story and coinhive, xmrig and the like.'],
    [
      'test/a.test.js',
      "import { readFileSync } from 'node:fs';\nreadFileSync(new URL('../index.html', import.meta.url));",
    ],
    ['test/a.test.js', "assert.equal(fileName('../../etc/passwd'), 'passwd'); fileName('/etc/passwd');"],
    ['src/a.js', "const forbidden = ['../../etc/passwd'];"],
    ['test/a.test.js', "await fetch('http://127.0.0.1/'); process.env.TZ = 'UTC';"],
    ['api/a.py', 'import os, json\nmodel.eval()\nre.compile(x)\nos.path.join(a, b)'],
    ['api/a.py', 'def execute(query):\n    return evaluate(query)\n# see subprocess docs'],
    ['api/a.py', 'from lib import commands\nprint("import of subprocesses")'],
    [
      'api/a.py',
      'import os, sys, json\nfrom . import shared\nfrom .shared import x as y\nprint(os.path.join(sys.argv[0]), shared.open(1))',
    ],
    [
      'api/a.py',
      'from http.server import BaseHTTPRequestHandler\nfrom urllib.parse import parse_qs\nimport urllib.parse, asyncio',
    ],
    [
      'api/a.py',
      'def evaluate(x):\n    return x\n\ndef open(x):\n    return x\nexec = evaluate\nopen(1)\nf(compile=1)\nraise ValueError from error',
    ],
    [
      'api/a.py',
      '"""\nimport pty\n"""\n# import pty\nx = \'import pty\' \\\n  "open(1)"\ny = f"{{open}} {x}"',
    ],
    ['api/a.py', '"""\\"""\nimport pty\n"""'],
    ['api/a.py', '"""\nimport pty\n'],
    ['src/a.js', "const modules = ['child_process', 'node:cluster', 'fs']; // process.env.KEY"],
    ['src/a.js', "const shell = 'sh'; const run = 'import x from \"fs\"';"],
    [
      'src/a.js',
      'export function step(process) { return process.env; }\nclass A { process() { return this.process.kill; } }',
    ],
    [
      'src/a.js',
      'const { process: own } = state; own.kill(); try { f(); } catch (process) { process.kill(); }',
    ],
    [
      'src/a.js',
      'for (const process of list) process.kill(1); (({ process = 1, ...rest }, [module]) => process.env)(1);',
    ],
    [
      'src/a.js',
      "import process from './process.js'; process.env; process.kill(1); export { process as p };",
    ],
    [
      'src/a.js',
      "process.stdout.write('x'); process.on('exit', f); typeof process; const { argv } = process; window.name; self[name];",
    ],
    [
      'src/a.js',
      "import crypto from 'node:crypto'; import assert from 'assert/strict'; value instanceof Function; module.exports = {};",
    ],
    [
      'src/a.js',
      `const page = await import(\`./pages/\${name}.js\`); new Worker(new URL("./w.js", import.meta.url)); import(new URL("./x.js", import.meta.url));`,
    ],
    [
      'src/a.ts',
      "import type { A } from 'react'; declare const process: { env: string }; interface B { eval: string } export type C = typeof process.env; enum D { a }",
    ],
    ['src/a.tsx', 'export const View = ({ a }: { a: string }) => <p title={a}>{a as string}</p>;'],
    ['vite.config.js', "import react from '@vitejs/plugin-react';"],
    [
      'index.html',
      '<script type="importmap">{"imports":{"preact":"./vendor/preact.js"}}</script><script type="module">import { h } from "preact"; h();</script>',
    ],
    [
      'index.html',
      '<script type="importmap">{</script><script type="application/ld+json">{"@context":"https://schema.org"}</script><form action="/api/x"></form>',
    ],
    ['data/words.txt', 'shell bash miner exec spawn fork token secret password key'],
    ['data/cities.json', '{"name":"Asiago","key":"AKIATOWN","sku":"ASIA0123456789"}'],
  ])('%s: %s', (path, content) => {
    expect(findingsIn(path, content).filter((finding) => finding.severity !== 'warn')).toEqual([]);
  });
});

test('judges one line of 2 MiB that holds the words of every rule and breaks none', () => {
  const words = compileRules(policy)
    .rules.flatMap(({ shape }) => shape.literals ?? [])
    .join(' ')
    .replaceAll(/[^ -~]/g, '');
  const content = 'eval Function process ( from fetch "// document '.repeat(43_600);
  expect(findingsIn('src/long.js', content)).toEqual([
    expect.objectContaining({ rule: 'size-file', severity: 'deny' }),
  ]);
  expect(findingsIn('src/words.js', words.repeat(20))).not.toEqual([]);
});

test('every shipped rule has a fixed word to look for and a bounded length, so that the gate stays quick', () => {
  const slow = compileRules(policy).rules.filter(
    ({ shape }) => shape.literals === undefined || shape.maxLength === Number.POSITIVE_INFINITY,
  );
  expect(slow.map(({ rule }) => rule.id)).toEqual([]);
});

test('every shipped rule that denies or sends back says what to do in words of its own', () => {
  const rules = [...policy.forbidden, ...policy.secrets];
  expect(new Set(rules.map((rule) => rule.id)).size).toBe(rules.length);
  expect(rules.filter((rule) => rule.why.length < 30 || !rule.why.endsWith('.'))).toEqual([]);
});

test('recipes name the steps of each stack in order', () => {
  const steps = Object.entries(policy.stacks).map(([stack, { recipe }]) => [
    stack,
    recipe.map((step) => step.program),
  ]);
  expect(Object.fromEntries(steps)).toEqual({
    static: ['node-test', 'assemble-static', 'boot-app', 'try-checks'],
    node: ['check-types', 'node-test', 'vite-build', 'boot-app', 'try-checks'],
    python: ['read-python', 'python-unittest', 'assemble-python', 'boot-app', 'try-checks'],
  });
});
