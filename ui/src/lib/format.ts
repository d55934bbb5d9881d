// Numbers and days as people in India write them: lakh and crore grouping, dd-mm-yyyy, and Bengali
// digits in Bengali. Nothing here reads the clock.

export type Lang = 'en' | 'bn';
export const LANGS: readonly Lang[] = ['en', 'bn'];

const locale: Record<Lang, string> = { en: 'en-IN', bn: 'bn-IN' };
const kept = new Map<string, Intl.NumberFormat>();

function numberFormat(lang: Lang, places: number, grouped = true): Intl.NumberFormat {
  const key = `${lang}${places}${grouped}`;
  let f = kept.get(key);
  if (!f) {
    f = new Intl.NumberFormat(locale[lang], {
      maximumFractionDigits: places,
      minimumFractionDigits: places,
      useGrouping: grouped,
      numberingSystem: lang === 'bn' ? 'beng' : 'latn',
    });
    kept.set(key, f);
  }
  return f;
}

/** A whole number: 38,07,026 or ৩৮,০৭,০২৬. */
export function count(n: number, lang: Lang): string {
  return numberFormat(lang, 0).format(n);
}

/** Digits without grouping, for numbers that name something: a row, a version. */
export function ordinal(n: number, lang: Lang): string {
  return numberFormat(lang, 0, false).format(n);
}

/**
 * A share of a whole in percent with one decimal, rounded towards the cautious side: only the whole
 * reads 100, and only nothing reads 0. A share of nothing is null.
 */
export function share(part: number, whole: number): number | null {
  if (whole <= 0) return null;
  const tenths = (part / whole) * 1000;
  if (part >= whole) return 100;
  if (part <= 0) return 0;
  return Math.min(999, Math.max(1, Math.floor(tenths))) / 10;
}

/** 96.2 % — a dash where there is no number. */
export function percent(p: number | null | undefined, lang: Lang, places = 1): string {
  if (p === null || p === undefined || !Number.isFinite(p)) return '–';
  return `${numberFormat(lang, p === 100 || p === 0 ? 0 : places).format(p)} %`;
}

/** Metres as people say them, to ten metres, from 5 km on in kilometres: 840 m, 2,020 m, 7.3 km. */
export function metres(m: number, lang: Lang): string {
  const unit = lang === 'bn' ? { m: 'মি', km: 'কিমি' } : { m: 'm', km: 'km' };
  return m < 5000
    ? `${numberFormat(lang, 0).format(Math.round(m / 10) * 10)} ${unit.m}`
    : `${numberFormat(lang, 1).format(m / 1000)} ${unit.km}`;
}

const isDay = /^\d{4}-\d\d-\d\d$/;

/** A civil day, 2026-01-24, as 24-01-2026. Anything else comes back as it is. */
export function day(iso: string, lang: Lang): string {
  if (!isDay.test(iso)) return iso;
  const [y, m, d] = iso.split('-') as [string, string, string];
  return digits(`${d}-${m}-${y}`, lang);
}

/** A civil day with its weekday in front: Sat 24-01-2026. */
export function longDay(iso: string, lang: Lang, width: 'short' | 'long' = 'short'): string {
  if (!isDay.test(iso)) return iso;
  const weekday = new Intl.DateTimeFormat(locale[lang], { weekday: width, timeZone: 'UTC' });
  return `${weekday.format(new Date(`${iso}T00:00:00Z`))} ${day(iso, lang)}`;
}

/** The name of a day's month. */
export function month(iso: string, lang: Lang): string {
  return new Intl.DateTimeFormat(locale[lang], { month: 'short', timeZone: 'UTC' }).format(
    new Date(`${iso}T00:00:00Z`),
  );
}

/** An instant as 24-01-2026 13:05, Indian Standard Time. */
export function instant(iso: string, lang: Lang): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Asia/Kolkata',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const of = (type: string): string => parts.find((p) => p.type === type)?.value ?? '';
  return digits(`${of('day')}-${of('month')}-${of('year')} ${of('hour')}:${of('minute')}`, lang);
}

/** Text with its digits in the script of the language. */
export function digits(text: string, lang: Lang): string {
  return lang === 'bn' ? text.replace(/\d/g, (d) => String.fromCodePoint(0x09e6 + Number(d))) : text;
}
