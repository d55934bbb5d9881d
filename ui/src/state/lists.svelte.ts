// What the lists and the map show: one derivation for both, which keeps them in step.
import { campDays, dayAt, positionOf } from '../lib/days';
import { byVenue, campsOf, inOrder, leftOver, totals, type Window } from '../lib/filters';
import { serviceOf } from '../lib/share';
import { data } from './data.svelte';
import { shown } from './view.svelte';

class Lists {
  window = $state.raw<Window | null>(null); // what the map shows
  reason = $state('');
  lower = $state(0); // pixels of the map under the legend and the bar of days
  told = $state(''); // what a screen reader is to be told at once
  closer = $state(0); // counts the wishes to see what is chosen from near
  hover = $state<string>(''); // venue under the pointer, in the list or on the map

  #within = $derived(shown.now.here ? this.window : null);

  days = $derived(campDays(data.camps));
  position = $derived(positionOf(this.days, shown.now.day));

  /** Camps on the map: by day, block and text. */
  camps = $derived(
    inOrder(
      campsOf(data.camps, { day: shown.now.day, block: shown.now.block, text: shown.now.text, within: null }),
      shown.now.sort,
      shown.now.falling,
    ),
  );

  /** Camps in the list: the same, or of them those in the map's window; n is the number on the map. */
  rows = $derived.by(() => {
    const all = this.camps.map((camp, i) => ({ camp, n: i + 1 }));
    const w = this.#within;
    if (!w) return all;
    const ids = new Set(campsOf(this.camps, { day: '', block: '', text: '', within: w }).map((c) => c.id));
    return all.filter((r) => ids.has(r.camp.id));
  });

  venues = $derived(byVenue(this.camps));

  /** Cells on the map: those of the chosen block. */
  cells = $derived(shown.now.block ? data.cells.filter((c) => c.block === shown.now.block) : data.cells);

  left = $derived(
    leftOver(this.cells, { block: '', text: shown.now.text, reason: this.reason, within: this.#within }).filter(
      (c) => !shown.now.hidden.includes(serviceOf(c.served, c.visitors)),
    ),
  );

  reasons = $derived([...new Set(data.cells.filter((c) => c.served < c.visitors).map((c) => c.reason))].toSorted());

  totals = $derived(totals(this.cells));

  goto(position: number): void {
    shown.set({ day: dayAt(this.days, position) });
  }
}

export const lists = new Lists();
