import '../style/tokens.css';
import '../style/base.css';
import '../style/controls.css';
import '../style/parts.css';
import '../style/figures.css';
import '../style/reduced-motion.css';
import './shell.css';
import type { JSX } from 'preact';
import { render } from 'preact';
import { call } from '../api/call.ts';
import { AppScreen } from '../apps/app-screen.tsx';
import { AppsScreen } from '../apps/apps-screen.tsx';
import { MissionScreen } from '../mission/mission-screen.tsx';
import { MissionsScreen } from '../missions/missions-screen.tsx';
import { TalkScreen } from '../talk/talk-screen.tsx';
import { Frame } from './frame.tsx';
import { lazyPart } from './lazy-part.tsx';
import type { Route } from './route.ts';
import { Screen } from './screen.tsx';
import { SignIn } from './sign-in.tsx';
import { useLoad } from './use-load.ts';
import { useRoute } from './use-route.ts';
import { useSession } from './use-session.ts';

const LazyAccount = lazyPart(
  'your account',
  async () => (await import('../account/account-screen.tsx')).AccountScreen,
);

function Console(): JSX.Element {
  const session = useSession();
  const route = useRoute();
  const health = useLoad('health', (signal) => call('health', { signal }));
  if (session === undefined) return <SignIn purpose="Say what you want, and watch it become real." />;
  return (
    <Frame screen={route.screen} session={session} model={health.data?.model}>
      {screenOf(route, health.data?.model)}
    </Frame>
  );
}

function screenOf(route: Route, model: string | undefined): JSX.Element {
  switch (route.screen) {
    case 'talk':
      return <TalkScreen conversationId={route.conversationId} model={model} />;
    case 'missions':
      return <MissionsScreen q={route.q} status={route.status} owner={route.owner} />;
    case 'mission':
      return <MissionScreen key={route.missionId} missionId={route.missionId} tab={route.tab} />;
    case 'apps':
      return <AppsScreen />;
    case 'app':
      return <AppScreen key={route.slug} slug={route.slug} />;
    case 'account':
      return <LazyAccount />;
    case 'unknown':
      return (
        <Screen title="Nothing here">
          <p class="muted">
            This address leads nowhere. <a href="#/">Start with what you want to build.</a>
          </p>
        </Screen>
      );
    default:
      return route satisfies never;
  }
}

const root = document.getElementById('root');
if (root !== null) render(<Console />, root);
