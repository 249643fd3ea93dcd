#!/usr/bin/env node
// Runs the command with the Node that this clone installed, which reads TypeScript; whichever Node has started this file.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const installed = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const node = existsSync(installed) ? installed : process.execPath;
const options = { stdio: 'inherit', shell: node.endsWith('.cmd') };
// From wherever it is called, the home is this clone's.
const env = { ...process.env, GANTRY_HOME: process.env.GANTRY_HOME || join(root, '.gantry') };

if (!existsSync(join(root, 'functions', '_generated', 'texts.ts')))
  spawnSync(node, [join(root, 'scripts', 'generate-texts.ts')], options);
const program = join(root, 'local', 'cli.ts');
const child = spawn(node, ['--conditions=gantry-local', program, ...process.argv.slice(2)], {
  ...options,
  env,
});
// The terminal sends Ctrl C to both; what it means is the command's to decide.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
