/** Draws once every part has hooked in, and again when midnight has passed under an open page. */
export function beginHabits(app) {
  let shownDay = app.today();
  const renew = () => {
    if (document.hidden || app.today() === shownDay) return;
    shownDay = app.today();
    app.render();
  };
  app.render();
  document.addEventListener('visibilitychange', renew);
  setInterval(renew, 30_000);
}
