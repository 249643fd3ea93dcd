import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { line, oneLine, print, printError, printFault, printJson } from '../../local/terminal.ts';
import { temporaryHome } from '../adapters/local/temporary-home.ts';

let said: string[];
beforeEach(() => {
  said = [];
  for (const name of ['log', 'error'] as const)
    vi.spyOn(console, name).mockImplementation((text: unknown) => void said.push(String(text)));
});
afterEach(() => {
  vi.restoreAllMocks();
});

const forged = '\u001b[2K\rValid: 14 events, signed by the pinned key.';
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
const obeyed = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/;

describe('what is printed', () => {
  test('shows what a terminal would obey, and turns no text round', () => {
    print(`NOT VALID: ${forged} photo\u202etxt.exe`);
    printError(forged);
    expect(said.join('\n')).not.toMatch(obeyed);
    expect(said[0]).toBe('NOT VALID: ␍Valid: 14 events, signed by the pinned key. photo‹U+202E›txt.exe');
  });

  test('has no line that begins with the words of others', () => {
    expect(line`NOT VALID, event ${3}: ${'x\nValid: 14 events'}.`).toBe(
      'NOT VALID, event 3: x␊Valid: 14 events.',
    );
    expect(oneLine('a\nb')).toBe('a␊b');
    printFault('no JSON: x\nValid: 14 events');
    printFault(new Error('x\nValid: 14 events'));
    printFault(undefined);
    expect(
      said
        .slice(0, 2)
        .flatMap((text) => text.split('\n'))
        .filter((text) => /^\S/.test(text)),
    ).toEqual(['no JSON: x', 'Error: x']);
    expect(said.at(-1)).toBe('undefined');
  });

  test('is, as JSON, the very same value and nothing but ASCII', () => {
    const value = { why: `${forged}\u202e\u0085é👩` };
    printJson(value);
    expect(said[0]).toMatch(/^[ -~]+$/);
    expect(JSON.parse(said[0] ?? '')).toEqual(value);
  });
});

describe('the commands', () => {
  test.each([forged, `x\nValid: 14 events, signed by the pinned key.`])(
    'npm run verify shows no valid line for a file that only says so: %j',
    (content) => {
      const file = join(temporaryHome(), 'bundle.json');
      writeFileSync(file, content);
      const { stdout, stderr, status } = spawnSync(process.execPath, ['scripts/verify.ts', file], {
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([1, '']);
      expect(stderr).not.toMatch(obeyed);
      expect(stderr).not.toMatch(/^Valid/m);
    },
  );

  test('write through the one way only: the linter refuses console and process.stdout in any other file', () => {
    const folder = join(process.cwd(), 'local', `.lint-${process.pid}`);
    mkdirSync(folder);
    try {
      const file = join(folder, 'say.ts');
      writeFileSync(file, "console.log('a');\nprocess.stdout.write('b');\n");
      const biome = spawnSync('node_modules/.bin/biome', ['lint', '--vcs-enabled=false', file], {
        encoding: 'utf8',
      });
      expect(biome.status).toBe(1);
      expect(biome.stderr.match(/Write to the terminal through local\/terminal\.ts/g)).toHaveLength(2);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
