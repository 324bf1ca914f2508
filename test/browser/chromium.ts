import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // A site over plain http: an origin that browsers do not trust.
  '--host-resolver-rules=MAP hotel.example 127.0.0.1',
];

/** The Chromium of this machine: `CHROMIUM`, or where Linux and macOS install it; undefined when there is none. */
export function findChromium(): string | undefined {
  return [process.env['CHROMIUM'] ?? '', ...PLACES].find((path) => path !== '' && existsSync(path));
}

/** For the options of `test`: skips it where no Chromium is installed. `test/run-tests.mjs` prints how many were skipped. */
export const needsChromium = {
  skip: findChromium() === undefined && 'Chromium is not installed (Debian: apt-get install chromium)',
};

/** Starts Chromium with a profile of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium() ?? '', args: FLAGS });
}
