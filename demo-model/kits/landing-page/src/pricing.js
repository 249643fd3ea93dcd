const MONTHS_PER_YEAR = 12;

/** The periods that the switch offers: none unless something is paid by the month. */
export function periodsOf(plans) {
  return plans.some((plan) => plan.per === 'month') ? ['month', 'year'] : [];
}

/** What a plan costs in a period: by the month it is multiplied, all else stays as it is, and no price means that one asks. */
export function priceOf(plan, period) {
  if (plan.amount === null) return { text: 'On request', note: 'Tell us what you need' };
  if (plan.per !== 'month')
    return { text: format(plan.amount, plan.currency), note: plan.per === null ? '' : `per ${plan.per}` };
  const isYearly = period === 'year';
  const amount = isYearly ? plan.amount * MONTHS_PER_YEAR : plan.amount;
  return { text: format(amount, plan.currency), note: isYearly ? 'per year' : 'per month' };
}

function format(amount, currency) {
  if (amount === 0) return 'Free';
  const minimumFractionDigits = Number.isInteger(amount) ? 0 : 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency, minimumFractionDigits }).format(amount);
}
