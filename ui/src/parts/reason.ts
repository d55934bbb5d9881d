import { words } from '../state/words.svelte';

/** A reason code in words; codes of a newer service read "another reason". */
export function reasonText(code: string): string {
  const key = `reason.${code}`;
  return words.t(words.has(key) ? key : 'reason.other');
}

/** A kind of venue in words, or as the source has it. */
export function kindText(kind: string): string {
  const key = `kind.${kind}`;
  return words.has(key) ? words.t(key) : kind.replaceAll('_', ' ');
}
