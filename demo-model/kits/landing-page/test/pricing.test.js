import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { plans } from '../src/plans.js';
import { periodsOf, priceOf } from '../src/pricing.js';

const monthly = { name: 'Pro', amount: 9.5, currency: 'USD', per: 'month' };
const single = { name: 'Loaf', amount: 4, currency: 'EUR', per: null };
const asked = { name: 'Custom', amount: null, currency: 'USD', per: null };

describe('Pricing', () => {
  it('Pricing multiplies a monthly price for the year', () => {
    assert.deepEqual(priceOf(monthly, 'month'), { text: '$9.50', note: 'per month' });
    assert.deepEqual(priceOf(monthly, 'year'), { text: '$114', note: 'per year' });
  });
  it('leaves other prices alone, whatever the switch says', () => {
    assert.deepEqual(priceOf(single, 'year'), { text: '€4', note: '' });
    assert.deepEqual(priceOf({ ...single, per: 'hour' }, 'year'), { text: '€4', note: 'per hour' });
  });
  it('says that nothing is free and that an unknown price is asked for', () => {
    assert.equal(priceOf({ ...monthly, amount: 0 }, 'year').text, 'Free');
    assert.equal(priceOf(asked, 'month').text, 'On request');
  });
  it('offers a switch only where something is paid by the month', () => {
    assert.deepEqual(periodsOf([single, monthly]), ['month', 'year']);
    assert.deepEqual(periodsOf([single, asked]), []);
    assert.deepEqual(periodsOf([]), []);
  });
  it('can show every price of this page', () => {
    for (const plan of plans) assert.notEqual(priceOf(plan, 'month').text, '', plan.name);
  });
});
