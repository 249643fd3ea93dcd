import type { Answer, AttachedFile, MessageBody, SentButton } from './discord-api.ts';
import { unlikePublished } from './published.ts';

const invalid = (field: string, code: string, message: string): Answer => ({
  status: 400,
  body: {
    message: 'Invalid Form Body',
    code: 50_035,
    errors: { [field]: { _errors: [{ code, message }] } },
  },
});

/** A link has an address and no id of its own, a button to press the other way round. */
const isButtonWhole = ({ style, custom_id, url }: SentButton): boolean =>
  style === 5 ? url !== undefined && custom_id === undefined : custom_id !== undefined && url === undefined;

function refuseButtons(buttons: readonly SentButton[]): Answer | undefined {
  const ids = buttons.flatMap(({ custom_id }) => custom_id ?? []);
  if (!buttons.every(isButtonWhole))
    return invalid('components', 'BASE_TYPE_REQUIRED', 'A custom id or url is required');
  if (new Set(ids).size < ids.length)
    return invalid(
      'components',
      'COMPONENT_CUSTOM_ID_DUPLICATED',
      'Component custom id cannot be duplicated',
    );
  if (buttons.some(({ url }) => url !== undefined && /^[^.]+$|localhost$/.test(new URL(url).hostname)))
    return invalid('components', 'URL_TYPE_INVALID_URL', 'Not a well formed URL.');
  return undefined;
}

/** Why Discord takes no such message, in its own words; undefined where it takes it. */
export function refuseMessage(
  method: string,
  { body, files }: { readonly body: MessageBody; readonly files: readonly AttachedFile[] },
): Answer | undefined {
  const problem = unlikePublished(
    method === 'POST' ? 'MessageCreateRequest' : 'MessageEditRequestPartial',
    body,
  );
  if (problem !== undefined) return invalid('_errors', 'BASE_TYPE_BAD', problem);
  const { content = '', components = [], attachments = [] } = body;
  if (content.trim() === '' && files.length === 0)
    return { status: 400, body: { message: 'Cannot send an empty message', code: 50_006 } };
  if ([...content].length > 2_000)
    return invalid('content', 'BASE_TYPE_BAD_LENGTH', 'Must be 2000 or fewer in length.');
  if (!attachments.every(({ id }) => files.some(({ field }) => field === `files[${id}]`)))
    return invalid('attachments', 'BASE_TYPE_REQUIRED', 'There is no such file');
  if (files.some(({ bytes }) => bytes.length > 10 * 1_024 * 1_024))
    return { status: 413, body: { message: 'Request entity too large', code: 40_005 } };
  return refuseButtons(components.flatMap((row) => row.components));
}
