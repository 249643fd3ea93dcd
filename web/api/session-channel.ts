import { isSession, type Session } from './session-form.ts';

/** What the tabs of one origin tell each other. */
type Message =
  | { readonly kind: 'who' }
  /** Answers who asked; a tab that has a session keeps its own. */
  | { readonly kind: 'have'; readonly session: Session }
  | { readonly kind: 'kept'; readonly session: Session }
  | { readonly kind: 'ended'; readonly token: string };

/** Where the tabs of one origin hear each other. */
export interface Channel {
  readonly post: (message: Message) => void;
  readonly listen: (listener: (data: unknown) => void) => void;
}

/** What a tab does with its own session. */
export interface OwnSession {
  readonly read: () => Session | undefined;
  readonly take: (session: Session) => void;
  readonly drop: () => void;
}

/** A tab among the others. */
export interface SharedSession {
  /** Asks the others for their session; resolves with the first answer, or when nobody gave one in time. */
  readonly ask: (limitMs: number) => Promise<void>;
  readonly tellKept: (session: Session) => void;
  readonly tellEnded: (token: string) => void;
}

/** Shares a session among the tabs of one origin: who asks is given it, who signs in does so for all, who signs out ends it for all. */
export function shareSession(channel: Channel, own: OwnSession): SharedSession {
  let onAnswer: (() => void) | undefined;
  channel.listen((data) => {
    const message = readMessage(data);
    if (message === undefined) return;
    hear(message, channel, own);
    if (own.read() !== undefined) onAnswer?.();
  });
  return {
    ask: (limitMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, limitMs);
        onAnswer = () => {
          clearTimeout(timer);
          resolve();
        };
        channel.post({ kind: 'who' });
      }),
    tellKept: (session) => channel.post({ kind: 'kept', session }),
    tellEnded: (token) => channel.post({ kind: 'ended', token }),
  };
}

function hear(message: Message, channel: Channel, own: OwnSession): void {
  const session = own.read();
  switch (message.kind) {
    case 'who':
      if (session !== undefined) channel.post({ kind: 'have', session });
      return;
    case 'have':
      if (session === undefined) own.take(message.session);
      return;
    case 'kept':
      if (message.session.token !== session?.token) own.take(message.session);
      return;
    case 'ended':
      if (message.token === session?.token) own.drop();
      return;
    default:
      message satisfies never;
  }
}

function readMessage(data: unknown): Message | undefined {
  if (typeof data !== 'object' || data === null || !('kind' in data)) return undefined;
  if (data.kind === 'who') return { kind: 'who' };
  if ((data.kind === 'kept' || data.kind === 'have') && 'session' in data && isSession(data.session))
    return { kind: data.kind, session: { token: data.session.token, username: data.session.username } };
  if (data.kind === 'ended' && 'token' in data && typeof data.token === 'string')
    return { kind: 'ended', token: data.token };
  return undefined;
}
