import { plans } from '../src/plans.js';
import { periodsOf, priceOf } from '../src/pricing.js';

/** Pricing: a card for each price, and a switch between month and year where that makes a difference. */
export function wirePricing() {
  const periods = periodsOf(plans);
  const group = document.getElementById('periods');
  let chosen = 'month';
  const buttons = periods.map((period) => periodButtonOf(period, (next) => show(next)));
  const show = (period) => {
    chosen = period;
    for (const button of buttons)
      button.setAttribute('aria-pressed', String(button.dataset.period === chosen));
    document.getElementById('plans').replaceChildren(...plans.map((plan) => planCardOf(plan, chosen)));
  };
  group.hidden = periods.length === 0;
  group.append(...buttons);
  show(chosen);
}

function periodButtonOf(period, choose) {
  const button = textElement('button', period === 'month' ? 'Monthly' : 'Yearly');
  button.type = 'button';
  button.dataset.period = period;
  button.addEventListener('click', () => choose(period));
  return button;
}

function planCardOf(plan, period) {
  const { text, note } = priceOf(plan, period);
  const card = document.createElement('li');
  card.append(
    textElement('h3', plan.name),
    textElement('p', text, 'price'),
    textElement('p', note, 'soft small'),
  );
  return card;
}
