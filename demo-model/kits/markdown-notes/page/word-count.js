import { describeLength } from '../src/word-count.js';

/** Word count: the length of the open note below it. */
export function wireWordCount(app) {
  app.onOpen.push((note) => {
    document.getElementById('word-count').textContent = describeLength(note?.text ?? '');
  });
}
