import { InputRejected } from '../../core/errors.ts';
import type { Plan } from '../../core/wire/chat.ts';
import type { ChatAction, ChatReply } from '../../core/wire/http.ts';
import { appViewSchema, conversationListSchema, conversationSchema } from '../../core/wire/http.ts';
import { line, print, printError, printOn } from '../terminal.ts';
import { canAsk } from './ask.ts';
import type { Answer, Context } from './context.ts';
import { planWords } from './plan-words.ts';
import { type Reached, withGantry } from './reach-gantry.ts';
import type { Turn } from './say-in-chat.ts';
import { sayInChat } from './say-in-chat.ts';
import { tellBuild } from './tell-build.ts';
import { type TypedLines, typedLines } from './typed-lines.ts';

/** Which conversation is meant; none begins a new one. */
export interface ChatOptions {
  readonly conversation: string | undefined;
  /** The one that was spoken in last. */
  readonly goesOn: boolean;
  readonly app: string | undefined;
}

/** What a conversation stands at. */
interface Talk {
  id: string | undefined;
  app: string | undefined;
  plan: Plan | undefined;
  action: ChatAction | undefined;
  /** The build that is under way; settles when it has ended. */
  building: Promise<void> | undefined;
}

/** Talks an app into being: each line is a turn, "yes" builds the plan that is shown, and talk goes on while it is built. */
export const chat = (context: Context, message: string, options: ChatOptions): Promise<Answer> =>
  withGantry(context, async (gantry) => {
    const talk = await openTalk(gantry, options);
    if (context.isJson) return answerOnce(gantry, talk, message);
    const lines = typedLines('you> ');
    const release = context.onInterrupt(lines.leave);
    try {
      await converse({ context, gantry, talk, lines }, message);
    } finally {
      release();
      lines.close();
    }
    return { value: undefined, text: talk.id === undefined ? '' : sayHowToGoOn(gantry, talk.id) };
  });

const sayHowToGoOn = ({ flag }: Reached, id: string): string =>
  `${canAsk() ? '\n' : ''}${line`Go on with this conversation: gantry chat --conversation ${id}${flag}`}`;

async function openTalk(gantry: Reached, { conversation, goesOn, app }: ChatOptions): Promise<Talk> {
  const talk: Talk = { id: conversation, app, plan: undefined, action: undefined, building: undefined };
  if (goesOn) {
    const { conversations } = await gantry.call(
      'conversations',
      { query: { limit: 1 } },
      conversationListSchema,
    );
    talk.id = conversations[0]?.conversation_id;
    if (talk.id === undefined)
      throw new InputRejected(
        'no_conversation',
        'There is no conversation to go on with yet. Start one: gantry chat',
      );
  }
  if (talk.id === undefined) return talk;
  const view = await gantry.call(
    'conversation',
    { params: { conversation_id: talk.id } },
    conversationSchema,
  );
  return { ...talk, app: undefined, plan: view.plan };
}

/** One turn for a program: the reply as it came. */
async function answerOnce(gantry: Reached, talk: Talk, message: string): Promise<Answer> {
  if (message === '')
    throw new InputRejected('message_missing', 'With --json, give the message as an argument.');
  return { value: await sayInChat(gantry, turnOf(talk, message), () => undefined), text: '' };
}

const isYes = (message: string): boolean => /^\s*(y|yes)\s*[.!]?\s*$/i.test(message);

/** Words as a turn: a plain yes to a plan is a confirmation, which no model has to understand. */
function turnOf({ id, app, plan }: Talk, message: string): Turn {
  const here = id === undefined ? {} : { conversation_id: id };
  if (plan !== undefined && isYes(message)) return { ...here, confirm: { plan_id: plan.plan_id } };
  return { ...here, ...(id === undefined && app !== undefined && { app }), message };
}

interface Room {
  readonly context: Context;
  readonly gantry: Reached;
  readonly talk: Talk;
  readonly lines: TypedLines;
}

/** Turn after turn, until the lines end. What does not come from a keyboard waits for each build. */
async function converse(room: Room, firstMessage: string): Promise<void> {
  const { talk, lines } = room;
  if (talk.plan !== undefined) print(`${planWords(talk.plan)}\nSay yes to build it, or what to change.`);
  else if (firstMessage === '' && canAsk())
    printError('Say what you want to build. Ctrl C ends the conversation.');
  for (let message: string | undefined = firstMessage || (await lines.next()); message !== undefined; ) {
    if (message.trim() !== '') await takeTurn(room, message);
    if (!canAsk()) await talk.building;
    message = await lines.next();
  }
  await talk.building;
}

async function takeTurn(room: Room, message: string): Promise<void> {
  const { context, talk, lines } = room;
  try {
    if (talk.action !== undefined && isYes(message)) return await act(room, talk.action);
    talk.action = undefined;
    await follow(room, await lines.undisturbed(() => say(room, message)));
  } catch (error) {
    // Whoever types can say it again; what comes from a file would go on with an answer missing.
    if (context.signal.aborted || !canAsk()) throw error;
    printError(line`${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Sends a turn and prints the reply, word by word where it comes so. */
async function say({ gantry, talk }: Room, message: string): Promise<ChatReply> {
  let said = '';
  try {
    const reply = await sayInChat(gantry, turnOf(talk, message), (text) => {
      // A space at the end waits for what comes after it, since it may be the last.
      printOn(`${said === '' ? '\n' : (/\s*$/.exec(said)?.[0] ?? '')}${text.trimEnd()}`);
      said += text;
    });
    if (said === '') printOn(`\n${reply.reply}`);
    return reply;
  } finally {
    printOn('\n\n');
  }
}

/** What a reply leads to: a plan to agree on, something to confirm, or a build to watch. */
async function follow(room: Room, reply: ChatReply): Promise<void> {
  const { talk } = room;
  const { conversation_id: id, state, plan, action, mission_id: missionId } = reply;
  Object.assign(talk, { id, action, plan: state === 'NEEDS_CONFIRMATION' ? plan : undefined });
  if (talk.plan !== undefined) print(`${planWords(talk.plan)}\nSay yes to build it, or what to change.\n`);
  if (action !== undefined)
    print(line`Say yes to make the version of ${action.mission_id} live again at ${action.app}.\n`);
  if (state !== 'BUILDING' || missionId === undefined || talk.building !== undefined) return;
  const { context, gantry, lines } = room;
  const signal = AbortSignal.any([context.signal, lines.left]);
  const built = tellBuild(gantry, missionId, { beside: lines.beside, signal });
  talk.building = built.finally(() => {
    talk.building = undefined;
  });
}

/** Does what a reply offered, now that the person said yes to it. */
async function act({ gantry, talk }: Room, { app, mission_id }: ChatAction): Promise<void> {
  talk.action = undefined;
  const input = { params: { slug: app }, body: { mission_id } };
  const { live_url } = await gantry.call('rollbackApp', input, appViewSchema);
  print(line`\nDone: ${app} is as it was, at ${live_url ?? 'its address'}.\n`);
}
