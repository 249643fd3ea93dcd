import { describeFound, findQuestions } from '../src/faq.js';
import { questions } from '../src/questions.js';

/** FAQ: questions that open in place, and a field that finds words in them. */
export function wireFaq() {
  const items = questions.map(questionOf);
  const field = document.getElementById('faq-search');
  document.getElementById('questions').append(...items);
  field.addEventListener('input', () => {
    const found = findQuestions(questions, field.value);
    items.forEach((item, at) => {
      item.hidden = !found.includes(at);
    });
    document.getElementById('faq-none').hidden = found.length > 0;
    document.getElementById('faq-count').textContent = describeFound(found.length, questions.length);
  });
}

function questionOf({ question, answer }) {
  const item = document.createElement('details');
  item.append(textElement('summary', question), textElement('p', answer, 'soft'));
  return item;
}
