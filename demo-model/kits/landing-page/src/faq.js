/** Places of the questions that hold every word of the query, in question or answer; an empty query finds all. */
export function findQuestions(questions, query) {
  const words = fold(query).split(/\s+/).filter(Boolean);
  return questions.flatMap(({ question, answer }, index) => {
    const text = fold(`${question} ${answer}`);
    return words.every((word) => text.includes(word)) ? [index] : [];
  });
}

/** What a screen reader hears after each letter typed. */
export function describeFound(found, total) {
  if (found === total) return `${total} questions`;
  if (found === 0) return 'No question matches. Ask us instead.';
  return `${found} of ${total} questions`;
}

function fold(text) {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
