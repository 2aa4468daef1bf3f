import type { Container, Pod } from '../../src/engine/model/pod';
import { benchNamespace } from '../peers/peer';

/** What is probed: a web server that is in the image of every test. */
export const served: Pick<Container, 'name' | 'image' | 'command'> = {
  name: 'app',
  image: 'busybox:1.37',
  command: ['sh', '-c', 'mkdir /w && echo ok > /w/index.html && exec httpd -f -p 80 -h /w'],
};

/** A pod whose web server is asked over HTTP every second whether it is ready. */
export function probedPod(index: number): Pod {
  const probe = { httpGet: { port: 80, path: '/index.html' }, periodSeconds: 1 };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `probed-${index}`, namespace: benchNamespace },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ ...served, imagePullPolicy: 'IfNotPresent', readinessProbe: probe }],
    },
  };
}
