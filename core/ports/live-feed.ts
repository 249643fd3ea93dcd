/** Posts frames to open sockets. */
export interface LiveFeed {
  /** `gone` means that the socket is closed or could not take the frame; the caller drops it and the client returns with `after`. */
  post(connectionId: string, frame: string, signal: AbortSignal): Promise<'posted' | 'gone'>;
  close(connectionId: string, signal: AbortSignal): Promise<void>;
}
