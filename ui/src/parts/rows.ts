/** Arrow keys, Home and End move the focus among the buttons marked data-row of a list. */
export function rowKeys(e: KeyboardEvent): void {
  const here = e.currentTarget as HTMLElement;
  const rows = [...(here.closest('tbody')?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
  const at = rows.indexOf(here);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[e.key];
  const row = to === undefined ? undefined : rows[to];
  if (!row) return;
  e.preventDefault();
  row.focus();
}
