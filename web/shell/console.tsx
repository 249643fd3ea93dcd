import '../style/tokens.css';
import '../style/base.css';
import '../style/controls.css';
import '../style/parts.css';
import '../style/figures.css';
import '../style/reduced-motion.css';
import './shell.css';
import type { JSX } from 'preact';
import { call } from '../api/call.ts';
import { AppsScreen } from '../apps/apps-screen.tsx';
import { HomeScreen } from '../home/home-screen.tsx';
import { MissionScreen } from '../mission/mission-screen.tsx';
import { MissionsScreen } from '../missions/missions-screen.tsx';
import { AppWorkspace } from '../workspace/app-workspace.tsx';
import { TalkWorkspace } from '../workspace/talk-workspace.tsx';
import { Frame } from './frame.tsx';
import { lazyPart } from './lazy-part.tsx';
import type { Route } from './route.ts';
import { Screen } from './screen.tsx';
import { showPage } from './show-page.ts';
import { SignIn } from './sign-in.tsx';
import { useEndNotices } from './use-end-notices.ts';
import { useLoad } from './use-load.ts';
import { useOverlays } from './use-overlays.ts';
import { useRoute } from './use-route.ts';
import { useSession } from './use-session.ts';

const LazyAccount = lazyPart(
  'your account',
  async () => (await import('../account/account-screen.tsx')).AccountScreen,
);

const LazyConnect = lazyPart(
  'the request',
  async () => (await import('../connect/connect-screen.tsx')).ConnectScreen,
);

const LazySearch = lazyPart(
  'the search',
  async () => (await import('../search/search-dialog.tsx')).SearchDialog,
);

const LazyShortcuts = lazyPart(
  'the shortcuts',
  async () => (await import('../search/shortcuts-dialog.tsx')).ShortcutsDialog,
);

function Console(): JSX.Element {
  const session = useSession();
  const route = useRoute();
  const overlays = useOverlays(session !== undefined);
  const health = useLoad('health', (signal) => call('health', { signal }));
  if (session === undefined) return <SignIn purpose="Say what you want, and watch it become real." />;
  return (
    <Frame
      key={session.username}
      screen={route.screen}
      session={session}
      model={health.data?.model}
      onOverlay={overlays.show}
    >
      {screenOf(route, health.data?.model)}
      <EndNotices />
      {overlays.open === 'search' && <LazySearch onClose={overlays.close} />}
      {overlays.open === 'shortcuts' && <LazyShortcuts onClose={overlays.close} />}
    </Frame>
  );
}

function EndNotices(): null {
  useEndNotices();
  return null;
}

function screenOf(route: Route, model: string | undefined): JSX.Element {
  switch (route.screen) {
    case 'home':
      return <HomeScreen model={model} />;
    case 'talk':
      return <TalkWorkspace conversationId={route.conversationId} side={route.side} model={model} />;
    case 'missions':
      return <MissionsScreen q={route.q} status={route.status} owner={route.owner} />;
    case 'mission':
      return <MissionScreen key={route.missionId} missionId={route.missionId} tab={route.tab} />;
    case 'apps':
      return <AppsScreen />;
    case 'app':
      return <AppWorkspace key={route.slug} slug={route.slug} side={route.side} model={model} />;
    case 'account':
      return <LazyAccount />;
    case 'connect':
      return <LazyConnect key={route.request} request={route.request} />;
    case 'unknown':
      return (
        <Screen title="Nothing here">
          <p class="muted">
            There is no page at this address. <a href="#/">Go to Home.</a>
          </p>
        </Screen>
      );
    default:
      return route satisfies never;
  }
}

void showPage(<Console />);
