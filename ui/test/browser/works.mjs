// Crews and their works. Expected figures come from the plan's own documents.
import assert from 'node:assert/strict';

import { axe, DESKTOP, drawn, PHONE, pixel, settled } from './page.mjs';

const FINISHED = new Set(['ready', 'issued']);
const api = (id) => `/api/v1/works-plans/${id}`;
const lakh = (n) => new Intl.NumberFormat('en-IN').format(n);
const shownPlan = (page) => new URL(page.url()).searchParams.get('works');
const visitsOf = (sheet) => sheet.stops.filter((s) => s.kind === 'visit');

/** A works plan that people work by, with its documents; of several the last one. */
async function week(get) {
  const { items } = await get('/api/v1/works-plans?limit=1000');
  const found = items.filter((p) => FINISHED.has(p.state)).toSorted((a, b) => (a.requested_at < b.requested_at ? 1 : -1))[0];
  assert.ok(found, 'the service has no works plan to look at');
  const [problem, plan] = await Promise.all([get(`${api(found.id)}/problem.json`), get(`${api(found.id)}/plan.json`)]);
  const name = new Map(problem.works.map((w) => [w.id, w.name]));
  return { record: found, problem, plan, name };
}

const address = (w, rest = '') => `?show=works&works=${w.record.id}${rest}`;

async function ready(page) {
  await page.waitForSelector('[role=tabpanel] > *');
  await page.waitForFunction(() => !document.querySelector('.stage .loading'));
  await page.waitForFunction(() => {
    const map = document.querySelector('#map')?.map;
    return map?.getLayer('stops') && map.queryRenderedFeatures({ layers: ['stops'] }).length > 0;
  });
  await settled(page);
}

/** What reaches beyond the panel or the page; what scrolls within itself does not. */
function overflow(page) {
  return page.evaluate(() => {
    const body = document.querySelector('#panel-body');
    return { page: document.scrollingElement.scrollWidth - innerWidth, panel: body.scrollWidth - body.clientWidth };
  });
}

/** Touch targets of the panel that are too small for a thumb. */
function small(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('#panel-body :is(button, select, input, summary, a)')]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 0)
      .map((e) => ({ e: e.outerHTML.slice(0, 90), box: e.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 39.5 || box.width < 39.5)
      .map(({ e, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${e}`),
  );
}

/** The fullest sheet of a plan. */
const fullest = (plan) => plan.sheets.toSorted((a, b) => visitsOf(b).length - visitsOf(a).length)[0];

/** A visit of a plan that may go to another sheet, with where it may go. */
async function movable(get, w) {
  for (const sheet of w.plan.sheets) {
    for (const stop of visitsOf(sheet)) {
      const { items } = await get(`${api(w.record.id)}/works/${stop.work}/moves`);
      const to = items.find((m) => !m.rule && !m.here);
      if (to) return { sheet, work: stop.work, to };
    }
  }
  throw new Error('no visit of the plan may be moved');
}

export const worksTests = {
  'works: the board, the stops and the routes are those of the plan': async ({ open, get, url, picture }) => {
    const w = await week(get);
    const page = await open(address(w));
    await ready(page);
    await picture(page, 'desktop-works');
    assert.equal(await page.locator('[data-total=visited]').innerText(), lakh(w.plan.score.visited));
    assert.deepEqual(await axe(page), [], 'the week');
    const sheet = fullest(w.plan);
    await page.locator(`[data-slot="${sheet.crew} ${sheet.day}"]`).click();
    await settled(page);
    const shown = await page.locator('.stop .name b').allInnerTexts();
    const pickUps = new Map(w.problem.works.map((x) => [x.id, `Fetch ${x.pick_up?.what}`]));
    const want = sheet.stops.filter((s) => s.kind !== 'break').map((s) => (s.kind === 'visit' ? w.name.get(s.work) : pickUps.get(s.work)));
    assert.deepEqual(shown, want);
    const bold = (await drawn(page, ['stops'], 'label')).filter((s) => !s.faint);
    assert.deepEqual([...new Set(bold.map((s) => s.crew))], [sheet.crew], 'another crew is drawn as strongly');
    const ways = (await get(`${api(w.record.id)}/ways.geojson?crew=${sheet.crew}&day=${sheet.day}`)).features;
    const lines = [...(await drawn(page, ['ways'], 'estimated')), ...(await drawn(page, ['ways-estimated'], 'estimated'))];
    assert.ok(lines.length > 0 || !ways.length, 'no route is drawn');
    await picture(page, 'desktop-works-sheet');
    assert.deepEqual(await axe(page), [], 'a sheet');
    for (const file of ['html', 'gpx', 'ics', 'geojson']) {
      const link = await page.locator(`.links a[href*="sheet.${file}"]`).getAttribute('href');
      assert.equal((await fetch(url + link)).status, 200, file);
    }
  },

  'works: what nobody visits says why and from which day': async ({ open, get, picture }) => {
    const w = await week(get);
    const left = w.plan.unvisited ?? [];
    const page = await open(address(w, '&part=undone'));
    await ready(page);
    assert.equal(await page.locator('[data-total=undone]').innerText(), `${lakh(left.length)} ${left.length === 1 ? 'work' : 'works'}`);
    if (!left.length) return;
    await page.locator('[role=tabpanel] [data-row]').first().click();
    const card = page.locator('aside.why');
    const title = await card.locator('h2').innerText();
    const picked = left.find((u) => w.name.get(u.work) === title);
    await card.getByText(picked.text).waitFor();
    await card.getByText(picked.earliest ? 'Earliest possible' : 'On no day of this plan').waitFor();
    await picture(page, 'desktop-works-undone');
    assert.deepEqual(await axe(page), []);
  },

  'works: a visit is dragged, its price is seen before it is accepted, and the keyboard does the same': async ({ open, own, get, picture }) => {
    const w = await week(get);
    const { sheet, work, to } = await movable(get, w);
    const page = await open(address(w, `&crew=${sheet.crew}&day=${sheet.day}`));
    await ready(page);
    const handle = page.getByRole('button', { name: `Move: ${w.name.get(work)}` }).first();
    await handle.scrollIntoViewIfNeeded();
    const from = await handle.boundingBox();
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(from.x + 60, from.y + 30, { steps: 4 });
    const target = page.locator(`.drop [data-slot="${to.crew} ${to.day}"]`);
    await target.getByText(/^[+−]/).waitFor();
    const box = await target.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2, { steps: 4 });
    await picture(page, 'desktop-works-drag');
    await page.mouse.up();
    const dialog = page.getByRole('dialog');
    await dialog.locator('[data-costs] li').first().waitFor();
    assert.match(await dialog.locator('[data-costs]').innerText(), /on the way/);
    assert.deepEqual(await axe(page), [], 'the price');
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    assert.equal(shownPlan(page), w.record.id, 'a move that was not accepted made a plan');
    // The same with the keyboard.
    await handle.focus();
    await page.keyboard.press('Enter');
    const move = page.locator('aside.why .moves button').first();
    await move.focus();
    await page.keyboard.press('Enter');
    await dialog.locator('[data-costs]').waitFor();
    if (!own) return 'the service is shared: no move is made on it';
    await dialog.getByRole('button', { name: 'Accept the move' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('works') !== old, w.record.id);
    await ready(page);
    const made = await get(`${api(shownPlan(page))}/plan.json`);
    assert.ok(made.sheets.some((s) => visitsOf(s).some((x) => x.work === work)), 'the moved work is on no sheet');
    return '';
  },

  'works: a road is closed on the map, the plan is mended, its changes are listed, and its sheets are issued': async ({ open, own, get, picture }) => {
    if (!own) return 'the service is shared: nothing is closed on it';
    const w = await week(get);
    const sheet = fullest(w.plan);
    const page = await open(address(w, `&part=happened&crew=${sheet.crew}&day=${sheet.day}`));
    await ready(page);
    await page.getByRole('button', { name: 'Mend the plan' }).click();
    assert.match(await page.getByRole('alert').innerText(), /three corners on the map, the first day, who ordered/);
    const work = w.problem.works.find((x) => x.id === visitsOf(sheet)[0].work);
    const [lon, lat] = w.problem.places.find((p) => p.id === work.place).at;
    await page.evaluate((center) => document.querySelector('#map').map.jumpTo({ center, zoom: 11.5 }), [lon, lat]);
    await settled(page);
    await page.getByRole('button', { name: 'Draw it on the map' }).click();
    for (const [dx, dy] of [[-0.02, -0.02], [0.02, -0.02], [0.02, 0.02]]) {
      const at = await pixel(page, [lon + dx, lat + dy]);
      await page.mouse.click(at.x, at.y);
      await page.waitForTimeout(350); // two presses in a hurry are a double one, which zooms
    }
    await page.getByText('Type the corners instead').click();
    const corners = page.getByLabel('Corners, one a line');
    assert.equal((await corners.inputValue()).split('\n').length, 3, 'the presses are not in the list of corners');
    await corners.fill(`${await corners.inputValue()}\n${lon - 0.02}, ${lat + 0.02}`);
    await page.getByText(/lies? across it/).waitFor();
    await page.getByLabel('From').selectOption(sheet.day);
    await page.getByLabel('By whose order or report').fill('PWD, flood notice 7');
    await picture(page, 'desktop-works-closure');
    assert.deepEqual(await axe(page), [], 'what happened');
    await page.getByRole('button', { name: 'Mend the plan' }).click();
    await page.waitForFunction((old) => new URL(location.href).searchParams.get('works') !== old, w.record.id);
    await page.locator('[data-total=dropped]').or(page.locator('.changed .none')).first().waitFor();
    const id = shownPlan(page);
    const changes = (await get(`${api(id)}/changes?limit=1000`)).items;
    assert.equal(await page.locator('.changed li').count(), changes.length);
    for (const c of changes.filter((x) => x.kind === 'dropped')) assert.ok((await page.locator('.changed').innerText()).includes(c.text), `${c.work}: no reason`);
    const mended = await get(`${api(id)}/plan.json`);
    const there = mended.sheets.filter((s) => s.day === sheet.day && visitsOf(s).some((x) => x.work === work.id));
    assert.equal(there.length, 0, 'a work inside the closure is visited while the road is closed');
    await settled(page);
    await picture(page, 'desktop-works-changes');
    assert.deepEqual(await axe(page), [], 'changes');
    await page.getByRole('button', { name: 'Issue the sheets' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Issue the sheets' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await get(api(id))).state, 'issued');
    return '';
  },

  'works: a phone shows them in Bengali, with large text too': async ({ open, get, picture }) => {
    const w = await week(get);
    const sheet = fullest(w.plan);
    for (const part of ['crews', 'undone', 'happened']) {
      const page = await open(address(w, `&part=${part}&lang=bn&crew=${sheet.crew}&day=${sheet.day}`), { size: PHONE });
      await ready(page);
      await page.locator('.grip').tap();
      await page.waitForTimeout(300);
      await picture(page, `phone-works-${part}`);
      assert.deepEqual(await overflow(page), { page: 0, panel: 0 }, part);
      assert.deepEqual(await small(page), [], part);
      assert.deepEqual(await axe(page), [], part);
    }
    for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]]) {
      const page = await open(address(w, `&crew=${sheet.crew}&day=${sheet.day}`), { size });
      await ready(page);
      await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
      await page.waitForTimeout(300);
      await picture(page, `${name}-works-large-text`);
      assert.deepEqual(await overflow(page), { page: 0, panel: 0 }, `large text scrolls sideways on a ${name}`);
    }
  },
};
