import type { Isolation } from '../../../core/wire/pod.ts';

const dockerNames = ['HOME', 'DOCKER_HOST', 'DOCKER_CONTEXT', 'XDG_RUNTIME_DIR'];

/** All that a supervisor is told: where it writes, and for Docker which engine to ask. Never a token. */
export function supervisorEnvironment(
  isolation: Isolation,
  temporaryFolder = process.env.TMPDIR,
): Record<string, string> {
  const names = isolation === 'docker' ? dockerNames : [];
  const present = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    PATH: '/usr/local/bin:/usr/bin:/bin',
    LANG: 'C.UTF-8',
    ...(temporaryFolder !== undefined && { TMPDIR: temporaryFolder }),
    ...Object.fromEntries(present),
  };
}
