import { vi } from 'vitest';
import { gantry } from '../../../local/cli/gantry.ts';

/** What one command printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command in this process, as a program would that reads its output. */
export async function runGantry(...args: readonly string[]): Promise<Ran> {
  const said = { out: '', err: '' };
  const keep = (where: 'out' | 'err', end: string) => (text: unknown) => {
    said[where] += String(text) + end;
    return true;
  };
  const spies = [
    vi.spyOn(console, 'log').mockImplementation(keep('out', '\n')),
    vi.spyOn(console, 'error').mockImplementation(keep('err', '\n')),
    vi.spyOn(process.stdout, 'write').mockImplementation(keep('out', '')),
    vi.spyOn(process.stderr, 'write').mockImplementation(keep('err', '')),
  ];
  try {
    return { code: await gantry(args), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
