import { expect, test } from 'vitest';
import { probe } from '../../scripts/deploy/probe.ts';
import { adminPassword } from './rig/admin-password.ts';
import { useProduct } from './rig/product.ts';

const product = useProduct();

test('the probe that ends a deployment builds an app through the front door and tells what it saw, and ships nothing', async () => {
  const lines: string[] = [];
  const isBuilt = await probe({
    url: `http://127.0.0.1:${product.current.port}`,
    caller: { password: adminPassword },
    tell: (line) => void lines.push(line),
    signal: AbortSignal.timeout(150_000),
  });
  expect(lines.join('\n')).toMatch(/^Front door: answers; pods are isolated by \S+, and .+ writes$/m);
  expect(lines.join('\n')).toMatch(/^Model: built-in wrote the app$/m);
  expect(lines.join('\n')).toMatch(/^Pod: passed; isolated by \S+, \d+ s, \d+ MB, (\d+) of \1 tests passed/m);
  expect(lines.at(-1)).toBe('End: BUILT');
  expect(isBuilt).toBe(true);
});

test('a probe that nobody lets in says what was answered, and builds nothing', async () => {
  const lines: string[] = [];
  const refused = probe({
    url: `http://127.0.0.1:${product.current.port}`,
    caller: { password: 'wrong' },
    tell: (line) => void lines.push(line),
    signal: AbortSignal.timeout(60_000),
  });
  await expect(refused).rejects.toThrow(/POST \/gantry\/auth was answered with 401/);
  expect(lines).toHaveLength(1);
});
