import { habitsToCsv } from '../src/csv.js';

/** Export CSV: all days of all habits as a table for a spreadsheet, made on this device. */
export function wireCsv(app) {
  const button = document.getElementById('export-csv');
  app.onRender.push((habits) => {
    button.hidden = habits.length === 0;
  });
  button.addEventListener('click', () => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([habitsToCsv(app.habits, app.today())], { type: 'text/csv' }));
    link.download = `habits-${app.today()}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1_000);
  });
}
