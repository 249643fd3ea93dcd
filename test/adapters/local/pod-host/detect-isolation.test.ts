import { describe, expect, it } from 'vitest';
import { detectIsolation, requireIsolation } from '../../../../adapters/local/pod-host/detect-isolation.ts';
import { whatMends } from '../../../../adapters/local/pod-host/mend-isolation.ts';
import type { Probe, Probed } from '../../../../adapters/local/pod-host/probe-isolation.ts';
import { probeIsolation, wordsOf } from '../../../../adapters/local/pod-host/probe-isolation.ts';

const works: Probed = { kind: 'works' };
const slow: Probed = { kind: 'slow' };
const noEngine: Probed = { kind: 'fails', command: 'docker', words: 'Cannot connect to the Docker daemon' };
const noUserns: Probed = { kind: 'fails', command: 'bwrap', words: 'setting up uid map: Permission denied' };

/** Answers of each isolation in turn, the last one again and again, with how long each was waited for. */
function probes(answers: { readonly docker: Probed[]; readonly bubblewrap: Probed[] }) {
  const asked: string[] = [];
  const probe: Probe = async (isolation, timeoutMs) => {
    asked.push(`${isolation} ${timeoutMs}`);
    const left = answers[isolation];
    return (left.length > 1 ? left.shift() : left[0]) ?? slow;
  };
  return { asked, probe };
}

describe('the isolation of a machine', () => {
  it.each([
    ['docker', [works], [works]],
    ['bubblewrap', [noEngine], [works]],
    ['bubblewrap', [slow], [works]],
  ] as const)('is %s where that works', async (isolation, docker, bubblewrap) => {
    const { probe } = probes({ docker: [...docker], bubblewrap: [...bubblewrap] });
    expect(await detectIsolation(probe)).toEqual({ isolation, problems: [] });
  });

  it('is asked for again, with more patience, before a slow answer counts as none', async () => {
    const { probe, asked } = probes({ docker: [noEngine], bubblewrap: [slow, works] });
    expect(await detectIsolation(probe)).toEqual({ isolation: 'bubblewrap', problems: [] });
    expect(asked).toEqual(['docker 2000', 'bubblewrap 5000', 'bubblewrap 20000']);
  });

  it('is Docker where its engine is only busy, although bubblewrap answers at once', async () => {
    const { probe, asked } = probes({ docker: [slow, works], bubblewrap: [works] });
    expect(await detectIsolation(probe)).toEqual({ isolation: 'docker', problems: [] });
    expect(asked).toEqual(['docker 2000', 'bubblewrap 5000', 'docker 20000']);
  });

  it('is weak where nothing works, with the words of every command that failed', async () => {
    const { probe } = probes({ docker: [noEngine], bubblewrap: [noUserns] });
    const { isolation, problems } = await detectIsolation(probe);
    expect(isolation).toBe('node-permission');
    expect(problems).toEqual([
      'docker: Cannot connect to the Docker daemon. Start Docker, and then Gantry again.',
      expect.stringMatching(/^bwrap: setting up uid map: Permission denied\. .+/),
    ]);
  });

  it('says so where one gave no answer at all', async () => {
    const { probe } = probes({ docker: [noEngine], bubblewrap: [slow] });
    expect((await detectIsolation(probe)).problems.at(-1)).toContain('bubblewrap gave no answer within 20 s');
  });

  it('that was asked for by name is refused with what failed and what mends it', async () => {
    const { probe } = probes({ docker: [noEngine], bubblewrap: [works] });
    await expect(requireIsolation('docker', probe)).rejects.toMatchObject({
      code: 'isolation_unavailable',
      message: expect.stringMatching(/Cannot connect.* Start Docker/),
    });
    expect(await requireIsolation('bubblewrap', probe)).toEqual({ isolation: 'bubblewrap', problems: [] });
    expect(await requireIsolation('node-permission', probe)).toMatchObject({ isolation: 'node-permission' });
  });
});

describe('what mends an isolation', () => {
  const setting = (name: string, value: string) => (asked: string) => (asked === name ? value : undefined);
  it.each([
    [
      'kernel/apparmor_restrict_unprivileged_userns',
      '1',
      /AppArmor.*apparmor_restrict_unprivileged_userns=0/,
    ],
    ['kernel/unprivileged_userns_clone', '0', /unprivileged_userns_clone=1/],
    ['user/max_user_namespaces', '0', /max_user_namespaces=15000/],
    ['kernel/none', '0', /on the machine itself, or use Docker/],
  ])('is named by the kernel’s switch %s', (name, value, said) => {
    const words = 'setting up uid map: Permission denied';
    expect(whatMends('bubblewrap', words, setting(name, value))).toMatch(said);
  });

  it.each([
    ['bubblewrap', 'spawn bwrap ENOENT', /apt install bubblewrap/],
    ['bubblewrap', 'Unknown option --disable-userns', /0\.8 or newer/],
    ['docker', 'docker is not installed', /Install Docker/],
    ['docker', 'permission denied while trying to connect to the Docker daemon socket', /usermod -aG docker/],
    ['docker', 'Error response from daemon: No such image: gantry-pod', /docker build/],
    ['docker', 'something new', /pod-image\/README\.md/],
  ] as const)('is told for %s: %s', (isolation, words, said) => {
    expect(whatMends(isolation, words)).toMatch(said);
  });
});

describe('the words of a command', () => {
  it.each([
    [
      'bwrap: No permissions to create a new namespace.\nError: exit 1\n',
      'No permissions to create a new namespace',
    ],
    ['file:///x.ts:1\n\nError: The step did not start.\n    at x\n', 'Error: The step did not start'],
    ['spawn bwrap ENOENT\n', 'spawn bwrap ENOENT'],
    ['', 'it failed without a word'],
  ])('of %j', (stderr, words) => {
    expect(wordsOf(stderr, 'bwrap')).toBe(words);
  });

  it('are what a real trial without an engine ends with', async () => {
    process.env.DOCKER_HOST = 'tcp://127.0.0.1:9';
    try {
      expect(await probeIsolation('docker', 20_000)).toMatchObject({ kind: 'fails', command: 'docker' });
      expect(await probeIsolation('bubblewrap', 1)).toEqual({ kind: 'slow' });
    } finally {
      delete process.env.DOCKER_HOST;
    }
  });
});
