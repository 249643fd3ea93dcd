import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { databaseClientPy, databaseClientPyPath } from '../../core/draft/added-files/database-client-py.ts';
import type { Spec } from '../../core/wire/spec.ts';
import { resultMark } from '../../pod-image/programs/give-result.ts';
import { stepResultSchema } from '../../pod-image/programs/step-result.ts';
import { judgePython } from '../../pod-image/supervisor/judge-python.ts';
import { buildInPod, freshFolder } from './support/pod-fixture.ts';
import { isPodIsolated } from './support/pod-isolation.ts';
import { specOf } from './support/spec-of.ts';

const python = '/usr/bin/python3';
const hasPython = existsSync(python);
if (!hasPython) console.warn(`SKIPPED: there is no ${python}, so no spelling of Python is tried.`);
const program = fileURLToPath(new URL('../../pod-image/programs/read_python.py', import.meta.url));

/** How the program ends over an app, what it says, and what the rules make of it. */
function readApp(files: Readonly<Record<string, string>>) {
  const tree = freshFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), content);
  }
  const { status, stderr } = spawnSync(python, ['-B', '-s', program, tree], { encoding: 'utf8' });
  const given = stderr.split('\n').find((line) => line.startsWith(resultMark));
  const read = given && stepResultSchema.parse(JSON.parse(given.slice(resultMark.length))).python;
  const found = (spec?: Spec, added?: string[]) => judgePython({ spec, added }, read || []);
  return { status, stderr, found };
}
const rulesOf = (source: string) => [
  ...new Set(
    readApp({ 'api/a.py': source })
      .found()
      .map(({ rule }) => rule),
  ),
];

describe.skipIf(!hasPython)('reading Python with its own parser finds what a tokenizer does not', () => {
  it.each([
    ['a module under another name', 'import pathlib\np = pathlib\np.Path("/x").read_text()', 'file-access'],
    ['one of several names', 'import io\na, b = io, 1\na.open("x")', 'file-access'],
    ['an argument’s default', 'import pathlib\ndef f(p=pathlib):\n    return p.Path("/x")', 'file-access'],
    ['what a loop goes over', 'import io, json\nfor m in (json, io):\n    m.open("x")', 'file-access'],
    ['a choice', 'import io, json\nm = json if 0 else io\nm.open("x")', 'file-access'],
    ['a name given on the way', 'import io\nif (m := io):\n    m.open("x")', 'file-access'],
    ['getattr with a text', 'import asyncio\ngetattr(asyncio, "open_connection")', 'raw-network'],
    ['getattr with joined texts', 'import json\ngetattr(json, "co" + "decs").open("x")', 'file-access'],
    ['getattr with a made text', 'import json\ndef f(n):\n    return getattr(json, n)', 'import-computed'],
    ['getattr by another name', 'import io\ng = getattr\ng(io, f"{\'op\'}en")("x")', 'file-access'],
    ['getattr of an object', 'def f(x):\n    return getattr(x, "__glob" "als__")', 'native-code'],
    ['what a module has imported', 'import json\njson.codecs.open("/etc/hostname")', 'file-access'],
    ['a module’s loader', 'import json\njson.__loader__.load_module("os")', 'import-computed'],
    ['a module’s names', 'import json\nvars(json)["codecs"]', 'import-computed'],
    ['the file’s own names', 'globals()["__builtins__"]', 'import-computed'],
    ['the file’s own names, made up', 'def f(n):\n    return globals()[n]', 'import-computed'],
    ['a built-in hidden and shown again', 'open = None\ndel open\nopen("/etc/hostname")', 'file-access'],
    ['a built-in hidden too late', 'x = open("/etc/hostname")\ndef open(): pass', 'file-access'],
    ['a built-in hidden perhaps', 'if 0:\n    def exec(t): pass\nexec("1")', 'eval-python'],
    ['a module handed on', 'import io\ndef f(m): m.open("x")\nf(io)', 'import-computed'],
    ['a module in a list', 'import io\n[io][0].open("x")', 'file-access'],
    ['a way through an object', 'def f(x):\n    x.os.system("id")', 'shell-python'],
    ['a getter', 'import operator\noperator.attrgetter("os.system")', 'shell-python'],
    ['code as a text', 'import timeit\ntimeit.timeit("1")', 'eval-python'],
    ['names in a circle', 'import io\na = io\nb = a\na = b\nb.open("x")', 'file-access'],
    [
      'a name of the file, given in a function',
      'import io\ndef f():\n    global m\n    m = io\nm = None\nm.open("x")',
      'file-access',
    ],
    [
      'what only a class calls so',
      'class A:\n    open = 1\n    def f(self): return open("/x")',
      'file-access',
    ],
    ['other letters', 'import io\nｉo.ｏpen("x")', 'file-access'],
    ['another encoding', '# coding: utf-7\n+AG8AcABlAG4-("/etc/hostname")', 'file-access'],
  ])('%s', (_, source, rule) => {
    expect(rulesOf(source)).toContain(rule);
  });

  it.each([
    ['plain use', 'import os, json, math\nx = os.path.join("a", "b")\ny = json.loads("{}")\nmath.pi'],
    ['a function of numbers by a made name', 'import math\ndef f(n):\n    return getattr(math, n)'],
    ['an own name for a built-in', 'def open(x): return x\nopen("door")'],
    ['an argument of that name', 'def f(open, io):\n    return open(io.open)'],
    ['an attribute by a made name', 'def f(x, n):\n    return getattr(x, n)'],
    ['words', '"""exec(open("/etc/passwd"))"""\nx = "os.system"  # os.system("id")'],
    ['whether a name is there', 'x = "name" in globals()'],
  ])('and lets %s be', (_, source) => {
    expect(rulesOf(source)).toEqual([]);
  });

  it('across files, whatever they call it, in tests too where shipped code imports them', () => {
    const { found } = readApp({
      'api/a.py': 'from . import _b\nfrom lib.c import io as door\n_b.tool.Path("/x")\ndoor.open("x")\n',
      'api/_b.py': 'import pathlib as tool\n',
      'lib/c.py': 'from test.d import *\n',
      'test/d.py': 'import io\nfiles = io.open("x")\n',
      'test/test_a.py': 'import subprocess\n',
    });
    expect(found().map(({ rule, path, line }) => `${rule} ${path}:${line}`)).toEqual([
      'file-access api/a.py:3',
      'file-access api/a.py:4',
      'file-access test/d.py:2',
    ]);
  });

  it('but for what was agreed: a secret by its name, and the network where a function talks to an origin', () => {
    const source =
      'import os\nimport urllib.request as r\nr.urlopen("https://a.test")\nos.environ["KEY"]\nos.environ.get("OTHER")\n';
    const { found } = readApp({ 'api/a.py': source });
    const needs: Partial<Spec['needs']> = {
      secrets: [{ name: 'KEY', why: 'it signs' }],
      origins: [{ origin: 'https://a.test', why: 'it asks', by: 'function' }],
    };
    expect(found(specOf([], needs)).map(({ rule, line }) => [rule, line])).toEqual([
      ['environment-read-python', 5],
    ]);
    expect(found().map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  });

  it('but for what Gantry added: the database’s client is not the author’s to change', () => {
    const { found } = readApp({
      [databaseClientPyPath]: databaseClientPy,
      'api/a.py': 'from api._db import sql\n\nrows = sql("select 1")\n',
    });
    expect(found(undefined, [databaseClientPyPath])).toEqual([]);
    expect(found().map(({ path }) => path)).toContain(databaseClientPyPath);
  });

  it('says which file cannot be read, and refuses what is made to take for ever', () => {
    const broken = readApp({ 'api/a.py': 'x = 1\ndef f(:\n', 'api/b.py': 'x = 1' });
    expect(broken).toMatchObject({ status: 1, stderr: expect.stringMatching(/^api\/a\.py:2: /m) });
    const deep = readApp({ 'api/a.py': `x = ${'('.repeat(5_000)}1${')'.repeat(5_000)}\n` });
    expect(deep).toMatchObject({ status: 1, stderr: expect.stringContaining('api/a.py') });
    const chain = Array.from({ length: 40 }, (_none, at) => `a${at + 1} = a${at} or a${at} or a0`);
    const knot = ['import io', 'a0 = io', ...chain, 'a0 = a40', 'a40.open("x")'].join('\n');
    const read = readApp({ 'api/a.py': knot });
    expect(read.status === 1 || read.found().length > 0).toBe(true);
  });
});

describe.skipIf(!isPodIsolated)('a Python app in a pod', () => {
  const app = {
    'index.html': '<!doctype html><html lang="en"><title>Notes</title><p>Notes</p></html>',
    'api/notes.py':
      'from http.server import BaseHTTPRequestHandler\nfrom api._words import words\n\n\nclass handler(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n        self.end_headers()\n        self.wfile.write(words().encode())\n',
    'api/_words.py': 'def words():\n    return "hello"\n',
    'test/test_notes.py':
      'import unittest\nfrom api._words import words\nfrom api.notes import handler\n\n\nclass Notes(unittest.TestCase):\n    def test_says(self):\n        self.assertEqual(words(), "hello")\n',
  };
  const build = (words = app['api/_words.py']) =>
    buildInPod({
      files: { ...app, 'api/_words.py': words },
      stack: 'python',
      recipe: [
        { step: 'read', program: 'read-python' },
        { step: 'test', program: 'python-unittest' },
      ],
      bundle: { minimum_coverage_percent: 0 },
    });

  it('is read before it is tested, and goes on where nothing is found', async () => {
    const { report, lines } = await build();
    expect(
      report.steps.map(({ step, exit_code }) => [step, exit_code]),
      lines.join('\n'),
    ).toEqual([
      ['read', 0],
      ['test', 0],
    ]);
    expect(report.findings).toBeUndefined();
  });

  it('is not run where something is found, which the report names by rule, file and line', async () => {
    const { report } = await build(
      'import json\n\n\ndef words():\n    return json.codecs.open("/etc/hostname").read()\n',
    );
    expect(report).toMatchObject({ outcome: 'failed', failed_step: 'read', failed_because: 'policy' });
    expect(report.steps.map(({ step }) => step)).toEqual(['read']);
    expect(report.findings).toEqual([{ rule: 'file-access', path: 'api/_words.py', line: 5 }]);
  });

  it('that does not parse fails as its author’s, with the place', async () => {
    const { report } = await build('def words(:\n');
    expect(report).toMatchObject({ failed_step: 'read', failed_because: 'exit' });
    expect(report.steps[0]?.log_tail).toContain('api/_words.py:1:');
  });
});

it('a pod that cannot run Python says so, and blames nobody’s code', async () => {
  const { report } = await buildInPod({
    files: { 'api/a.py': 'x = 1\n' },
    stack: 'python',
    recipe: [{ step: 'read', program: 'read-python' }],
    isolation: 'node-permission',
  });
  expect(report).toMatchObject({
    failed_because: 'supervisor',
    message: expect.stringContaining('install'),
  });
});
