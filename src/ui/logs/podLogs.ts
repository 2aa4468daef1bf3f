import * as vscode from 'vscode';
import { Languages } from '../../contributions';
import { allContainers, type PodEngineApi, type PodKey, type PodSnapshot, podKeyString } from '../../engine';
import { visibleText } from '../../webview/visibleText';
import { errorSentence } from '../sentences';
import { podTitle } from '../tree/podPresentation';
import { followLogs, type LogFollower, type LogSource } from './followLogs';

interface Channel {
  output: vscode.OutputChannel;
  follower?: LogFollower;
}

/**
 * The output channels with the logs of containers and of whole pods. A channel follows over restarts; when its pod
 * is gone it stays as it is, to be read, until it is opened anew.
 */
export class PodLogs implements vscode.Disposable {
  private readonly channels = new Map<string, Channel>();
  private readonly unsubscribe: () => void;
  private disposed = false;

  constructor(private readonly engine: PodEngineApi) {
    this.unsubscribe = engine.onDidChangePods(() => this.stopOfRemoved());
  }

  /** Shows the logs of one container, or of all of the pod with the container's name before each line. */
  open(key: PodKey, container?: string): void {
    const id = `${podKeyString(key)}/${container ?? ''}`;
    const channel = this.channels.get(id) ?? { output: createOutput(key, container) };
    this.channels.set(id, channel);
    channel.output.show(true);
    if (channel.follower?.running) return;
    channel.output.clear();
    const containers = container ? [container] : containersOf(this.engine.pod(key));
    channel.follower = this.follow(channel, { key, containers, prefixed: container === undefined });
  }

  /** Shows what the attempt of a container before its newest one wrote, as `kubectl logs --previous`. */
  openPrevious(key: PodKey, container: string): void {
    const id = `${podKeyString(key)}/${container}/previous`;
    const channel = this.channels.get(id) ?? { output: createOutput(key, container, true) };
    this.channels.set(id, channel);
    channel.output.show(true);
    if (channel.follower?.running) return;
    channel.output.clear();
    channel.follower = this.follow(channel, {
      key,
      containers: [container],
      prefixed: false,
      previous: true,
    });
  }

  dispose(): void {
    this.disposed = true;
    this.unsubscribe();
    for (const { output, follower } of this.channels.values()) {
      follower?.stop();
      output.dispose();
    }
  }

  private follow({ output }: Channel, source: LogSource): LogFollower {
    return followLogs(this.engine, source, {
      write: (text) => this.disposed || output.append(text),
      explain: errorSentence,
      ended: vscode.l10n.t('end of the logs'),
    });
  }

  private stopOfRemoved(): void {
    for (const { follower } of this.channels.values()) {
      if (follower?.running && !this.engine.pod(follower.key)) follower.stop();
    }
  }
}

function createOutput(key: PodKey, container?: string, previous = false): vscode.OutputChannel {
  const pod = vscode.l10n.t('Pod {0}', podTitle(key));
  const title = container === undefined ? pod : `${pod} / ${visibleText(container)}`;
  return vscode.window.createOutputChannel(
    previous ? vscode.l10n.t('{0} (previous)', title) : title,
    Languages.podLog,
  );
}

function containersOf(pod: PodSnapshot | undefined): string[] {
  return pod ? allContainers(pod.spec).map(({ name }) => name) : [];
}
