import type { NamespaceReport } from '../../engine/model/namespaceReport';
import type { InspectorState, InspectorStrings, PodLife } from '../protocol';
import { element, foreign } from './dom';
import { gridElement, mark } from './grid';
import { fill, type GridModel, gridModel } from './gridModel';
import { lifeElements } from './life';

/** The panel's page. `retry` is called when somebody asks for another try. */
export class InspectorPage {
  private readonly title = element('h1');
  private readonly time = element('p', { class: 'time' });
  /** Told to screen readers when it changes: that the pod is gone, or what went wrong. */
  private readonly banner = element('div', { role: 'status' });
  private readonly content = element('div');
  private readonly life = element('div');
  private readonly about = element('div', { class: 'explanations' });
  private report: NamespaceReport | undefined;
  private drawn = '';
  private drawnLife = '';

  constructor(
    root: HTMLElement,
    private readonly strings: InspectorStrings,
    private readonly retry: () => void,
  ) {
    this.title.append(foreign(strings.title));
    const main = element('main', {}, this.content, this.life, this.about);
    root.replaceChildren(element('header', {}, this.title, this.time), this.banner, main);
  }

  showLife(life: PodLife): void {
    const drawing = JSON.stringify(life);
    if (this.drawnLife === drawing) return;
    this.drawnLife = drawing;
    this.life.replaceChildren(...lifeElements(life, this.strings));
  }

  show(state: InspectorState): void {
    if (state.kind === 'report') this.report = state.report;
    document.body.dataset.state = state.kind;
    this.showBanner(state);
    this.showTime(state.kind === 'report');
    if (this.report) this.draw(gridModel(this.report, this.strings));
    else
      this.content.replaceChildren(
        ...(state.kind === 'loading' ? [element('p', {}, this.strings.loading)] : []),
      );
  }

  private showBanner(state: InspectorState): void {
    const text = state.kind === 'error' ? state.sentence : state.kind === 'gone' ? this.strings.gone : '';
    if (this.banner.dataset.text === text) return;
    this.banner.dataset.text = text;
    this.banner.className = text ? `banner ${state.kind}` : '';
    this.banner.replaceChildren(...(text ? [element('p', {}, foreign(text))] : []));
    if (state.kind === 'error') this.banner.append(this.retryButton());
  }

  private retryButton(): HTMLElement {
    const button = element('button', { type: 'button' }, this.strings.retry);
    button.addEventListener('click', this.retry);
    return button;
  }

  private showTime(live: boolean): void {
    if (!this.report) return;
    const at = new Date(this.report.takenAt).toLocaleTimeString(this.strings.language);
    this.time.classList.toggle('live', live);
    this.time.textContent = fill(live ? this.strings.readAt : this.strings.lastReadAt, at);
  }

  /** Draws only what differs from what stands there, so that focus, selection and scrolling stay. */
  private draw(model: GridModel): void {
    const drawing = JSON.stringify(model);
    if (this.drawn === drawing) return;
    this.drawn = drawing;
    const scrolled = this.content.querySelector('.grid')?.scrollLeft ?? 0;
    const body =
      model.rows.length > 0
        ? [gridElement(model, this.strings), legend(this.strings)]
        : [element('p', {}, this.strings.noProcess)];
    this.content.replaceChildren(...absentees(model, this.strings), ...body);
    const about = [...notes(model), kindsList(model, this.strings)];
    this.about.replaceChildren(...(model.rows.length > 0 ? about : []));
    this.content.querySelector('.grid')?.scrollTo({ left: scrolled });
  }
}

function legend({ legend: title, sharing }: InspectorStrings): HTMLElement {
  const kinds = ['pod', 'some', 'private', 'host'] as const;
  const entries = kinds.map((kind) =>
    element(
      'li',
      { class: kind },
      mark(kind),
      element('strong', {}, sharing[kind].name),
      ` ${sharing[kind].about}`,
    ),
  );
  return element('section', { class: 'legend', 'aria-label': title }, element('ul', {}, ...entries));
}

function absentees({ absent }: GridModel, strings: InspectorStrings): HTMLElement[] {
  if (absent.length === 0) return [];
  const entries = absent.map(({ name, reason }) =>
    element('li', {}, element('strong', {}, foreign(name)), ' ', foreign(reason)),
  );
  return [
    element('section', { class: 'absent' }, element('h2', {}, strings.absent), element('ul', {}, ...entries)),
  ];
}

function kindsList({ columns }: GridModel, { kindsTitle }: InspectorStrings): HTMLElement {
  const entries = columns.flatMap(({ kind, name, about }) => [
    element('dt', {}, element('code', {}, kind), ` ${name}`),
    element('dd', {}, about),
  ]);
  return element('section', {}, element('h2', {}, kindsTitle), element('dl', {}, ...entries));
}

function notes({ notes: texts }: GridModel): HTMLElement[] {
  return texts.map((text) => element('p', { class: 'note' }, text));
}
