import type { ServerFrame, WritingFrame } from '../../core/wire/socket.ts';
import type { Told } from '../terminal.ts';
import { oneLine } from '../terminal.ts';

const nothing: Told = { lines: [], now: '' };
const indent = ' '.repeat(10);

/**
 * Tells a mission frame by frame, in seconds since it began. Without a live line, each file that is begun is a line that stays; what tools print
 * stays only where it was asked for.
 */
export function progressTeller({
  isLive,
  isVerbose,
}: {
  readonly isLive: boolean;
  readonly isVerbose: boolean;
}): (frame: ServerFrame) => Told {
  let tellFile = fileTeller(isLive);
  let beganAtMs: number | undefined;
  return (frame) => {
    switch (frame.type) {
      case 'status': {
        if (frame.event === 'authoring-started') tellFile = fileTeller(isLive);
        beganAtMs ??= Date.parse(frame.at);
        const seconds = `${((Date.parse(frame.at) - beganAtMs) / 1_000).toFixed(1)} s`.padStart(8);
        const line = `${seconds}  ${frame.status.padEnd(12)} ${oneLine(frame.message)}`;
        return { lines: [line, ...reasonOf(frame)], now: '' };
      }
      case 'log':
        return isVerbose
          ? { lines: logLines(frame), now: '' }
          : { lines: [], now: logLines(frame).at(-1) ?? '' };
      case 'writing':
        return tellFile(frame);
      case 'ready':
      case 'delta':
      case 'pong':
        return nothing;
      default:
        return frame satisfies never;
    }
  };
}

const logLines = ({ step, lines }: Extract<ServerFrame, { type: 'log' }>): readonly string[] =>
  lines.map((line) => `${indent}${oneLine(step)} | ${oneLine(line)}`);

/** Why something happened, where the event tells more than its message. */
function reasonOf({ data, message }: Extract<ServerFrame, { type: 'status' }>): readonly string[] {
  const { why } = data;
  return typeof why === 'string' && why.trim() !== '' && why !== message ? [indent + oneLine(why)] : [];
}

/** Tells what one attempt writes. */
function fileTeller(isLive: boolean): (frame: WritingFrame) => Told {
  let told: string | undefined;
  let hasPlan = false;
  return (frame) => {
    // Where no list was given, as many are planned as have begun.
    hasPlan ||= frame.planned > frame.file;
    if (isLive) return { lines: [], now: indent + goingOn(frame, hasPlan) };
    if (frame.path === null || frame.path === told) return nothing;
    told = frame.path;
    return { lines: [`${indent}writing ${oneLine(frame.path)}, ${placeOf(frame, hasPlan)}`], now: '' };
  };
}

function goingOn(frame: WritingFrame, hasPlan: boolean): string {
  const { phase, path, bytes } = frame;
  if (phase === 'thinking') return 'thinking…';
  if (path === null) return 'writing…';
  return `writing ${oneLine(path)}, ${(bytes / 1_024).toFixed(1)} KB, ${placeOf(frame, hasPlan)}`;
}

const placeOf = ({ file, planned }: WritingFrame, hasPlan: boolean): string =>
  hasPlan ? `${file} of ${planned}` : `file ${file}`;
