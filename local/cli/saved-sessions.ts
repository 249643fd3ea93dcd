import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';

const sessionSchema = z.object({ token: z.string(), username: z.string(), expires_at: z.string() });
export type SavedSession = z.infer<typeof sessionSchema>;
const fileSchema = z.object({ sessions: z.record(z.string(), sessionSchema) });

/** The sessions of this terminal, a server each; no server is ever sent another's. */
export interface SavedSessions {
  /** Undefined where there is none. Whether it is still good the server knows: use makes it last longer. */
  readonly read: (server: string) => SavedSession | undefined;
  readonly keep: (server: string, session: SavedSession) => void;
  readonly forget: (server: string) => void;
}

/** Sessions kept in a file that only its owner may read. */
export function savedSessions(file: string): SavedSessions {
  const change = (server: string, session: SavedSession | undefined): void => {
    const { [server]: _before, ...others } = readAll(file);
    writeAll(file, session === undefined ? others : { ...others, [server]: session });
  };
  return {
    read: (server) => new Map(Object.entries(readAll(file))).get(server),
    keep: change,
    forget: (server) => change(server, undefined),
  };
}

/** Where sessions at other servers are kept. */
export const serverSessionsFile = (env: NodeJS.ProcessEnv): string =>
  join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'gantry', 'sessions.json');

/** Where the session at a world of this machine is kept. */
export const homeSessionsFile = (home: string): string => join(home, 'cli-sessions.json');

function readAll(file: string): Readonly<Record<string, SavedSession>> {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).sessions;
  } catch {
    // None yet, or not a file of ours: signing in writes it anew.
    return {};
  }
}

/** Written beside and moved into place, so that nobody reads half of it and nobody else's rights stay on it. */
function writeAll(file: string, sessions: Readonly<Record<string, SavedSession>>): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}-${Math.random().toString(36).slice(2)}`;
  writeFileSync(beside, `${JSON.stringify({ sessions })}\n`, { flag: 'wx', mode: 0o600 });
  renameSync(beside, file);
}
