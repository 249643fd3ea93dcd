import { addWord, refuseWord, wordsFrom } from '../src/testimonials.js';

/** Testimonials: only what visitors wrote themselves, kept in their own browser. */
export function wireTestimonials(app) {
  const form = document.getElementById('word-form');
  const fields = { name: document.getElementById('word-name'), text: document.getElementById('word-text') };
  let words = wordsFrom(app.storage.read('words', []));
  const show = () => {
    document.getElementById('said').replaceChildren(...words.map(saidOf));
    document.getElementById('unsaid').hidden = words.length > 0;
  };
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const word = { name: fields.name.value, text: fields.text.value };
    const refusal = refuseWord(word);
    for (const [key, field] of Object.entries(fields))
      app.showMistake(field, refusal?.field === key ? refusal.text : null);
    document.getElementById('word-status').textContent = '';
    if (refusal) return fields[refusal.field].focus();
    words = addWord(words, { ...word, at: Date.now() });
    app.storage.write('words', words);
    form.reset();
    show();
    document.getElementById('word-status').textContent = 'Thank you. Your words are on the page now.';
  });
  show();
}

function saidOf({ name, text }) {
  const item = document.createElement('li');
  const quote = textElement('blockquote', text);
  item.append(quote, textElement('p', name, 'soft small'));
  return item;
}
