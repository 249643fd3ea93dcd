import type { Isolation } from '../../../core/wire/pod.ts';

const dockerNames = ['HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'XDG_RUNTIME_DIR'];

/** All that a supervisor gets from our environment: where temporary files go, and for Docker which engine to ask. Never a token. */
export function supervisorEnvironment(isolation: Isolation): Record<string, string> {
  const names = ['TMPDIR', ...(isolation === 'docker' ? dockerNames : [])];
  const present = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', ...Object.fromEntries(present) };
}
