import { Buffer } from 'node:buffer';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

export const botToken = '110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw';

export interface SentMessage {
  readonly chat: string;
  readonly thread: number | undefined;
  readonly id: number;
  text: string;
  keys: readonly { readonly text: string; readonly callback_data?: string; readonly url?: string }[];
  edits: number;
}

interface Asked {
  readonly chat_id: string;
  readonly message_id?: number;
  readonly message_thread_id?: number;
  readonly text: string;
  readonly reply_markup: { readonly inline_keyboard: readonly (readonly SentMessage['keys'][number][])[] };
}

const refusal = (error_code: number, description: string, parameters?: { readonly retry_after: number }) => ({
  ok: false,
  error_code,
  description,
  ...(parameters && { parameters }),
});

function refuseContent({ text, reply_markup }: Asked) {
  if (text === '') return refusal(400, 'Bad Request: message text is empty');
  if (text.length > 4_096) return refusal(400, 'Bad Request: message is too long');
  const keys = reply_markup.inline_keyboard.flat();
  if (keys.some(({ callback_data = '' }) => Buffer.byteLength(callback_data) > 64))
    return refusal(400, 'Bad Request: BUTTON_DATA_INVALID');
  if (keys.some(({ url: to }) => to !== undefined && /^https?:\/\/([^/]*\.)?localhost/.test(to)))
    return refusal(400, 'Bad Request: inline keyboard button URL is invalid: Wrong HTTP URL');
  return undefined;
}

/** Telegram's Bot API over HTTP, with its limits and its words: texts of 1 to 4,096 characters, 64 bytes of callback data, https or public addresses for buttons. */
export async function openBotApi(token: string, port = 0) {
  const sent: SentMessage[] = [];
  const photos: { readonly png: Uint8Array; readonly caption: string }[] = [];
  const updates: { readonly update_id: number }[] = [];
  const answered: string[] = [];
  let wake = (): void => undefined;
  const state = { isRevoked: false, isBlocked: false, hasWebhook: false, busySeconds: 0, asked: 0 };
  const server = createServer(async (request, response) => {
    state.asked += 1;
    const bytes = await buffer(request);
    const answer = await answerTo(request, bytes);
    response.writeHead(answer.ok ? 200 : (answer as { error_code: number }).error_code, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(answer));
  });
  const answerTo = async (request: IncomingMessage, bytes: Uint8Array<ArrayBuffer>) => {
    const { url = '' } = request;
    if (url.endsWith('/sendPhoto')) return takePhoto(request, bytes);
    const body = JSON.parse(Buffer.from(bytes).toString('utf8'));
    if (url.endsWith('/getUpdates')) return giveUpdates(url, body);
    if (!url.endsWith('/answerCallbackQuery')) return answerOf(url, body);
    answered.push(body.callback_query_id);
    return { ok: true, result: true };
  };
  /** Stays open until there is something, as long as was asked for. */
  const giveUpdates = async (url: string, wanted: { readonly offset: number; readonly timeout: number }) => {
    const refused = refuseAnything(url);
    if (refused !== undefined) return refused;
    if (state.hasWebhook)
      return refusal(
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
      );
    const due = () => updates.filter(({ update_id }) => update_id >= wanted.offset);
    if (due().length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, wanted.timeout * 1_000).unref();
      });
    return { ok: true, result: due() };
  };
  const answerOf = (url: string, body: Asked) => {
    const refused = refuse(url, body);
    if (refused !== undefined) return refused;
    const keys = body.reply_markup.inline_keyboard.flat();
    if (url.endsWith('/sendMessage')) {
      const id = sent.length + 1;
      sent.push({ chat: body.chat_id, thread: body.message_thread_id, id, text: body.text, keys, edits: 0 });
      return { ok: true, result: { message_id: id } };
    }
    return edit(body, keys);
  };
  const takePhoto = async ({ url = '', headers }: IncomingMessage, bytes: Uint8Array<ArrayBuffer>) => {
    const type = { 'content-type': headers['content-type'] ?? '' };
    const form = await new Response(bytes, { headers: type }).formData();
    const caption = String(form.get('caption'));
    const refused = refuseAnything(url);
    if (refused !== undefined) return refused;
    if (caption.length > 1_024) return refusal(400, 'Bad Request: message caption is too long');
    photos.push({ png: new Uint8Array(await (form.get('photo') as File).arrayBuffer()), caption });
    return { ok: true, result: { message_id: 10_000 + photos.length } };
  };
  const refuse = (url: string, body: Asked) => refuseAnything(url) ?? refuseContent(body);
  const refuseAnything = (url: string) => {
    if (state.isRevoked || !url.startsWith(`/bot${token}/`)) return refusal(401, 'Unauthorized');
    if (state.isBlocked) return refusal(403, 'Forbidden: bot was blocked by the user');
    if (state.busySeconds > 0) {
      const retry_after = state.busySeconds;
      state.busySeconds = 0;
      return refusal(429, `Too Many Requests: retry after ${retry_after}`, { retry_after });
    }
    return undefined;
  };
  const edit = (body: Asked, keys: SentMessage['keys']) => {
    const message = sent.find(({ id, chat }) => id === body.message_id && chat === body.chat_id);
    if (message === undefined) return refusal(400, 'Bad Request: message to edit not found');
    if (message.text === body.text && JSON.stringify(message.keys) === JSON.stringify(keys))
      return refusal(
        400,
        'Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
      );
    Object.assign(message, { text: body.text, keys, edits: message.edits + 1 });
    return { ok: true, result: { message_id: message.id } };
  };
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    sent,
    photos,
    /** Presses whose button waits no more. */
    answered,
    state,
    /** Something happened that a bot is told of. */
    happens: (update: { readonly update_id: number }): void => {
      updates.push(update);
      wake();
    },
    close: (): void => {
      wake();
      server.close();
      server.closeAllConnections();
    },
  };
}
