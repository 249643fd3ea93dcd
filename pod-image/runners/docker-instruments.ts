import { chmod } from 'node:fs/promises';
import { startContainer } from './docker-container.ts';
import { browserCommand, driverCommand, imageBrowser, instrumentEnvironment } from './instrument-command.ts';
import { type InstrumentRunner, instrumentLimits, type StepPlaces } from './step-runner.ts';

const home = '/tmp';
const downloadsPlace = '/downloads';
const users = { browser: '10003:10003', driver: '10004:10004' } as const;

/** Browser and driver in containers of the image, each another user; the folder of downloads is all that they share. */
export function dockerInstruments(docker: string, places: StepPlaces): InstrumentRunner {
  return {
    placeOfDownloads: () => downloadsPlace,
    async start(instrument) {
      const { kind, downloads } = instrument;
      await chmod(downloads, 0o777);
      const isDriver = instrument.kind === 'driver';
      const seen = { from: downloads, to: downloadsPlace, isReadOnly: isDriver };
      const container = startContainer(docker, {
        user: users[kind],
        limits: instrumentLimits,
        environment: instrumentEnvironment(home),
        workFolder: home,
        mounts: isDriver
          ? [seen, { from: instrument.artifact, to: places.artifact, isReadOnly: true }]
          : [seen],
        guard: isDriver ? 'link' : 'link-browser',
        command: isDriver ? driverCommand(places) : browserCommand(imageBrowser, home),
      });
      const { input, output, errors, exited, watched, heldBy, destroy } = container;
      return { toIt: input, fromIt: output, errors, exited, watched, heldBy, destroy };
    },
  };
}
