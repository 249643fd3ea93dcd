import { describe, expect, it } from 'vitest';
import { attack } from '../pod-image/support/hostile-app.ts';
import { buildInPod } from '../pod-image/support/pod-fixture.ts';
import { podIsolation } from '../pod-image/support/pod-isolation.ts';

describe.skipIf(podIsolation === 'docker')('a hostile build under the permission model', () => {
  const weak = { isolation: 'node-permission' } as const;

  it('reads nothing of the host, starts nothing, and gets no environment', async () => {
    const { lines } = await attack(
      `test('looks', () => { console.log('ENV ' + Object.keys(process.env)); for (const [name, act] of [['read', () => fs.readFileSync('/etc/passwd')], ['spawn', () => cp.spawnSync('id')], ['write', () => fs.writeFileSync('index.html', 'x')]]) { try { const done = act(); console.log(done?.error ? 'REFUSED' : 'DID ' + name); } catch (error) { console.log('REFUSED ' + error.code); } } });`,
      weak,
    );
    expect(lines.join('\n')).not.toContain('DID ');
    expect(lines.filter((line) => line.startsWith('REFUSED'))).toHaveLength(3);
  });

  it('ends memory, time and output as what they are, and says that it is weak', async () => {
    const memory = await attack(
      `test('grows', async () => { const all = []; for (;;) { all.push(Buffer.alloc(16 << 20, 1)); await new Promise((r) => setTimeout(r, 5)); } });`,
      weak,
    );
    expect(memory.report).toMatchObject({
      failed_because: 'memory',
      isolation: 'node-permission',
      message: expect.stringContaining('weak'),
    });
    const time = await attack(`test('hangs', () => { for (;;); });`, { ...weak, limits: { wall_ms: 1_000 } });
    expect(time.report.failed_because).toBe('time');
    const output = await attack(
      `test('floods', () => { for (;;) { try { fs.writeSync(1, 'flood\\n'.repeat(1000)); } catch {} } });`,
      weak,
    );
    expect(output.report.failed_because).toBe('output');
  });

  it('refuses a program that it cannot hold', async () => {
    const { report } = await buildInPod({
      files: { 'index.html': 'x', 'test/test_a.py': 'pass' },
      stack: 'python',
      ...weak,
    });
    expect(report).toMatchObject({
      failed_because: 'supervisor',
      message: expect.stringContaining('bubblewrap'),
    });
  });
});
