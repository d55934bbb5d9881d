// The page's language and its words.
import { LANGS, type Lang } from '../lib/format';
import { say, type Catalogue, type Filling } from '../lib/words';
import bn from '../words/bn.json';
import en from '../words/en.json';

const catalogues: Record<Lang, Catalogue> = { en, bn };
export const LANG_NAMES: Record<Lang, string> = { en: 'English', bn: 'বাংলা' };

/** The first of the browser's languages that the page speaks. */
export function browserLang(wanted: readonly string[]): Lang {
  for (const w of wanted) {
    const lang = LANGS.find((l) => w === l || w.startsWith(`${l}-`));
    if (lang) return lang;
  }
  return 'en';
}

class Words {
  lang = $state<Lang>('en');

  /** The text of a key in the page's language. */
  t = (key: string, fill: Filling = {}, n?: number): string =>
    say(catalogues[this.lang], catalogues.en, this.lang, key, fill, n);

  /** Whether the catalogue has a key. */
  has = (key: string): boolean => key in catalogues.en;

  /** Changes the language once its letters are there, so that the map draws them right at once. */
  async speak(lang: Lang): Promise<void> {
    if (lang === 'bn') {
      await Promise.race([
        Promise.all(['400', '600'].map((w) => document.fonts.load(`${w} 16px "Noto Sans Bengali"`, 'ক'))),
        new Promise((done) => setTimeout(done, 3000)),
      ]);
    }
    this.lang = lang;
    document.documentElement.lang = lang;
  }
}

export const words = new Words();
