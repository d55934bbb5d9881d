// What the page shows, as the query of its address: a link that is passed on shows the same.
import { LANGS, type Lang } from './format';
import { SERVICES, type Service } from './share';

export const TABS = ['overview', 'camps', 'left', 'changes', 'again'] as const;
export type Tab = (typeof TABS)[number];

export const SHOWS = ['camps', 'works'] as const;
export type Show = (typeof SHOWS)[number];

export const WORKS_TABS = ['crews', 'undone', 'changed', 'happened'] as const;
export type WorksTab = (typeof WORKS_TABS)[number];

export type Pick = { kind: 'cell' | 'venue' | 'hexagon'; id: string };

export const SORTS = ['day', 'venue', 'visitors'] as const;
export type Sort = (typeof SORTS)[number];

export interface View {
  lang: Lang | null; // null: not said, the browser's language decides
  show: Show;
  works: string; // works plan
  part: WorksTab;
  crew: string; // "" for all crews
  work: string; // the work that is explained
  drive: string;
  plan: string;
  day: string; // "" for all days
  tab: Tab;
  block: string; // "" for the whole district
  text: string;
  hidden: Service[]; // classes that are switched off on the map
  here: boolean; // lists hold only what the map's window shows
  sort: Sort;
  falling: boolean;
  pick: Pick | null;
  at: { lon: number; lat: number; zoom: number } | null;
}

export const HOME: View = {
  lang: null,
  show: 'camps',
  works: '',
  part: 'crews',
  crew: '',
  work: '',
  drive: '',
  plan: '',
  day: '',
  tab: 'overview',
  block: '',
  text: '',
  hidden: [],
  here: false,
  sort: 'day',
  falling: false,
  pick: null,
  at: null,
};

const one = <T extends string>(of: readonly T[], value: string | null): T | undefined =>
  of.find((x) => x === value);

/** Reads a query. What it does not understand, it leaves at its default: an old link still opens. */
export function readView(search: string): View {
  const q = new URLSearchParams(search);
  const view: View = { ...HOME };
  view.lang = one(LANGS, q.get('lang')) ?? null;
  view.show = one(SHOWS, q.get('show')) ?? HOME.show;
  view.works = q.get('works') ?? '';
  view.part = one(WORKS_TABS, q.get('part')) ?? HOME.part;
  view.crew = q.get('crew') ?? '';
  view.work = q.get('work') ?? '';
  view.drive = q.get('drive') ?? '';
  view.plan = q.get('plan') ?? '';
  const day = q.get('day') ?? '';
  if (/^\d{4}-\d\d-\d\d$/.test(day)) view.day = day;
  view.tab = one(TABS, q.get('tab')) ?? HOME.tab;
  view.block = q.get('block') ?? '';
  view.text = (q.get('q') ?? '').slice(0, 100);
  const hidden = (q.get('hide') ?? '').split(',');
  view.hidden = SERVICES.filter((s) => hidden.includes(s));
  view.here = q.get('here') === '1';
  const sort = q.get('sort') ?? '';
  view.sort = one(SORTS, sort.replace(/^-/, '')) ?? HOME.sort;
  view.falling = sort.startsWith('-');
  const pick = /^(cell|venue|hexagon):([\w./-]{1,80})$/.exec(q.get('pick') ?? '');
  if (pick?.[1] && pick[2]) view.pick = { kind: pick[1] as Pick['kind'], id: pick[2] };
  const at = (q.get('at') ?? '').split(',').map(Number);
  const [lon, lat, zoom] = at;
  if (at.length === 3 && lon !== undefined && lat !== undefined && zoom !== undefined) {
    if (Math.abs(lon) <= 180 && Math.abs(lat) <= 90 && zoom >= 0 && zoom <= 24) view.at = { lon, lat, zoom };
  }
  return view;
}

/** Writes the query of a view, defaults left out, in a fixed order; "" for the home view. */
export function writeView(v: View): string {
  const q: string[] = [];
  const put = (name: string, value: string): void => {
    if (value) q.push(`${name}=${encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%3A', ':')}`);
  };
  put('show', v.show === HOME.show ? '' : v.show);
  put('works', v.works);
  put('part', v.part === HOME.part ? '' : v.part);
  put('crew', v.crew);
  put('work', v.work);
  put('drive', v.drive);
  put('plan', v.plan);
  put('day', v.day);
  put('tab', v.tab === HOME.tab ? '' : v.tab);
  put('block', v.block);
  put('q', v.text);
  put('hide', v.hidden.join(','));
  put('here', v.here ? '1' : '');
  put('sort', v.sort === HOME.sort && !v.falling ? '' : (v.falling ? '-' : '') + v.sort);
  put('pick', v.pick ? `${v.pick.kind}:${v.pick.id}` : '');
  put('at', v.at ? [v.at.lon.toFixed(4), v.at.lat.toFixed(4), v.at.zoom.toFixed(2)].join(',') : '');
  put('lang', v.lang ?? '');
  return q.length ? `?${q.join('&')}` : '';
}
