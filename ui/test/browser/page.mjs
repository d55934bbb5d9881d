// What the tests do with a page and a map, in words of the page.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const FLAGS =
  '--no-sandbox --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --use-angle=swiftshader --enable-unsafe-swiftshader';

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

/** The browser of CHROMIUM, or the first of the usual names on the PATH. */
export function browserPath() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of (process.env.PATH ?? '').split(path.delimiter)) {
      if (existsSync(path.join(folder, name))) return path.join(folder, name);
    }
  }
  throw new Error('no browser found: install chromium, or name one in CHROMIUM');
}

export async function launch() {
  return chromium.launch({ executablePath: browserPath(), args: FLAGS.split(' ') });
}

const contexts = new Map();

/** The context of a size, made once: pages of one size share what the browser has fetched. */
function contextOf(browser, size) {
  if (!contexts.has(size)) contexts.set(size, browser.newContext({ ...size, locale: 'en-IN', reducedMotion: 'reduce' }));
  return contexts.get(size);
}

/** A page, with everything it complains about and every host it asks. */
export async function open(browser, url, { size = DESKTOP, quiet = false } = {}, heard) {
  const page = await (await contextOf(browser, size)).newPage();
  page.setDefaultTimeout(60_000);
  page.on('request', (r) => {
    if (/^https?:|^wss?:/.test(r.url())) heard.hosts.add(new URL(r.url()).host);
  });
  if (!quiet) {
    page.on('console', (m) => {
      if (m.type() === 'error' || m.type() === 'warning') heard.complaints.push(m.text());
    });
    page.on('pageerror', (e) => heard.complaints.push(e.stack ?? e.message));
  }
  await page.goto(url);
  return page;
}

/** Waits until the plan is loaded and the map has drawn all of it. */
export async function ready(page) {
  await page.waitForSelector('[role=tabpanel] > *');
  await page.waitForFunction(() => !document.querySelector('.stage .loading'));
  await page.waitForFunction(() => {
    const map = document.querySelector('#map')?.map;
    return map?.getLayer('camps') && map.queryRenderedFeatures({ layers: ['camps'] }).length > 0;
  }); // on a slow machine cells come before camps
  await settled(page);
}

/** Waits until the map stands still with everything drawn. */
export async function settled(page) {
  await page.waitForFunction(() => document.querySelector('#map')?.map?.isStyleLoaded() && document.querySelector('#map').map.getZoom() > 6.6);
  await page.evaluate(
    () =>
      new Promise((done) => {
        const { map } = document.querySelector('#map');
        map.once('idle', done);
        map.triggerRepaint();
      }),
  );
}

/** What of some layers is drawn: the properties of each feature once. */
export function drawn(page, layers, key) {
  return page.evaluate(
    ([names, by]) => {
      const { map } = document.querySelector('#map');
      const found = new Map();
      for (const f of map.queryRenderedFeatures({ layers: names.filter((n) => map.getLayer(n)) })) {
        found.set(f.properties[by], f.properties);
      }
      return [...found.values()];
    },
    [layers, key],
  );
}

export const HEXAGONS = ['hex-7', 'hex-8', 'hex-9'];
export const camps = (page) => drawn(page, ['camps'], 'venue');

/** Where a place on earth is on the screen. */
export function pixel(page, at) {
  return page.evaluate((place) => {
    const { map } = document.querySelector('#map');
    const box = map.getCanvas().getBoundingClientRect();
    const p = map.project(place);
    return { x: box.x + p.x, y: box.y + p.y };
  }, at);
}

/** Serious complaints of axe about the page as it stands. */
export async function axe(page) {
  // Evaluated, not added as a script: the page's security policy allows no script but its own.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(AXE);
  const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  return result.violations
    .filter((v) => v.impact === 'serious' || v.impact === 'critical')
    .map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(' ')).join(', ')}`);
}
