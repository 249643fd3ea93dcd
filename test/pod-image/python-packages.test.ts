import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Recipe } from '../../core/wire/pod.ts';
import { answerTo } from './support/call-in-sandbox.ts';
import { hasBubblewrap } from './support/has-bubblewrap.ts';
import { buildInPod } from './support/pod-fixture.ts';
import { isPodIsolated, podIsolation } from './support/pod-isolation.ts';
import { readArtifact } from './support/read-artifact.ts';

const folder = fileURLToPath(new URL('../../pod-image/python-packages', import.meta.url));
const hasPackages = podIsolation === 'docker' || existsSync(folder);
if (!hasPackages)
  console.warn(
    'SKIPPED: pod-image/python-packages is not there (README.md), so Python packages are not tried.',
  );

const recipe: Recipe = [
  { step: 'test', program: 'python-unittest' },
  { step: 'build', program: 'assemble-python' },
];
const page = '<!doctype html><html lang="en"><title>Notes</title><p>Notes</p></html>';
const requirements = 'flask==3.1.3\n';

describe.skipIf(!isPodIsolated || !hasPackages)('a Python app with packages', () => {
  it('is tested with Flask and Jinja, and ships the list of what it needs', async () => {
    const files = {
      'public/index.html': page,
      'requirements.txt': requirements,
      'api/notes.py':
        "from flask import Flask, render_template_string, request\n\napp = Flask(__name__)\n\n\n@app.get('/api/notes')\ndef notes():\n    return render_template_string('<p>{{ name }}</p>', name=request.args.get('name', 'nobody'))\n",
      'test/test_notes.py':
        "import unittest\nfrom api.notes import app\n\n\nclass Notes(unittest.TestCase):\n    def test_greets(self):\n        self.assertEqual(app.test_client().get('/api/notes?name=<Ada>').text, '<p>&lt;Ada&gt;</p>')\n",
    };
    const { report, lines, mailbox } = await buildInPod({ files, stack: 'python', recipe });
    expect(report, lines.join('\n')).toMatchObject({
      outcome: 'passed',
      tests: { passed: 1 },
      coverage: { line_percent: 100 },
    });
    expect(await readArtifact(mailbox)).toMatchObject({ 'requirements.txt': requirements });
  });

  it('is tested with FastAPI and Pydantic', async () => {
    const files = {
      'index.html': page,
      'api/split.py':
        "from fastapi import FastAPI\nfrom pydantic import BaseModel, PositiveInt\n\napp = FastAPI()\n\n\nclass Bill(BaseModel):\n    cents: PositiveInt\n    people: PositiveInt\n\n\n@app.post('/api/split')\ndef split(bill: Bill):\n    return {'each': bill.cents // bill.people}\n",
      'test/test_split.py':
        "import unittest\nfrom pydantic import ValidationError\nfrom api.split import Bill, split\n\n\nclass Split(unittest.TestCase):\n    def test_splits(self):\n        self.assertEqual(split(Bill(cents=900, people='3')), {'each': 300})\n        with self.assertRaises(ValidationError):\n            Bill(cents=900, people=0)\n",
    };
    const { report, lines } = await buildInPod({ files, stack: 'python', recipe });
    expect(report, lines.join('\n')).toMatchObject({ outcome: 'passed', tests: { passed: 1 } });
  });
});

describe.skipIf(!hasBubblewrap || !hasPackages)('a function with packages', () => {
  it('is served as Flask’s and as FastAPI’s application', async () => {
    const flask =
      "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.post('/api/x')\ndef x():\n    return {'got': request.json['a']}\n";
    const fastapi =
      "from fastapi import FastAPI\nfrom pydantic import BaseModel\n\napp = FastAPI()\n\n\nclass Asked(BaseModel):\n    a: int\n\n\n@app.post('/api/x')\ndef x(asked: Asked):\n    return {'got': asked.a}\n";
    const asked = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' };
    for (const source of [flask, fastapi]) {
      const { status, text } = await answerTo('api/x.py', { 'api/x.py': source }, asked);
      expect([status, JSON.parse(text)]).toEqual([200, { got: 1 }]);
    }
  });
});
