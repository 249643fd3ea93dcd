import { readBlocks, type SentBlock } from './block-kit.ts';

export interface SentMessage {
  readonly channel: string;
  readonly thread: string | undefined;
  readonly ts: string;
  form: URLSearchParams;
  text: string;
  blocks: readonly SentBlock[];
  edits: number;
}

interface Upload {
  bytes?: Uint8Array;
  readonly length: number;
  /** Told what is to be seen, Slack takes a picture and shows it nowhere (slackapi/python-slack-sdk#1818). */
  readonly isLost: boolean;
}

export interface SharedPicture {
  readonly png: Uint8Array;
  readonly caption: string;
  readonly form: URLSearchParams;
}

/** What was said and shared in a workspace. */
export interface Workspace {
  readonly sent: SentMessage[];
  readonly pictures: SharedPicture[];
  readonly uploads: Map<string, Upload>;
}

export type Answer = { readonly ok: boolean; readonly error?: string; readonly [field: string]: unknown };
type Method = (workspace: Workspace, form: URLSearchParams, origin: string) => Answer;

/** A refusal in Slack's words. */
export const refusal = (error: string, messages: readonly string[] = []): Answer => ({
  ok: false,
  error,
  ...(messages.length > 0 && { response_metadata: { messages } }),
});

/** What the id of a channel looks like where files are shared, in Slack's own words. */
const channelPattern = /^[CGDZ][A-Z0-9]{8,}$/;

const postMessage: Method = ({ sent }, form) => {
  const read = readBlocks(form.get('blocks'));
  if ('error' in read) return refusal(read.error, read.messages);
  const text = (form.get('text') ?? '').slice(0, 40_000);
  if (text === '' && read.blocks.length === 0) return refusal('no_text');
  const ts = `1700000000.${String(sent.length + 1).padStart(6, '0')}`;
  const [channel, thread] = [form.get('channel') ?? '', form.get('thread_ts') ?? undefined];
  if (!/^[CDGUW]/.test(channel)) return refusal('channel_not_found');
  sent.push({ channel, thread, ts, form, text, blocks: read.blocks, edits: 0 });
  return { ok: true, channel, ts, message: { text, blocks: read.blocks, ts } };
};

const update: Method = ({ sent }, form) => {
  const message = sent.find(({ ts, channel }) => ts === form.get('ts') && channel === form.get('channel'));
  if (message === undefined) return refusal('message_not_found');
  const read = readBlocks(form.get('blocks'));
  if ('error' in read) return refusal(read.error, read.messages);
  const text = form.get('text') ?? '';
  if (text.length > 4_000) return refusal('msg_too_long');
  Object.assign(message, { form, text, blocks: read.blocks, edits: message.edits + 1 });
  return { ok: true, channel: message.channel, ts: message.ts, text };
};

const getUploadUrl: Method = ({ uploads }, form, origin) => {
  if (!form.get('filename') || !form.get('length')) return refusal('invalid_arguments');
  const file_id = `F${String(uploads.size + 1).padStart(9, '0')}`;
  uploads.set(file_id, { length: Number(form.get('length')), isLost: form.has('alt_txt') });
  return { ok: true, upload_url: `${origin}/upload/v1/${file_id}`, file_id };
};

const completeUpload: Method = ({ uploads, pictures }, form) => {
  if (!channelPattern.test(form.get('channel_id') ?? ''))
    return refusal('invalid_arguments', [
      `[ERROR] input must match regex pattern: ${channelPattern.source} [json-pointer:/channel_id]`,
    ]);
  const files = JSON.parse(form.get('files') ?? '[]') as { id: string }[];
  for (const upload of files.map(({ id }) => uploads.get(id))) {
    if (upload?.bytes === undefined) return refusal('file_not_found');
    const caption = form.get('initial_comment') ?? '';
    if (!upload.isLost) pictures.push({ png: upload.bytes, caption, form });
  }
  return { ok: true, files };
};

/** The methods of Slack's Web API that a door needs: 3,000 characters a section, 40,000 a message and 4,000 where it is edited. */
export const webMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': postMessage,
  'chat.update': update,
  'files.getUploadURLExternal': getUploadUrl,
  'files.completeUploadExternal': completeUpload,
};
