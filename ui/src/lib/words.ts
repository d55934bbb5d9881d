// Catalogues of words: a key gives a text, or one text for each plural form.

export type Entry = string | { one: string; other: string };
export type Catalogue = Record<string, Entry>;
export type Filling = Record<string, string>;

/**
 * The text of a key with {names} filled in. n chooses the plural form. A key that the catalogue lacks
 * comes from the second one, and at last as itself, so that a missing word is seen and not a blank.
 */
export function say(
  words: Catalogue,
  fallback: Catalogue,
  locale: string,
  key: string,
  fill: Filling = {},
  n?: number,
): string {
  const entry = words[key] ?? fallback[key] ?? key;
  const text =
    typeof entry === 'string'
      ? entry
      : entry[n !== undefined && new Intl.PluralRules(locale).select(n) === 'one' ? 'one' : 'other'];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => fill[name] ?? whole);
}
