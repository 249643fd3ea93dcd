import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCalculation, describeHistory, reviveHistory } from '../src/history.js';

const calculation = (answer) => ({ expression: `${answer - 1} + 1`, answer });

test('History puts the latest calculation first', () => {
  const history = addCalculation(addCalculation([], calculation(2)), calculation(3));
  assert.deepEqual(
    history.map(({ answer }) => answer),
    [3, 2],
  );
});

test('History keeps the same calculation once when it is repeated at once', () => {
  const once = addCalculation([], calculation(2));
  assert.equal(addCalculation(once, calculation(2)), once);
});

test('History keeps the last 50 calculations', () => {
  let history = [];
  for (let answer = 1; answer <= 60; answer += 1) history = addCalculation(history, calculation(answer));
  assert.equal(history.length, 50);
  assert.equal(history[0].answer, 60);
  assert.equal(history.at(-1).answer, 11);
});

test('History leaves the list it was given alone', () => {
  const before = Object.freeze([calculation(1)]);
  assert.equal(addCalculation(before, calculation(2)).length, 2);
});

test('History survives a stored value that is broken', () => {
  assert.deepEqual(reviveHistory('nonsense'), []);
  assert.deepEqual(
    reviveHistory([calculation(2), null, { expression: 1, answer: 2 }, { expression: '1', answer: null }]),
    [calculation(2)],
  );
});

test('History says how much there is', () => {
  assert.equal(describeHistory([]), 'Your calculations will appear here.');
  assert.equal(describeHistory([calculation(1)]), '1 calculation');
  assert.equal(describeHistory([calculation(1), calculation(2)]), '2 calculations');
});
