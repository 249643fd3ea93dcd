import type { AnswerEvent } from '../draft/answer-parts.ts';
import type { Redact } from '../gate/redact-secrets.ts';
import type { RedactedStream } from '../gate/redact-stream.ts';
import { redactStream } from '../gate/redact-stream.ts';
import type { MissionId } from '../wire/ids.ts';
import type { WritingFrame } from '../wire/socket.ts';
import { maxWritingBytes } from '../wire/socket.ts';
import type { FrameDeps } from './pace-frames.ts';
import { paceFrames } from './pace-frames.ts';

/** Characters of a frame's text, so that it stays within its bytes in every script. */
const maxTextLength = Math.floor(maxWritingBytes / 3);

export interface WritingStream {
  readonly read: (event: AnswerEvent | { readonly kind: 'restarted' }) => void;
  readonly think: () => void;
  readonly end: () => Promise<void>;
}

/** Where an earlier pass of the same attempt left off. */
export interface WritingStart {
  readonly files: number;
  readonly planned: number;
}

interface OpenFile {
  readonly path: string;
  readonly text: RedactedStream;
  bytes: number;
}

interface Writing {
  files: number;
  planned: number;
  open: OpenFile | undefined;
  isThinking: boolean;
  /** Nothing has changed since the last frame. */
  isTold: boolean;
}

/** Tells the mission's sockets what an author writes while it does: which file, how much of it, and its text without secrets. */
export const streamWriting =
  (deps: FrameDeps & { readonly redact: Redact }) =>
  (missionId: MissionId, start: WritingStart, signal: AbortSignal): WritingStream => {
    const writing: Writing = { ...start, open: undefined, isThinking: false, isTold: true };
    const pace = paceFrames(deps)(missionId, (isLast) => nextFrame(writing, isLast), signal);
    return {
      read: (event) => {
        if (!follow(writing, event, start, deps.redact)) return;
        writing.isTold = false;
        pace.poke();
      },
      think: () => {
        writing.isTold &&= writing.isThinking;
        writing.isThinking = true;
        pace.poke();
      },
      end: pace.end,
    };
  };

async function nextFrame(
  writing: Writing,
  isLast: boolean,
): Promise<Omit<WritingFrame, 'mission_id'> | undefined> {
  const { open, isThinking, files, isTold } = writing;
  writing.isTold = true;
  const text = (await open?.text.take(isLast))?.slice(-maxTextLength) ?? '';
  if (isTold && text === '') return undefined;
  const counted = { file: files, planned: Math.max(writing.planned, files) };
  if (isThinking) return { type: 'writing', phase: 'thinking', path: null, bytes: 0, ...counted, text: '' };
  const { path, bytes } = open ?? { path: null, bytes: 0 };
  return { type: 'writing', phase: 'writing', path, bytes, ...counted, text };
}

/** True where there is something to tell. */
function follow(
  writing: Writing,
  event: Parameters<WritingStream['read']>[0],
  start: WritingStart,
  redact: Redact,
): boolean {
  writing.isThinking = false;
  switch (event.kind) {
    case 'restarted':
      Object.assign(writing, start, { open: undefined });
      return true;
    case 'began':
      if (event.name !== 'file' && event.name !== 'edit') return false;
      writing.files += 1;
      writing.open = { path: event.value, text: redactStream(redact), bytes: 0 };
      return true;
    case 'text':
      return addText(writing.open, event);
    case 'ended':
      if (event.part.kind !== 'block' || event.part.name !== 'app') return false;
      writing.planned = start.planned + plannedFiles(event.part.text);
      return true;
    case 'said':
    case 'odd':
      return false;
  }
}

/** An edit's lines are shown as those of its file. */
function addText(
  open: OpenFile | undefined,
  { name, text }: Extract<AnswerEvent, { readonly kind: 'text' }>,
): boolean {
  if (open === undefined || !['file', 'find', 'put'].includes(name)) return false;
  open.text.push(text);
  open.bytes += new TextEncoder().encode(text).length;
  return true;
}

function plannedFiles(app: string): number {
  try {
    const { files } = JSON.parse(app) as { readonly files?: unknown };
    return Array.isArray(files) ? files.length : 0;
  } catch {
    return 0;
  }
}
