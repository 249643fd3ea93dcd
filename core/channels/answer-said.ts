import type { Caller, SessionDeps } from '../access/sessions.ts';
import { isGantryError } from '../errors.ts';
import type { Platform, Said } from '../wire/channel.ts';
import type { ChatReply } from '../wire/http.ts';
import { maxSpokenLength, spokenTextSchema } from '../wire/http.ts';
import type { ConversationId, PlanId } from '../wire/ids.ts';
import type { Answer, LinkOwner } from './channel-records.ts';
import { talkKey, talkSchema } from './channel-records.ts';
import { linkedCaller, redeemLinkCode, unlink } from './links.ts';
import { plainPost, postReply } from './posts.ts';
import { readCommand } from './read-command.ts';
import { type AdmitDeps, type Admitted, admit, isOthers, noteOfOlderPull } from './repository-door.ts';

/** The conversation core, held to all that the same over REST is held to: rate, redaction, owner, budget. */
export interface Talk {
  readonly say: (
    caller: Caller,
    input: {
      readonly message: string;
      readonly conversationId: ConversationId | undefined;
      /** The app that a new conversation is about. */
      readonly app: string | undefined;
    },
    signal: AbortSignal,
  ) => Promise<ChatReply>;
  readonly confirm: (caller: Caller, planId: PlanId, signal: AbortSignal) => Promise<ChatReply>;
}

export interface AnswerDeps extends SessionDeps, AdmitDeps {
  readonly talk: Talk;
  /** Hears of what is a bug of ours. */
  readonly onBug: (error: unknown) => void;
}

/** Answers what somebody said at a platform; whatever goes wrong is said there. Undefined for what is not Gantry's to answer. */
export const answerSaid =
  (deps: AnswerDeps) =>
  async (given: Said, signal: AbortSignal): Promise<Answer | undefined> => {
    const said = await admit(deps)(given, signal);
    if (said === undefined) return undefined;
    try {
      return await answer(deps, said, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (isGantryError(error)) return only(error.message);
      deps.onBug(error);
      return only(words.bug);
    }
  };

async function answer(deps: AnswerDeps, said: Admitted, signal: AbortSignal): Promise<Answer> {
  const command = await answerCommand(deps, said, signal);
  if (command !== undefined) return only(command);
  const caller = await linkedCaller(deps)(said.place, said.person, signal);
  if (caller === undefined) return only(wordsAt(said).notLinked);
  return isOthers(said, caller) ? only(words.othersApp) : answerCaller(deps, said, caller, signal);
}

/** A reply names a mission where it began to be built. */
const replied = (reply: ChatReply): Answer => ({
  post: postReply(reply),
  mission_id: reply.mission_id ?? null,
});

const only = (text: string): Answer => ({ post: plainPost(text), mission_id: null });

/** What anybody may ask. */
async function answerCommand(
  deps: AnswerDeps,
  said: Admitted,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { act, place, person } = said;
  const command = act.kind === 'text' ? readCommand(act.text) : undefined;
  switch (command?.kind) {
    case 'link': {
      const username = await redeemLinkCode(deps)(said, command.code, signal);
      return username === undefined ? wordsAt(said).codeUnknown : wordsAt(said).linked(username);
    }
    case 'unlink':
      await unlink(deps)(place, person, signal);
      return words.unlinked;
    case 'help':
      return wordsAt(said).help;
    case 'new':
    case undefined:
      return undefined;
  }
}

async function answerCaller(
  deps: AnswerDeps,
  said: Admitted,
  caller: Caller,
  signal: AbortSignal,
): Promise<Answer> {
  const { act } = said;
  switch (act.kind) {
    case 'file':
      return only(words.file);
    case 'change':
      return only(words.change);
    case 'build':
      return confirm(deps, caller, act.plan_id, signal);
    case 'text':
      return answerText(deps, said, { caller, text: act.text }, signal);
  }
}

/** A plan is found by whose it is: a stranger's press finds none. */
async function confirm(
  { talk }: AnswerDeps,
  caller: Caller,
  planId: PlanId,
  signal: AbortSignal,
): Promise<Answer> {
  try {
    return replied(await talk.confirm(caller, planId, signal));
  } catch (error) {
    if (isGantryError(error) && error.code === 'plan_not_found') return only(words.notYours);
    throw error;
  }
}

async function answerText(
  { records, talk }: AnswerDeps,
  { place, app }: Admitted,
  { caller, text }: { readonly caller: Caller; readonly text: string },
  signal: AbortSignal,
): Promise<Answer> {
  const owner: LinkOwner = { user_id: caller.id, username: caller.username };
  const key = talkKey(place, owner);
  if (readCommand(text)?.kind === 'new') {
    await records.remove(key, { kind: 'any' }, signal);
    return only(words.anew);
  }
  const message = spokenTextSchema.safeParse(text);
  if (!message.success) return only(words.tooLong);
  const conversationId = (await records.get(key, talkSchema, signal))?.value.conversation_id;
  const about = conversationId === undefined ? app?.slug : undefined;
  const reply = await talk.say(caller, { message: message.data, conversationId, app: about }, signal);
  const now = { conversation_id: reply.conversation_id };
  await records.put(key, now, { condition: { kind: 'any' } }, signal);
  const answer = replied(reply);
  const note = noteOfOlderPull({ place, app }, answer.post);
  return note === undefined
    ? answer
    : { ...answer, post: { ...answer.post, text: `${note}\n\n${answer.post.text}` } };
}

/** How to talk at a platform: by commands that begin with `start` as people type them, and by what `how` says first. */
function commandWords(start: string, how = 'Say what you want built, in plain words.') {
  const help = `${how} I answer with a plan; press Build and I build it, and show here how it goes. ${start}new begins another conversation, ${start}unlink forgets you.`;
  return {
    help,
    notLinked: `I do not know you here yet. Open Gantry, ask for a link code under Account, and send me ${start}link and the code. Then: ${help}`,
    linked: (username: string): string => `You are linked as ${username}. ${help}`,
  };
}

const words = {
  ...commandWords('/'),
  unlinked: 'You are not linked here any more.',
  codeUnknown: 'This code is unknown, used or older than ten minutes. Ask for a new one under Account.',
  othersApp: 'This app is not yours here: only whose it is in Gantry can change it.',
  notYours: 'This plan is not yours: only the person who asked for it can build it.',
  file: 'I read messages, not files. Say it in words.',
  change: 'Say what should be different.',
  anew: 'A new conversation. What shall we build?',
  tooLong: `Say it in 1 to ${maxSpokenLength.toLocaleString('en-US')} characters.`,
  bug: 'Something went wrong on our side. Say it again.',
};

const helpInRepository =
  'Mention me and say what should change, in plain words. I answer with a plan; say yes and I build it, and show here how it goes. Mention me and say /new to begin another conversation, /unlink to be forgotten.';
/** What is said otherwise where everybody can read it and there are no buttons. */
const repositoryWords = {
  ...words,
  help: helpInRepository,
  notLinked: `I do not know you here yet. Open Gantry, ask under Account for a link code for your GitHub account, then mention me here and say /link and the code. Then: ${helpInRepository}`,
  linked: (username: string): string => `You are linked as ${username}. ${helpInRepository}`,
  codeUnknown:
    'This code is unknown, used, older than ten minutes or not for your GitHub account. Ask for a new one under Account.',
} as const;

/** What is said where a client takes whatever begins with / for a command that it has to know: all of ours are behind one. */
const wordsOf: { readonly [platform in Platform]?: typeof words } = {
  slack: { ...words, ...commandWords('/gantry ') },
  discord: {
    ...words,
    ...commandWords('/gantry ', 'Tell me with /gantry say what you want built, in plain words.'),
  },
};

const wordsAt = ({ app, place }: Admitted) =>
  app === undefined ? (wordsOf[place.platform] ?? words) : repositoryWords;
