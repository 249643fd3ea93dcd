import { type Build, type Built, buildInPod, goodApp, testFile } from './pod-fixture.ts';

/** What an attack has at hand. */
const prelude =
  "import fs from 'node:fs';\nimport net from 'node:net';\nimport cp from 'node:child_process';\nimport os from 'node:os';\n";
/** The good app, whose test does this. */
export const hostile = (code: string): Record<string, string> => ({
  ...goodApp,
  'test/add.test.js': prelude + testFile(code),
});
/** A pod whose test step runs this code. */
export const attack = (code: string, build: Partial<Build> = {}): Promise<Built> =>
  buildInPod({ files: hostile(code), recipe: [{ step: 'test', program: 'node-test' }], ...build });
