import { readFileSync } from 'node:fs';
import type { StrongIsolation } from './probe-isolation.ts';

/** A switch of the kernel that keeps people from namespaces of their own; the value at which it does, and how it is moved. */
const switches = [
  {
    name: 'kernel/apparmor_restrict_unprivileged_userns',
    closedAt: '1',
    mend: "AppArmor keeps bubblewrap from user namespaces, as Ubuntu 24.04 sets it. Allow /usr/bin/bwrap in a profile with `userns,` (apt's bwrap-userns-restrict in /usr/share/apparmor/extra-profiles is one), or allow everybody: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0.",
  },
  {
    name: 'kernel/unprivileged_userns_clone',
    closedAt: '0',
    mend: 'The kernel keeps user namespaces for root: sudo sysctl -w kernel.unprivileged_userns_clone=1.',
  },
  {
    name: 'user/max_user_namespaces',
    closedAt: '0',
    mend: 'The kernel allows no user namespaces: sudo sysctl -w user.max_user_namespaces=15000.',
  },
] as const;

const ofDocker: readonly (readonly [RegExp, string])[] = [
  [/not installed|ENOENT/, 'Install Docker, or bubblewrap instead.'],
  [/permission denied/i, 'Let your user ask the engine: sudo usermod -aG docker $USER, and sign in again.'],
  [/no such image/i, 'Build the image: docker build -f pod-image/Dockerfile -t gantry-pod .'],
  [/cannot connect|daemon running|no such host|connection refused/i, 'Start Docker, and then Gantry again.'],
];

/** What a person can do about an isolation that failed with these words; `setting` reads a switch of the kernel, undefined where it has none. */
export function whatMends(
  isolation: StrongIsolation,
  words: string,
  setting: (name: string) => string | undefined = kernelSetting,
): string {
  if (isolation === 'docker')
    return (
      ofDocker.find(([pattern]) => pattern.test(words))?.[1] ?? 'pod-image/README.md says what it needs.'
    );
  if (/not installed|ENOENT/.test(words))
    return 'Install it: sudo apt install bubblewrap, sudo dnf install bubblewrap, or your distribution’s way.';
  const isNamespace = /namespace|uid map|not permitted|permission denied|no space left/i.test(words);
  const closed = isNamespace && switches.find(({ name, closedAt }) => setting(name) === closedAt);
  if (closed) return closed.mend;
  return isNamespace
    ? 'User namespaces are closed here, as they are in most containers: run Gantry on the machine itself, or use Docker.'
    : 'bubblewrap 0.8 or newer is needed.';
}

function kernelSetting(name: string): string | undefined {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
