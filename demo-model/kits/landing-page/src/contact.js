const MESSAGE_LIMIT_CHARS = 1_500;
const ADDRESS = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\.]+(?:\.[^\s@<>,;:"()[\]\\.]+)+$/;

/** What is wrong with each field, in words for the visitor; an empty object when all is well. */
export function findMistakes({ name, email, message }) {
  const mistakes = {
    name: name.trim() === '' ? 'Please tell us your name.' : null,
    email: refuseAddress(email.trim()),
    message: refuseMessage(message.trim()),
  };
  return Object.fromEntries(Object.entries(mistakes).filter(([, text]) => text !== null));
}

function refuseAddress(email) {
  if (email === '') return 'Please give an address that we can answer to.';
  return ADDRESS.test(email) && email.length <= 254 ? null : 'That does not look like an e-mail address.';
}

function refuseMessage(message) {
  if (message === '') return 'Please write a message.';
  if (message.length < 10) return 'A few more words, please.';
  return message.length > MESSAGE_LIMIT_CHARS
    ? `Please keep it under ${MESSAGE_LIMIT_CHARS} characters.`
    : null;
}

/**
 * The address that opens the visitor's own mail program with everything filled in; nothing is sent by the page. Line breaks cannot
 * reach the subject, so no header can be smuggled in.
 */
export function mailtoOf({ name, email, message }, { to, siteName }) {
  const oneLine = (text) => text.replace(/\s+/g, ' ').trim();
  const subject = `Message from ${oneLine(name)} for ${oneLine(siteName)}`;
  const body = `${message.trim()}\n\n${oneLine(name)}\n${oneLine(email)}`;
  return `mailto:${encodeURIComponent(to).replace('%40', '@')}?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(
    body.replace(/\r?\n/g, '\r\n'),
  )}`;
}
