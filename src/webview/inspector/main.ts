import './inspector.css';
import type { FromInspector, InspectedPod, ToInspector } from '../protocol';
import { InspectorPage } from './page';

interface VsCodeApi {
  postMessage(message: FromInspector): void;
  setState(state: InspectedPod): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

const vscode = acquireVsCodeApi();
let page: InspectorPage | undefined;

window.addEventListener('message', ({ data }: MessageEvent<ToInspector>) => {
  if (data.type === 'init') {
    document.documentElement.lang = data.strings.language;
    document.title = data.strings.title;
    vscode.setState(data.pod);
    page = new InspectorPage(document.body, data.strings, () => vscode.postMessage({ type: 'retry' }));
  }
  if (data.type !== 'life') page?.show(data.state);
  if (data.type !== 'state') page?.showLife(data.life);
});
vscode.postMessage({ type: 'ready' });
