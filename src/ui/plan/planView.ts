import * as vscode from 'vscode';
import { Commands, Languages } from '../../contributions';
import { type PodDocument, type PodEngineApi, rangeOfField } from '../../engine';
import { rangeOf } from '../diagnostics/manifestDiagnostics';
import type { Manifests } from '../manifests';
import { originOf } from '../originOf';
import { errorSentence, findingSentence } from '../sentences';
import { podTitle } from '../tree/podPresentation';
import { lineOf } from './lineOf';
import { type FieldPlace, type PlanDocument, planDocument } from './planDocument';

const scheme = 'docker-pods-plan';

/** Which Pod document of which manifest a plan is of; the name counts, the index where there is none. */
interface PlanSource {
  uri: string;
  index: number;
  namespace: string;
  name?: string;
}

/** Shows what Docker is asked for by a manifest, as a text beside it that follows its editor. */
export class PlanView
  implements vscode.TextDocumentContentProvider, vscode.DocumentLinkProvider, vscode.Disposable
{
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  /** The last plan of each text that was asked for; kept over a close, which a change of language is, too. */
  private readonly plans = new Map<string, PlanDocument>();
  private readonly subscriptions: vscode.Disposable;

  readonly onDidChange = this.changed.event;

  constructor(
    private readonly engine: PodEngineApi,
    private readonly manifests: Manifests,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.changed,
      vscode.workspace.registerTextDocumentContentProvider(scheme, this),
      vscode.languages.registerDocumentLinkProvider({ scheme }, this),
      manifests.onDidChange((document) => this.update(document.uri)),
      { dispose: engine.onDidChangeConnection(() => this.update()) },
    );
  }

  /** Opens the plan of a Pod document beside it. */
  async open(document: vscode.TextDocument, pod: PodDocument): Promise<void> {
    const index = this.manifests.read(document)?.pods.indexOf(pod) ?? 0;
    const { namespace, name } = pod;
    const source: PlanSource = {
      uri: document.uri.toString(),
      index,
      namespace,
      ...(name === undefined ? {} : { name }),
    };
    const title = vscode.l10n.t(
      'Plan of {0}',
      name === undefined ? String(index + 1) : podTitle({ name, namespace }),
    );
    const uri = vscode.Uri.from({
      scheme,
      path: `/${title.replaceAll('/', '∕')}`,
      query: JSON.stringify(source),
    });
    const plan = await vscode.workspace.openTextDocument(uri);
    await vscode.languages.setTextDocumentLanguage(plan, Languages.podPlan);
    await vscode.window.showTextDocument(plan, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const before = this.plans.get(uri.toString());
    try {
      const plan = await this.planOf(uri);
      if (plan) this.plans.set(uri.toString(), plan);
      return (
        (plan ?? before)?.text ??
        `${vscode.l10n.t('The manifest has mistakes: mend them to see its plan.')}\n`
      );
    } catch (error) {
      this.plans.delete(uri.toString());
      return `${errorSentence(error)}\n`;
    }
  }

  provideDocumentLinks(document: vscode.TextDocument): vscode.DocumentLink[] {
    const source = sourceOf(document.uri);
    return (this.plans.get(document.uri.toString())?.links ?? []).map(({ range, target, path }) => {
      const args = encodeURIComponent(JSON.stringify([source.uri, ...target]));
      const command = vscode.Uri.parse(`command:${Commands.planRevealField}?${args}`);
      const link = new vscode.DocumentLink(rangeOf(document, range), command);
      link.tooltip = path;
      return link;
    });
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Undefined while the manifest cannot be read: half a text has no plan. */
  private async planOf(uri: vscode.Uri): Promise<PlanDocument | undefined> {
    const source = sourceOf(uri);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source.uri));
    const own = podOf(this.manifests.read(document)?.pods ?? [], source);
    if (!own?.readable) return undefined;
    const text = document.getText();
    const plan = await this.engine.plan(own.readable, originOf(document));
    const refusals = own.findings
      .filter(({ severity }) => severity === 'error')
      .map((finding) => ({ path: finding.path ?? '', sentence: findingSentence(finding) }));
    const placeOf = (path: string): FieldPlace | undefined => {
      const range = rangeOfField(text, own, path);
      return range && { range, line: lineOf(text, range[0]) };
    };
    return planDocument(plan, refusals, placeOf, vscode.l10n.t);
  }

  private update(manifest?: vscode.Uri): void {
    for (const { uri } of vscode.workspace.textDocuments) {
      if (uri.scheme !== scheme) continue;
      if (!manifest || sourceOf(uri).uri === manifest.toString()) this.changed.fire(uri);
    }
  }
}

/** Shows a place of a manifest that a plan names, in the editor that has it. */
export async function revealField(source: string, start: number, end: number): Promise<void> {
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(source));
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  await vscode.window.showTextDocument(document, {
    selection: rangeOf(document, [start, end]),
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
  });
}

function podOf(
  pods: readonly PodDocument[],
  { name, namespace, index }: PlanSource,
): PodDocument | undefined {
  const named = pods.find((pod) => pod.name === name && pod.namespace === namespace);
  return named ?? pods[index];
}

function sourceOf(uri: vscode.Uri): PlanSource {
  return JSON.parse(uri.query) as PlanSource;
}
