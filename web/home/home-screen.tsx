import './home.css';
import '../talk/talk.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Problem } from '../shell/problem.tsx';
import { goTo } from '../shell/use-route.ts';
import { useTitle } from '../shell/use-title.ts';
import { Composer } from '../talk/composer.tsx';
import { exampleIdea } from '../talk/examples.ts';
import { keepFirstWords } from '../talk/first-words.ts';
import { useSpokenAnswers } from '../talk/use-spoken-answers.ts';
import { ConnectModel } from './connect-model.tsx';
import { isBuiltIn } from './is-built-in.ts';
import { RecentApps } from './recent-apps.tsx';
import { RecentConversations } from './recent-conversations.tsx';
import { RunningMissions } from './running-missions.tsx';
import { Starters } from './starters.tsx';
import { type Home, isFirstTime, useHome } from './use-home.ts';

/** Where one begins, and finds again what one has: a composer, and below it what runs, the apps and the conversations. */
export function HomeScreen({ model }: { readonly model: string | undefined }): JSX.Element {
  useTitle('Home');
  const home = useHome();
  const isNew = isFirstTime(home);
  return (
    <div class={`screen home ${isNew === false ? '' : 'home-new'}`}>
      <Begin />
      {isNew === true && <Welcome model={model} />}
      {isNew === false && <Mine home={home} model={model} />}
      {isNew === undefined && <Problems home={home} />}
    </div>
  );
}

/** A conversation begins with what is written here. */
function Begin(): JSX.Element {
  const spoken = useSpokenAnswers();
  const [text, setText] = useState('');
  return (
    <section class="home-begin" aria-label="New app">
      <h1>What should we build?</h1>
      <p class="muted">
        Describe an app. You agree on a plan first; then it is built, tried in a browser and put on a live
        address.
      </p>
      <Composer
        text={text}
        placeholder={`${exampleIdea}…`}
        isBusy={false}
        spoken={spoken}
        onText={setText}
        onSend={() => begin(text)}
        onStop={() => undefined}
      />
    </section>
  );
}

function begin(words: string): void {
  if (words.trim() === '') return;
  keepFirstWords(words.trim());
  goTo({ screen: 'talk', conversationId: undefined });
}

function Welcome({ model }: { readonly model: string | undefined }): JSX.Element {
  return (
    <>
      {model !== undefined && <Starters isBuiltIn={isBuiltIn(model)} onChoose={begin} />}
      {model !== undefined && isBuiltIn(model) && <ConnectModel />}
    </>
  );
}

function Mine({ home, model }: { readonly home: Home; readonly model: string | undefined }): JSX.Element {
  const missions = home.missions.data ?? [];
  return (
    <>
      <Problems home={home} />
      <RunningMissions missions={missions} />
      <RecentApps apps={home.apps.data} missions={missions} />
      <RecentConversations conversations={home.conversations.data} />
      <details class="fold home-more">
        <summary class="muted">Something to start from</summary>
        <Welcome model={model} />
      </details>
    </>
  );
}

function Problems({ home: { apps, missions, conversations } }: { readonly home: Home }): JSX.Element | null {
  const failed = [apps, missions, conversations].find(({ error }) => error !== undefined);
  return failed === undefined ? null : <Problem error={failed.error} onRetry={failed.reload} />;
}
