import type { LiveFeed } from '../../../core/ports/live-feed.ts';

/** Sockets in memory: what each was sent, which are gone, and which are still connecting. */
export function fakeLiveFeed() {
  const frames = new Map<string, unknown[]>();
  const [gone, closed] = [new Set<string>(), new Set<string>()];
  const hooks: { beforePost?: (connectionId: string) => Promise<void> } = {};
  const liveFeed: LiveFeed = {
    async post(connectionId, frame) {
      await hooks.beforePost?.(connectionId);
      if (gone.has(connectionId)) return 'gone';
      frames.set(connectionId, [...(frames.get(connectionId) ?? []), JSON.parse(frame)]);
      return 'posted';
    },
    async close(connectionId) {
      closed.add(connectionId);
    },
  };
  const inbox = (connectionId: string): readonly unknown[] => frames.get(connectionId) ?? [];
  return { liveFeed, inbox, gone, closed, hooks };
}
