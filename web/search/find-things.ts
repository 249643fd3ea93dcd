import type { AppView } from '../../core/wire/http.ts';
import type { MissionView } from '../../core/wire/mission.ts';
import type { Answers } from '../api/endpoints.ts';
import { statusWords } from '../mission/statuses.ts';
import { hrefOf } from '../shell/route.ts';

/** Something that a search leads to. */
export interface Found {
  readonly id: string;
  readonly kind: 'Go to' | 'Apps' | 'Conversations' | 'Missions';
  readonly title: string;
  readonly hint: string;
  readonly href: string;
}

/** What is searched, as far as it has come. */
export interface Things {
  readonly apps: readonly AppView[];
  readonly missions: readonly MissionView[];
  readonly conversations: Answers['conversations']['conversations'];
}

const mostOfAKind = 6;

const places: readonly Found[] = [
  { title: 'New app', hint: 'Home', href: hrefOf({ screen: 'home' }) },
  { title: 'Apps', hint: '', href: hrefOf({ screen: 'apps' }) },
  { title: 'Missions', hint: '', href: hrefOf({ screen: 'missions', q: '', status: '', owner: '' }) },
  { title: 'Account', hint: 'Budget, keys, sessions', href: hrefOf({ screen: 'account' }) },
  { title: 'API reference', hint: '', href: '/docs' },
].map((place) => ({ ...place, id: place.href, kind: 'Go to' }));

/** What a text finds: every word of it begins a word of the thing's, so that "ta bo" finds "Task board". Without a text, what is newest. */
export function findThings(text: string, { apps, missions, conversations }: Things): readonly Found[] {
  const words = wordsOf(text);
  const fits = ({ title, hint }: Found): boolean => {
    const own = wordsOf(`${title} ${hint}`);
    return words.every((word) => own.some((one) => one.startsWith(word)));
  };
  return [
    apps.map(appFound),
    conversations.map(conversationFound),
    missions.map(missionFound),
    places,
  ].flatMap((kind) => kind.filter(fits).slice(0, mostOfAKind));
}

const wordsOf = (text: string): readonly string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');

const appFound = (app: AppView): Found => ({
  id: app.app_id,
  kind: 'Apps',
  title: app.title,
  hint: app.slug,
  href: hrefOf({ screen: 'app', slug: app.slug }),
});

const conversationFound = (conversation: Things['conversations'][number]): Found => ({
  id: conversation.conversation_id,
  kind: 'Conversations',
  title: conversation.title,
  hint: conversation.app ?? '',
  href: hrefOf({ screen: 'talk', conversationId: conversation.conversation_id }),
});

const missionFound = (mission: MissionView): Found => ({
  id: mission.mission_id,
  kind: 'Missions',
  title: mission.voice_memo,
  hint: [statusWords[mission.status].label, mission.app ?? ''].filter((part) => part !== '').join(' · '),
  href: hrefOf({ screen: 'mission', missionId: mission.mission_id, tab: 'overview' }),
});
