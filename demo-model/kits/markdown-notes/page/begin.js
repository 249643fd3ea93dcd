/** Shows the newest note where there is room for it beside the list; after every part has hooked in. */
export function beginNotes(app) {
  app.render();
  const first = document.querySelector('#rows .row');
  if (first && window.matchMedia?.('(min-width: 48rem)').matches) app.open(first.dataset.id);
}
