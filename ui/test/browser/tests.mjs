// What a person sees and does on the page of the demo's plan. Expected figures come from the API; the
// page's come from its text and from what the map has drawn.
import assert from 'node:assert/strict';

import { axe, camps as campsDrawn, DESKTOP, drawn, HEXAGONS, PHONE, pixel, ready, settled } from './page.mjs';
import { replanTests } from './replan.mjs';
import { worksTests } from './works.mjs';

const text = (page, selector) => page.locator(selector).first().innerText();
const lakh = (n) => new Intl.NumberFormat('en-IN').format(n);
const bengali = (n) => new Intl.NumberFormat('bn-IN', { numberingSystem: 'beng' }).format(n);
const written = (iso) => iso.split('-').toReversed().join('-');
const percent = (x) => `${x === 100 || x === 0 ? x : x.toFixed(2)} %`;
const middle = (ring) => [0, 1].map((k) => ring.slice(0, -1).reduce((s, p) => s + p[k] / (ring.length - 1), 0));
const slider = (page) => page.getByRole('slider');
const tab = (page, name) => page.getByRole('tab', { name });
const rows = (page) => page.locator('[role=tabpanel] tbody tr');
const blocks = (page) => page.locator('.filters select').first();
const why = (page) => page.locator('aside.why');
const uncovered = (cells) => cells.map((c) => c.properties).filter((c) => c.served < c.visitors);

export const tests = {
  'the totals say what the plan reaches, and of whom': async ({ open, plan, summary, picture }) => {
    const page = await open();
    await ready(page);
    await picture(page, 'desktop-overview');
    const { shares, placement } = summary;
    assert.equal(await text(page, '[data-total=within]'), percent(shares.within_reach_percent));
    const placed = shares.people_placed_percent;
    assert.equal(await text(page, '[data-total=placed]'), placed === null ? 'Not known' : percent(placed));
    assert.equal(await text(page, '[data-total=camps]'), lakh(plan.score.camp_days));
    assert.equal(await text(page, '[data-total=violations]'), '0');
    assert.equal(await text(page, '[data-total=gap]'), percent(summary.bound.gap_percent));
    const panel = await text(page, '[role=tabpanel]');
    for (const part of [lakh(plan.score.people_within), lakh(plan.score.people), lakh(summary.bound.visitors), placement.group_level, 'Estimated distances']) {
      assert.ok(panel.includes(part), `the overview lacks ${part}`);
    }
    const worst = summary.blocks.toSorted((a, b) => a.within_reach_percent - b.within_reach_percent)[0];
    assert.ok((await text(page, '[role=tabpanel] tbody tr')).startsWith(worst.name), `${worst.name} is not the first of the worst-served blocks`);
  },

  'all days show every venue of the plan on the map': async ({ open, plan }) => {
    const page = await open();
    await ready(page);
    assert.equal((await campsDrawn(page)).length, plan.score.venues_used);
  },

  'the slider changes the camps on the map and in the list, in step': async ({ open, camps, days, picture }) => {
    const page = await open('?tab=camps');
    await ready(page);
    await slider(page).focus();
    for (const [i, day] of days.slice(0, 3).entries()) {
      await page.keyboard.press('ArrowRight');
      await page.waitForSelector(`[data-day="${day}"]`);
      await settled(page);
      const want = camps.filter((c) => c.properties.day === day);
      const onMap = await campsDrawn(page);
      assert.deepEqual(onMap.map((m) => m.venue).toSorted(), want.map((c) => c.properties.venue).toSorted(), `camps drawn for ${day}`);
      assert.equal(await text(page, '[data-total=listed]'), `${want.length} camps`);
      assert.equal(await rows(page).count(), Math.min(50, want.length));
      assert.ok((await text(page, '.days')).includes(written(day)), `the bar of days does not name ${written(day)}`);
      assert.equal(await slider(page).inputValue(), String(i + 1));
      const first = rows(page).first();
      const number = await first.locator('td').first().innerText();
      const venue = onMap.find((m) => m.label === number);
      assert.ok((await first.innerText()).includes(venue.name), `row ${number} and circle ${number} are different venues`);
    }
    await picture(page, 'desktop-day');
    await page.keyboard.press('Home');
    await page.waitForSelector('[data-day=all]');
    assert.equal(await text(page, '[data-total=listed]'), `${lakh(camps.length)} camps`);
  },

  'play runs through the days and stops when asked': async ({ open, days }) => {
    const page = await open();
    await ready(page);
    await page.getByRole('button', { name: 'Play the days' }).click();
    await page.waitForSelector(`[data-day="${days[1]}"]`);
    await page.getByRole('button', { name: 'Pause' }).click();
    const at = await slider(page).inputValue();
    await page.waitForTimeout(2500);
    assert.equal(await slider(page).inputValue(), at);
  },

  'hexagons show who is left out by a colour and a pattern': async ({ open, cells }) => {
    const page = await open();
    await ready(page);
    const classes = new Set((await drawn(page, HEXAGONS, 'cell')).map((h) => h.service));
    assert.ok(classes.has('all') && classes.has('none'), `the demo should show both ends, it shows ${[...classes]}`);
    const left = uncovered(cells).toSorted((a, b) => b.visitors - b.served - a.visitors + a.served)[0];
    const centre = middle(cells.find((c) => c.id === left.cell).geometry.coordinates[0]);
    await page.evaluate((center) => document.querySelector('#map').map.jumpTo({ center, zoom: 15 }), centre);
    await settled(page);
    const patterned = await drawn(page, HEXAGONS.map((h) => `${h}-pattern`), 'cell');
    assert.ok(patterned.some((h) => h.cell === left.cell), 'the cell left out has no pattern');
    // The pattern is there for the eye too: beside the fill, a good part of the hexagon is ink.
    const at = await pixel(page, centre);
    const png = await page.screenshot({ clip: { x: at.x + 30, y: at.y - 60, width: 60, height: 60 } });
    const share = await page.evaluate(async (data) => {
      const bytes = Uint8Array.from(atob(data), (c) => c.codePointAt(0));
      const image = await createImageBitmap(new Blob([bytes]));
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
      canvas.drawImage(image, 0, 0);
      const { data: p } = canvas.getImageData(0, 0, image.width, image.height);
      let dark = 0;
      for (let i = 0; i < p.length; i += 4) if (p[i] + p[i + 1] + p[i + 2] < 260) dark += 1;
      return dark / (p.length / 4);
    }, png.toString('base64'));
    assert.ok(share > 0.08 && share < 0.6, `${Math.round(share * 100)} % of the hexagon is ink`);
  },

  'the legend switches a class off on the map and in the list': async ({ open, cells }) => {
    const page = await open('?tab=left');
    await ready(page);
    const none = uncovered(cells).filter((c) => c.served === 0);
    assert.ok(none.length > 0);
    await page.getByRole('checkbox', { name: 'Show: Nobody' }).uncheck();
    await settled(page);
    assert.ok(!(await drawn(page, HEXAGONS, 'cell')).some((h) => h.service === 'none'));
    const counted = await text(page, '[role=tabpanel] .sum b');
    const rest = uncovered(cells).length - none.length;
    assert.ok(counted.startsWith(`${lakh(rest)} place`), `${counted}, not ${rest}`);
    assert.ok(page.url().includes('hide=none'));
  },

  'a click on a hexagon shows why, down to one place': async ({ open, cells, plan, get, picture }) => {
    const page = await open();
    await ready(page);
    const hexagons = await page.evaluate((layers) => {
      const { map } = document.querySelector('#map');
      const seen = map.queryRenderedFeatures({ layers: layers.filter((l) => map.getLayer(l)) });
      return seen
        .filter((f) => f.properties.service === 'none')
        .map((f) => ({ ...f.properties, ring: f.geometry.coordinates[0] }));
    }, HEXAGONS);
    const spots = [];
    for (const h of hexagons) {
      const at = await pixel(page, middle(h.ring));
      const clear = await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.classList.contains('maplibregl-canvas') && !document.querySelector('#map').map.queryRenderedFeatures([x - document.querySelector('#map').getBoundingClientRect().x, y], { layers: ['camps'] }).length, at);
      if (clear) spots.push({ h, at });
    }
    assert.ok(spots.length > 0, 'no hexagon of nobody can be clicked');
    const { h, at } = spots[0];
    await page.mouse.click(at.x, at.y);
    await why(page).waitFor();
    await why(page).locator('.says').waitFor();
    if (h.n > 1) {
      assert.match(await why(page).innerText(), /Visitors without a place, by reason/);
      await why(page).locator('.rows button').first().click();
    }
    await page.waitForURL(/pick=cell:/);
    const id = /pick=cell:(\w+)/.exec(page.url())[1];
    const said = await get(`/api/v1/plans/${plan.id}/cells/${id}`);
    await page.waitForFunction((t) => document.querySelector('aside.why')?.innerText.includes(t), said.text);
    assert.ok((await why(page).innerText()).includes(lakh(said.visitors - said.served)));
    assert.ok(cells.some((c) => c.id === id));
    await picture(page, 'desktop-why-hexagon');
  },

  'a click on a camp shows why, and marks its row': async ({ open, days, plan, get, picture }) => {
    const page = await open(`?tab=camps&day=${days[0]}`);
    await ready(page);
    const marks = await page.evaluate(() => {
      const { map } = document.querySelector('#map');
      return map.queryRenderedFeatures({ layers: ['camps'] }).map((f) => ({ ...f.properties, at: f.geometry.coordinates }));
    });
    let done = false;
    for (const m of marks) {
      const at = await pixel(page, m.at);
      if (!(await page.evaluate(({ x, y }) => document.elementFromPoint(x, y)?.classList.contains('maplibregl-canvas'), at))) continue;
      await page.mouse.click(at.x, at.y);
      const said = await get(`/api/v1/plans/${plan.id}/venues/${m.venue}`);
      await page.waitForFunction((t) => document.querySelector('aside.why')?.innerText.includes(t), said.text);
      const current = page.locator('tr[aria-current]');
      assert.equal(await current.count(), 1);
      assert.ok((await current.innerText()).includes(m.name));
      await page.waitForFunction(() => document.querySelector('#map').map.querySourceFeatures('pick').length > 1);
      done = true;
      break;
    }
    assert.ok(done, 'no camp can be clicked');
    await picture(page, 'desktop-why-camp');
  },

  'a block narrows map and list alike': async ({ open, camps, summary }) => {
    const page = await open('?tab=camps');
    await ready(page);
    const block = summary.blocks[0];
    await blocks(page).selectOption({ label: block.name });
    await settled(page);
    const want = camps.filter((c) => c.properties.block === block.id);
    assert.equal(await text(page, '[data-total=listed]'), `${lakh(want.length)} camps`);
    const onMap = (await campsDrawn(page)).map((m) => m.venue).toSorted();
    assert.deepEqual(onMap, [...new Set(want.map((c) => c.properties.venue))].toSorted());
  },

  'the list can hold only what the map shows': async ({ open, days, camps }) => {
    const page = await open(`?tab=camps&day=${days[0]}&here=1`);
    await ready(page);
    const at = camps.find((c) => c.properties.day === days[0]).geometry.coordinates;
    await page.evaluate((center) => document.querySelector('#map').map.jumpTo({ center, zoom: 12 }), at);
    await settled(page);
    const inside = await page.evaluate(
      (list) => list.filter((p) => document.querySelector('#map').map.getBounds().contains(p)).length,
      camps.filter((c) => c.properties.day === days[0]).map((c) => c.geometry.coordinates),
    );
    assert.ok(inside >= 1);
    assert.equal(await rows(page).count(), inside);
  },

  'words find a camp, and what is not there says what to do': async ({ open, camps }) => {
    const page = await open('?tab=camps');
    await ready(page);
    const { venue_name: name } = camps[0].properties;
    await page.getByRole('searchbox').fill(name.toUpperCase());
    assert.ok((await rows(page).first().innerText()).toLowerCase().includes(name.toLowerCase()));
    await page.getByRole('searchbox').fill('no such venue anywhere');
    assert.match(await text(page, '[role=tabpanel]'), /No camp matches\..*clear the filters/);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    assert.equal(await text(page, '[data-total=listed]'), `${lakh(camps.length)} camps`);
  },

  'everything is reached by keyboard': async ({ open, cells }) => {
    const page = await open();
    await ready(page);
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to the plan');
    await page.keyboard.press('Enter');
    await tab(page, 'Overview').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-selected')), 'true');
    assert.match(await text(page, '[role=tab][aria-selected=true]'), /Left out/);
    const list = page.locator('[data-row]');
    await list.first().focus();
    await page.keyboard.press('ArrowDown');
    assert.ok(await list.nth(1).evaluate((e) => e === document.activeElement));
    await page.keyboard.press('Enter');
    await why(page).locator('.says').waitFor();
    assert.ok(await why(page).evaluate((e) => e === document.activeElement), 'the why does not take the focus');
    const most = uncovered(cells).toSorted((a, b) => b.visitors - b.served - a.visitors + a.served || (a.cell < b.cell ? -1 : 1))[1];
    assert.ok((await why(page).innerText()).includes(most.place));
    await page.keyboard.press('Escape');
    await why(page).waitFor({ state: 'detached' });
    assert.ok(await list.nth(1).evaluate((e) => e === document.activeElement), 'the focus does not come back to its row');
    // The map: its canvas takes the focus, and Enter explains what is under the cross.
    const centre = middle(cells.find((c) => c.id === most.cell).geometry.coordinates[0]);
    await page.evaluate((center) => document.querySelector('#map').map.jumpTo({ center, zoom: 14 }), centre);
    await settled(page);
    await page.locator('.maplibregl-canvas').focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/pick=/);
    await why(page).locator('h2').waitFor();
  },

  'the address carries the view to another person': async ({ open, days, summary }) => {
    const block = summary.blocks[0];
    const one = await open('?tab=camps');
    await ready(one);
    await slider(one).focus();
    await one.keyboard.press('ArrowRight');
    await blocks(one).selectOption({ label: block.name });
    await one.locator('[data-row]').first().click();
    await one.waitForURL(/pick=venue/);
    const two = await open(new URL(one.url()).search);
    await ready(two);
    await why(two).locator('.says').waitFor();
    assert.equal(await text(two, '.days p'), await text(one, '.days p'));
    assert.ok((await text(two, '.days')).includes(written(days[0])));
    assert.equal(await text(two, '[data-total=listed]'), await text(one, '[data-total=listed]'));
    assert.equal(await why(two).locator('h2').innerText(), await why(one).locator('h2').innerText());
    await one.goBack();
    await why(one).waitFor({ state: 'detached' });
  },

  'Bengali is Bengali throughout': async ({ open, days, camps, picture }) => {
    const page = await open(`?tab=camps&day=${days[0]}`);
    await ready(page);
    await page.getByRole('button', { name: 'বাংলা' }).click();
    await page.waitForFunction(() => document.documentElement.lang === 'bn');
    await settled(page);
    const n = camps.filter((c) => c.properties.day === days[0]).length;
    assert.equal(await text(page, '[data-total=listed]'), `${bengali(n)}টি শিবির`);
    assert.ok((await text(page, '.days')).includes(written(days[0]).replace(/\d/g, (d) => String.fromCodePoint(0x9e6 + Number(d)))));
    assert.ok((await campsDrawn(page)).every((m) => /^[\u09e6-\u09ef]+$/.test(m.label)), 'the numbers on the map are not Bengali');
    assert.ok(await page.evaluate(() => document.fonts.check('600 16px "Noto Sans Bengali"', 'শিবির')), 'the Bengali letters are not loaded');
    await picture(page, 'desktop-bengali');
    await tab(page, 'এক নজরে').click();
    const latin = (await page.locator('[role=tabpanel] dt, [role=tabpanel] h2, [role=tab], .legend li').allInnerTexts()).filter((t) => /[A-Za-z]{3}/.test(t));
    assert.deepEqual(latin, []);
    assert.deepEqual(await axe(page), []);
    await page.reload();
    await ready(page);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'bn');
  },

  'no serious fault of access on any view': async ({ open, days, picture }) => {
    const page = await open();
    await ready(page);
    assert.deepEqual(await axe(page), [], 'overview');
    await page.getByRole('button', { name: 'Next day' }).click();
    await tab(page, 'Camps').click();
    await page.locator('[data-row]').first().click();
    await why(page).locator('.says').waitFor();
    assert.deepEqual(await axe(page), [], 'camps and why');
    await tab(page, 'Left out').click();
    assert.deepEqual(await axe(page), [], 'left out');
    for (const name of ['New plan', 'Compare', 'Take away']) {
      await page.getByRole('button', { name }).click();
      await page.getByRole('dialog').waitFor();
      assert.deepEqual(await axe(page), [], name);
      await picture(page, `desktop-${name.toLowerCase().replace(' ', '-')}`);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    assert.ok(days.length > 1);
  },

  'what changed is told to a screen reader': async ({ open, days, camps }) => {
    const page = await open();
    await ready(page);
    await slider(page).focus();
    await page.keyboard.press('ArrowRight');
    const n = camps.filter((c) => c.properties.day === days[0]).length;
    await page.waitForFunction(
      ([day, count]) => {
        const said = document.querySelector('p[aria-live=polite]')?.textContent ?? '';
        return said.includes(day) && said.includes(`${count} camps`);
      },
      [written(days[0]), n],
    );
    assert.ok((await slider(page).getAttribute('aria-valuetext')).includes(`${n} camps`));
  },

  'a phone has the map above and the plan below': async ({ open, picture, days }) => {
    const page = await open('', { size: PHONE });
    await ready(page);
    await picture(page, 'phone-overview');
    const map = await page.locator('#map').boundingBox();
    const sheet = await page.locator('#panel').boundingBox();
    assert.ok(map.y < sheet.y && map.width === 390 && sheet.y < 844 - 200, 'map above, panel below');
    assert.ok((await text(page, '[data-total=within]')).includes('%'));
    const wide = () => page.evaluate(() => document.scrollingElement.scrollWidth - innerWidth);
    assert.equal(await wide(), 0, 'the page scrolls sideways');
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('button, select, [role=tab], input[type=search], input[type=range]')]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 0)
        .map((e) => ({ e: e.outerHTML.slice(0, 90), box: e.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 43.5 || box.height < 39.5)
        .map(({ e, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${e}`),
    );
    assert.deepEqual(small, [], 'targets too small for a thumb');
    await page.getByRole('button', { name: 'Next day' }).tap();
    await page.waitForSelector(`[data-day="${days[0]}"]`);
    await tab(page, 'Camps').tap();
    await page.locator('.grip').tap();
    await page.waitForTimeout(300);
    assert.ok((await page.locator('#panel').boundingBox()).height > 844 * 0.7, 'the sheet does not open');
    await picture(page, 'phone-camps');
    assert.deepEqual(await axe(page), []);
    await page.locator('.grip').tap();
    await page.locator('[data-row]').first().tap();
    await why(page).locator('.says').waitFor();
    await picture(page, 'phone-why');
    assert.equal(await wide(), 0, 'the page scrolls sideways');
  },

  'text of twice the size still fits': async ({ open, picture }) => {
    for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]]) {
      const page = await open('', { size });
      await ready(page);
      await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
      assert.ok(await page.locator('[data-total=within]').isVisible());
      await picture(page, `${name}-large-text`);
      for (const view of ['Overview', 'Camps', 'Left out']) {
        await tab(page, view).click();
        await page.waitForTimeout(300);
        const over = await page.evaluate(() => {
          const body = document.querySelector('#panel-body');
          const edge = body.getBoundingClientRect().right;
          const wide = [...body.querySelectorAll('*')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > edge + 1 && !e.closest('.unseen'));
          const cut = [...document.querySelectorAll('button, input, p[data-day]')].filter((e) => e.checkVisibility() && !body.contains(e) && (e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < 0));
          return {
            cut: cut.map((e) => e.outerHTML.slice(0, 100)),
            page: document.scrollingElement.scrollWidth - innerWidth,
            panel: body.scrollWidth - body.clientWidth,
            wide: wide.map((e) => e.outerHTML.slice(0, 100)),
          };
        });
        assert.deepEqual(over, { cut: [], page: 0, panel: 0, wide: [] }, `${view} scrolls sideways on a ${name}`);
      }
    }
  },

  'a plan that is not there says what to do next': async ({ open }) => {
    const page = await open('?plan=01a1ff88-0000-7000-8000-000000000000', { quiet: true });
    await page.getByRole('alert').waitFor();
    const said = await page.getByRole('alert').innerText();
    assert.match(said, /not there any more/);
    assert.match(said, /Choose a plan/);
    assert.match(said, /plan\.missing/);
  },

  'a silent server is named, and trying again helps': async ({ open }) => {
    const page = await open('', { quiet: true });
    await ready(page);
    await page.route('**/api/v1/**', (r) => r.abort());
    await page.reload();
    await page.getByRole('alert').waitFor();
    assert.match(await page.getByRole('alert').innerText(), /does not answer[\s\S]*still running/);
    await page.unroute('**/api/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await ready(page);
    assert.equal(await page.getByRole('alert').count(), 0);
  },

  'a new plan is asked for, followed and called off': async ({ open, own }) => {
    if (!own) return 'the service is shared: nothing is asked of it';
    const page = await open();
    await ready(page);
    await page.getByRole('button', { name: 'New plan' }).click();
    await page.getByLabel(/^Seed/).fill('7');
    await page.getByRole('button', { name: 'Make the plan' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('progressbar', { name: 'Progress of the plan' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('The plan was cancelled.').waitFor({ timeout: 60_000 });
    await page.getByRole('button', { name: 'Put away' }).click();
    return '';
  },

  'a second plan is opened, compared and published': async ({ open, own, plan, picture }) => {
    if (!own) return 'the service is shared: nothing is published on it';
    const page = await open();
    await ready(page);
    await page.getByRole('button', { name: 'New plan' }).click();
    await page.getByLabel(/^Seed/).fill('2');
    await page.getByRole('button', { name: 'Make the plan' }).click();
    await page.getByText('The plan is ready.').waitFor({ timeout: 240_000 });
    await page.getByRole('button', { name: 'Open it' }).click();
    await page.waitForURL((u) => u.searchParams.get('plan') !== null && u.searchParams.get('plan') !== plan.id);
    await ready(page);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('dialog').getByText('Camps in both').waitFor();
    assert.ok((await page.getByRole('dialog').innerText()).includes(lakh(plan.score.visitors_served)));
    await picture(page, 'desktop-compared');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.match(await page.getByLabel(/^Plan of/).locator('option:checked').innerText(), /published/);
    return '';
  },

  ...replanTests,
  ...worksTests,

  'the files of the plan can be taken away': async ({ open, url, plan }) => {
    const page = await open();
    await ready(page);
    await page.getByRole('button', { name: 'Take away' }).click();
    const links = await page.getByRole('dialog').getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    assert.equal(links.length, 6);
    for (const link of links) {
      assert.ok(link.startsWith(`/api/v1/plans/`), link);
      const answer = await fetch(url + link);
      assert.equal(answer.status, 200, link);
      assert.ok((await answer.arrayBuffer()).byteLength > 100, `${link} is empty`);
    }
    assert.ok(links.some((l) => l.includes(plan.id)) || links.length > 0);
  },

  'nothing was asked of any other machine, and nothing complained': async ({ heard, url }) => {
    assert.deepEqual([...heard.hosts], [new URL(url).host]);
    assert.deepEqual(heard.complaints, []);
  },
};
