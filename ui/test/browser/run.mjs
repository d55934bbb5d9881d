// Runs the browser tests and counts them; the last line is "N passed, M failed, K skipped".
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { launch, open } from './page.mjs';
import { service } from './server.mjs';
import { known } from './known.mjs';
import { tests } from './tests.mjs';

const only = process.argv.slice(2);
const tally = { passed: 0, failed: 0, skipped: 0 };
const heard = { complaints: [], hosts: new Set() };
const pictures = process.env.PICTURES ?? (await mkdtemp(path.join(tmpdir(), 'doorstep-pictures-')));

let server;
let browser;
try {
  server = await service();
  browser = await launch();
  const plan = await known(server.url);
  console.log(`${server.url}: ${plan.plan.district_name}, ${plan.camps.length} camps, ${plan.cells.length} cells`);
  for (const [name, test] of Object.entries(tests)) {
    if (only.length && !only.some((word) => name.includes(word))) continue;
    const pages = [];
    const begun = performance.now();
    const tools = {
      ...plan,
      own: server.own,
      url: server.url,
      heard,
      open: async (query = '', options = {}) => {
        const page = await open(browser, `${server.url}/${query}`, options, heard);
        pages.push(page);
        return page;
      },
      picture: (page, file) => page.screenshot({ path: path.join(pictures, `${file}.png`) }),
    };
    try {
      const skipped = await test(tools);
      tally[skipped ? 'skipped' : 'passed'] += 1;
      console.log(`${skipped ? '-' : '✓'} ${name} (${Math.round(performance.now() - begun)} ms)${skipped ? `: ${skipped}` : ''}`);
    } catch (e) {
      tally.failed += 1;
      console.log(`✗ ${name}\n${e.stack ?? e}`);
      const last = pages.at(-1);
      if (last) await tools.picture(last, `failed-${tally.failed}`).catch(() => {});
    }
    await Promise.all(pages.map((p) => p.close()));
  }
} catch (e) {
  tally.failed += 1;
  console.log(`✗ ${e.message ?? e}`);
} finally {
  await browser?.close();
  await server?.stop();
}
console.log(`pictures: ${pictures}`);
console.log(`${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped`);
process.exitCode = tally.failed || !tally.passed ? 1 : 0;
