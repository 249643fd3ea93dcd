/** A socket as far as it is used here. */
export interface FeedSocket {
  send(text: string): void;
  close(): void;
}

/** What a line to the server needs of the world around it. */
export interface LinePorts {
  /** A ticket for one socket. */
  readonly ticket: () => Promise<string>;
  /** Whether after this rejection of `ticket` another try is of no use. */
  readonly isFinal: (error: unknown) => boolean;
  readonly open: (
    query: { readonly ticket: string; readonly after: number },
    on: { readonly text: (text: string) => void; readonly closed: () => void },
  ) => FeedSocket;
  /** Calls back once after so many milliseconds; answers how to call that off. */
  readonly later: (ms: number, run: () => void) => () => void;
}

/** What a line tells: any number of texts, then `lost` or `refused`, once. */
export interface LineListener {
  readonly text: (text: string) => void;
  readonly lost: () => void;
  readonly refused: () => void;
}

const pingEveryMs = 15_000;
/** So many pings without a word in between, and the line is dead although nobody closed it. */
const maxSilentPings = 2;

/** Opens one line: a ticket, a socket, and pings that find out when it died silently. After the answered `close` it tells nothing more. */
export function openLine(ports: LinePorts, after: number, on: LineListener): () => void {
  let isOpen = true;
  let socket: FeedSocket | undefined;
  let cancelPing = (): void => {};
  let silentPings = 0;

  const close = (): void => {
    isOpen = false;
    cancelPing();
    socket?.close();
  };
  const finish = (tell: () => void): void => {
    if (!isOpen) return;
    close();
    tell();
  };
  const ping = (): void => {
    cancelPing = ports.later(pingEveryMs, () => {
      if (silentPings >= maxSilentPings) return finish(on.lost);
      silentPings += 1;
      socket?.send('{"type":"ping"}');
      ping();
    });
  };
  const hear = (text: string): void => {
    silentPings = 0;
    if (isOpen) on.text(text);
  };

  ports.ticket().then(
    (ticket) => {
      if (!isOpen) return;
      socket = ports.open({ ticket, after }, { text: hear, closed: () => finish(on.lost) });
      ping();
    },
    (error: unknown) => finish(ports.isFinal(error) ? on.refused : on.lost),
  );
  return close;
}
