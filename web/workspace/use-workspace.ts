import { useEffect } from 'preact/hooks';
import type { ChatReply } from '../../core/wire/http.ts';
import { visibleText } from '../../core/wire/visible-text.ts';
import type { AppStory } from '../apps/app-story.ts';
import { useApp } from '../apps/use-app.ts';
import { factsOf } from '../mission/attempts.ts';
import { isEnd, statusWords } from '../mission/statuses.ts';
import { useSpokenEnd } from '../mission/use-spoken-end.ts';
import type { WorkspaceSide } from '../shell/route.ts';
import type { Loaded } from '../shell/use-load.ts';
import { goTo } from '../shell/use-route.ts';
import { useTitle } from '../shell/use-title.ts';
import type { Conversation } from '../talk/use-conversation.ts';
import { useConversation } from '../talk/use-conversation.ts';
import type { SpokenAnswers } from '../talk/use-spoken-answers.ts';
import { useSpokenAnswers } from '../talk/use-spoken-answers.ts';
import { allMissions } from './timeline.ts';
import type { ShownMission } from './use-shown-mission.ts';
import { useShownMission } from './use-shown-mission.ts';

export interface WorkspaceProps {
  readonly conversationId: string | undefined;
  /** The app that it is opened on; otherwise the conversation tells. */
  readonly slug?: string | undefined;
  /** The app's missions, until more is known of it. */
  readonly missions?: readonly string[];
  readonly side?: WorkspaceSide | undefined;
  readonly model: string | undefined;
  /** Hears the id of a conversation that has just begun, before its address changes. */
  readonly onArrive?: (conversationId: string) => void;
}

/** All that a workspace knows. */
export interface Work {
  readonly conversation: Conversation;
  readonly missions: readonly string[];
  readonly shown: ShownMission;
  readonly app: Loaded<AppStory | undefined>;
  readonly title: string;
  readonly spoken: SpokenAnswers;
  /** Whether there is an app to look at, or one on its way. */
  readonly hasApp: boolean;
  /** Nothing was said yet, and there is no app to talk about. */
  readonly isNew: boolean;
}

/** Keeps up the conversation, the mission that is looked at and the app, and asks again where one of them changes another. */
export function useWorkspace(props: WorkspaceProps): Work {
  const { conversationId, slug } = props;
  const spoken = useSpokenAnswers();
  const conversation = useConversation(conversationId, {
    app: slug,
    onSpeech: spoken.say,
    onReply: arriveFrom(props),
  });
  const { talk } = conversation;
  const app = useApp(slug ?? talk.app ?? undefined);
  const missions = allMissions(talk.missions, app.data?.app.missions ?? props.missions ?? []);
  const shown = useShownMission(missions);
  useTale(shown, conversation, app.reload);
  const title = app.data?.app.title ?? factsOf(shown.feed.events).title ?? talk.title ?? 'New app';
  useTitle(visibleText(title), runningWords(shown));
  const hasApp = missions.length > 0 || slug !== undefined;
  const isNew = !hasApp && conversationId === undefined;
  return { conversation, missions, shown, app, title, spoken, hasApp, isNew };
}

/** How far the newest mission is, while it runs. */
function runningWords({ newest: { mission } }: ShownMission): string | undefined {
  return mission === undefined || isEnd(mission.status) ? undefined : statusWords[mission.status].label;
}

/** Asks again for what a mission's steps and its end change in the conversation and in the app. */
function useTale(shown: ShownMission, conversation: Conversation, reloadApp: () => void): void {
  const { mission } = shown.newest;
  const hasEnded = mission !== undefined && isEnd(mission.status);
  const isUnknown =
    shown.newest.missionId !== undefined && !conversation.talk.missions.includes(shown.newest.missionId);
  useSpokenEnd(mission);
  useEffect(() => {
    if (mission === undefined) return;
    conversation.refresh();
    reloadApp();
  }, [hasEnded, isUnknown, mission?.app]);
}

/** Takes the address of a conversation that has just begun; one about an app stays at the app's. */
const arriveFrom =
  ({ conversationId, slug, side, onArrive }: WorkspaceProps) =>
  ({ conversation_id: arrived }: ChatReply): void => {
    if (slug !== undefined || arrived === conversationId) return;
    onArrive?.(arrived);
    goTo({ screen: 'talk', conversationId: arrived, ...(side && { side }) }, 'replace');
  };
