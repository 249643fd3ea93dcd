/** Draws once every feature has hooked in. */
export function beginBoard(app) {
  app.draw();
}
