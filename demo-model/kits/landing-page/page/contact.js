import { address } from '../src/address.js';
import { findMistakes, mailtoOf } from '../src/contact.js';

/** Contact form: says what is missing beside each field, then hands the message to the visitor's mail program. */
export function wireContact(app) {
  const form = document.getElementById('contact-form');
  const fields = ['name', 'email', 'message'].map((key) => document.getElementById(`contact-${key}`));
  const status = document.getElementById('contact-status');
  if (address !== '') document.getElementById('contact-address').append(addressLink());
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const message = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    const mistakes = findMistakes(message);
    for (const field of fields) app.showMistake(field, mistakes[field.name] ?? null);
    const first = fields.find((field) => mistakes[field.name]);
    if (first) return first.focus();
    const link = document.createElement('a');
    link.href = mailtoOf(message, { to: address, siteName: app.site.name });
    link.textContent = 'open it again';
    status.replaceChildren('Your mail program should open now. If it does not, ', link, '.');
    link.click();
  });
  for (const field of fields) field.addEventListener('input', () => app.showMistake(field, null));
}

function addressLink() {
  const link = textElement('a', address);
  link.href = `mailto:${address}`;
  return link;
}
