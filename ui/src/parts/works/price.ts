// What a move costs, in words.
import { count } from '../../lib/format';
import type { Move } from '../../lib/types';
import { hours, priceOf } from '../../lib/works';
import { words } from '../../state/words.svelte';

const t = words.t;

/** Minutes with their sign: +12 min, −5 min. */
export function minutes(seconds: number): string {
  const n = Math.round(Math.abs(seconds) / 60);
  const text = n >= 60 ? t('works.hours', { n: digits(hours(n * 60)) }) : t('works.minutes', { n: count(n, words.lang) });
  return `${seconds < 0 && n ? '−' : '+'}${text}`;
}

function digits(text: string): string {
  return words.lang === 'bn' ? text.replace(/\d/g, (d) => String.fromCodePoint(0x09e6 + Number(d))) : text;
}

/** Minutes with their sign and nothing else: +12. */
export function shortMinutes(seconds: number): string {
  return signed(Math.round(seconds / 60));
}

const signed = (n: number): string => `${n < 0 ? '−' : '+'}${count(Math.abs(n), words.lang)}`;

/** The differences that a move makes, those that matter first; the way is always said. */
export function priceParts(m: Move): string[] {
  const p = priceOf(m);
  const parts: string[] = [];
  if (p.worth) parts.push(t('price.worth', { n: signed(p.worth) }));
  if (p.late) parts.push(t(p.late > 0 ? 'price.later' : 'price.sooner'));
  if (p.sheets) parts.push(t(p.sheets > 0 ? 'price.sheetMore' : 'price.sheetLess'));
  if (p.overtime) parts.push(t('price.overtime', { n: minutes(p.overtime) }));
  parts.push(t('price.travel', { n: minutes(p.travel) }));
  return parts;
}

/** The rule that forbids a move, in the page's language; the service's own sentence where the page knows no word for it. */
export function ruleText(m: Move): string {
  const key = `rule.${m.rule ?? ''}`;
  return words.has(key) ? t(key) : (m.text ?? m.rule ?? '');
}

/** Why a work is on no sheet. */
export function undoneText(reason: string): string {
  const key = `undone.${reason}`;
  return words.has(key) ? t(key) : reason;
}

export function kindText(kind: string): string {
  const key = `workkind.${kind}`;
  return words.has(key) ? t(key) : kind;
}

/** A second of the day as 09:45 with the digits of the language. */
export function timeText(clock: string): string {
  return digits(clock);
}

/** What a move does to the worth of works done in time: below nothing, something is lost. */
export function worthOf(m: Move): number {
  return priceOf(m).worth;
}

/** Codes such as pipe_fitting as words. */
export function spoken(codes: readonly string[]): string {
  return codes.map((c) => c.replaceAll('_', ' ')).join(', ');
}
