// What the page shows, kept in its address.
import { HOME, readView, writeView, type Pick, type View } from '../lib/url';

class Shown {
  now = $state<View>({ ...HOME });

  read(): void {
    this.now = readView(location.search);
  }

  /** Changes part of the view; the address follows without a new entry in the history. */
  set(part: Partial<View>): void {
    Object.assign(this.now, part);
    this.#write(false);
  }

  /** Changes the view so that the browser's Back undoes it. */
  step(part: Partial<View>): void {
    Object.assign(this.now, part);
    this.#write(true);
  }

  pick(pick: Pick | null): void {
    if (pick?.kind === this.now.pick?.kind && pick?.id === this.now.pick?.id) return;
    this.step({ pick });
  }

  #write(step: boolean): void {
    const to = location.pathname + writeView(this.now);
    if (to === location.pathname + location.search) return;
    if (step) history.pushState(null, '', to);
    else history.replaceState(null, '', to);
  }
}

export const shown = new Shown();
