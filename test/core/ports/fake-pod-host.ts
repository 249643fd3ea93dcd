import type { PodHost } from '../../../core/ports/pod-host.ts';

/** A pod host that launches nothing and notes what it was asked to launch and to stop. */
export function fakePodHost(over: Partial<PodHost> = {}) {
  const launched: string[] = [];
  const stopped: string[] = [];
  const podHost: PodHost = {
    isolation: 'bubblewrap',
    acceptsAnyModel: true,
    acceptsAuthor: true,
    bringsPythonPackages: true,
    async launch({ podId }) {
      launched.push(podId);
    },
    state: async (podId) => (launched.includes(podId) && !stopped.includes(podId) ? 'running' : 'absent'),
    async stop(podId) {
      stopped.push(podId);
    },
    ...over,
  };
  return { podHost, launched, stopped };
}
