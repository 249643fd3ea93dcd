import { offers } from '../src/offers.js';

/** Features section: a card for each offer. */
export function wireOffers() {
  document.getElementById('offer-list').append(
    ...offers.map(({ title, text }, at) => {
      const card = document.createElement('li');
      const number = textElement('span', String(at + 1).padStart(2, '0'), 'offer-number');
      number.setAttribute('aria-hidden', 'true');
      card.append(number, textElement('h3', title), textElement('p', text, 'soft'));
      return card;
    }),
  );
}
