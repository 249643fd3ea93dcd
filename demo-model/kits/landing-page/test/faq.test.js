import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeFound, findQuestions } from '../src/faq.js';
import { questions as shipped } from '../src/questions.js';

const questions = [
  { question: 'Where are you?', answer: 'In the old café.' },
  { question: 'Do you deliver?', answer: 'Yes, by bicycle.' },
];

describe('FAQ', () => {
  it('FAQ finds words in questions and answers, without care for case and accents', () => {
    assert.deepEqual(findQuestions(questions, 'DELIVER'), [1]);
    assert.deepEqual(findQuestions(questions, 'cafe'), [0]);
    assert.deepEqual(findQuestions(questions, 'you bicycle'), [1]);
  });
  it('finds all for an empty query and none for an unknown word', () => {
    assert.deepEqual(findQuestions(questions, '  '), [0, 1]);
    assert.deepEqual(findQuestions(questions, 'zebra'), []);
    assert.deepEqual(findQuestions([], 'x'), []);
  });
  it('says how many are left', () => {
    assert.equal(describeFound(2, 2), '2 questions');
    assert.equal(describeFound(1, 2), '1 of 2 questions');
    assert.match(describeFound(0, 2), /Ask us/);
  });
  it('answers every question of this page', () => {
    for (const { question, answer } of shipped)
      assert.ok(question.endsWith('?') && answer.trim() !== '', question);
  });
});
