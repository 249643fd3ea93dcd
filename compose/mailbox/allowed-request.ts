import * as z from 'zod';

/** A bucket and, in a GET, the key below it; keys of a mailbox have one form. */
const readPath = /^\/[a-z0-9][a-z0-9.-]{2,62}\/mailbox\/[\w-]+\/[\w-]+\/in\/(?:order\.json|bundle)$/;
const formPath = /^\/[a-z0-9][a-z0-9.-]{2,62}\/?$/;
const writtenKey = /^mailbox\/[\w-]+\/[\w-]+\/out\/(?:log-\d{1,6}|report\.json|artifact\.tar)$/;

const signedSchema = z.object({ 'X-Amz-Signature': z.string().min(1) });

/** Whether a pod may ask the emulator for this address: one read of its mailbox by a signed URL, or a form that is posted to a bucket. */
export function isMailboxRequest(method: string, url: URL): boolean {
  if (method === 'GET')
    return (
      readPath.test(url.pathname) && signedSchema.safeParse(Object.fromEntries(url.searchParams)).success
    );
  return method === 'POST' && formPath.test(url.pathname) && url.search === '';
}

/**
 * Whether a form's fields, which stand before its file, write one key of a mailbox and nothing else. Emulators check no policy, so that the key is
 * all that keeps a pod from other objects; a form that says it twice, or in another manner than FormData does, is refused.
 */
export function writesMailbox(head: string): boolean {
  const fields = head.split(/name="file"/i, 1)[0] ?? '';
  const named = fields.match(/name\s*\*?\s*=[^;\r\n]*key/gi) ?? [];
  const [, key = ''] =
    /\r\nContent-Disposition: form-data; name="key"\r\n\r\n([^\r\n]*)\r\n--/i.exec(fields) ?? [];
  return fields.length < head.length && named.length === 1 && writtenKey.test(key);
}
