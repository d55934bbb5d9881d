// Planning again, what it changes, and two plans beside one another. Expected figures come from the API.
import assert from 'node:assert/strict';

import { axe, DESKTOP, drawn, PHONE, ready, settled } from './page.mjs';

const tab = (page, name) => page.getByRole('tab', { name });
const source = (page) => page.getByLabel('By whose order or report, with its number');
const add = (page) => page.getByRole('button', { name: 'Add', exact: true });
const events = (page) => page.locator('.events li');
const plan = (page) => new URL(page.url()).searchParams.get('plan');
/** A camp of the plan that the page opens by itself; earlier tests may have published another one. */
async function firstCamp(get) {
  const [now] = (await get('/api/v1/plans?state=published')).items;
  return (await get(`/api/v1/plans/${now.id}/camps?limit=1`)).features[0];
}
const notices = async (get, id) => (await get(`/api/v1/plans/${id}/notices?limit=1000`)).items;

/** Presses the map at shares of its width and height. */
async function press(page, shares) {
  const box = await page.locator('#map').boundingBox();
  for (const [x, y] of shares) {
    await page.mouse.click(box.x + box.width * x, box.y + box.height * y);
    await page.waitForTimeout(350); // two presses in a hurry are a double one, which zooms
  }
}

/** What reaches beyond the panel or the page. */
function overflow(page) {
  return page.evaluate(() => {
    const body = document.querySelector('#panel-body');
    const edge = body.getBoundingClientRect().right;
    return {
      page: document.scrollingElement.scrollWidth - innerWidth,
      panel: body.scrollWidth - body.clientWidth,
      wide: [...body.querySelectorAll('*')]
        .filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > edge + 1 && !e.closest('.unseen'))
        .map((e) => e.outerHTML.slice(0, 100)),
    };
  });
}
const FITS = { page: 0, panel: 0, wide: [] };

/** Touch targets of the panel that are too small for a thumb. */
function small(page) {
  return page.evaluate(() =>
    [...document.querySelectorAll('#panel-body :is(button, select, input, summary, a, label.choice)')]
      .filter((e) => e.checkVisibility() && e.getBoundingClientRect().width > 0 && !(e.matches('[type=radio]') && e.closest('label')))
      .map((e) => ({ e: e.outerHTML.slice(0, 90), box: e.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 39.5)
      .map(({ e, box }) => `${Math.round(box.width)}x${Math.round(box.height)} ${e}`),
  );
}

export const replanTests = {
  'what is missing of an event is said and focused': async ({ open, picture }) => {
    const page = await open('?tab=again');
    await ready(page);
    await add(page).click();
    assert.match(await page.getByRole('alert').innerText(), /the venue, who ordered/);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'search');
    assert.ok(await page.getByRole('button', { name: 'Find the fewest changes' }).isDisabled());
    await picture(page, 'desktop-again');
    for (const kind of ['days_lost', 'drive_suspended', 'team_ill', 'cap_lowered', 'demand_grown', 'camps_added', 'camp_ordered', 'venue_lost']) {
      await page.getByLabel('What happened').selectOption(kind);
      assert.deepEqual(await axe(page), [], kind);
    }
  },

  'a venue that is lost is chosen on the map, and its why begins to plan again': async ({ open, get }) => {
    const first = await firstCamp(get);
    const page = await open('?tab=again');
    await ready(page);
    await page.getByRole('button', { name: 'Choose it on the map' }).click();
    const [lon, lat] = first.geometry.coordinates;
    await page.evaluate((center) => document.querySelector('#map').map.jumpTo({ center, zoom: 14 }), [lon, lat]);
    await settled(page);
    const box = await page.locator('#map').boundingBox();
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.locator('.pick .chosen').waitFor();
    assert.ok((await page.locator('.pick .chosen').innerText()).includes(first.properties.venue_name));
    assert.equal(await page.locator('aside.why').count(), 0, 'the why opened as well');
    await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
    await page.getByRole('button', { name: 'Order a camp here' }).click();
    assert.equal(await page.getByLabel('What happened').inputValue(), 'camp_ordered');
    assert.ok((await page.locator('.pick .chosen').innerText()).includes(first.properties.venue_name));
  },

  'a part of the map is marked out by pressing its corners, with the keyboard too': async ({ open, days }) => {
    const page = await open('?tab=again');
    await ready(page);
    await page.getByLabel('What happened').selectOption('days_lost');
    await page.getByText('Drawn on the map').click();
    await press(page, [
      [0.4, 0.3],
      [0.6, 0.3],
      [0.6, 0.5],
    ]);
    await page.locator('#map canvas').focus();
    await page.keyboard.press('Enter');
    await page.getByText('4 corners: the venues inside are meant.').waitFor();
    await settled(page);
    assert.equal((await drawn(page, ['sketch-corner'], 'part')).length, 1);
    await page.getByRole('button', { name: 'Undo corner' }).click();
    await page.getByText('3 corners: the venues inside are meant.').waitFor();
    await page.getByLabel('From').fill(days[1]);
    await source(page).fill('Cyclone warning 4');
    await add(page).click();
    assert.match(await events(page).innerText(), /Days are lost in an area[\s\S]*a part drawn on the map/);
    await page.getByRole('button', { name: /^Take out/ }).click();
    assert.equal(await events(page).count(), 0);
  },

  'the alternatives of a camp name what speaks against them': async ({ open, get }) => {
    const camp = await firstCamp(get);
    const page = await open(`?pick=venue:${camp.properties.venue}`);
    await ready(page);
    await page.getByText('Why this day and place?').first().click();
    const { items } = await get(`/api/v1/plans/${camp.properties.plan}/camps/${camp.properties.plan_camp}/alternatives`);
    await page.getByText(items[0].text).first().waitFor();
    assert.deepEqual(await axe(page), []);
  },

  'what happened is entered, the fewest changes are shown with their notices, another share is tried, and one is published': async ({ open, own, picture, get, days, summary, url }) => {
    if (!own) return 'the service is shared: nothing is published on it';
    const page = await open('?tab=again');
    await ready(page);
    const before = await get('/api/v1/plans?state=published');
    const block = summary.blocks[0];
    await page.getByLabel('What happened').selectOption('drive_suspended');
    await page.locator('form.card select').nth(1).selectOption(block.id);
    await page.getByLabel('From').fill(days[2]);
    await page.getByLabel('To', { exact: true }).fill(days[4]);
    await source(page).fill('Order 12 of the district magistrate');
    await add(page).click();
    await page.getByLabel('What happened').selectOption('camps_added');
    await page.getByLabel('How many camps more').fill('3');
    await source(page).fill('Order 13');
    await add(page).click();
    assert.equal(await events(page).count(), 2);
    await page.getByRole('button', { name: 'Find the fewest changes' }).click();
    await page.locator('[data-total=changes]').waitFor();
    await settled(page);
    await picture(page, 'desktop-changes');
    const id = plan(page);
    const changed = await notices(get, id);
    assert.ok(changed.length > 3, `${changed.length} changes`);
    assert.equal(await page.locator('[data-total=changes]').innerText(), String(changed.filter((n) => n.what !== 'team').length));
    const panel = await page.locator('[role=tabpanel]').innerText();
    assert.ok(panel.includes(changed[0].notice) && panel.includes(changed[0].text), 'the first notice is not shown');
    const marked = await drawn(page, ['change-new', 'change-same', 'change-old'], 'part');
    assert.ok(marked.length > 0, 'no change is on the map');
    await page.getByRole('group', { name: 'Language of the notices' }).getByRole('button', { name: 'বাংলা' }).click();
    assert.ok((await page.locator('[role=tabpanel]').innerText()).includes(changed[0].notice_bn));
    const camp = page.locator('.list .link').first();
    await camp.click();
    assert.equal(await camp.getAttribute('aria-pressed'), 'true');
    await settled(page);
    await picture(page, 'desktop-change');
    assert.deepEqual(await axe(page), [], 'changes');
    const table = await page.getByRole('link', { name: /notices away/ }).getAttribute('href');
    assert.equal((await (await fetch(url + table)).text()).trim().split(/\r?\n/).length, changed.length + 1);
    // Another share of the same: a plan of its own.
    const account = await get(`/api/v1/plans/${id}/replan`);
    if (account.curve.some((c) => c.gained > 0)) {
      await page.getByRole('radio', { name: 'Up to 10 %' }).check();
      await page.getByRole('button', { name: 'Work it out with 10 %' }).click();
      await page.waitForFunction((old) => new URL(location.href).searchParams.get('plan') !== old, id);
      await page.locator('[data-total=changes]').waitFor();
      assert.equal((await get(`/api/v1/plans/${plan(page)}`)).share, 10);
      assert.ok(await page.getByRole('radio', { name: 'Up to 10 %' }).isChecked());
    }
    // Of the two only one can be published.
    const other = plan(page);
    await page.locator('.changes').getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    assert.equal((await get(`/api/v1/plans/${other}`)).state, 'published');
    assert.equal((await get(`/api/v1/plans/${before.items[0].id}`)).state, 'superseded');
    if (other !== id) {
      const late = await open(`?plan=${id}&tab=changes`, { quiet: true });
      await ready(late);
      await late.locator('.changes').getByRole('button', { name: 'Publish' }).click();
      await late.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
      await late.getByRole('dialog').getByText(/plan\.overtaken/).waitFor();
    }
    return '';
  },

  'a phone shows changes and asks what happened': async ({ open, own, picture }) => {
    if (!own) return 'the service is shared: it may have no re-plan';
    for (const [name, query] of [['changes', '?tab=changes&lang=bn'], ['again', '?tab=again&lang=bn']]) {
      const page = await open(query, { size: PHONE });
      await ready(page);
      await page.locator(`#${name}-title`).waitFor();
      await page.locator(name === 'changes' ? '[data-total=changes]' : 'form.card').waitFor();
      await page.locator('.grip').tap();
      await page.waitForTimeout(300);
      await picture(page, `phone-${name}`);
      assert.deepEqual(await overflow(page), FITS, name);
      assert.deepEqual(await small(page), [], name);
      assert.deepEqual(await axe(page), [], name);
    }
    return '';
  },

  'changes and the form fit with text of twice the size': async ({ open, own, picture }) => {
    if (!own) return 'the service is shared: it may have no re-plan';
    for (const [name, size] of [['desktop', DESKTOP], ['phone', PHONE]]) {
      for (const view of ['changes', 'again']) {
        const page = await open(`?tab=${view}`, { size });
        await ready(page);
        await page.locator(view === 'changes' ? '[data-total=changes]' : 'form.card').waitFor();
        await page.addStyleTag({ content: 'html { font-size: 200% !important }' });
        await page.waitForTimeout(300);
        await picture(page, `${name}-${view}-large-text`);
        assert.deepEqual(await overflow(page), FITS, `${view} scrolls sideways on a ${name}`);
      }
    }
    return '';
  },

  'another plan is drawn beside the shown one': async ({ open, own, picture }) => {
    if (!own) return 'the service is shared: it may have one plan only';
    const page = await open();
    await ready(page);
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.getByRole('dialog').getByText('Camps in both').waitFor();
    assert.deepEqual(await axe(page), [], 'compare');
    await picture(page, 'desktop-compared-blocks');
    await page.getByRole('button', { name: 'Show the differences on the map' }).click();
    await page.getByText(/how the other plan differs/).waitFor();
    await settled(page);
    await picture(page, 'desktop-beside');
    assert.ok((await drawn(page, ['change-new', 'change-same', 'change-old'], 'part')).length > 0, 'no difference is on the map');
    assert.deepEqual(await axe(page), [], 'beside');
    await page.getByRole('button', { name: 'Put away' }).click();
    await settled(page);
    assert.equal((await drawn(page, ['change-new', 'change-same', 'change-old'], 'part')).length, 0);
    assert.ok(await tab(page, 'Overview').isVisible());
    return '';
  },
};
