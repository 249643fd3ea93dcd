/** The day that a new task is due, for whatever shows it. */
export function wireDueField(app) {
  const input = document.querySelector('#new-due');
  app.fields.push(() => (input.value === '' ? {} : { due: input.value }));
  app.sampleDetails.push((index) => {
    const day = new Date();
    day.setDate(day.getDate() + index);
    const two = (part) => String(part).padStart(2, '0');
    return { due: `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}` };
  });
}
