import type { JSX } from 'preact';
import { useRef } from 'preact/hooks';
import type { WorkspaceSide } from '../shell/route.ts';
import { Workspace } from './workspace.tsx';

/** The workspace of a conversation. Another conversation is another workspace; one that has just got its id stays as it is. */
export function TalkWorkspace(props: {
  readonly conversationId: string | undefined;
  readonly side?: WorkspaceSide | undefined;
  readonly model: string | undefined;
}): JSX.Element {
  const { conversationId } = props;
  const place = useRef({ conversationId, arrived: undefined as string | undefined, turn: 0 });
  const { current } = place;
  if (current.conversationId !== conversationId) {
    const hasArrived = current.conversationId === undefined && conversationId === current.arrived;
    place.current = { conversationId, arrived: undefined, turn: current.turn + (hasArrived ? 0 : 1) };
  }
  return (
    <Workspace
      {...props}
      key={place.current.turn}
      onArrive={(id) => {
        place.current.arrived = id;
      }}
    />
  );
}
