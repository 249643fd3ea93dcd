/** One event of a text/event-stream. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/** Makes a reader of a text/event-stream: give it text as it comes, cut anywhere, and it answers the events that are whole. */
export function createEventReader(): (chunk: string) => readonly ServerSentEvent[] {
  let rest = '';
  return (chunk) => {
    // A carriage return at the end may be half of a line break; it waits for the next chunk.
    const text = (rest + chunk).replaceAll(/\r\n|\r(?!$)/g, '\n');
    const end = text.lastIndexOf('\n\n');
    rest = text.slice(end + 1).replace(/^\n/, '');
    return end === -1 ? [] : text.slice(0, end).split('\n\n').flatMap(readBlock);
  };
}

function readBlock(block: string): readonly ServerSentEvent[] {
  const fields = block.split('\n').map(readLine);
  const data = fields.filter(([name]) => name === 'data').map(([, value]) => value);
  const event = fields.findLast(([name]) => name === 'event')?.[1] ?? 'message';
  return data.length === 0 ? [] : [{ event, data: data.join('\n') }];
}

function readLine(line: string): readonly [string, string] {
  const colon = line.indexOf(':');
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, '')];
}
