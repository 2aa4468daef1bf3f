import type { InspectorStrings } from '../protocol';
import { element, foreign } from './dom';
import type { GridCell, GridModel, GridRow, Sharing } from './gridModel';

/** The grid in a region that scrolls by itself, so that a narrow panel never scrolls as a whole. */
export function gridElement({ columns, rows }: GridModel, strings: InspectorStrings): HTMLElement {
  const head = columns.map(({ kind, name, about }) =>
    element(
      'th',
      { scope: 'col', title: about },
      element('code', {}, kind),
      element('span', { class: 'about' }, name),
    ),
  );
  const corner = element('th', { scope: 'col', class: 'corner' }, strings.member);
  const table = element(
    'table',
    {},
    element('caption', {}, strings.gridCaption),
    element('thead', {}, element('tr', {}, corner, ...head)),
    element('tbody', {}, ...rows.map(rowElement)),
  );
  highlightGroups(table);
  return element(
    'div',
    { class: 'grid', role: 'region', tabindex: '0', 'aria-label': strings.gridCaption },
    table,
  );
}

/** The mark of a way of sharing: a shape of its own each, so that colour is not needed to tell them apart. */
export function mark(sharing: Sharing | 'none'): HTMLElement {
  return element('span', { class: `mark ${sharing}`, 'aria-hidden': 'true' });
}

function rowElement({ name, role, about, cells }: GridRow): HTMLElement {
  const title = element('span', { class: 'name', title: name }, foreign(name));
  return element(
    'tr',
    { class: role },
    element('th', { scope: 'row' }, title, element('span', { class: 'about' }, about)),
    ...cells.map(cellElement),
  );
}

function cellElement({ sharing, inode, sharingText, group, joinsAbove, joinsBelow }: GridCell): HTMLElement {
  const joins = [joinsAbove ? 'joins-above' : '', joinsBelow ? 'joins-below' : ''].filter(Boolean);
  const text = element('span', { class: 'about', title: sharingText }, mark(sharing), foreign(sharingText));
  const box = element(
    'div',
    { class: ['box', sharing, ...joins].join(' ') },
    element('span', { class: 'inode' }, inode),
    text,
  );
  return element('td', group ? { 'data-group': group } : {}, box);
}

/** Pointing at a cell shows all the cells that are the same namespace. */
function highlightGroups(table: HTMLTableElement): void {
  const show = (group: string | undefined) => {
    for (const cell of table.querySelectorAll<HTMLElement>('td')) {
      cell.classList.toggle('same', group !== undefined && cell.dataset.group === group);
    }
  };
  table.addEventListener('pointerover', ({ target }) => {
    const cell = target instanceof Element ? target.closest<HTMLElement>('td') : null;
    show(cell?.dataset.group);
  });
  table.addEventListener('pointerleave', () => show(undefined));
}
