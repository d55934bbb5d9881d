// Dragging a visit, by its handle in a list or by its stop on the map, to another sheet. The keyboard's way is the list of moves
// that pressing the handle opens.
import { shown } from '../../state/view.svelte';
import { works } from '../../state/works.svelte';

const FAR = 6; // pixels before a press is a drag

/** What the map says lies under a point of the page. */
export const onMap: { sheetAt: ((x: number, y: number) => { crew: string; day: string } | null) | null } = { sheetAt: null };

/** Takes hold of a visit; it is dragged once the pointer has moved a little. */
export function hold(e: PointerEvent, work: string): void {
  if (e.button === 0) begin(work, e.clientX, e.clientY);
}

export function begin(work: string, x0: number, y0: number): void {
  if (!works.movable) return;
  const move = (e: PointerEvent): void => {
    if (!works.drag) {
      if (Math.hypot(e.clientX - x0, e.clientY - y0) < FAR) return;
      void works.price(work);
    }
    e.preventDefault();
    works.drag = { work, x: e.clientX, y: e.clientY, over: sheetUnder(e.clientX, e.clientY) };
  };
  const end = (e: PointerEvent | KeyboardEvent): void => {
    if (e instanceof KeyboardEvent && e.key !== 'Escape') return;
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', end);
    removeEventListener('pointercancel', end);
    removeEventListener('keydown', end, true);
    const { drag } = works;
    works.drag = null;
    if (!drag) return;
    addEventListener('click', swallow, true); // the click that ends a drag chooses nothing
    setTimeout(() => removeEventListener('click', swallow, true), 0);
    if (e.type === 'pointerup' && drag.over) {
      shown.set({ work: '' });
      void works.propose(work, drag.over.crew, drag.over.day);
    }
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', end);
  addEventListener('pointercancel', end);
  addEventListener('keydown', end, true);
}

function swallow(e: Event): void {
  e.stopPropagation();
  e.preventDefault();
}

function sheetUnder(x: number, y: number): { crew: string; day: string } | null {
  const under = document.elementFromPoint(x, y);
  const slot = under?.closest('[data-slot]')?.getAttribute('data-slot');
  if (slot) {
    const at = slot.lastIndexOf(' ');
    return { crew: slot.slice(0, at), day: slot.slice(at + 1) };
  }
  return under?.tagName === 'CANVAS' ? (onMap.sheetAt?.(x, y) ?? null) : null;
}
