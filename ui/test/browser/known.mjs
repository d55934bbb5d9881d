// The plan that the page opens by itself, asked of the API: what the page must show.
async function get(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.json();
}

async function all(root, path) {
  const rows = [];
  for (let next = path; next; ) {
    const page = await get(root + next);
    rows.push(...(page.features ?? page.items));
    next = page.next ?? page.links?.find((l) => l.rel === 'next')?.href;
  }
  return rows;
}

export async function known(root) {
  const plans = await all(root, '/api/v1/plans?limit=1000');
  const published = plans.filter((p) => p.state === 'published').toSorted((a, b) => (a.requested_at < b.requested_at ? 1 : -1));
  const plan = published[0];
  if (!plan) throw new Error('the service has no published plan to look at; run the demo first');
  const path = `/api/v1/plans/${plan.id}`;
  const [summary, camps, cells] = await Promise.all([
    get(`${root}${path}/summary`),
    all(root, `${path}/camps?limit=1000`),
    all(root, `${path}/cells?limit=1000`),
  ]);
  const days = [...new Set(camps.map((c) => c.properties.day))].toSorted();
  return { plan, summary, camps, cells, days, get: (at) => get(root + at) };
}
