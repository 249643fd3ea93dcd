import './workspace.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { MissionLead } from '../mission/mission-lead.ts';
import { wordsBehind } from '../mission/wish.ts';
import { AppSide } from './app-side.tsx';
import { appStanding } from './app-standing.ts';
import { TalkSide } from './talk-side.tsx';
import type { WorkspaceProps } from './use-workspace.ts';
import { useWorkspace } from './use-workspace.ts';
import { WorkHead } from './work-head.tsx';

/** A conversation and the app that comes of it, side by side: said, seen and changed in one place. */
export function Workspace(props: WorkspaceProps): JSX.Element {
  const { slug, side } = props;
  const work = useWorkspace(props);
  const { conversation, shown, app, title } = work;
  const [words, setWords] = useState('');
  const [isOnApp, showApp] = useState(side !== undefined || slug !== undefined);
  const wish = (more: string): void => {
    setWords((now) => wordsBehind(now, more));
    showApp(false);
  };
  const talkSide = (
    <TalkSide
      {...work}
      model={props.model}
      app={app.data}
      words={words}
      onWords={setWords}
      onWish={wish}
      onAppChange={app.reload}
    />
  );
  if (!work.hasApp) return <div class="workspace workspace-talk-only">{talkSide}</div>;
  const common = { title, app, standing: appStanding(shown.mission, app.data) };
  return (
    <MissionLead.Provider value={shown.lead}>
      <div class={`workspace ${isOnApp ? 'workspace-on-app' : 'workspace-on-talk'}`}>
        <WorkHead {...common} isOnApp={isOnApp} onShow={showApp} />
        {talkSide}
        <AppSide
          {...common}
          place={placeOf(slug, conversation.talk.id)}
          side={side ?? 'app'}
          shown={shown}
          onWish={wish}
          onShow={() => showApp(true)}
        />
      </div>
    </MissionLead.Provider>
  );
}

/** Which address the sides of this workspace stand under. */
export type WorkPlace =
  | { readonly screen: 'talk'; readonly conversationId: string | undefined }
  | { readonly screen: 'app'; readonly slug: string };

const placeOf = (slug: string | undefined, conversationId: string | undefined): WorkPlace =>
  slug === undefined ? { screen: 'talk', conversationId } : { screen: 'app', slug };
