import type { ChainedEvent } from '../wire/event.ts';
import type { StreamId } from '../wire/ids.ts';

/** The append-only truth. Implementations can insert and read; they have no way to change or remove. */
export interface EventLog {
  /** One conditional insert at (stream, event.seq); `taken` means that another appender was first: read again, decide again. */
  append(stream: StreamId, event: ChainedEvent, signal: AbortSignal): Promise<'appended' | 'taken'>;
  /** Events with seq > afterSeq in order, at most `limit` (all of them when left out). Strongly consistent. */
  read(
    stream: StreamId,
    range: { readonly afterSeq: number; readonly limit?: number },
    signal: AbortSignal,
  ): Promise<ChainedEvent[]>;
  /** The event with the highest seq, without reading those before it; undefined for an empty stream. Strongly consistent. */
  last(stream: StreamId, signal: AbortSignal): Promise<ChainedEvent | undefined>;
  /** Inserts a join record in the stream's partition: it wakes `broadcast` in the stream's own order and is not an event. */
  join(stream: StreamId, connectionId: string, signal: AbortSignal): Promise<void>;
}
