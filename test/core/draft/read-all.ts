import type { AnswerEvent, AnswerPart } from '../../../core/draft/answer-parts.ts';
import { readAnswer } from '../../../core/draft/read-answer.ts';

export const nonce = 'abcdef';

/** Everything that is read of an answer in these pieces: parts, what was said aloud, what was odd, and what stayed open. */
export function readAll(pieces: readonly string[], isWhole = true) {
  const reader = readAnswer(nonce);
  const events = pieces.flatMap((piece) => [...reader.push(piece)]);
  const open = reader.open();
  events.push(...reader.end(isWhole));
  return { ...summary(events), open };
}

function summary(events: readonly AnswerEvent[]) {
  const streamed = new Map<string, string>();
  let blocks = 0;
  for (const event of events) {
    if (event.kind === 'began') blocks += 1;
    if (event.kind !== 'text') continue;
    const key = `${blocks} ${event.name}`;
    streamed.set(key, (streamed.get(key) ?? '') + event.text);
  }
  return {
    parts: events.flatMap((event): AnswerPart[] => (event.kind === 'ended' ? [event.part] : [])),
    said: events.map((event) => (event.kind === 'said' ? event.text : '')).join(''),
    odd: [...new Set(events.flatMap((event) => (event.kind === 'odd' ? [event.remark] : [])))],
    began: events.flatMap((event) => (event.kind === 'began' ? [`${event.name} ${event.value}`.trim()] : [])),
    streamed: [...streamed.values()],
  };
}

export const file = (path: string, content: string) => ({ kind: 'file', path, content });
export const block = (name: string, text: string, value = '') => ({ kind: 'block', name, value, text });
export const partsOf = (text: string, isWhole = true) => readAll([text], isWhole).parts;
