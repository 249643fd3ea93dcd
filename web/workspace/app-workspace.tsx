import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import type { WorkspaceSide } from '../shell/route.ts';
import { Screen } from '../shell/screen.tsx';
import { useLoad } from '../shell/use-load.ts';
import { Workspace } from './workspace.tsx';

/** The workspace of an app, by its slug: with the conversation about it that was spoken in last, or ready for a new one. */
export function AppWorkspace(props: {
  readonly slug: string;
  readonly side?: WorkspaceSide | undefined;
  readonly model: string | undefined;
}): JSX.Element {
  const { slug } = props;
  const found = useLoad(slug, async (signal) => {
    const [app, conversationId] = await Promise.all([
      call('readApp', { params: { slug }, signal }),
      conversationOf(slug, signal),
    ]);
    return { missions: app.missions, conversationId };
  });
  if (found.data !== undefined) return <Workspace {...props} {...found.data} />;
  return (
    <Screen title={slug}>
      <Problem error={found.error} onRetry={found.reload} />
      {found.error === undefined && <div class="skeleton" role="status" aria-label="Loading the app" />}
    </Screen>
  );
}

/** Looks no further than the newest hundred. */
async function conversationOf(slug: string, signal: AbortSignal): Promise<string | undefined> {
  const { conversations } = await call('conversations', { query: { limit: 100 }, signal });
  return conversations.find(({ app }) => app === slug)?.conversation_id;
}
