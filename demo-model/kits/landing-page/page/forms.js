/** What both forms need: a field's mistake below it, told to assistive technology with the field; null takes it away. */
export function wireForms(app) {
  app.showMistake = (field, text) => {
    document.getElementById(`${field.id}-error`).textContent = text ?? '';
    field.setAttribute('aria-invalid', String(text !== null));
  };
}
